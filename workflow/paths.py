"""Where everything lives, and how the workflow talks to the terminal."""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
NOTEBOOKS = REPOSITORY / "notebooks"
SCENARIOS = REPOSITORY / "scenarios"
BOOK = REPOSITORY / "book"

# `build.py` lets lines with these marks through to the terminal and logs the rest.
PROGRESS = "== "
ERROR = "error: "


def report(line: str) -> None:
    """Print a line of progress."""
    print(PROGRESS + line, flush=True)


def fail(message: object) -> None:
    """Print a problem as one line and leave with exit code 1."""
    print(ERROR + " ".join(str(message).split()), file=sys.stderr, flush=True)
    raise SystemExit(1)
