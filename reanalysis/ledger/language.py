"""The small languages of claims.csv: `key=value; key=value`, and filters such as `DIAGNOSIS in DLE|SCLE & EVALFL = Y`.

Both are parsed, never evaluated; what the rows mean is left to `checks`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

OPERATORS = ("!=", ">=", "<=", "=", ">", "<", "in", "contains", "lacks", "mentions")
ORDERINGS = {">=": "ge", "<=": "le", ">": "gt", "<": "lt"}
BLANK = "blank"  # stands for a cell without a value
CONDITION = re.compile(r"([A-Z][A-Z0-9_]*)\s*(!=|>=|<=|=|>|<|(?:in|contains|lacks|mentions)\s)\s*(.*)", re.DOTALL)
CALL = re.compile(r"\s*([^:()]+):\s*([a-z_]+)\(([^()]*)\)\s*(?:,|$)")


class SyntaxProblem(ValueError):
    """Text in one of the small languages that cannot be read: the part, what is wrong, and what would be right."""

    def __init__(self, part: str, reason: str, allowed: str):
        super().__init__(f"{part!r} {reason}; allowed: {allowed}")
        self.part, self.reason, self.allowed = part, reason, allowed


@dataclass(frozen=True)
class Condition:
    """One condition of a filter; several values mean any of them."""

    column: str
    operator: str
    values: tuple[str, ...]


def parse_arguments(text: str) -> dict[str, str]:
    """Read `key=value; key=value`; a value may hold further equals signs.

    Raises
    ------
    SyntaxProblem
        If a part is not `key=value`, or a key stands twice.
    """
    arguments = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or not re.fullmatch(r"[a-z][a-z0-9_]*", key):
            raise SyntaxProblem(part, "is not an argument", "key=value; key=value")
        if key in arguments:
            raise SyntaxProblem(key, "stands twice", "each key once")
        arguments[key] = value
    return arguments


def parse_calls(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Read `label: check(key=value; key=value), label: check(...)`.

    Returns
    -------
    list of tuple
        Label, name of the check and its arguments.
    """
    calls, position = [], 0
    while position < len(text.rstrip()):
        found = CALL.match(text, position)
        if not found:
            raise SyntaxProblem(
                text[position:].strip(), "is not an alternative", "label: check(key=value; key=value), ..."
            )
        calls.append((found[1].strip(), found[2], parse_arguments(found[3])))
        position = found.end()
    return calls


def parse_filter(text: str) -> tuple[Condition, ...]:
    """Read conditions joined by `&`; values of in, contains, lacks and mentions may be several, joined by `|`.

    Raises
    ------
    SyntaxProblem
        If a condition cannot be read.
    """
    return tuple(_parse_condition(part.strip()) for part in text.split("&"))


def _parse_condition(text: str) -> Condition:
    found = CONDITION.fullmatch(text)
    if not found:
        raise SyntaxProblem(text, "is not a condition", f"COLUMN operator value, with one of {' '.join(OPERATORS)}")
    column, operator, rest = found[1], found[2].strip(), found[3]
    several = operator in ("in", "contains", "lacks", "mentions")
    values = tuple(value.strip() for value in (rest.split("|") if several else [rest]))
    if not all(values):
        raise SyntaxProblem(text, "has an empty value", f"a value, or {BLANK}")
    if not several and "|" in rest:
        raise SyntaxProblem(text, f"has several values for {operator}", "one value, or the operator in")
    return Condition(column, operator, values)


def select_rows(
    frame: pd.DataFrame, conditions: tuple[Condition, ...], resolve: Callable[[str], str] = str
) -> pd.DataFrame:
    """The rows that satisfy every condition.

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
    for condition in conditions:
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
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        raise SyntaxProblem(value, "is not a number", "a number, since the column holds numbers")
    return float(value)
