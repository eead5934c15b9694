"""The questions to the authors as a page writes them, and the files that are made of what the chapter published."""

import json
import sys

import pandas as pd

from tests.conftest import REPOSITORY
from workflow.pages.trust_forms import JUDGEMENT, write_forms

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


def test_forms_are_the_same_bytes_each_time_and_hold_every_item(tmp_path):
    tables = {"form": pd.DataFrame([ITEM]), "questions": pd.DataFrame([ROW])}
    results = {name: {"value": table.to_dict("list")} for name, table in tables.items()}
    (tmp_path / "appraisal.json").write_text(json.dumps(results), encoding="utf-8")
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_forms(tmp_path / "appraisal.json", tmp_path / name)
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1] and set(written[0]) == {"appraisal-form.csv", "appraisal-form.md", "letter.txt"}
    table = pd.read_csv(tmp_path / "one" / "appraisal-form.csv")
    assert table.loc[0, "answer"] == "nothing found" and JUDGEMENT in table
    form = written[0]["appraisal-form.md"].decode()
    assert "### 4 Results" in form and "**4.1** Do they fit?" in form and "Your judgement of this domain" in form
    assert "3. Which is *meant*?" in written[0]["letter.txt"].decode()


def test_the_page_says_that_nobody_has_been_written_to():
    assert "Nobody has been written to yet." in (REPOSITORY / "book" / "reply.md").read_text(encoding="utf-8")
