"""What CONTRIBUTING says of chapters, pages, parameters, scenarios and claims: no file but those it names knows of them."""

import csv
import json
import subprocess
import sys

import pytest

from tests.workflow.small_book import build, copy_small_book, edit, last_error

pytestmark = pytest.mark.site

MODULE = '''"""Adherence: how many were followed to the end."""

PUBLISHED = {"n_treated": ("patients", "treated patients")}


def count_treated(trial) -> int:
    """How many were treated."""
    return len(trial.adsl)
'''
CELLS = [
    ("markdown", [], "(sec-adherence)=\n# Adherence\n\nThe trial treated {result}`n_treated` patients."),
    ("code", ["parameters"], 'data_dir: str = "data"  # folder with the printed tables'),
    (
        "code",
        [],
        "from reanalysis.show.results import Results\n"
        "from reanalysis.trial.chapters import adherence\n"
        "from reanalysis.trial.cohort import read_trial\n\n"
        "results = Results(adherence, globals())\n"
        'results.publish("n_treated", adherence.count_treated(read_trial(data_dir)))',
    ),
    ("code", ["results"], "results.show()"),
]


def write_notebook() -> str:
    """The notebook of the new chapter, as JSON."""
    cells = []
    for number, (kind, tags, source) in enumerate(CELLS):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {"tags": tags}, "source": source}
        cells.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def book(tmp_path):
    """The small book with the new chapter's notebook and module, not yet in _toc.yml."""
    folder = copy_small_book(tmp_path / "book")
    (folder / "notebooks" / "adherence.ipynb").write_text(write_notebook(), encoding="utf-8")
    (folder / "reanalysis" / "trial" / "chapters" / "adherence.py").write_text(MODULE, encoding="utf-8")
    return folder


def test_a_chapter_is_added_by_a_notebook_a_module_and_a_line(book):
    toc = book / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + "      - file: notebooks/adherence\n", encoding="utf-8")
    done = build(book)
    assert done.returncode == 0, done.stderr
    page = (book / "_build" / "html" / "notebooks" / "adherence.html").read_text(encoding="utf-8")
    assert "The trial treated" in page and ">15</span> patients." in page
    assert (book / "_build" / "html" / "downloads" / "results" / "adherence.json").exists()


def test_a_chapter_is_renamed_and_removed_and_a_page_added_by_one_build_each(book):
    toc, notebooks, html = book / "_toc.yml", book / "notebooks", book / "_build" / "html"
    listed = toc.read_text(encoding="utf-8")
    toc.write_text(f"{listed}      - file: notebooks/adherence\n", encoding="utf-8")
    assert build(book).returncode == 0
    (notebooks / "adherence.ipynb").unlink()
    (notebooks / "followed.ipynb").write_text(write_notebook().replace("adherence", "followed"), encoding="utf-8")
    module = book / "reanalysis" / "trial" / "chapters" / "adherence.py"
    module.rename(module.with_name("followed.py"))
    edit(toc, "adherence", "followed")
    done = build(book)
    assert done.returncode == 0, done.stderr
    assert (html / "notebooks" / "followed.html").exists() and not (html / "notebooks" / "adherence.html").exists()
    (notebooks / "followed.ipynb").unlink()
    module.with_name("followed.py").unlink()
    (book / "book" / "notes.md").write_text("# Notes\n\nWhat was noted.\n", encoding="utf-8")
    toc.write_text(f"{listed}      - file: notes\n", encoding="utf-8")
    done = build(book)
    assert done.returncode == 0, done.stderr
    assert "What was noted." in (html / "notes.html").read_text(encoding="utf-8")
    assert not (html / "notebooks" / "followed.html").exists()


