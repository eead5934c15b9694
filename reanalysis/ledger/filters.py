"""Which rows of a frame a filter of claims.csv keeps."""

from collections.abc import Callable

import pandas as pd

from reanalysis.ledger.language import BLANK, NUMBER
from reanalysis.ledger.syntax import Condition, Filter, SyntaxProblem

ORDERINGS = {">=": "ge", "<=": "le", ">": "gt", "<": "lt"}


def select_rows(frame: pd.DataFrame, chosen: Filter, resolve: Callable[[str], str] = str) -> pd.DataFrame:
    """The rows that satisfy every condition of a filter.

    Parameters
    ----------
    resolve : callable
        Turns a value as written into the value meant, for words that stand for something else.

    Raises
    ------
    SyntaxProblem
        If a column is not one of the frame's, or a column of numbers is compared with a word.
    """
    kept = pd.Series(True, index=frame.index)
    for condition in chosen.conditions:
        kept &= _test_condition(frame, condition, tuple(resolve(value) for value in condition.values))
    return frame[kept.astype(bool)]


def _test_condition(frame: pd.DataFrame, condition: Condition, values: tuple[str, ...]) -> pd.Series:
    if condition.column not in frame:
        raise SyntaxProblem(condition.column, "is not a column", ", ".join(frame.columns))
    cells = frame[condition.column]
    numeric = pd.api.types.is_numeric_dtype(cells)
    if condition.operator in ORDERINGS or (numeric and condition.operator in ("=", "!=", "in")):
        return _test_numbers(cells, numeric, condition, values)
    words = {value.casefold() for value in values}
    lowered = cells.map(lambda cell: "" if pd.isna(cell) else f"{cell:g}" if numeric else str(cell)).str.casefold()
    if condition.operator == "mentions":
        return lowered.map(lambda cell: any(word in cell for word in words))
    if condition.operator in ("contains", "lacks"):
        has = lowered.map(lambda cell: not words.isdisjoint(item.strip() for item in cell.split(";")))
        return has if condition.operator == "contains" else ~has
    words = {"" if word == BLANK else word for word in words}
    return ~lowered.isin(words) if condition.operator == "!=" else lowered.isin(words)


def _test_numbers(cells: pd.Series, numeric: bool, condition: Condition, values: tuple[str, ...]) -> pd.Series:
    """Comparisons of numbers; an empty cell satisfies only `= blank` and `!=` a number."""
    if not numeric:
        raise SyntaxProblem(
            condition.column, f"has no numbers to compare by {condition.operator}", "a column of numbers"
        )
    cells = cells.astype(float)
    blank = BLANK in values and condition.operator not in ORDERINGS
    numbers = [_read_number(value) for value in values if not (blank and value == BLANK)]
    if condition.operator in ORDERINGS:
        return getattr(cells, ORDERINGS[condition.operator])(numbers[0])
    equal = cells.isin(numbers) | (cells.isna() if blank else False)
    return ~equal if condition.operator == "!=" else equal


def _read_number(value: str) -> float:
    if not NUMBER.fullmatch(value):
        raise SyntaxProblem(value, "is not a number", "a number, since the column holds numbers")
    return float(value)
