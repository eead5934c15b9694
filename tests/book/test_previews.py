"""Cards, and the words that lead to the glossary."""

import json
from pathlib import Path

import pytest
from docutils import nodes

from tests.conftest import REPOSITORY
from workflow.pages.previews import LONGEST_TEXT, describe_claim, read_page, write_previews

CLAIM = {
    "claim_id": "C001",
    "statement": "The mean is 5.",
    "reported": "86",
    "unit": "%",
    "recomputed": "12 of 14",
    "verdict": "reproduced",
    "reason": "It is.",
}
PAGE = """<article><section><h1>Relapse<a class="headerlink" href="#x">#</a></h1><p>Patient 3 (DLE) stopped.</p>
<figure id="fig-a"><svg><title>No</title></svg><figcaption><p><span class="caption-number">Fig. 1 </span>
<span class="caption-text">Doses at relapse.</span><a class="headerlink" href="#fig-a">#</a></p></figcaption></figure>
<table id="tbl-b"><caption><span class="caption-number">Table 2 </span><span class="caption-text">Rates</span></caption></table>
<dl class="glossary"><dt id="term-CR">CR</dt><dt id="term-cleared">cleared</dt><dd><p>No rash.</p></dd></dl></section></article>"""


def write_site(folder: Path) -> Path:
    (folder / "_static").mkdir()
    (folder / "patients").mkdir()
    for name in ("page", "patients/3"):
        (folder / f"{name}.html").write_text(PAGE, encoding="utf-8")
    (folder / "claims.json").write_text(json.dumps([CLAIM]), encoding="utf-8")
    return folder


def test_a_page_gives_captions_words_and_courses(tmp_path):
    cards = read_page((write_site(tmp_path), "patients/3"))
    assert cards == {
        "patients/3.html": {"title": "Relapse", "text": ["Patient 3 (DLE) stopped."]},
        "patients/3.html#fig-a": {"title": "Fig. 1", "text": ["Doses at relapse."]},
        "patients/3.html#tbl-b": {"title": "Table 2", "text": ["Rates"]},
        "patients/3.html#term-CR": {"title": "CR", "text": ["No rash."]},
        "patients/3.html#term-cleared": {"title": "cleared", "text": ["No rash."]},
    }


def test_a_claim_says_what_is_printed_and_what_was_found():
    assert describe_claim(CLAIM)["text"] == ["The mean is 5.", "Reported: 86%. Recomputed: 12 of 14.", "It is."]
    without = CLAIM | {"recomputed": "", "unit": "", "reason": "word " * 200}
    reported, reason = describe_claim(without)["text"][1:]
    assert reported == "Reported: 86." and len(reason) <= LONGEST_TEXT + 2 and reason.endswith("word …")


def test_the_cards_are_a_script_in_one_order(tmp_path):
    site = write_site(tmp_path)
    write_previews(site, ["page", "patients/3"], site / "claims.json")
    text = (site / "_static/previews_data.js").read_text(encoding="utf-8")
    content = json.loads(text.removeprefix("window.bookPreviews = ").removesuffix(";\n"))
    assert list(content) == sorted(content) and {"C001", "page.html#fig-a", "patients/3.html"} <= content.keys()


@pytest.fixture
def terms(monkeypatch):
    """The glossary's words, as the book's extension reads them."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "book" / "_extensions"))
    from glossary_links import read_terms

    return read_terms


def test_words_are_found_in_any_case_and_number_but_abbreviations_in_their_own(terms):
    glossary = terms("```{glossary}\nComplete response\nCR\n  Gone.\n\nLET\n  Smooth.\n\ndefinition\n  A rule.\n```\n")
    text = "Let both complete responses be CR by definition; LETs."
    assert [glossary.find(match[0]) for match in glossary.pattern.finditer(text)] == [
        None,
        "Complete response",
        "CR",
        "LET",
    ]
    assert glossary.meaning["CR"] == glossary.meaning["Complete response"]


def test_only_prose_is_linked(terms):
    from glossary_links import is_prose

    text, in_cell, in_title = nodes.Text("relapse"), nodes.Text("relapse"), nodes.Text("relapse")
    nodes.section("", nodes.title("", "", in_title), nodes.paragraph("", "", text))
    nodes.container("", nodes.paragraph("", "", in_cell), nb_element="cell_code_output")
    assert [is_prose(part) for part in (text, in_cell, in_title)] == [True, False, False]


def test_every_word_of_the_glossary_is_explained_once(terms):
    words = terms((REPOSITORY / "book/glossary.md").read_text(encoding="utf-8")).meaning
    assert {
        "CR",
        "PR",
        "HCQ",
        "PN",
        "ANA",
        "CLASI",
        "SLEDAI",
        "DLE",
        "SCLE",
        "LEP",
        "log-log",
        "Envelope",
    } <= words.keys()
    assert len(words) == len({word.lower() for word in words})
