"""The questions to the authors as a page writes them, and the files that are made of what the chapter published."""

import io
import sys

import pandas as pd

from reanalysis.trial.trust_forms import JUDGEMENT, write_forms
from tests.conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "book" / "_extensions"))
from reply_pages import write_question, write_theme

ROW = {"number": "3", "theme": "Relapse", "question": "Which is *meant*?", "settles": "the dose", "claims": "C161"}
ITEM = {
    "checklist": "INSPECT-SR",
    "item": "4.1",
    "domain": "4 Results",
    "question": "Do they fit?",
    "answer": "nothing found",
}
ITEM |= {"detail": "Two claims, and all hold.", "claims": "C063", "place": "Table 1", "power": "Little."}


def test_a_question_is_an_item_with_its_claims():
    text = write_theme("Relapse", [ROW])
    assert text.startswith(
        "## Relapse\n\n3. Which is \\*meant\\*?\n\n   *What would settle it:* the dose. {verdicts}`C161`"
    )
    assert not write_question(ROW | {"number": ""}).startswith((" ", "."))


def test_forms_hold_every_item_and_name_the_paper():
    tables = {"form": pd.DataFrame([ITEM]), "questions": pd.DataFrame([ROW])}
    published = {"appraisal": {name: {"value": table.to_dict("list")} for name, table in tables.items()}}
    written = write_forms(published, {"title": "A trial", "journal": "A journal", "year": 2012, "doi": "10.1/2"})
    assert set(written) == {"appraisal-form.csv", "appraisal-form.md", "letter.txt"}
    table = pd.read_csv(io.StringIO(written["appraisal-form.csv"]))
    assert table.loc[0, "answer"] == "nothing found" and JUDGEMENT in table
    form = written["appraisal-form.md"]
    assert "### 4 Results" in form and "**4.1** Do they fit?" in form and "Your judgement of this domain" in form
    assert "A journal 2012, https://doi.org/10.1/2" in form
    assert "3. Which is *meant*?" in written["letter.txt"]


def test_the_page_says_that_nobody_has_been_written_to():
    assert "Nobody has been written to yet." in (REPOSITORY / "book" / "reply.md").read_text(encoding="utf-8")