def test_a_parameter_a_scenario_and_a_claim_are_an_entry_a_file_and_a_row(book):
    toc, claims, source = book / "_toc.yml", book / "data" / "claims.csv", book / "notebooks" / "adherence.ipynb"
    toc.write_text(toc.read_text(encoding="utf-8") + "      - file: notebooks/adherence\n", encoding="utf-8")
    entry = 'Parameter("shortest_weeks", float, 0.0, "shortest follow-up counted", minimum=0.0, maximum=600.0),'
    edit(book / "reanalysis/trial/parameters.py", "PARAMETERS = (\n", f"PARAMETERS = (\n    {entry}\n")
    edit(
        book / "reanalysis" / "trial" / "chapters" / "adherence.py", "(trial) -> int", "(trial, shortest_weeks) -> int"
    )
    edit(
        book / "reanalysis" / "trial" / "chapters" / "adherence.py",
        "len(trial.adsl)",
        'int((trial.adsl["FOLLOWUP_MONTHS"] * 52 / 12 >= shortest_weeks).sum())',
    )
    edit(source, "printed tables", "printed tables\\nshortest_weeks: float = 0.0  # shortest follow-up counted")
    edit(source, "read_trial(data_dir))", "read_trial(data_dir), shortest_weeks)")
    scenario = "title: Long\nsentence: Only long follow-up counts.\nparameters: {shortest_weeks: 300}\n"
    (book / "scenarios" / "long.yml").write_text(scenario, encoding="utf-8")
    number = 1 + sum(1 for _ in csv.DictReader(claims.open(encoding="utf-8", newline="")))
    row = f"C{number:03d},figures,Figure 2 legend,Fifteen were treated.,15,patients,count,n_enrolled,all-treated,,,count,,,adherence,"
    claims.write_text(claims.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    checksums = [sys.executable, "-m", "tools.checksums"]
    subprocess.run(checksums, cwd=book, check=True, env={"PYTHONPATH": str(book)})
    done = build(book, "--scenario", "as-published,long")
    assert done.returncode == 0, done.stderr
    html = book / "_build" / "html"
    ledger = json.loads((html / "downloads" / "results" / "claims.json").read_text(encoding="utf-8"))
    assert [claim["verdict"] for claim in ledger if claim["claim_id"] == f"C{number:03d}"] == ["reproduced"]
    for folder, count in ((html, "14"), (html / "long", "0")):
        assert f">{count}</span> patients." in (folder / "notebooks" / "adherence.html").read_text(encoding="utf-8")


def test_a_chapter_that_the_table_of_contents_lacks_is_named(book):
    assert "notebooks/adherence.ipynb: is not in _toc.yml" in last_error(build(book))


def test_a_notebook_that_is_no_chapter_ends_in_one_kind_line(book):
    """JupyterLab's, or papermill's with its own cells; a build looks at the list before it reads either."""
    (book / "notebooks" / "adherence.ipynb").rename(book / "notebooks" / "Untitled.ipynb")
    edit(book / "notebooks" / "Untitled.ipynb", '"parameters"', '"other"')
    error = last_error(build(book))
    assert "notebooks/Untitled.ipynb: is not in _toc.yml" in error and "or the file in another folder" in error


def test_a_chapter_that_is_listed_and_not_there_is_named(book):
    (book / "notebooks" / "adherence.ipynb").unlink()
    edit(book / "_toc.yml", "notebooks/ledger", "notebooks/ledgers")
    assert "notebooks/ledger.ipynb: is not in _toc.yml" in last_error(build(book))
    edit(book / "_toc.yml", "notebooks/ledgers", "notebooks/ledger\n      - file: notebooks/adherence")
    assert "_toc.yml: there is no notebooks/adherence.ipynb" in last_error(build(book))


def test_a_copy_that_still_publishes_under_the_old_name_is_refused(book):
    copied = (book / "notebooks" / "efficacy.ipynb").read_bytes()
    (book / "notebooks" / "adherence.ipynb").write_bytes(copied)
    toc = book / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + "      - file: notebooks/adherence\n", encoding="utf-8")
    assert "notebooks/adherence.ipynb: publishes results of chapter 'efficacy'" in last_error(build(book))
