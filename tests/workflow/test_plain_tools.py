"""What people type who know Jupyter Book, papermill, git and pip: it works, or one line says what to type."""

import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reanalysis.parameters import ParameterError
from tests.workflow.small_book import last_error
from tools.serve import check_port
from workflow.paths import REPOSITORY
from workflow.run_chapter import choose_parameters, main, read_request
from workflow.steps.execute_chapter import describe_failure, write_papermill

# Jupyter Book, git, pip


@pytest.mark.parametrize("from_within", [True, False])
def test_jupyter_book_on_a_checkout_says_what_to_type_and_writes_nothing(tmp_path, from_within):
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy2(REPOSITORY / name, tmp_path / name)
    shutil.copytree(REPOSITORY / "book", tmp_path / "book", ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted(tmp_path.rglob("*"))
    command = [Path(sys.executable).with_name("jupyter-book"), "build", "." if from_within else str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=tmp_path if from_within else REPOSITORY.parent,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert "type: make book" in last_error(done) and len(done.stderr.strip().splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_git_for_windows_leaves_every_file_as_it_was_committed(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    shutil.copy2(REPOSITORY / ".gitattributes", source)
    for name, content in (("table.csv", b"a,b\n1,2\n"), ("run", b"#!/bin/sh\n"), ("odd.txt", b"one\r\ntwo\n")):
        (source / name).write_bytes(content)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=true"]
    for arguments in (["init", "-q"], ["add", "--all"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *arguments], cwd=source, check=True)
    subprocess.run(["git", "clone", "-q", "-c", "core.autocrlf=true", source, tmp_path / "clone"], check=True)
    for path in source.iterdir():
        if path.is_file():
            assert (tmp_path / "clone" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.site
def test_pip_makes_a_package_that_says_what_it_needs(tmp_path):
    copied = tmp_path / "copy"
    for name in ("reanalysis", "workflow", "tools", "book", "data", "notebooks"):
        shutil.copytree(REPOSITORY / name, copied / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(REPOSITORY / "pyproject.toml", copied)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, "."]
    subprocess.run(pip, cwd=copied, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        (metadata,) = [wheel.read(name).decode() for name in names if name.endswith("METADATA")]
    assert "reanalysis/statistics/survival.py" in names and "Requires-Dist: lifelines" in metadata


# make serve


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", ""])
def test_a_port_that_is_none_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        check_port(port)
    assert capsys.readouterr().err == f"error: PORT {port!r} is not possible; allowed: a number from 1 to 65535\n"


def test_a_taken_port_is_named_in_one_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit):
            check_port(str(port))
    assert capsys.readouterr().err.startswith(f"error: port {port} of 127.0.0.1: address already in use; allowed: ")
    assert check_port(str(port)) == port


# make run


def test_what_make_leaves_is_read_as_it_was_typed():
    typed = "SCENARIO=pessimistic CHAPTER=relapse confidence_level=0.9 DATA=my\\ data km_ci=a$$b"
    assert read_request(typed) == (
        {"SCENARIO": "pessimistic", "CHAPTER": "relapse", "DATA": "my data"},
        {"confidence_level": "0.9", "km_ci": "a$b"},
    )


def test_make_passes_on_what_was_typed_and_its_shell_runs_none_of_it(tmp_path):
    """A recipe of the Makefile alone, with a Python that prints what it is left."""
    shutil.copy2(REPOSITORY / "Makefile", tmp_path)
    (tmp_path / "python").write_text('#!/bin/sh\nprintf %s "$REQUEST" > request\n', encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    typed = ["CHAPTER=relapse", "km_ci=log; touch evil", "x=$(touch evil)", "RUN=./python", "BOOK_READY=Makefile"]
    subprocess.run(["make", "-s", "run", *typed], cwd=tmp_path, check=True, capture_output=True)
    own, parameters = read_request((tmp_path / "request").read_text(encoding="utf-8"))
    assert own == {"CHAPTER": "relapse"} and parameters["km_ci"] == "log; touch evil"
    assert not (tmp_path / "evil").exists()


def test_a_scenario_gives_what_the_chapter_declares_and_what_was_typed_goes_over_it():
    values = choose_parameters("relapse", "pessimistic", "", {"confidence_level": "0.9", "month_rounding": "low"})
    assert values == {"unrecorded_relapse": "yes", "month_rounding": "low", "confidence_level": 0.9}
    assert choose_parameters("relapse", "as-published", "data", {}) == {}


@pytest.mark.parametrize(
    ("chapter", "scenario", "typed", "problem"),
    [
        ("relaps", "as-published", {}, "CHAPTER 'relaps' does not exist; allowed: appraisal, "),
        ("relapse", "pess", {}, "scenario 'pess' does not exist; allowed: as-published, "),
        ("relapse", "as-published", {"km_ci": "log"}, "notebooks/relapse.ipynb has no parameter 'km_ci'"),
        ("relapse", "as-published", {"Confidence": "1"}, "(nearest: confidence_level)"),
        ("relapse", "as-published", {"confidence_level": "2"}, "2.0 is not possible; allowed: a number from 0.5"),
        ("relapse", "as-published", {"proportion_ci": "exact"}, "'exact' is not possible; allowed: clopper-pearson |"),
    ],
)
def test_what_cannot_be_run_is_named_with_what_is_allowed(chapter, scenario, typed, problem):
    with pytest.raises(ParameterError) as refused:
        choose_parameters(chapter, scenario, "", typed)
    assert problem in str(refused.value) and "\n" not in str(refused.value)


def test_a_failing_cell_is_one_line():
    error = type("PapermillExecutionError", (Exception,), {"cell_index": 4, "ename": "ValueError", "evalue": "no"})()
    assert describe_failure(error, injected=True) == ", cell 4: ValueError: no"
    assert describe_failure(OSError("gone\nwith a traceback"), injected=False) == ": OSError: gone"


@pytest.mark.site
def test_a_chapter_is_run_into_a_folder_that_git_ignores(monkeypatch, capsys):
    import nbformat

    monkeypatch.setenv("REQUEST", "CHAPTER=toxicity SCENARIO=r-conventions confidence_level=0.5")
    main()
    name = "runs/toxicity-r-conventions-confidence_level=0.5.ipynb"
    try:
        notebook = nbformat.read(REPOSITORY / name, as_version=4)
        assert "confidence_level = 0.5" in next(cell.source for cell in notebook.cells if "# Parameters" in cell.source)
        assert f"== {name} holds the chapter" in capsys.readouterr().out
        assert subprocess.run(["git", "check-ignore", "-q", name], cwd=REPOSITORY).returncode == 0
    finally:
        (REPOSITORY / name).unlink()


@pytest.mark.site
def test_papermill_refuses_what_the_chapter_has_not(tmp_path):
    """As README's line is typed, with a slip in it."""
    words = write_papermill("toxicity", str(tmp_path / "out.ipynb"), {"confidence": 0.9}).split()
    program = Path(sys.executable).with_name(words[0])
    done = subprocess.run([program, *words[1:]], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode != 0
    assert "there is no parameter 'confidence' (nearest: confidence_level)" in done.stderr
