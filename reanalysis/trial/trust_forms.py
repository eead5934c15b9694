"""The filled form of the checklists, as a table and to print, and the letter to the authors, from what a chapter published."""

import io

import pandas as pd

from reanalysis.data.csv_files import write_csv
from reanalysis.trial.questions import write_letter

FORMS_CHAPTER = "appraisal"
JUDGEMENT = "your judgement"
HEADINGS = (
    "checklist",
    "domain",
    "item",
    "question",
    "answer",
    "what it rests on",
    "claims",
    "where",
    "what so few notice",
)
COLUMNS = ("checklist", "domain", "item", "question", "answer", "detail", "claims", "place", "power")


def write_forms(published: dict[str, dict], paper: dict[str, object]) -> dict[str, str]:
    """What appraisal-form.csv, appraisal-form.md and letter.txt hold, by these names; nothing where the chapter is not built.

    Parameters
    ----------
    published : dict
        Chapter, name of a result, and the result as its chapter published it.
    paper : dict
        The work that the book is about, as CITATION.cff has it: title, journal, year and doi.
    """
    if FORMS_CHAPTER not in published:
        return {}
    citation = f"{paper['title']}\n{paper['journal']} {paper['year']}, https://doi.org/{paper['doi']}"
    items, asked = (pd.DataFrame(published[FORMS_CHAPTER][name]["value"]) for name in ("form", "questions"))
    write_csv(items[list(COLUMNS)].set_axis(list(HEADINGS), axis=1).assign(**{JUDGEMENT: ""}), table := io.StringIO())
    return {
        "appraisal-form.csv": table.getvalue(),
        "appraisal-form.md": write_form(items, citation),
        "letter.txt": write_letter(asked, citation),
    }


def write_form(items: pd.DataFrame, citation: str) -> str:
    """The form in Markdown: a heading a checklist and domain, an item a line or three, and room for a judgement."""
    parts = [
        f"# Appraisal\n\n{citation}\n\nQuestions are in our words. Answers follow by rule; judgements are yours.\n"
    ]
    for checklist, rows in items.groupby("checklist", sort=False):
        parts.append(f"## {checklist}\n")
        for domain, own in rows.groupby("domain", sort=False):
            parts += [f"### {domain}\n"] if domain else []
            parts += [write_item(row) for row in own.to_dict("records")]
            parts += ["Your judgement of this domain, and why: ______________________________\n"] if domain else []
    return "\n".join(parts)


def write_item(row: dict[str, str]) -> str:
    """An item with its answer, what that rests on, and where."""
    told = [f"**{row['item']}** {row['question']}", f"*{row['answer']}*. {row['detail']}".strip()]
    told += [f"Claims: {row['claims']}."] if row["claims"] else []
    told += [f"Where: {row['place']}."] if row["place"] else []
    told += [row["power"]] if row["power"] else []
    return "  \n".join(told) + "\n"
