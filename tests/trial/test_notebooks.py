"""Every chapter runs alone: under its defaults, under other parameters, and on another trial."""

import json
import multiprocessing
from pathlib import Path

import nbformat
import papermill
import pytest

from reanalysis.parameters import CONTRACT
from reanalysis.show.results import MIME_TYPE
from workflow.steps.execute_chapter import ChapterError, choose_lexer, collect_results, prepare_for_book, run_notebook

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
CHANGED = {
    "population": "all-treated",
    "withdrawal": "never-responds",
    "unrecorded_relapse": "exclude",
    "weeks_per_month": 4.345,
    "month_rounding": "high",
    "confidence_level": 0.9,
    "proportion_ci": "jeffreys",
    "km_ci": "log",
    "median_rule": "midpoint",
}
BAD_TEXT = ("nan", "inf", "None", "np.float64", "−0.0")


def choose_declared(notebook: Path, parameters: dict) -> dict:
    declared = papermill.inspect_notebook(str(notebook))
    return {name: value for name, value in parameters.items() if name in declared}


def run_as_the_build_does(chapter: str, parameters: dict) -> str:
    return nbformat.writes(run_notebook(chapter, parameters))


def execute(notebook: Path, parameters: dict):
    """Run a chapter as the build does, in a process of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        text = pool.apply(run_as_the_build_does, (notebook.stem, choose_declared(notebook, parameters)))
    return nbformat.reads(text, as_version=4)


def execute_in_kernel(notebook: Path):
    """Run a chapter as a student does, in an ordinary Jupyter kernel."""
    return papermill.execute_notebook(
        str(notebook), None, progress_bar=False, cwd=str(REPOSITORY), kernel_name="python3"
    )


def visible_text(notebook) -> list[str]:
    texts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if MIME_TYPE not in data:
                texts += [data[kind] for kind in ("text/markdown", "text/plain") if kind in data]
    return texts


def check_executed(notebook, chapter: str) -> dict:
    """What must be true of any executed chapter; returns its results."""
    results = collect_results(notebook, chapter)
    assert results
    for name, result in results.items():
        assert result["text"].strip(), name
        assert not any(bad == word for bad in BAD_TEXT for word in result["text"].split()), (name, result["text"])
    for cell in notebook.cells:
        for output in cell.get(
            "outputs", []
        ):  # figures show words as they are; mathematics would be printed as its source
            assert "$" not in output.get("data", {}).get("image/svg+xml", "")
    for text in visible_text(notebook):
        words = text.replace("|", " ").replace("(", " ").replace(")", " ").split()
        assert not any(bad in words for bad in BAD_TEXT), text
    return results


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stripped_and_declare_only_known_parameters(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        assert not cell.get("outputs"), "outputs are committed"
        assert cell.get("execution_count") is None
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells) == 1
    for name, declared in papermill.inspect_notebook(str(path)).items():
        contract = CONTRACT[name]
        assert declared["inferred_type_name"] == contract.type.__name__
        assert contract.check(json.loads(declared["default"].replace("'", '"')), path.name) == contract.default
        assert declared["help"], f"{name} is not documented"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapter_runs_under_its_defaults_and_leaves_the_same_in_an_ordinary_kernel(path):
    built = execute(path, {})
    check_executed(built, path.stem)
    assert nbformat.writes(prepare_for_book(built)) == nbformat.writes(prepare_for_book(execute_in_kernel(path)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapter_runs_under_changed_parameters(path):
    check_executed(execute(path, CHANGED), path.stem)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapter_runs_on_the_second_trial(path):
    for parameters in ({}, CHANGED):
        check_executed(execute(path, parameters | {"data_dir": "tests/fixtures/second_trial"}), path.stem)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_fact_of_this_trial_is_in_a_chapter(path):
    """Names and numbers come from the data: the second trial must not be told of the first."""
    source = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells).lower()
    for word in ("lenalidomide", "nct01408199", "patient 3", "patient 13", "fifteen", "fourteen", "2012, 14"):
        assert word not in source, word


def test_a_chapter_prepared_for_the_book_has_numbered_exhibits_and_no_timing():
    path = REPOSITORY / "notebooks" / "toxicity.ipynb"
    notebook = prepare_for_book(execute(path, {}))
    figures = [cell.metadata["mystnb"] for cell in notebook.cells if "mystnb" in cell.metadata]
    assert figures
    for figure in figures:
        assert figure["figure"]["caption"] and figure["figure"]["name"].startswith("fig-")
        assert any(character.isdigit() for character in figure["image"]["alt"])
    text = nbformat.writes(notebook)
    assert "papermill" not in text.replace("papermill notebooks", "")
    assert "execution" not in notebook.metadata


@pytest.mark.parametrize(
    ("source", "lexer"),
    [("x = 1 % 2", "python3"), ("%time x = 1", "ipython3"), ("!ls", "ipython3"), ("print?", "ipython3")],
)
def test_code_is_coloured_as_ipythons_where_plain_python_would_not_do(source, lexer):
    cells = [nbformat.v4.new_markdown_cell("50% of !them?"), nbformat.v4.new_code_cell(source)]
    assert choose_lexer(nbformat.v4.new_notebook(cells=cells)) == lexer


def test_parameter_error_in_a_lone_run_is_one_line():
    with pytest.raises(ChapterError) as caught:
        execute(REPOSITORY / "notebooks" / "efficacy.ipynb", {"proportion_ci": "wald"})
    assert "ParameterError" in str(caught.value)
    assert CONTRACT["proportion_ci"].allowed in str(caught.value)
    assert "\n" not in str(caught.value)
