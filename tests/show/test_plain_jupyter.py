"""What a notebook shows where nothing knows the book: captions under figures, tables, no role or directive of MyST's."""

import copy
import re

import pandas as pd
import pytest

from reanalysis.show.exhibits import EXHIBIT, read_roles, write_html
from reanalysis.show.results import MIME_TYPE
from workflow.paths import NOTEBOOKS
from workflow.steps.execute_chapter import prepare_for_book


def list_outputs(notebook) -> list:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def get_kind(output) -> str:
    return output.get("metadata", {}).get(EXHIBIT, {}).get("kind", "")


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("Of {result}`n_patients`.", "Of n_patients."),
        ("See {ref}`the curve <sec-curve>`.", "See the curve."),
        ("As {cite:p}`Kaplan1958` say, `code` stays.", "As Kaplan1958 say, `code` stays."),
    ],
)
def test_roles_are_read_as_what_they_speak_of(markdown, read):
    assert read_roles(markdown) == read


def test_a_table_sets_numbers_right_and_words_left_and_runs_nothing():
    page = write_html(pd.DataFrame({"Who": ["<b>", "Anna"], "Weeks": [4, 36]}))
    assert page == (
        '<table><tr><th style="text-align: left">Who</th><th style="text-align: right">Weeks</th></tr>'
        '<tr><td style="text-align: left">&lt;b&gt;</td><td style="text-align: right">4</td></tr>'
        '<tr><td style="text-align: left">Anna</td><td style="text-align: right">36</td></tr></table>'
    )


def test_every_figure_has_its_caption_below_it_and_the_book_sets_its_own(default_runs):
    executed = default_runs("toxicity")
    outputs = list_outputs(executed)
    figures = [number for number, output in enumerate(outputs) if get_kind(output) == "figure"]
    assert figures
    for number in figures:
        caption = outputs[number]["metadata"][EXHIBIT]["caption"]
        below = outputs[number + 1]
        assert get_kind(below) == "caption" and below["data"]["text/plain"] == read_roles(caption)
    for output in outputs:
        assert not re.search(r"\{[a-z:-]+\}|:::|```", output.get("data", {}).get("text/html", ""))
    assert not [output for output in list_outputs(prepare_for_book(copy.deepcopy(executed))) if get_kind(output) == "caption"]


def test_results_and_parameters_are_tables(default_runs):
    outputs = list_outputs(default_runs("toxicity"))
    (results,) = [output["data"] for output in outputs if MIME_TYPE in output.get("data", {})]
    assert "<th" in results["text/html"] and "zero_event_upper_one_sided" in results["text/html"]
    assert ">18%</td>" in results["text/html"]
    (ran,) = [output["data"] for output in outputs if "ran-under" in output.get("data", {}).get("text/markdown", "")]
    assert ">clopper-pearson</td>" in ran["text/html"] and "interval for a proportion" in ran["text/html"]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_chapters_fold_with_plain_details_and_not_with_a_directive(path):
    assert not re.search(r"\{(details|dropdown|key-points|exercise|hint|solution)\}", path.read_text(encoding="utf-8"))
