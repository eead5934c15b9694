"""Every file that a step reads is an input of its rule: else a change of it would leave an old site, and nobody would know."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.closure import EXTENSIONS, find_closure, list_imports
from workflow.build import base_environment
from workflow.paths import NOTEBOOKS, REPOSITORY
from workflow.plan import list_chapters

STEPS = REPOSITORY / "workflow" / "steps"
JOB = re.compile(r"^rule (\w+):\n    input: (.*)\n", flags=re.MULTILINE)


def list_jobs(build: Path, scenarios: str = "as-published") -> list[tuple[str, set[str]]]:
    """Rule and inputs of every job that would build scenarios from nothing, as Snakemake tells them."""
    build.mkdir(exist_ok=True)
    (build / "commit.json").write_text(json.dumps({}), encoding="utf-8")
    settings = ["data=data", f"scenarios={scenarios}", f"build={build}"]
    command = [sys.executable, "-m", "snakemake", "--profile", "profiles/local", "--cores", "1", "--dry-run"]
    done = subprocess.run(
        [*command, "--config", *settings], cwd=REPOSITORY, env=base_environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [(rule, set(files.split(", "))) for rule, files in JOB.findall(done.stdout + done.stderr)]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory) -> list[tuple[str, set[str]]]:
    return list_jobs(tmp_path_factory.mktemp("rules") / "build")


def inputs_of(jobs: list[tuple[str, set[str]]], rule: str, containing: str = "") -> set[str]:
    """The inputs of a rule's jobs, or of those that have a certain file among them."""
    found = [files for name, files in jobs if name == rule and (not containing or containing in files)]
    assert found, (rule, containing)
    return set().union(*found)


def test_there_is_a_job_for_every_step_and_chapter(jobs):
    rules = [rule for rule, _ in jobs]
    assert {rule: rules.count(rule) for rule in rules} == {
        "data": 1,
        "chapter": len(list_chapters()),
        "pages": 1,
        "site": 1,
    }


@pytest.mark.parametrize(
    ("rule", "step"), [("data", "prepare_data"), ("pages", "render_pages"), ("site", "publish_site")]
)
def test_every_module_that_a_step_imports_is_an_input_of_its_rule(jobs, rule, step):
    extensions = EXTENSIONS.glob("*.py") if rule == "pages" else []
    assert find_closure([STEPS / f"{step}.py", *extensions]) - inputs_of(jobs, rule) == set()


@pytest.mark.parametrize("chapter", list_chapters())
def test_every_module_that_a_chapter_imports_is_an_input_of_its_rule(jobs, chapter):
    needed = find_closure([STEPS / "execute_chapter.py", NOTEBOOKS / f"{chapter}.ipynb"])
    assert needed - inputs_of(jobs, "chapter", f"notebooks/{chapter}.ipynb") == set()
    assert f"notebooks/{chapter}.ipynb" in needed and "reanalysis/parameters.py" in needed


def test_imports_are_found_wherever_they_stand():
    source = "import a.b\nfrom c import d\ndef f():\n    from e.g import h\ntry:\n    import i as j\nexcept ImportError: pass"
    assert list_imports(source) == {"a.b", "c", "c.d", "e.g", "e.g.h", "i"}
