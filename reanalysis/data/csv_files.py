"""CSV files that a spreadsheet opens as data: no cell of them runs as a formula (OWASP, "CSV Injection")."""

import re
from pathlib import Path
from typing import TextIO

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def neutralise_formula(cell):
    """A cell as it is, or with a leading apostrophe where a spreadsheet would take its text for a formula; numbers stay."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA_STARTS) or NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def write_csv(frame: pd.DataFrame, path: str | Path | TextIO) -> None:
    """Write a frame without its index as CSV (UTF-8), formulas neutralised."""
    texts = {name: column.map(neutralise_formula) for name, column in frame.items() if column.dtype == object}
    frame.assign(**texts).to_csv(path, index=False)
