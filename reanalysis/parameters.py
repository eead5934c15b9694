"""The typed contract of what a scenario of the book at work may set: each parameter once, under its name."""

import difflib

from reanalysis.contract import FOLDERS, KINDS_OF_CHOICE, WEEKS_PER_MONTH, Parameter, ParameterError
from reanalysis.home import import_part

__all__ = ["CONTRACT", "FOLDERS", "KINDS_OF_CHOICE", "WEEKS_PER_MONTH", "Parameter", "ParameterError"]
CONTRACT = {parameter.name: parameter for parameter in import_part("parameters").PARAMETERS}


def check_parameters(values: dict[str, object], where: str) -> dict[str, object]:
    """Check named values against the contract and return them in their types.

    Parameters
    ----------
    values : dict
        Parameter name to value.
    where : str
        What to name in an error: a scenario file or a notebook.

    Raises
    ------
    ParameterError
        If a name is unknown (with the nearest valid one) or a value is not allowed.
    """
    checked = {}
    for name, value in values.items():
        if name not in CONTRACT:
            near = difflib.get_close_matches(str(name), CONTRACT, n=1, cutoff=0.0)
            raise ParameterError(
                f"{where}, parameter '{name}': there is no such parameter (nearest: {near[0]}); allowed: {', '.join(CONTRACT)}"
            )
        checked[name] = CONTRACT[name].check(value, where)
    return checked


def default_parameters() -> dict[str, object]:
    """The default of every parameter."""
    return {name: parameter.default for name, parameter in CONTRACT.items()}
