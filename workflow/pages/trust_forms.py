"""The filled form of the checklists, as a table and to print, and the letter to the authors, from what a chapter published."""

import json
from pathlib import Path

import pandas as pd

from reanalysis.data.csv_files import write_csv
from reanalysis.trial.questions import write_letter
from workflow.publish.citation import read_citation

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


def cite_paper() -> str:
    """The paper as CITATION.cff has it: title, journal, year and address."""
    paper = read_citation()["references"][0]
    return f"{paper['title']}\n{paper['journal']} {paper['year']}, https://doi.org/{paper['doi']}"


def write_forms(results: Path, folder: Path) -> None:
    """Write appraisal-form.csv, appraisal-form.md and letter.txt.

    Parameters
    ----------
    results : Path
        The chapter's results file.
    folder : Path
        Where to write.
    """
    citation = cite_paper()
    published = json.loads(results.read_text(encoding="utf-8"))
    items, asked = (pd.DataFrame(published[name]["value"]) for name in ("form", "questions"))
    form = items[list(COLUMNS)].set_axis(list(HEADINGS), axis=1).assign(**{JUDGEMENT: ""})
    write_csv(form, folder / "appraisal-form.csv")
    (folder / "appraisal-form.md").write_text(write_form(items, citation), encoding="utf-8")
    (folder / "letter.txt").write_text(write_letter(asked, citation), encoding="utf-8")


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
