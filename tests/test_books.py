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

from reanalysis.home import VARIABLE, import_part
from tests.verification.test_reference import same
from workflow.paths import HOUSE, REPOSITORY
from workflow.steps.render_pages import tell_warning

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


def test_a_module_that_the_trial_has_not_is_named_in_one_line():
    with pytest.raises(SystemExit) as left:
        import_part("nothing")
    assert left.value.code.startswith(
        "error: reanalysis/trial/nothing.py: there is no such file; allowed: a module as "
    )


@pytest.mark.site
def test_what_a_started_book_lacks_is_named_in_one_line(tmp_path):
    book = shutil.copytree(REPOSITORY / EXAMPLE, tmp_path / "mine", ignore=shutil.ignore_patterns("__pycache__"))
    claims, package, cohort = (book / name for name in ("data/claims.csv", "data/datapackage.json", "trial/cohort.py"))
    kept, content = cohort.read_text(encoding="utf-8"), json.loads(package.read_text(encoding="utf-8"))

    def tell(*command: str) -> str:
        done = run_in_book(str(book), *command)
        return done.stdout + done.stderr

    def check() -> str:
        return tell("workflow.steps.check_data", str(book / "data"))

    claims.write_text(claims.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    del content["resources"][0]["hash"]
    package.write_text(json.dumps(content), encoding="utf-8")
    assert "the resource 'remission' has no 'hash'; allowed: its checksum, which `make checksums` writes" in check()
    tell("tools.checksums")
    assert check().endswith(": no problem found\n")  # without claims too
    cohort.write_text(kept.replace('TABLE = "remission"', 'TABLE = "stay"'), encoding="utf-8")
    assert re.search(r"^error: .*mine/trial/cohort\.py, line \d+: KeyError: 'stay'$", check(), re.MULTILINE)
    cohort.write_text(kept.replace('"SUBJID": subjects', '"SUBJECT": subjects'), encoding="utf-8")
    assert "mine/trial/cohort.py: the trial's adsl has no column 'SUBJID'; allowed: a row a patient" in check()
    cohort.write_text(kept, encoding="utf-8")
    (book / "trial/ties.py").unlink()
    assert check().startswith(
        "error: trial/ties.py: there is no such file; allowed: the module, or nothing that imports"
    )
    (book / "data/raw/remission.csv").unlink()
    assert "remission.csv: there is no such file; allowed: the table of the resource" in tell("tools.checksums")
    (book / "trial/parameters.py").unlink()
    assert tell("workflow.build").startswith("error: trial/parameters.py: there is no such file; allowed: a module as ")


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ("a\nWARNING: no such label\nend\n", "the book has 1 warnings, first: WARNING: no such label"),
        ("\nTraceback\n\nKeyError: 'allowed'\n\n", "the pages could not be made: KeyError: 'allowed'"),
        ("\n", "the pages could not be made: Sphinx does not say why"),
    ],
)
def test_what_sphinx_said_against_a_book_is_one_line_of_its_own(messages, told):
    assert tell_warning(messages, Path("source")) == told


BLOCK = re.compile(r"^(`{3,})[a-z]+\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"^# %%(?: (\[markdown\])| tags=(\[.*\]))?\n", re.MULTILINE)


def write_notebook(path: Path, text: str) -> None:
    """Make the cells that the page tells of."""
    _, *parts = CELL.split(text)
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for is_text, tags, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        source = re.sub("^# ?", "", source, flags=re.MULTILINE) if is_text else source
        make = nbformat.v4.new_markdown_cell if is_text else nbformat.v4.new_code_cell
        notebook.cells.append(make(source.strip(), metadata={"tags": json.loads(tags)} if tags else {}))
    nbformat.write(notebook, path)


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace pieces of a file, each of which it has."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, (path, old)
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def keep_from(path: Path, mark: str, sentence: str) -> None:
    """Keep a page's title and what begins with a mark, with a sentence between."""
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text.splitlines()[0]}\n\n{sentence}\n\n{text[text.index(mark) :]}", encoding="utf-8")


def copy_repository(folder: Path) -> Path:
    """A checkout as one has it who starts a book, with the environment of this one."""
    kept = shutil.ignore_patterns("_build*", ".git", ".venv*", ".snakemake", "runs", "node_modules", "__pycache__")
    copy = shutil.copytree(REPOSITORY, folder / "checkout", ignore=kept)
    (copy / ".venv").symlink_to((REPOSITORY / ".venv").resolve())
    return copy


