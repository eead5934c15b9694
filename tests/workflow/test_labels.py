"""A label or an exhibit's name stands once in the book, whatever the number of cores that would read its pages."""

import json

import pytest

from tests.workflow.small_book import build, copy_small_book, edit, last_error
from workflow.pages.check_labels import check_labels, read_labels
from workflow.pages.check_site import SiteError


def write_chapter(path, markdown: str = "text", figure: str = "", output: str = "") -> None:
    """A chapter as it is laid out: a cell of Markdown, and one of code with a figure's name or a table."""
    path.parent.mkdir(exist_ok=True)
    metadata = {"mystnb": {"figure": {"name": figure}}} if figure else {}
    shown = [{"output_type": "display_data", "metadata": {}, "data": {"text/markdown": output}}]
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": markdown},
        {"cell_type": "code", "id": "b", "metadata": metadata, "source": "", "outputs": shown, "execution_count": None},
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")


@pytest.mark.parametrize(
    "twice",
    [
        {"markdown": "(sec-toxicity)=\n# Safety"},
        {"markdown": "(Sec-Toxicity)=\n# Safety"},  # Sphinx folds them
        {"figure": "fig-counts"},
        {"output": ":::{table} Caption\n:name: tbl-counts\n:::"},
        {"markdown": "```{math}\n:label: eq-share\nx\n```"},
    ],
    ids=["label", "label in capitals", "figure", "table", "equation"],
)
def test_what_two_chapters_call_alike_is_named_with_both(tmp_path, twice):
    write_chapter(tmp_path / "notebooks/toxicity.ipynb", "(sec-toxicity)=\n# Safety\n", "fig-counts")
    (tmp_path / "data.md").write_text(":::{table} x\n:name: tbl-counts\n:::\n\n$$x$$\n", encoding="utf-8")
    (tmp_path / "methods.md").write_text("```{math}\n:label: eq-share\ny\n```\n", encoding="utf-8")
    check_labels(tmp_path)
    write_chapter(tmp_path / "notebooks/harms.ipynb", **twice)
    with pytest.raises(SiteError, match=r"stands in \S+ already; allowed: one in the whole book"):
        check_labels(tmp_path)


def test_a_name_twice_in_one_chapter_is_found_too(tmp_path):
    write_chapter(tmp_path / "harms.ipynb", "(a)=\n# A\n\n(a)=\n## B")
    with pytest.raises(SiteError, match="harms.ipynb: the label or name 'a' stands in harms.ipynb already"):
        check_labels(tmp_path)


def test_what_only_looks_like_a_label_is_none():
    assert read_labels("f(x)= 1\n(see below)=\nname: x\nA line (a)=") == []


@pytest.mark.site
def test_a_build_stops_at_a_label_that_a_copied_page_brought_along(tmp_path):
    folder = copy_small_book(tmp_path / "book")
    edit(folder / "book/methods.md", "(parameters)=", "(sec-efficacy)=")
    error = last_error(build(folder))
    assert "notebooks/efficacy.ipynb: the label or name 'sec-efficacy' stands in methods.md already" in error


@pytest.mark.site
def test_claims_are_those_of_the_notebook_they_stand_in(tmp_path):
    folder = copy_small_book(tmp_path / "book")
    edit(
        folder / "notebooks/efficacy.ipynb", "# Efficacy\\n", "# Efficacy\\n\\n```{claims}\\n:chapter: ledger\\n```\\n"
    )
    assert "chapter" in last_error(build(folder))
