"""Which book is at work: the folder that holds it, laid out as this repository, whose own book is the default."""

import os
import sys
from pathlib import Path

VARIABLE = "REANALYSIS_BOOK"  # another book's folder, from the repository; the commands set it from BOOK=
REPOSITORY = Path(__file__).resolve().parents[1]
HOME = (REPOSITORY / os.environ.get(VARIABLE, "")).resolve()
IS_OWN = HOME == REPOSITORY
TRIAL = "reanalysis.trial" if IS_OWN else "trial"  # the package that knows the book's trial
if not IS_OWN:
    if not (HOME / TRIAL / "book.py").is_file():
        raise SystemExit(
            f"error: {os.environ[VARIABLE]}: holds no book, there is no {TRIAL}/book.py in it; "
            "allowed: a folder laid out as examples/freireich"
        )
    sys.path.append(str(HOME))  # where that package is found
