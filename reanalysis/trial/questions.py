"""What only the authors can answer: questions about claims that do not hold or cannot be told, and a letter that asks them."""

import re
import textwrap

import pandas as pd

from reanalysis.data.registry import format_date
from reanalysis.ledger.verdicts import AGAINST
from reanalysis.trial.cohort import Trial
from reanalysis.trial.own_tables import read_own_table

ASKED = (*AGAINST, "differs", "untestable")
BEYOND = "Beyond an answer"  # the theme of what no answer can settle
UNASKED = "Further claims"
PLACE = re.compile(r"\{(C[0-9]{3})\.(reported|recomputed)\}")
WIDTH, INDENT = 96, "    "
COLUMNS = ["number", "theme", "question", "settles", "claims"]


def list_questions(trial: Trial, ledger: pd.DataFrame) -> pd.DataFrame:
    """The questions that are open, numbered; those that no answer can settle come last and have no number.

    A question is asked while one of its claims does not hold or cannot be told, and every number that it says was recomputed
    differs from the printed one. A claim of that kind that no question of
    questions.csv is about gets one of its own, from its statement.

    Returns
    -------
    DataFrame
        number (text), theme, question, settles (what would settle it), claims (those that are open, joined by spaces).
    """
    rows, known = [], ledger.set_index("claim_id")
    is_open = known["verdict"].isin(ASKED)
    covered: set[str] = set()
    for row in read_own_table(trial.folder, "questions").to_dict("records"):
        names, places = row["claims"].split(), PLACE.findall(row["question"])
        still = [name for name in names if is_open.get(name, False)]
        if not still or any(
            name not in known.index or (what == "recomputed" and not is_open[name]) for name, what in places
        ):
            continue
        covered.update(names)
        question = PLACE.sub(lambda place: format_date(known.loc[place[1], place[2]]), row["question"])
        rows.append((row["theme"], question, row["settles"], " ".join(still)))
    rows += [
        (UNASKED, f"How should this be read? {known.loc[name, 'statement']}", "what stands behind it", name)
        for name in known.index[is_open]
        if name not in covered
    ]
    rows.sort(key=lambda row: row[0] == BEYOND)
    numbers = ["" if theme == BEYOND else str(number) for number, (theme, *_) in enumerate(rows, start=1)]
    return pd.DataFrame([(number, *row) for number, row in zip(numbers, rows, strict=True)], columns=COLUMNS)


def write_letter(questions: pd.DataFrame, citation: str) -> str:
    """The letter to the authors, as plain text: what is asked, in the order of the themes."""
    parts = [OPENING.format(citation=citation)]
    asked = questions[questions["theme"] != BEYOND]
    for theme, rows in asked.groupby("theme", sort=False):
        parts.append(f"{theme}\n")
        for row in rows.itertuples():
            first = textwrap.fill(f"{row.number}. {row.question}", WIDTH, subsequent_indent=INDENT)
            second = f"It would help to have {row.settles}. ({', '.join(row.claims.split())})"
            parts.append(f"{first}\n{textwrap.fill(second, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)}\n")
    return "\n".join([*parts, CLOSING])


OPENING = """To the authors of
{citation}

Dear authors,

You printed the data of every patient, which few do. That made it possible to build a book that
recomputes your paper from its own tables, line by line, in the open. Most of what can be checked
holds. This letter asks about the rest.

Where two numbers do not agree we do not know which is right. A misprint, a slip of ours, or a
reason that we have not seen would each explain it. If we have misread you, we should like to say so.

Answers would stand in the book beside the questions, in your words, with their date, whether they
agree with us or not. Data of single patients are asked for only as far as they may be shown.
"""
CLOSING = """The numbers in brackets are those of the claims in the book's ledger, where the reason for each question
is given.

With thanks for your work, and for reading this,

the maintainers of the book
"""
