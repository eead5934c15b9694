"""Every chapter in the lab, in Chromium, from its first cell to its last, with every other host out of reach.

One chapter is opened by the button on its page, as a reader does; the code of the others' copies runs in the kernel of that
one, since Python takes most of the time to arrive. Skips where Pyodide's files are not there.
"""

import json
import os
from pathlib import Path

import pytest

from lab.build import build_lab
from lab.drive import block_others, run_another, run_chapter
from lab.jupyterlite import PYODIDE
from lab.pyodide import LOADED, LOCK, list_needed
from reanalysis.scenarios.files import list_scenarios
from reanalysis.verification.reproduced import find_different
from tests.book.browser_server import serve_folder
from workflow.publish.manifest import hash_file
from workflow.publish.settings import read_settings

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(
        not os.environ.get("PYODIDE"), reason="needs the files of Pyodide: make test-lab PYODIDE=folder"
    ),
]
OPENED = "time_to_response"
FROM_HERE = {"python_versions"}  # names the programs at work


@pytest.fixture(scope="module")
def site() -> Path:
    return Path(os.environ["BUILT_SITE"]).resolve()


@pytest.fixture(scope="module")
def root(site):
    with serve_folder(site) as address:
        yield address


@pytest.fixture(scope="module")
def refused() -> list[str]:
    """Addresses of other hosts that were asked for."""
    return []


@pytest.fixture(scope="module")
def opened(browser, root, refused):
    """A tab in which one chapter has run, and what it came to."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    blocked = block_others(context, root)
    tab = context.new_page()
    run = run_chapter(tab, f"{root}/notebooks/{OPENED}.html")
    yield tab, run
    refused += blocked
    context.close()


def list_copies(site: Path) -> list[str]:
    """The lab's copies of all chapters under the first scenario, and one under another."""
    names = sorted(path.stem for path in (site / "lab/files").glob("*.ipynb"))
    return [*names, *(name for name in ["pessimistic/relapse"] if (site / f"lab/files/{name}.ipynb").exists())]


def find_wrong(site: Path, name: str, run) -> list[str]:
    """What a run has that the page's results have not."""
    scenario, _, chapter = name.rpartition("/")
    path = site / scenario / "downloads/results" / f"{chapter}.json"
    different = find_different(json.loads(path.read_text(encoding="utf-8")), run.results).keys() - FROM_HERE
    return [f"{name}: {problem}" for problem in [*run.errors, *sorted(different)]]


def test_the_button_opens_a_chapter_that_runs_to_its_end_and_says_how_much_is_equal(site, opened):
    _, run = opened
    print(
        f"\n{OPENED}: {run.seconds_to_figure:.1f} s from the press to the first figure, {run.seconds:.1f} s to the end"
    )
    assert find_wrong(site, OPENED, run) == []
    assert run.last_text.startswith(f"**{len(run.results)} of {len(run.results)} equal**")


def test_every_other_chapter_gives_the_results_of_its_page(site, opened):
    tab, _ = opened
    wrong = []
    for name in list_copies(site):
        if name != OPENED:
            run = run_another(tab, json.loads((site / f"lab/files/{name}.ipynb").read_text(encoding="utf-8")))
            print(f"{name}: {len(run.results)} results, {run.seconds:.1f} s")
            wrong += find_wrong(site, name, run)
    assert wrong == []


def test_no_other_host_was_asked_for_anything(opened, refused):
    assert refused == []


def test_the_lock_has_all_that_the_kernel_loads_at_the_checksums_of_the_files(site):
    folder = site / "lab" / PYODIDE
    packages = json.loads((folder / LOCK).read_text(encoding="utf-8"))["packages"]
    assert list_needed(packages, LOADED) == packages.keys()
    assert [name for name, one in packages.items() if hash_file(folder / one["file_name"]) != one["sha256"]] == []


def test_a_second_lab_is_the_same_byte_for_byte(site, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    scenarios = [name for name in list_scenarios() if name == list_scenarios()[0] or (site / name).is_dir()]
    python = Path(os.environ["LITE_PYTHON"]).absolute()
    again = build_lab(site.parent, scenarios, Path(os.environ["PYODIDE"]), python, read_settings())
    one, other = (
        {path.relative_to(lab): hash_file(path) for path in lab.rglob("*") if path.is_file()}
        for lab in (again, site / "lab")
    )
    assert {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == set()
