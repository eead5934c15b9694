"""GRIMMER: whether whole numbers can have a printed mean and SD together.

Works with totals and sums of squares; `sprite` lists the data sets behind them.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from reanalysis.data.printed import MIXED, READINGS, ROUNDED, TRUNCATED, count_decimals, parse_decimal
from reanalysis.forensics.grim import check_size, list_sizes, whole_numbers

DENSE = 0.25  # of a printed unit: SDs closer than that leave no printed one out


@dataclass(frozen=True)
class Grimmer:
    """Whether whole numbers can have a printed mean and SD together.

    `how` is rounded, truncated, or mixed where one of the two must be rounded and the other truncated; `sums` holds
    each (total, sum of squares) that gives both. `population` tells whether an SD with n in place of n - 1 would fit.
    """

    consistent: bool
    how: str | None
    mean_how: str | None
    sd_how: str | None
    sums: tuple[tuple[int, int], ...]
    population: bool


# Means and standard deviations together


def grimmer_scalar(mean: str, sd: str, n: int, lower: int | None = 0, upper: int | None = None) -> Grimmer:
    """GRIMMER: can n whole numbers between `lower` and `upper` have this mean and SD (Anaya 2016; Allard 2018)?

    Allard's test asks for a sum of squares of the right parity; here the sums of squares that whole numbers within
    the bounds really reach are worked out, so that the answer is exact. The SD has n - 1 in its denominator.

    Parameters
    ----------
    lower, upper : int or None
        Smallest and largest score; None where there is no bound.

    Raises
    ------
    ValueError
        If n is below 2, or a string is not a printed number.

    Examples
    --------
    >>> grimmer_scalar("3.08", "3.15", 13).sums
    ((40, 242),)
    >>> grimmer_scalar("3.44", "2.47", 18).how  # not rounded, as Allard (2018) found
    'truncated'
    """
    check_size(n, 2)
    readings = [(ROUNDED, ROUNDED), (TRUNCATED, TRUNCATED), (ROUNDED, TRUNCATED), (TRUNCATED, ROUNDED)]
    population = any(_matching_sums(mean, sd, n, lower, upper, *how, population=True) for how in readings)
    for mean_how, sd_how in readings:
        sums = _matching_sums(mean, sd, n, lower, upper, mean_how, sd_how)
        if sums:
            return Grimmer(True, mean_how if mean_how == sd_how else MIXED, mean_how, sd_how, sums, population)
    return Grimmer(False, None, None, None, (), population)


def grimmer_power(
    mean: str, sd: str, n: int | Iterable[int], lower: int | None = 0, upper: int | None = None, how: str = "either"
) -> float:
    """Share of SDs that no n whole numbers with this mean can have: what GRIMMER could have caught.

    Looks at the SDs with as many decimals between half and one and a half times the printed one; 1 where the mean alone
    is impossible. Parameters as in `grimmer_scalar` and `grim_power`.

    Examples
    --------
    >>> grimmer_power("5.19", "1.20", 28)
    1.0
    """
    decimals = count_decimals(sd)
    unit = 10**decimals
    printed = int(parse_decimal(sd) * unit)
    window = set(range(math.ceil(printed / 2), printed + printed // 2 + 1))
    readings = READINGS if how == "either" else (how,)
    ends = [Fraction(edge(window), unit) for edge in (min, max)]
    if any(
        all(is_dense(mean, end, decimals, size, lower, upper) for end in ends) and whole_numbers(mean, size, ROUNDED)
        for size in list_sizes(n)
    ):
        return 0.0
    reached = set()
    for size in list_sizes(n):
        totals = {total for reading in readings for total in whole_numbers(mean, size, reading)}
        sums = _reachable_sums(mean, size, lower, upper, Fraction(max(window) + 1, unit), totals) if size > 1 else ()
        for total, squares in sums:
            prints = _print_sd(size, total, squares, decimals)
            reached.update(*(prints[reading] for reading in readings))
    return 1 - len(window & reached) / len(window)


def learns_nothing(mean: str, sd: str, n: int, lower: int | None = 0, upper: int | None = None) -> bool:
    """Whether every SD printed like this one is possible beside the mean, so that there is nothing to work out."""
    value, decimals = Fraction(parse_decimal(sd)), count_decimals(sd)
    return is_dense(mean, value, decimals, n, lower, upper) and bool(whole_numbers(mean, n, ROUNDED))


def is_dense(mean: str, sd: Fraction, decimals: int, n: int, lower: int | None, upper: int | None) -> bool:
    """Whether SDs that n whole numbers can have lie so close around one that every printed SD there is possible.

    Sums of squares of numbers with one total go by twos, so SDs near `sd` are 1 / ((n - 1) sd) apart. Far from the
    smallest and the largest SD that total and bounds allow, all of them are reached; a test compares with working it out.
    """
    step = 1 / ((n - 1) * sd) if sd else math.inf
    value, low = Fraction(parse_decimal(mean)), 0 if lower is None else lower
    high = value + n * (value - low) if upper is None else upper
    largest = math.sqrt(max((value - low) * (high - value), 0)) if lower is not None else math.inf
    return step < DENSE / 10**decimals and 1 <= sd <= largest / 2


def _matching_sums(mean, sd, n, lower, upper, mean_how, sd_how, population=False) -> tuple[tuple[int, int], ...]:
    """Each (total, sum of squares) that prints as the mean and the SD under the two readings."""
    decimals = count_decimals(sd)
    printed = int(parse_decimal(sd) * 10**decimals)
    totals = whole_numbers(mean, n, mean_how)
    return tuple(
        (total, squares)
        for total, squares in _reachable_sums(mean, n, lower, upper, Fraction(printed + 1, 10**decimals), totals)
        if printed in _print_sd(n, total, squares, decimals, population)[sd_how]
    )


def _print_sd(n: int, total: int, squares: int, decimals: int, population: bool = False) -> dict[str, tuple[int, ...]]:
    """An SD in units of its last printed place, under each reading; whole numbers throughout keep it exact."""
    scaled = (n * squares - total**2) * 100**decimals  # the variance in squared units, times the divisor
    divisor = n * n if population else n * (n - 1)
    doubled = math.isqrt(4 * scaled // divisor)
    halfway = doubled % 2 == 1 and doubled**2 * divisor == 4 * scaled
    nearest = (doubled + 1) // 2
    return {ROUNDED: (nearest, nearest - 1) if halfway else (nearest,), TRUNCATED: (math.isqrt(scaled // divisor),)}


def _reachable_sums(mean, n, lower, upper, most: Fraction, totals) -> Iterator[tuple[int, int]]:
    """Each (total, sum of squares) of n whole numbers within the bounds; no SD up to `most` is left out."""
    value = Fraction(parse_decimal(mean))
    centre = round(value)
    furthest = abs(value - centre) + Fraction(1, 10 ** count_decimals(mean))  # of a true mean from the centre
    reachable = _reachable_deviations(n, centre, lower, upper, math.floor(n * (most**2 + furthest**2)))
    for total in totals:
        offset = total - n * centre
        bits = reachable.get(offset, 0)
        base = n * centre**2 + 2 * centre * offset
        yield from ((total, base + square) for square, bit in enumerate(f"{bits:b}"[::-1]) if bit == "1")


@lru_cache(maxsize=64)
def _reachable_deviations(n: int, centre: int, lower: int | None, upper: int | None, limit: int) -> dict[int, int]:
    """For each sum of n deviations from a centre, their sums of squares up to a limit.

    A set of sums of squares is one long integer whose bit k stands for k: adding a deviation d to all is a shift by d².
    """
    reach = math.isqrt(limit)
    lowest = -reach if lower is None else max(lower - centre, -reach)
    highest = reach if upper is None else min(upper - centre, reach)
    mask = (1 << (limit + 1)) - 1
    reachable = {0: 1}
    for count in range(1, n + 1):
        longer = {}
        furthest = math.isqrt(count * limit)
        for partial, bits in reachable.items():
            for deviation in range(max(lowest, -furthest - partial), min(highest, furthest - partial) + 1):
                moved = (bits << deviation**2) & mask
                if moved:
                    longer[partial + deviation] = longer.get(partial + deviation, 0) | moved
        reachable = longer
    return reachable
