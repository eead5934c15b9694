"""Where everything lives, how many cores there are, and how the workflow talks to the terminal."""

import os
import shlex
import socket
import sys
import textwrap
import time
import traceback
from pathlib import Path

from reanalysis.home import HOME, IS_OWN, REPOSITORY, VARIABLE

NOTEBOOKS = HOME / "notebooks"
TRIAL = HOME / "reanalysis" / "trial" if IS_OWN else HOME / "trial"
SCENARIOS = HOME / "scenarios"
BOOK = HOME / "book"
DATA = HOME / "data"
LEDGER = "notebooks/ledger" if (NOTEBOOKS / "ledger.ipynb").exists() else "ledger"  # the page of all claims
CITATION, CONFIG, SITE, TOC = (HOME / name for name in ("CITATION.cff", "_config.yml", "_site.yml", "_toc.yml"))
# What all books share: how pages are made and look, and the settings that a book's own are laid over.
HOUSE = REPOSITORY / "book"
HOUSE_PARTS = ("_extensions", "_static", "_templates")
HOUSE_CONFIG = REPOSITORY / "_config.yml"
# Folders of the repository into which no build may write.
SOURCES = (
    *(
        ".ci",
        ".git",
        ".github",
        ".snakemake",
        ".venv",
        ".venv-cluster",
        "binder",
        "book",
        "data",
        "docs",
        "examples",
        "lab",
        "notebooks",
    ),
    *("profiles", "reanalysis", "scenarios", "tests", "tools", "trial", "workflow"),
)
COMMIT = "commit.json"  # in the build folder: what the site is published as being built from
MANIFEST = "manifest.json"  # in the site: what it was built from
SUMS = "SHA256SUMS"  # in the site: the checksums of its files

# `build.py` lets lines with these marks through to the terminal and logs the rest.
PROGRESS = "== "
ERROR = "error: "
LONGEST_LINE = 2000  # letters of a problem: an exception may carry a whole table
# Where steps leave these lines too when they run on other machines, whose output `build.py` does not see.
MESSAGES_VARIABLE = "REANALYSIS_MESSAGES"


def name_default_build() -> str:
    """The folder that a build writes into unless told otherwise, one a book."""
    return "_build" if IS_OWN else f"_build-{HOME.name}"


def write_command(*words: str) -> str:
    """A command as a person types it, in the repository: with the variable that names the book where it is another."""
    book = "" if IS_OWN else f"{VARIABLE}={shlex.quote(os.path.relpath(HOME, REPOSITORY))} "
    return book + shlex.join(words)


def count_cores() -> int:
    """Cores that this process may use, which a container or taskset can make fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_line(line: str, stream) -> None:
    """Write a line at once: `print` may write its end apart, and another step's line come between."""
    stream.write(line + "\n")
    stream.flush()


def report(line: str) -> None:
    """Print a line of progress."""
    write_line(PROGRESS + line, sys.stdout)
    leave_message(PROGRESS + line)


def fail(message: object) -> None:
    """Print a problem as one line and leave with exit code 1."""
    line = ERROR + textwrap.shorten(str(message)[: 2 * LONGEST_LINE], LONGEST_LINE, placeholder=" …")
    write_line(line, sys.stderr)
    leave_message(line)
    raise SystemExit(1)


def name_module(name: str) -> str:
    """A module of the package that knows the trial, as a path from the repository."""
    return os.path.relpath(TRIAL / f"{name}.py", REPOSITORY)


def describe_error(error: BaseException) -> str:
    """An exception in one line, with the last place in the trial's own modules that it came through."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(TRIAL)
    ]
    place = f"{os.path.relpath(frames[-1].filename, REPOSITORY)}, line {frames[-1].lineno}: " if frames else ""
    return f"{place}{type(error).__name__}: {error}"


def leave_message(line: str) -> None:
    """Write a line into a file of its own, named so that sorting gives the order, if the build asked for that."""
    folder = os.environ.get(MESSAGES_VARIABLE)
    if folder:
        part = Path(folder) / f"{time.time_ns()}-{socket.gethostname()}-{os.getpid()}.part"
        part.write_text(line + "\n", encoding="utf-8")
        part.replace(part.with_suffix(".txt"))  # the build reads whole lines only


def take_messages(folder: Path) -> list[str]:
    """The lines that steps have left since the last call, oldest first; their files are deleted."""
    lines = []
    for path in sorted(folder.glob("*.txt")):
        lines.append(path.read_text(encoding="utf-8"))
        path.unlink()
    return lines
