"""Refuse what papermill was given for a notebook that does not declare it."""

import ast
import difflib
from collections.abc import Sequence

from reanalysis.parameters import ParameterError

INJECTED = "# Parameters\n"  # how the cell begins that papermill puts below the one tagged parameters


def refuse_unknown(cells: Sequence[str], where: str) -> None:
    """Refuse what papermill was given and the notebook does not declare: it would run as if nothing had been said.

    Parameters
    ----------
    cells : sequence of str
        The sources that have run, IPython's `In`.
    where : str
        What to name in the error.

    Raises
    ------
    ParameterError
        With the nearest name that the notebook declares, or what is typed for a scenario's file.
    """
    number = next((number for number, source in enumerate(cells) if source.startswith(INJECTED)), 0)
    if not number:
        return
    declared = _list_assigned(cells[number - 1])
    unknown = [name for name in _list_assigned(cells[number]) if name not in declared]
    if {"title", "sentence", "parameters"} <= set(unknown):
        raise ParameterError(
            f"{where}: a scenario's file holds no parameters of a notebook; type make run with SCENARIO="
        )
    if unknown:
        near = difflib.get_close_matches(unknown[0], declared, n=1, cutoff=0.0)[0]
        raise ParameterError(
            f"{where}: there is no parameter '{unknown[0]}' (nearest: {near}); allowed: {', '.join(declared)}"
        )


def _list_assigned(source: str) -> list[str]:
    """Names that a cell assigns, with a type or without."""
    lines = ast.parse(source).body
    plain = [target.id for line in lines if isinstance(line, ast.Assign) for target in line.targets]
    return plain + [line.target.id for line in lines if isinstance(line, ast.AnnAssign)]