@pytest.mark.site
def test_a_book_of_one_s_own_is_started_as_the_page_tells(tmp_path):
    checkout = copy_repository(tmp_path)
    book, site = checkout / "examples/mytrial", checkout / "_build-mytrial/html"
    text = (checkout / EXAMPLE / "book/start.md").read_text(encoding="utf-8")
    blocks = iter([block for _, block in BLOCK.findall(text)])

    def type_in(commands: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
        done = subprocess.run(["bash", "-ec", commands], cwd=checkout, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def write(name: str) -> None:
        (book / name).parent.mkdir(exist_ok=True)
        (book / name).write_text(next(blocks), encoding="utf-8")

    type_in(next(blocks))  # the copy
    type_in(next(blocks))  # what is deleted, and the table
    package = json.loads((book / "data/datapackage.json").read_text(encoding="utf-8"))
    new = json.loads(next(blocks))
    new["resources"].append(package["resources"][-1])
    (book / "data/datapackage.json").write_text(json.dumps(package | new), encoding="utf-8")
    write("trial/cohort.py")
    write("trial/book.py")
    write("trial/parameters.py")
    write("scenarios/as-published.yml")
    type_in(next(blocks))  # the check
    write("trial/chapters/stay.py")
    write_notebook(book / "notebooks/stay.ipynb", next(blocks))
    own = "  - caption: Your own\n    numbered: 2\n    chapters:\n      - file: start\n"
    lines = [(f"      - file: {name}\n", "") for name in ("ledger", "references")]
    edit(book / "_toc.yml", ("notebooks/remission", "notebooks/stay"), (own, ""), *lines)
    write("book/index.md")
    keep_from(book / "book/data.md", "```{codebook}", "One table, invented.")
    keep_from(book / "book/methods.md", "## Parameters", "Averages.")
    edit(book / "_config.yml", ("6-Mercaptopurine in childhood leukaemia", "Two wards"))
    type_in(next(blocks))  # the first build
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "5.2 days" in page and "6.0 days" in page and "Two wards" in (site / "404.html").read_text(encoding="utf-8")
    of_the_other = re.compile("mercaptopurine|freireich|remission|leukaemia", re.IGNORECASE)
    assert not [path for path in site.rglob("*.html") if of_the_other.search(path.read_text(encoding="utf-8"))]
    assert "nanopub" in (site / "downloads/formats/claims.trig").read_text(encoding="utf-8")

    with (book / "data/claims.csv").open("a", encoding="utf-8") as claims:
        claims.write(next(blocks))
    write("book/ledger.md")
    edit(book / "_toc.yml", ("      - file: notebooks/stay\n", "      - file: notebooks/stay\n      - file: ledger\n"))
    write("trial/parameters.py")
    declared = 'data_dir: str = \\"data\\"  # folder with the printed tables'
    average = 'average: str = \\"mean\\"  # mean | median'
    changes = ((declared, f"{declared}\\n{average}"), ("average_days(trial)", "average_days(trial, average)"))
    edit(book / "notebooks/stay.ipynb", *changes)
    write("scenarios/medians.yml")
    write("tests/test_stay.py")
    type_in(next(blocks))  # the test
    assert not list(blocks)
    addresses = {"repository": "https://github.com/me/mine", "branch": "main", "site": "https://me.github.io/mine"}
    lines = [(f'{name}: ""', f"{name}: {address}") for name, address in addresses.items()]
    shutil.copy(checkout / "_site.yml", book)
    edit(book / "_site.yml", *lines)
    type_in("make checksums addresses book BOOK=examples/mytrial")
    ledger = (site / "ledger.html").read_text(encoding="utf-8")
    assert "reproduced" in ledger and "discrepant" in ledger and "github.com/me/mine/issues" in ledger
    assert "3.0 days" in (site / "medians/index.html").read_text(encoding="utf-8")
    assert "mybinder" not in (site / "notebooks/stay.html").read_text(encoding="utf-8")
    edit(book / "_site.yml", ("github.com/me/mine", "github.com/me/ours"))
    type_in("make book BOOK=examples/mytrial")
    assert "github.com/me/ours/issues" in (site / "ledger.html").read_text(encoding="utf-8")


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
    ledger = (tmp_path / "one/html/ledger.html").read_text(encoding="utf-8")
    assert "What is said</th>" in ledger and "What the paper says" not in ledger  # its claims come from several works
    formats = tmp_path / "one/html/downloads/formats"
    verdicts = (formats / "claims.trig").read_text(encoding="utf-8")
    assert (
        verdicts.count("cito:disputes <")
        == verdicts.count("cito:disputes <https://doi.org/10.32614/CRAN.package.MASS>")
        == 1
    )
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
