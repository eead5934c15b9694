"""Numbers that claims are compared with: their value, their wording, and the claims, columns and patients behind them."""

import operator
from dataclasses import dataclass

import pandas as pd

from reanalysis.ledger.syntax import SyntaxProblem

ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


@dataclass(frozen=True)
class Quantity:
    """A number with its wording, the claims that state it, and the columns and patients of the tables behind it."""

    value: float
    text: str
    claim_ids: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    patients: tuple[int, ...] = ()

    @property
    def is_recomputed(self) -> bool:
        """Whether it was worked out from the tables."""
        return bool(self.columns)

    def combine(self, sign: str, other: "Quantity") -> "Quantity":
        """The sum, difference, product or quotient with another quantity."""
        value = ARITHMETIC[sign](self.value, other.value)
        return Quantity(
            value,
            format_value(value),
            self.claim_ids + other.claim_ids,
            self.columns + other.columns,
            self.patients + other.patients,
        )


def read_numbers(rows: pd.DataFrame, column: str) -> pd.Series:
    """The numbers of a column, empty cells left out.

    Raises
    ------
    SyntaxProblem
        If there is no such column, or it does not hold numbers.
    """
    if column not in rows:
        raise SyntaxProblem(column, "is not a column", ", ".join(rows.columns))
    if not pd.api.types.is_numeric_dtype(rows[column]):
        raise SyntaxProblem(column, "has no numbers", "a column of numbers")
    return rows[column].astype(float).dropna()


def compute_statistic(values: pd.Series, statistic: str) -> float:
    """Mean, median, sd, min or max; the SD has n - 1 in its denominator and is 0 for a single value."""
    if statistic == "sd":
        return float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return float(getattr(values, statistic)())


def format_value(value: float) -> str:
    """A number with up to three decimals and no trailing zeros, whole from a thousand on.

    Examples
    --------
    >>> format_value(15.3571), format_value(4.0), format_value(1190.4)
    ('15.357', '4', '1190')
    """
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3f}".rstrip("0").rstrip(".")
