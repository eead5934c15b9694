"""What the tests share: the two trials, R's answers, and a copy of the data folder that a test may spoil."""

import csv
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings
from matplotlib.backends.backend_svg import FigureCanvasSVG

from reanalysis.show import phone
from reanalysis.trial.cohort import Trial, read_trial
from reanalysis.verification.compare import DEFAULT_RUN, read_reference
from workflow.plan import list_default_runs
from workflow.steps.execute_chapter import collect_results, run_notebook

REPOSITORY = Path(__file__).resolve().parent.parent
OWN_DATA = REPOSITORY / "data"
SECOND_TRIAL = REPOSITORY / "tests" / "fixtures" / "second_trial"

# The same examples in every run, and no timing.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


# Fixtures that build a site or pack a release, which takes long: their tests belong to `make test-site` unless they have a tier.
BUILDING = {"site", "edited_site", "hostile_site", "clone", "release"}
TIERS = ("browser", "cluster", "faults", "lab")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what builds sites, before pytest selects by marks."""
    for item in items:
        if BUILDING & set(item.fixturenames) and not any(item.get_closest_marker(tier) for tier in TIERS):
            item.add_marker("site")


class DataCopy:
    """A copy of the data folder; rows are numbered as messages number them, the heading being row 1."""

    def __init__(self, path: Path):
        self.path = shutil.copytree(OWN_DATA, path)

    def file(self, table: str) -> Path:
        return self.path / "raw" / f"{table}.csv"

    def read_rows(self, table: str) -> list[list[str]]:
        with self.file(table).open(encoding="utf-8", newline="") as handle:
            return list(csv.reader(handle))

    def write_rows(self, table: str, rows: list[list[str]]) -> None:
        with self.file(table).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)

    def set_cell(self, table: str, row: int, column: str, value: str) -> None:
        rows = self.read_rows(table)
        rows[row - 1][rows[0].index(column)] = value
        self.write_rows(table, rows)

    def read_trial(self) -> Trial:
        return read_trial(str(self.path))


@pytest.fixture
def data_copy(tmp_path) -> DataCopy:
    return DataCopy(tmp_path / "data")


@pytest.fixture(scope="session")
def trial() -> Trial:
    return read_trial(str(OWN_DATA))


@pytest.fixture(scope="session")
def second_trial() -> Trial:
    return read_trial(str(SECOND_TRIAL))


@pytest.fixture(scope="session")
def reference() -> dict:
    """R's answers (tests/reference/README.md), with null as nan and "Inf" as infinity."""
    return read_reference()


def run_as_the_build_does(chapter: str, parameters: dict) -> str:
    return nbformat.writes(run_notebook(chapter, parameters))


def run_chapter(chapter: str, parameters: dict):
    """Run a chapter as the build does, in a process of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        text = pool.apply(run_as_the_build_does, (chapter, parameters))
    return nbformat.reads(text, as_version=4)


@contextmanager
def without_drawing() -> Iterator[None]:
    """Chapters run without drawing their figures, in half the time, where a test asks for their numbers alone."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(FigureCanvasSVG, "print_svg", lambda canvas, drawing, **_: drawing.write("<svg></svg>"))
        monkeypatch.setattr(phone, "fit_phone", lambda figure: None)
        yield


@pytest.fixture
def undrawn() -> Iterator[None]:
    """One test without drawing."""
    with without_drawing():
        yield


@cache
def run_by_default(chapter: str):
    """A chapter run under its defaults, once for all tests of a process."""
    return run_chapter(chapter, {})


def share_default_run(folder: Path, chapter: str):
    """A chapter run under its defaults, once for all processes that test: the first leaves it in their common folder."""
    kept, own = folder / f"{chapter}.ipynb", folder / f"{chapter}-{os.getpid()}.ipynb"
    if not kept.exists():
        nbformat.write(run_by_default(chapter), own)
        own.replace(kept)
    return nbformat.read(kept, as_version=4)


@pytest.fixture(scope="session")
def default_runs(tmp_path_factory):
    """A chapter by name, as its default run leaves it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return run_by_default
    folder = tmp_path_factory.getbasetemp().parent / "default-runs"
    folder.mkdir(exist_ok=True)
    return partial(share_default_run, folder)


@pytest.fixture(scope="session")
def results_dir(tmp_path_factory, default_runs) -> str:
    """A folder of results as a build leaves it, of the default runs."""
    folder = tmp_path_factory.mktemp("results")
    for run in list_default_runs():
        results = collect_results(default_runs(run.chapter), run.chapter)
        (folder / run.chapter).mkdir()
        (folder / run.chapter / f"{DEFAULT_RUN}.json").write_text(json.dumps(results), encoding="utf-8")
    return str(folder)


def build_book(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Build the repository's book into a folder."""
    command = [sys.executable, "-m", "workflow.build", "--build", str(folder), *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The whole site, all scenarios: the one that BUILT_SITE names, as make has just built it, or a new one."""
    if built := os.environ.get("BUILT_SITE"):
        return Path(built).resolve()
    folder = tmp_path_factory.mktemp("own")
    done = build_book(folder)
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="session")
def edited_site(tmp_path_factory) -> Path:
    """The site of an edited copy of the tables, one scenario: patient 13 clears in week 20, patient 6 relapses."""
    folder = tmp_path_factory.mktemp("edited")
    copied = DataCopy(folder / "data")
    copied.set_cell("table2", 14, "Clinical outcome", "CR")
    copied.set_cell("table2", 14, "Time to complete response (weeks)", "20")
    copied.set_cell("table2", 14, "Relapse", "No")
    copied.set_cell("table2", 7, "Relapse", "Yes")
    copied.set_cell("table2", 7, "Dose at relapse", "5 mg alternate days")
    done = build_book(folder / "build", "--data", str(copied.path), "--scenario", "as-published")
    assert done.returncode == 0, done.stderr
    return folder / "build" / "html"


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; without it a person's run skips and continuous integration fails."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        message = "needs Chromium (Debian: apt-get install chromium)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield chromium
        chromium.close()
