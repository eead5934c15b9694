"""GRIM and its kin: which sizes can have a printed mean or percentage.

Looks at one printed number alone; `grimmer` adds the SD.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from reanalysis.data.printed import READINGS, ROUNDED, TRUNCATED, count_decimals, exact_interval, parse_decimal


@dataclass(frozen=True)
class Grim:
    """Whether a mean of whole numbers can print as it does, how it was cut, and the totals that give it."""

    consistent: bool
    how: str | None
    totals: tuple[int, ...]


@dataclass(frozen=True)
class PercentCounts:
    """The counts out of n that print as a percentage, how it was cut, and the power of the check."""

    consistent: bool
    how: str | None
    counts: tuple[int, ...]
    power: float


def whole_numbers(reported: str, parts: int, how: str) -> range:
    """The whole numbers that print as the string once they are divided by `parts`.

    Examples
    --------
    >>> whole_numbers("3.1", 15, "rounded")
    range(46, 48)
    """
    low, high = (end * parts for end in exact_interval(reported, how))
    if how == ROUNDED:
        return range(math.ceil(low), math.floor(high) + 1)
    if parse_decimal(reported).is_signed():
        return range(math.floor(low) + 1, math.floor(high) + 1)
    return range(math.ceil(low), math.ceil(high))


def check_size(n: int, least: int = 1) -> None:
    """Raise a ValueError for fewer values than a check needs."""
    if n < least:
        raise ValueError(f"n = {n} is too few values; allowed: {least} or more")


def list_sizes(n: int | Iterable[int]) -> list[int]:
    """One size, or several, as a list."""
    sizes = [n] if isinstance(n, int | np.integer) else list(n)
    for size in sizes:
        check_size(size)
    return sizes


# Means and percentages of whole numbers


def grim_scalar(mean: str, n: int, items: int = 1) -> Grim:
    """GRIM: can n whole numbers (or n averages of `items` whole numbers) have this mean (Brown & Heathers 2017)?

    Rounding is tried before truncation; `totals` are those of the reading that succeeded.

    Raises
    ------
    ValueError
        If n or items is below 1, or the mean is not a printed number.

    Examples
    --------
    The example of the test's authors, and a mean that both readings allow:

    >>> grim_scalar("5.19", 28).consistent
    False
    >>> grim_scalar("3.08", 13)
    Grim(consistent=True, how='rounded', totals=(40,))
    """
    check_size(n)
    check_size(items)
    for how in READINGS:
        totals = whole_numbers(mean, n * items, how)
        if totals:
            return Grim(True, how, tuple(totals))
    return Grim(False, None, ())


def grim_map(means: Iterable[str], ns: Iterable[int], items: int = 1) -> pd.DataFrame:
    """GRIM for every mean with every n.

    Returns
    -------
    DataFrame
        A row a pair: mean (string), n, consistent, how, totals, power.

    Examples
    --------
    >>> grim_map(["3.08"], [12, 13, 14])[["n", "consistent", "totals"]]
        n  consistent totals
    0  12        True  (37,)
    1  13        True  (40,)
    2  14       False     ()
    """
    rows = []
    for mean, n in itertools.product(means, list(ns)):
        grim = grim_scalar(mean, n, items)
        rows.append(
            {
                "mean": mean,
                "n": n,
                "consistent": grim.consistent,
                "how": grim.how,
                "totals": grim.totals,
                "power": grim_power(mean, n, items),
            }
        )
    return pd.DataFrame(rows, columns=["mean", "n", "consistent", "how", "totals", "power"])


def grim_power(mean: str, n: int | Iterable[int], items: int = 1, how: str = "either") -> float:
    """Share of the values with as many decimals that no n whole numbers can give: what GRIM could have caught.

    Parameters
    ----------
    n : int or several
        With several, the share that none of them can give.
    how : str
        rounded, truncated, or either. For `rounded` and one n it is about (10^d - n) / 10^d with d decimals, never
        below 0 (Brown & Heathers 2017); `either` lets more values pass and so has less power.

    Examples
    --------
    >>> round(grim_power("5.19", 28, how="rounded"), 2), round(grim_power("5.19", 28), 2)
    (0.72, 0.6)
    """
    scale = 10 ** count_decimals(mean)
    digits = np.arange(scale)
    reached = np.zeros(scale, dtype=bool)
    for size in list_sizes(n):
        parts = size * items
        if how in (ROUNDED, "either"):
            reached |= (2 * digits + 1) * parts // (2 * scale) >= -((1 - 2 * digits) * parts // (2 * scale))
        if how in (TRUNCATED, "either"):
            reached |= -(-digits * parts // scale) * scale < (digits + 1) * parts
    return float(1 - reached.mean())


def percent_counts(percent: str, n: int) -> PercentCounts:
    """Which counts out of n print as a percentage; rounding is tried before truncation.

    Examples
    --------
    >>> percent_counts("86", 14).counts, percent_counts("86", 15).how
    ((12,), 'truncated')
    """
    power = percent_power(percent, n)
    for how in READINGS:
        counts = tuple(count for count in range(n + 1) if _in_reading(Fraction(100 * count, n), percent, how))
        if counts:
            return PercentCounts(True, how, counts, power)
    return PercentCounts(False, None, (), power)


def percent_power(percent: str, n: int | Iterable[int]) -> float:
    """Share of the percentages from 0 to 100 with as many decimals that no count out of n gives, rounded or truncated.

    With several n, the share that none of them gives.

    Examples
    --------
    >>> round(percent_power("86", 14), 2)
    0.79
    """
    scale = 100 * 10 ** count_decimals(percent)
    counts = [(count, size) for size in list_sizes(n) for count in range(size + 1)]
    reached = {printed for count, size in counts for printed in _print_share(count, size, scale)}
    return 1 - len(reached) / (scale + 1)


def _in_reading(value: Fraction, reported: str, how: str) -> bool:
    low, high = exact_interval(reported, how)
    return low <= value <= high if how == ROUNDED else low <= value < high


def _print_share(count: int, total: int, scale: int) -> set[int]:
    """A share in units of its last printed place: truncated, rounded with halves down, rounded with halves up."""
    twice = 2 * count * scale
    return {twice // (2 * total), -((total - twice) // (2 * total)), (twice + total) // (2 * total)}
