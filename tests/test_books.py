"""What all books share knows no trial, and another book than the repository's own is checked by tests of its own."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from reanalysis.home import VARIABLE
from tests.verification.test_reference import same
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


def test_pages_of_all_books_look_and_are_searched_without_a_word_of_one():
    files = [path for name in ("_static", "_templates") for path in (HOUSE / name).rglob("*.*")]
    assert files and not [path for path in files if OF_THIS_TRIAL.search(path.read_text(encoding="utf-8"))]


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


BLOCK = re.compile(r"^```(bash|python|yaml|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read_tutorial() -> dict[str, list[str]]:
    """The blocks of the page that tells how to start a book, by their language, in their order."""
    text = (REPOSITORY / EXAMPLE / "book/start.md").read_text(encoding="utf-8")
    blocks = {}
    for language, block in BLOCK.findall(text):
        blocks.setdefault(language, []).append(block)
    return blocks


def write_chapter(book: Path, module: str, cells: list[str]) -> None:
    """Write the chapter that the page adds."""
    (book / "trial/chapters/exposure.py").write_text(module, encoding="utf-8")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Weeks watched")])
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.cells += map(nbformat.v4.new_code_cell, cells)
    notebook.cells[1].metadata["tags"], notebook.cells[-1].metadata["tags"] = ["parameters"], ["results"]
    nbformat.write(notebook, book / "notebooks/exposure.ipynb")


@pytest.mark.site
def test_a_book_of_one_s_own_is_started_as_the_page_tells(tmp_path):
    told, book, build = read_tutorial(), tmp_path / "mytrial", tmp_path / "build"

    def type_in(commands: str) -> None:
        here = commands.replace("examples/mytrial", str(book)).replace("make book", f"make book BUILD={build}")
        done = subprocess.run(["bash", "-ec", here], cwd=REPOSITORY, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    copy, check, again = told["bash"]
    type_in(copy)
    shutil.rmtree(book / "tests")  # not asked for
    config = book / "_config.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("6-Mercaptopurine", "My trial: 6-mercaptopurine"))
    type_in(check)
    module, *cells = told["python"]
    write_chapter(book, module, cells)
    toc, line = book / "_toc.yml", "      - file: notebooks/remission\n"
    toc.write_text(toc.read_text(encoding="utf-8").replace(line, line + told["yaml"][0]), encoding="utf-8")
    with (book / "data/claims.csv").open("a", encoding="utf-8") as claims:
        claims.write(told["text"][0])
    type_in(again)
    page = (build / "html/notebooks/exposure.html").read_text(encoding="utf-8")
    assert "359" in page and "182" in page and "My trial: 6-mercaptopurine" in page
    ledger = (build / "html/ledger.html").read_text(encoding="utf-8")
    assert "17.095" in ledger and "which rounds to the printed 17.1" in ledger


@pytest.mark.site
def test_r_gives_the_example_s_answers_again(tmp_path):
    """Needs R with survival and MASS, Debian's r-cran-mass."""
    if shutil.which("Rscript") is None:
        pytest.fail("CI must rerun R") if os.environ.get("CI") == "true" else pytest.skip("Rscript is not installed")
    book = shutil.copytree(REPOSITORY / EXAMPLE, tmp_path / "book")
    subprocess.run(["Rscript", "tests/reference/reference.R"], cwd=book, check=True)
    same(*(json.loads((root / "tests/reference/reference.json").read_text()) for root in (REPOSITORY / EXAMPLE, book)))


@pytest.mark.site
def test_the_example_builds_alike_twice_and_by_the_stock_way(tmp_path):
    sums = []
    for name, arguments in {"one": [], "two": ["--plain"]}.items():
        done = run_in_book(EXAMPLE, "workflow.build", "--build", str(tmp_path / name), *arguments)
        assert done.returncode == 0, done.stderr
        sums.append((tmp_path / name / "html/SHA256SUMS").read_text(encoding="utf-8"))
    assert sums[0] == sums[1] and "sas-and-stata/notebooks/remission.html" in sums[0]
    formats = tmp_path / "one/html/downloads/formats"
    assert json.loads((formats / "adtte.json").read_text(encoding="utf-8"))["records"] == 42
    assert "logrank_chi2" in (formats / "results-ard.csv").read_text(encoding="utf-8")
    assert "FREIREICH1963" in (formats / "adsl.json").read_text(encoding="utf-8")


@pytest.mark.site
def test_an_edited_copy_of_the_example_tells_what_was_changed(tmp_path):
    table = shutil.copytree(REPOSITORY / EXAMPLE / "data", tmp_path / "edited") / "raw/remission.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2,7,1,6-MP", "2,40,0,6-MP"), encoding="utf-8")
    arguments = ["--data", str(tmp_path / "edited"), "--scenario", "as-published", "--build", str(tmp_path / "build")]
    done = run_in_book(EXAMPLE, "workflow.build", *arguments)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "build/html/what-you-changed.html").read_text(encoding="utf-8")
    assert "Relapsed, 6-MP" in page and "9/21" in page and "8/21" in page and 'href="ledger.html#C008"' in page
