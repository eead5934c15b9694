"""Frames of numbers as tables that people read: which columns, under which headings, written how."""

import functools
from collections.abc import Callable, Mapping

import pandas as pd

from reanalysis.show.text import format_number, format_p, format_percent, format_weeks

Writer = Callable[..., str]
WRITERS = {  # by the last word of a column's name
    "weeks": format_weeks,
    "share": format_percent,
    "p": format_p,
    "correlation": functools.partial(format_number, digits=2),
}


def present(frame: pd.DataFrame, columns: Mapping[str, object], missing: str = "") -> pd.DataFrame:
    """The chosen columns of a frame as text, under headings for readers.

    Parameters
    ----------
    frame : DataFrame
        Numbers or text, a row a line of the table.
    columns : mapping
        Heading to column. A column is written by its name: `…weeks` as weeks, `…share` as a percentage, `…p` as a
        p-value, `…correlation` with two decimals; other fractions with one; what is missing as `missing`. A tuple names
        one or more columns and, last, the function that writes their values:
        `{"95% CI": ("lower", "upper", format_interval)}`.

    Examples
    --------
    >>> curve = pd.DataFrame({"weeks": [2.0, 4.5], "at_risk": [14, 11], "share": [0.786, 0.5]})
    >>> present(curve, {"Week": "weeks", "At risk": "at_risk", "Without CR": "share"}).to_string(index=False)
    ' Week At risk Without CR\\n   2      14        79%\\n 4.5      11        50%'
    """
    return pd.DataFrame(
        {heading: _write_column(frame, column, missing) for heading, column in columns.items()}, dtype=object
    )


def _write_column(frame: pd.DataFrame, column, missing: str) -> list[str]:
    if isinstance(column, tuple):
        *names, write = column
        return [write(*values) for values in zip(*(frame[name] for name in names), strict=True)]
    write = WRITERS.get(column.lower().split("_")[-1], _write_plain)
    return [missing if pd.isna(value) else write(value) for value in frame[column]]


def _write_plain(value) -> str:
    return format_number(value) if isinstance(value, float) else str(value)
