"""What all books share knows no trial, and another book than the repository's own is checked by tests of its own."""

import ast
import os
import re
import subprocess
import sys

import pytest

from reanalysis.home import VARIABLE
from workflow.paths import HOUSE, REPOSITORY

ENGINE = ("data", "forensics", "learn", "ledger", "scenarios", "show", "statistics", "verification")
EXAMPLE = "examples/freireich"
OF_THIS_TRIAL = re.compile("lupus|clasi|lenalidomide", re.IGNORECASE)


def list_shared() -> list:
    """The modules that every book runs on."""
    folders = [*(REPOSITORY / "reanalysis" / name for name in ENGINE), REPOSITORY / "workflow", HOUSE / "_extensions"]
    return [*(REPOSITORY / "reanalysis").glob("*.py"), *(path for folder in folders for path in folder.rglob("*.py"))]


@pytest.mark.parametrize("path", list_shared(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_what_books_share_imports_no_trial_and_has_no_word_of_one(path):
    source = path.read_text(encoding="utf-8")
    assert not OF_THIS_TRIAL.search(source)
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if re.match(r"(reanalysis\.)?trial\b", name)]


def run_in_book(book: str, *command: str) -> subprocess.CompletedProcess:
    """Run a module of Python's with another book at work."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=REPOSITORY,
        env=environment | {VARIABLE: book},
        capture_output=True,
        text=True,
    )


def test_the_example_passes_its_own_tests():
    done = run_in_book(EXAMPLE, "pytest", "-p", "no:cacheprovider", f"{EXAMPLE}/tests")
    assert done.returncode == 0, done.stdout


def test_a_book_that_is_not_there_is_named_in_one_line():
    done = run_in_book("examples/none", "workflow.build")
    told = "error: examples/none: holds no book, there is no trial/book.py in it; allowed: a folder laid out as "
    assert done.returncode == 1 and done.stderr.strip() == f"{told}{EXAMPLE}"
