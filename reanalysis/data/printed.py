"""Printed numbers and the values that they stand for: a printed number is an interval.

Printed numbers are strings, since only strings keep trailing zeros.
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

ROUNDED, TRUNCATED, MIXED = "rounded", "truncated", "mixed"
READINGS = (ROUNDED, TRUNCATED)
TOLERANCE = 1e-9  # a value computed in floating point may miss the end of its interval by this much


class NotPrintedNumber(ValueError):
    """A string that cannot be read as a printed number; `reported` is the string, `allowed` says what can be."""

    def __init__(self, reported: str, allowed: str):
        super().__init__(f"{reported!r} is not a printed number; allowed: {allowed}")
        self.reported, self.allowed = reported, allowed


def reported_interval(reported: str, how: str = ROUNDED) -> tuple[float, float]:
    """The interval of values that print as a string.

    `4.13` rounded is [4.125, 4.135], both ends included since halves are rounded either way; truncated it is
    [4.13, 4.14), the upper end left out.

    Raises
    ------
    ValueError
        If the string is not a plain decimal number, or the reading is unknown.
    """
    low, high = exact_interval(reported, how)
    return float(low), float(high)


def p_interval(reported: str) -> tuple[float, float]:
    """The interval of p-values that print as a string; `<0.001` stands for all below it, `>0.05` for all above.

    Raises
    ------
    NotPrintedNumber
        If it is neither a number between 0 and 1 with decimals nor one after `<` or `>`.

    Examples
    --------
    >>> p_interval("<0.001"), p_interval("0.40")
    ((0.0, 0.001), (0.395, 0.405))
    """
    found = re.fullmatch(r"([<>≤≥]?)\s*(0?\.[0-9]+|1\.0+)", reported.strip())
    if not found:
        raise NotPrintedNumber(reported, "a p-value with its decimals, such as 0.03, <0.001 or >0.05")
    sign, number = found.groups()
    if not sign:
        low, high = reported_interval(f"0{number}" if number.startswith(".") else number)
        return max(low, 0.0), min(high, 1.0)
    return (0.0, float(number)) if sign in "<≤" else (float(number), 1.0)


def count_decimals(reported: str) -> int:
    """Decimals printed after the point; trailing zeros count."""
    return -parse_decimal(reported).as_tuple().exponent


def find_reading(value: float | Fraction, reported: str) -> str | None:
    """How a value prints as a string: rounded, else truncated, else None.

    Halves are rounded away from zero or to the even digit: 11.5 prints as 12, and 12.5 as 12 or 13. A half
    without an exact binary form, such as 2.135, may go either way, as it does in a computer.

    Examples
    --------
    >>> find_reading(2.968, "2.96"), find_reading(2.968, "2.97"), find_reading(2.968, "2.98")
    ('truncated', 'rounded', None)
    """
    if _is_rounded(value, reported):
        return ROUNDED
    return TRUNCATED if _is_truncated(value, reported) else None


def find_readings(value: float | Fraction, reported: str) -> tuple[str, ...]:
    """Every reading, rounded and truncated, under which a value prints as a string; rules as in `find_reading`.

    Examples
    --------
    >>> find_readings(2.333, "2.33"), find_readings(2.968, "2.96")
    (('rounded', 'truncated'), ('truncated',))
    """
    holds = {ROUNDED: _is_rounded, TRUNCATED: _is_truncated}
    return tuple(how for how in READINGS if holds[how](value, reported))


def _is_rounded(value: float | Fraction, reported: str) -> bool:
    low, high = exact_interval(reported, ROUNDED)
    far = low if parse_decimal(reported).is_signed() else high
    is_odd, is_binary = parse_decimal(reported).as_tuple().digits[-1] % 2, Fraction(float(far)) == far
    on_far_half = is_odd and is_binary and abs(value - far) <= TOLERANCE
    return low - TOLERANCE <= value <= high + TOLERANCE and not on_far_half


def _is_truncated(value: float | Fraction, reported: str) -> bool:
    low, high = exact_interval(reported, TRUNCATED)
    if parse_decimal(reported).is_signed():
        return low + TOLERANCE < value <= high + TOLERANCE
    return low - TOLERANCE <= value < high - TOLERANCE


def parse_decimal(reported: str) -> Decimal:
    if not isinstance(reported, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", reported):
        raise NotPrintedNumber(reported, "a plain decimal as a string, such as '4.13'")
    return Decimal(reported)


@lru_cache(maxsize=1024)
def exact_interval(reported: str, how: str) -> tuple[Fraction, Fraction]:
    """The ends of `reported_interval`, exact."""
    if how not in READINGS:
        raise ValueError(f"reading {how!r} is not known; allowed: {', '.join(READINGS)}")
    value = parse_decimal(reported)
    unit = Fraction(1, 10 ** count_decimals(reported))
    exact = Fraction(value)
    if how == ROUNDED:
        return exact - unit / 2, exact + unit / 2
    return (exact - unit, exact) if value.is_signed() else (exact, exact + unit)
