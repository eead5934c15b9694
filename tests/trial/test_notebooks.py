"""Every chapter as a whole: what its notebook looks like, that it runs, and that each of its parameters matters."""

import json
import re
import statistics
from functools import cache
from pathlib import Path

import lifelines.statistics  # noqa: F401  the forked chapters find it loaded, and the next two
import nbformat
import papermill
import pytest
import scipy.stats  # noqa: F401
import seaborn  # noqa: F401

from reanalysis.parameters import CONTRACT, FOLDERS
from reanalysis.scenarios.files import list_scenarios, read_scenario
from reanalysis.show.results import MIME_TYPE
from tests.conftest import REPOSITORY, run_chapter
from workflow.steps.execute_chapter import ChapterError, choose_lexer, collect_results, prepare_for_book

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
    "median_rule": "first",
    "sceptic_patients": 30.0,
}
OTHER_NUMBERS = {"weeks_per_month": 4.0, "confidence_level": 0.9, "sceptic_patients": 30.0}
SLOW = (
    "choices",
    "efficacy",
    "peers",
    "relapse",
    "time_to_response",
)  # whose every parameter is tried by make test-site
BAD_TEXT = ("nan", "inf", "None", "np.float64", "−0.0")
each_chapter = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@cache
def list_declared(path: Path) -> tuple[str, ...]:
    return tuple(papermill.inspect_notebook(str(path)))


def choose_declared(path: Path, parameters: dict) -> dict:
    return {name: value for name, value in parameters.items() if name in list_declared(path)}


def execute(path: Path, parameters: dict):
    """Run a chapter as the build does, in a process of its own."""
    return run_chapter(path.stem, choose_declared(path, parameters))


def find_folders(path: Path, request) -> dict[str, str]:
    """The folder of results for a chapter that reads one; the fixture runs every other chapter."""
    return {"results_dir": request.getfixturevalue("results_dir")} if "results_dir" in list_declared(path) else {}


@cache
def compute_results(path: Path, parameters: tuple[tuple[str, object], ...]) -> dict:
    """A chapter's results under changed parameters, each run made once."""
    return collect_results(execute(path, dict(parameters)), path.stem)


def check_executed(notebook, chapter: str) -> dict:
    """What must be true of any executed chapter; returns its results."""
    results = collect_results(notebook, chapter)
    assert results
    for name, result in results.items():
        assert result["text"].strip(), name
        assert not any(bad == word for bad in BAD_TEXT for word in result["text"].split()), (name, result["text"])
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            assert "$" not in data.get("image/svg+xml", ""), "a figure shows words as they are, not as mathematics"
            if MIME_TYPE not in data:
                words = re.split(r"[\s|(),;]+", data.get("text/markdown", "") + " " + data.get("text/plain", ""))
                assert not any(bad in words for bad in BAD_TEXT), data
    return results


@each_chapter
def test_notebook_is_stripped_and_declares_only_known_parameters(path):
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


@each_chapter
def test_cells_are_short_enough_to_read(path):
    sizes = [
        sum(bool(line.strip()) for line in cell.source.splitlines())
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    assert max(sizes) <= 25
    assert statistics.median(sizes) <= 10


@each_chapter
def test_chapter_runs_under_its_defaults(path, request, default_runs):
    folders = find_folders(path, request)
    check_executed(execute(path, folders) if folders else default_runs(path.stem), path.stem)


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=[pytest.mark.site] * (path.stem in SLOW), id=path.stem) for path in NOTEBOOKS],
)
def test_every_parameter_changes_a_published_result(path, undrawn):
    """Changed alone, from the defaults or from a scenario; one that changes nothing is not to be declared."""
    bases = [choose_declared(path, read_scenario(name)["parameters"]) for name in ["as-published", *list_scenarios()]]
    for name in set(list_declared(path)) - set(FOLDERS):
        assert any(
            compute_results(path, tuple(sorted(base.items())))
            != compute_results(path, tuple(sorted((base | {name: value}).items())))
            for base in bases
            for value in CONTRACT[name].choices or (OTHER_NUMBERS[name],)
            if value != base[name]
        ), f"{path.stem}: {name} changes no result"


@pytest.mark.site
@each_chapter
def test_chapter_runs_under_changed_parameters_and_the_same_in_an_ordinary_kernel(path, request):
    folders = find_folders(path, request)
    check_executed(execute(path, CHANGED | folders), path.stem)
    built = prepare_for_book(execute(path, folders))
    by_hand = papermill.execute_notebook(
        str(path), None, folders, progress_bar=False, cwd=str(REPOSITORY), kernel_name="python3"
    )
    assert nbformat.writes(built) == nbformat.writes(prepare_for_book(by_hand))


def test_a_chapter_prepared_for_the_book_has_numbered_exhibits_and_no_timing():
    notebook = prepare_for_book(execute(REPOSITORY / "notebooks" / "toxicity.ipynb", {}))
    figures = [cell.metadata["mystnb"] for cell in notebook.cells if "mystnb" in cell.metadata]
    assert figures
    for figure in figures:
        assert figure["figure"]["caption"] and figure["figure"]["name"].startswith("fig-")
        assert any(character.isdigit() for character in figure["image"]["alt"])
    assert "papermill" not in nbformat.writes(notebook)
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


def test_results_under_another_chapters_name_are_refused():
    notebook = execute(REPOSITORY / "notebooks" / "toxicity.ipynb", {})
    with pytest.raises(ChapterError, match=r"notebooks/adherence.ipynb: publishes results of chapter 'toxicity'"):
        collect_results(notebook, "adherence")
