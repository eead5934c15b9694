"""`workflow/speed` buys only seconds: the stock way gives the same bytes. And every file that a step opens is an input of its rule."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.small_book import build, copy_small_book, hash_files
from tests.workflow.test_rules import inputs_of, list_jobs
from workflow.build import base_environment
from workflow.paths import REPOSITORY
from workflow.plan import list_chapters, plan_runs

pytestmark = pytest.mark.site

# Python runs this at its start in every process that finds it on its path: it notes each file that the process opens.
RECORDER = """
import os, sys

folder = {folder!r}
with open(os.path.join(folder, f"{{os.getpid()}}.start"), "w") as start:
    start.write(f"{{os.getppid()}}\\n" + "\\n".join(sys.orig_argv))
log = os.open(os.path.join(folder, f"{{os.getpid()}}.opened"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        os.write(log, os.path.abspath(os.fsencode(arguments[0])) + b"\\n")

sys.addaudithook(note)
"""
SCENARIOS = "as-published,pessimistic"  # the second one starts from the first one's pages, but not the stock way
# Not what a step is made of: git's, packages', what other steps made, and the module that only starts steps.
ELSEWHERE = (".git", ".venv", ".snakemake", "_build")
STARTER = "workflow/steps/run_step.py"


@pytest.fixture(scope="module")
def fast(tmp_path_factory) -> Path:
    """Two scenarios, built as usual."""
    return build_two(tmp_path_factory.mktemp("fast") / "build")


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> tuple[Path, Path]:
    """The same scenarios built the stock way, and the folder in which its processes noted what they opened."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "opened").mkdir()
    (folder / "path").mkdir()
    text = RECORDER.format(folder=str(folder / "opened"))
    (folder / "path/sitecustomize.py").write_text(text, encoding="utf-8")
    return build_two(folder / "build", "--plain", PYTHONPATH=str(folder / "path")), folder / "opened"


def build_two(folder: Path, *arguments: str, **environment: str) -> Path:
    command = [sys.executable, "-m", "workflow.build", "--scenario", SCENARIOS, "--build", str(folder), *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, env=base_environment() | environment)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("part", ["html", "chapters", "results", "data"])
def test_the_stock_way_gives_the_same_bytes(fast, plain, part):
    """The executed chapters too; nothing may differ."""
    files = hash_files(fast / part)
    assert files and hash_files(plain[0] / part) == files


def test_the_stock_way_starts_no_warm_process_and_a_kernel_for_each_run_of_a_chapter(plain):
    commands = [path.read_text(encoding="utf-8") for path in plain[1].glob("*.start")]
    assert not any("workflow.speed" in command for command in commands)
    runs = {run for chapters in plan_runs(SCENARIOS.split(",")).values() for run in chapters}
    assert sum("ipykernel_launcher" in command for command in commands) == len(runs)


def test_the_stock_way_prints_the_commands_of_a_small_book_which_jupyter_book_takes(tmp_path):
    folder = copy_small_book(tmp_path / "book")
    done = build(folder, "--plain")
    assert done.returncode == 0, done.stderr
    commands = re.findall(r"^== ((?:papermill|jupyter-book) .*)", done.stdout, re.MULTILINE)
    assert sorted(command.split()[:2] for command in commands) == [
        ["jupyter-book", "build"],
        ["papermill", "notebooks/efficacy.ipynb"],
        ["papermill", "notebooks/ledger.ipynb"],
    ]
    (command,) = [command for command in commands if command.startswith("jupyter-book")]
    program = Path(sys.executable).with_name("jupyter-book")
    typed = subprocess.run([program, *shlex.split(command)[1:]], cwd=folder, capture_output=True, text=True)
    assert typed.returncode == 0, typed.stderr
    assert (folder / "_build/rendered/as-published/_build/html/notebooks/efficacy.html").exists()


def read_opened(folder: Path) -> dict[tuple[str, str], set[str]]:
    """Files of the repository that each step, and the kernel it started, opened; by rule and first argument."""
    steps, parents = {}, {}
    for path in folder.glob("*.start"):
        parent, *command = path.read_text(encoding="utf-8").split("\n")
        parents[path.stem] = parent
        if "workflow.steps.run_step" in command:
            step = command.index("workflow.steps.run_step")
            steps[path.stem] = tuple(command[step + 1 : step + 3])
    opened = {}
    for path in folder.glob("*.opened"):
        step = steps.get(path.stem) or steps.get(parents[path.stem])
        if step:
            names = path.read_text(encoding="utf-8").splitlines()
            opened.setdefault(step, set()).update(filter(None, map(name_source, names)))
    return opened


def name_source(name: str) -> str | None:
    """The path of a file within the repository, of the source where a compiled module was opened; None for any other."""
    path = Path(name)
    if path.parent.name == "__pycache__":
        path = path.parent.parent / f"{path.name.split('.')[0]}.py"
    if not path.is_relative_to(REPOSITORY) or not path.is_file() or not path.stat().st_size:
        return None
    return None if path.relative_to(REPOSITORY).parts[0] in ELSEWHERE else str(path.relative_to(REPOSITORY))


def test_every_file_that_a_step_opens_is_an_input_of_its_rule(plain, tmp_path):
    jobs, opened = list_jobs(tmp_path / "build", SCENARIOS), read_opened(plain[1])
    assert len(opened) == len(list_chapters()) + 3
    for (rule, first), files in opened.items():
        inputs = inputs_of(jobs, rule, f"notebooks/{first}.ipynb" if rule == "chapter" else "")
        assert files - inputs - {STARTER} == set(), (rule, first)
    seen = opened["chapter", "verification"]
    assert "tests/reference/mutation.csv" in seen and "data/raw/table2.csv" in seen  # so the recorder sees kernels too


def test_the_book_is_built_without_the_folder_that_buys_seconds(tmp_path):
    """Only the manifest's list of inputs tells the two apart."""
    folder = copy_small_book(tmp_path / "book")
    assert build(folder).returncode == 0
    shutil.rmtree(folder / "workflow/speed")
    done = build(folder, "--build", "_without")
    assert done.returncode == 0, done.stderr
    sites = [hash_files(folder / name / "html") for name in ("_build", "_without")]
    manifests = [json.loads((folder / name / "html/manifest.json").read_text()) for name in ("_build", "_without")]
    gone = manifests[0]["inputs"].keys() - manifests[1]["inputs"].keys()
    assert gone and all(name.startswith("workflow/speed/") for name in gone)
    for site in sites:
        del site["manifest.json"], site["SHA256SUMS"]
    assert sites[0] == sites[1]
