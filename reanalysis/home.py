"""Which book is at work: the folder that holds it, laid out as this repository, whose own book is the default."""

import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

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


def import_part(name: str) -> ModuleType:
    """A module of the package that knows the trial; where a module of that package is missing, one line says so and ends all."""
    try:
        return import_module(f"{TRIAL}.{name}")
    except ModuleNotFoundError as error:
        if not str(error.name).startswith(f"{TRIAL}."):
            raise
        path = f"{error.name.replace('.', '/')}.py"
        raise SystemExit(f"error: {path}: there is no such file; allowed: {name_remedy(error)}") from error


def name_remedy(error: ImportError) -> str:
    """What would mend an import that failed: the module, or without the line of the trial's own modules that asks for it."""
    folder, own, step = HOME.joinpath(*TRIAL.split(".")), [], error.__traceback__
    while step:
        path = Path(step.tb_frame.f_code.co_filename)
        own += [f"{path.relative_to(HOME)}, line {step.tb_lineno}"] if path.is_relative_to(folder) else []
        step = step.tb_next
    return (
        f"the module, or nothing that imports it as {own[-1]} does" if own else "a module as examples/freireich has it"
    )
