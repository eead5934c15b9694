"""Checks on printed numbers: rounding intervals, GRIM, GRIMMER, SPRITE, and tests recomputed from printed summaries.

Printed numbers are strings, since only strings keep trailing zeros; what a paper claims is left to `claims`.
On PyPI `grim` is one sound function, `pysprite` is idle since 2019, `statcheck` reads other reports: none is used.
"""

import itertools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import ndtr, stdtr, stdtrit  # far quicker to import than scipy.stats

ROUNDED, TRUNCATED, MIXED = "rounded", "truncated", "mixed"
READINGS = (ROUNDED, TRUNCATED)
TESTS = ("student", "welch", "paired")
PAIRINGS = ("random", "ranked", "reversed", "never-higher", "never-lower")
TOLERANCE = 1e-9  # a value computed in floating point may miss the end of its interval by this much
GRID = 21  # points across the interval of a printed SD
SPRITE_STEPS = 20_000
SEED = 20121207


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


@dataclass(frozen=True)
class Datasets:
    """Data sets of whole numbers, one a row, each sorted; `complete` where these are all there are."""

    values: np.ndarray
    complete: bool


# Printed numbers and the values that they stand for


def reported_interval(reported: str, how: str = ROUNDED) -> tuple[float, float]:
    """The interval of values that print as a string.

    `4.13` rounded is [4.125, 4.135], both ends included since halves are rounded either way; truncated it is
    [4.13, 4.14), the upper end left out.

    Raises
    ------
    ValueError
        If the string is not a plain decimal number, or the reading is unknown.
    """
    low, high = _exact_interval(reported, how)
    return float(low), float(high)


def count_decimals(reported: str) -> int:
    """Decimals printed after the point; trailing zeros count."""
    return -_parse_decimal(reported).as_tuple().exponent


def find_reading(value: float | Fraction, reported: str) -> str | None:
    """How a value prints as a string: rounded, else truncated, else None.

    Halves are rounded away from zero or to the even digit: 10.5 and 11.5 print as 11 and 12, 12.5 as 12 or 13. A half
    without an exact binary form, such as 2.135, may go either way, as it does in a computer.
    """
    low, high = _exact_interval(reported, ROUNDED)
    far = low if _parse_decimal(reported).is_signed() else high
    is_odd, is_binary = _parse_decimal(reported).as_tuple().digits[-1] % 2, Fraction(float(far)) == far
    on_far_half = is_odd and is_binary and abs(value - far) <= TOLERANCE
    if low - TOLERANCE <= value <= high + TOLERANCE and not on_far_half:
        return ROUNDED
    low, high = _exact_interval(reported, TRUNCATED)
    if _parse_decimal(reported).is_signed():
        return TRUNCATED if low + TOLERANCE < value <= high + TOLERANCE else None
    return TRUNCATED if low - TOLERANCE <= value < high - TOLERANCE else None


def _parse_decimal(reported: str) -> Decimal:
    if not isinstance(reported, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", reported):
        raise ValueError(f"{reported!r} is not a printed number; allowed: a plain decimal as a string, such as '4.13'")
    return Decimal(reported)


@lru_cache(maxsize=1024)
def _exact_interval(reported: str, how: str) -> tuple[Fraction, Fraction]:
    """The ends of `reported_interval`, exact."""
    if how not in READINGS:
        raise ValueError(f"reading {how!r} is not known; allowed: {', '.join(READINGS)}")
    value = _parse_decimal(reported)
    unit = Fraction(1, 10 ** count_decimals(reported))
    exact = Fraction(value)
    if how == ROUNDED:
        return exact - unit / 2, exact + unit / 2
    return (exact - unit, exact) if value.is_signed() else (exact, exact + unit)


def _whole_numbers(reported: str, parts: int, how: str) -> range:
    """The whole numbers that print as the string once they are divided by `parts`."""
    low, high = (end * parts for end in _exact_interval(reported, how))
    if how == ROUNDED:
        return range(math.ceil(low), math.floor(high) + 1)
    if _parse_decimal(reported).is_signed():
        return range(math.floor(low) + 1, math.floor(high) + 1)
    return range(math.ceil(low), math.ceil(high))


def _check_size(n: int, least: int = 1) -> None:
    if n < least:
        raise ValueError(f"n = {n} is too few values; allowed: {least} or more")


def _sizes(n: int | Iterable[int]) -> list[int]:
    sizes = [n] if isinstance(n, int | np.integer) else list(n)
    for size in sizes:
        _check_size(size)
    return sizes


# Means and percentages of whole numbers


def grim_scalar(mean: str, n: int, items: int = 1) -> Grim:
    """GRIM: can n whole numbers (or n averages of `items` whole numbers) have this mean (Brown & Heathers 2017)?

    Rounding is tried before truncation; `totals` are those of the reading that succeeded.

    Raises
    ------
    ValueError
        If n or items is below 1, or the mean is not a printed number.
    """
    _check_size(n)
    _check_size(items)
    for how in READINGS:
        totals = _whole_numbers(mean, n * items, how)
        if totals:
            return Grim(True, how, tuple(totals))
    return Grim(False, None, ())


def grim_map(means: Iterable[str], ns: Iterable[int], items: int = 1) -> pd.DataFrame:
    """GRIM for every mean with every n.

    Returns
    -------
    DataFrame
        A row a pair: mean (string), n, consistent, how, totals, power.
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
    """
    scale = 10 ** count_decimals(mean)
    digits = np.arange(scale)
    reached = np.zeros(scale, dtype=bool)
    for size in _sizes(n):
        parts = size * items
        if how in (ROUNDED, "either"):
            reached |= (2 * digits + 1) * parts // (2 * scale) >= -((1 - 2 * digits) * parts // (2 * scale))
        if how in (TRUNCATED, "either"):
            reached |= -(-digits * parts // scale) * scale < (digits + 1) * parts
    return float(1 - reached.mean())


def percent_counts(percent: str, n: int) -> PercentCounts:
    """Which counts out of n print as a percentage; rounding is tried before truncation."""
    power = percent_power(percent, n)
    for how in READINGS:
        counts = tuple(count for count in range(n + 1) if _in_reading(Fraction(100 * count, n), percent, how))
        if counts:
            return PercentCounts(True, how, counts, power)
    return PercentCounts(False, None, (), power)


def percent_power(percent: str, n: int | Iterable[int]) -> float:
    """Share of the percentages from 0 to 100 with as many decimals that no count out of n gives, rounded or truncated.

    With several n, the share that none of them gives.
    """
    scale = 100 * 10 ** count_decimals(percent)
    counts = [(count, size) for size in _sizes(n) for count in range(size + 1)]
    reached = {printed for count, size in counts for printed in _print_share(count, size, scale)}
    return 1 - len(reached) / (scale + 1)


def _in_reading(value: Fraction, reported: str, how: str) -> bool:
    low, high = _exact_interval(reported, how)
    return low <= value <= high if how == ROUNDED else low <= value < high


def _print_share(count: int, total: int, scale: int) -> set[int]:
    """A share in units of its last printed place: truncated, rounded with halves down, rounded with halves up."""
    twice = 2 * count * scale
    return {twice // (2 * total), -((total - twice) // (2 * total)), (twice + total) // (2 * total)}


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
    """
    _check_size(n, 2)
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
    """
    decimals = count_decimals(sd)
    unit = 10**decimals
    printed = int(_parse_decimal(sd) * unit)
    window = set(range(math.ceil(printed / 2), printed + printed // 2 + 1))
    readings = READINGS if how == "either" else (how,)
    reached = set()
    for size in _sizes(n):
        totals = {total for reading in readings for total in _whole_numbers(mean, size, reading)}
        sums = _reachable_sums(mean, size, lower, upper, Fraction(max(window) + 1, unit), totals) if size > 1 else ()
        for total, squares in sums:
            prints = _print_sd(size, total, squares, decimals)
            reached.update(*(prints[reading] for reading in readings))
    return 1 - len(window & reached) / len(window)


def _matching_sums(mean, sd, n, lower, upper, mean_how, sd_how, population=False) -> tuple[tuple[int, int], ...]:
    """Each (total, sum of squares) that prints as the mean and the SD under the two readings."""
    decimals = count_decimals(sd)
    printed = int(_parse_decimal(sd) * 10**decimals)
    totals = _whole_numbers(mean, n, mean_how)
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
    value = Fraction(_parse_decimal(mean))
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


# Data sets that a mean and an SD allow


def enumerate_or_sample_datasets(
    mean: str, sd: str, n: int, lower: int = 0, upper: int | None = None, draws: int = 10_000, seed: int = SEED
) -> Datasets:
    """The data sets of n whole numbers that a printed mean and SD allow, order disregarded.

    All of them where there are at most `draws`; otherwise up to `draws` different ones found as SPRITE finds them, by
    moving two values at a time until the SD fits (Heathers, Anaya, van der Zee & Brown 2018), which does not draw all
    of them with the same probability. Sums as in `grimmer_scalar`, whose first successful reading is used.

    Returns
    -------
    Datasets
        No rows where nothing fits.
    """
    sums = grimmer_scalar(mean, sd, n, lower, upper).sums
    everything = (values for total, squares in sums for values in _list_datasets(n, total, squares, lower, upper))
    found = list(itertools.islice(everything, draws + 1))
    if len(found) <= draws:
        return Datasets(np.array(found, dtype=int).reshape(-1, n), True)
    generator = np.random.default_rng(seed)
    found = {
        values
        for _ in range(draws)
        if (values := _sprite(n, *sums[generator.integers(len(sums))], lower, upper, generator)) is not None
    }
    return Datasets(np.array(sorted(found), dtype=int).reshape(-1, n), False)


def _list_datasets(n: int, total: int, squares: int, lower: int | None, upper: int | None) -> Iterator[tuple[int, ...]]:
    """Every sorted data set with this total and sum of squares, within the bounds."""
    spread = math.isqrt(squares) + 1
    least = -spread if lower is None else max(lower, -spread)
    most = spread if upper is None else min(upper, spread)
    return _fill(n, least, most, total, squares)


def _fill(count: int, least: int, most: int, total: int, squares: int) -> Iterator[tuple[int, ...]]:
    if count == 2:  # two values follow from their sum and the square of their difference
        square = 2 * squares - total**2
        gap = math.isqrt(max(square, 0))
        low, high = (total - gap) // 2, (total + gap) // 2
        if gap**2 == square and least <= low and high <= most:
            yield (low, high)
        return
    for value in range(least, total // count + 1):  # the smallest value is at most the mean
        if _can_fill(count - 1, value, most, total - value, squares - value**2):
            for rest in _fill(count - 1, value, most, total - value, squares - value**2):
                yield (value, *rest)


def _can_fill(count: int, least: int, most: int, total: int, squares: int) -> bool:
    """Whether what is left may do: squares of the excesses over the least value lie between all even and all uneven."""
    excess = total - count * least
    excess_squares = squares - 2 * least * total + count * least**2
    return 0 <= excess <= excess_squares <= excess * (most - least) and excess**2 <= count * excess_squares


def _sprite(n, total, squares, lower, upper, generator) -> tuple[int, ...] | None:
    """One data set by SPRITE's moves, from the most even one with the total; None if the search gets stuck."""
    centre, rest = divmod(total, n)
    values = np.full(n, centre)
    values[:rest] += 1
    for _ in range(SPRITE_STEPS):
        missing = squares - int(values @ values)
        if missing == 0:
            return tuple(sorted(values.tolist()))
        first, second = generator.choice(n, 2, replace=False)
        low, high = (first, second) if values[first] <= values[second] else (second, first)
        step = 1 if missing > 0 else -1
        inside = (lower is None or values[low] - step >= lower) and (upper is None or values[high] + step <= upper)
        # Short of the target any pair may move apart; beyond it, only values that are apart may move together.
        if inside and (step > 0 or values[high] - values[low] > 1):
            values[low] -= step
            values[high] += step
    return None


# Tests recomputed from printed summaries


def t_test_from_summaries(mean1, sd1, n1, mean2, sd2, n2, kind: str = "student", correlation=None):
    """Two-sided p-value of a t test from means, sample SDs and sizes; arrays are taken element by element.

    Parameters
    ----------
    kind : str
        student (Student 1908, equal variances), welch (Welch 1947) or paired.
    correlation : float, optional
        Between the two measurements of a patient; a paired test needs it.

    Raises
    ------
    ValueError
        If the test is unknown, or a paired test has different sizes or no correlation.
    """
    if kind not in TESTS:
        raise ValueError(f"test {kind!r} is not known; allowed: {', '.join(TESTS)}")
    difference = np.asarray(mean1, dtype=float) - mean2
    sd1, sd2 = np.asarray(sd1, dtype=float), np.asarray(sd2, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "paired":
            if n1 != n2 or correlation is None:
                raise ValueError("a paired test needs two samples of one size and the correlation between them")
            variance = np.maximum(sd1**2 + sd2**2 - 2 * np.asarray(correlation) * sd1 * sd2, 0) / n1
            freedom = n1 - 1
        elif kind == "student":
            freedom = n1 + n2 - 2
            variance = ((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / freedom * (1 / n1 + 1 / n2)
        else:
            share1, share2 = sd1**2 / n1, sd2**2 / n2
            variance = share1 + share2
            freedom = variance**2 / (share1**2 / (n1 - 1) + share2**2 / (n2 - 1))
        p = 2 * stdtr(freedom, -np.abs(difference) / np.sqrt(variance))
    return float(p) if np.ndim(p) == 0 else p


def p_range_from_rounded(
    mean1, sd1, n1, mean2, sd2, n2, kind: str = "student", correlation=None
) -> tuple[float, float]:
    """The smallest and the largest p-value over all values that round to the printed inputs.

    Parameters
    ----------
    mean1, sd1, mean2, sd2 : str or float
        A string stands for everything that rounds to it, a number for itself.
    correlation : float, optional
        A paired test without it runs over every correlation from -1 to 1.

    Notes
    -----
    The p-value falls with the difference of the means, so the ends of that do; the SDs are tried on a grid.
    """
    differences = _difference_ends(mean1, mean2)
    grids = [np.array(differences), _grid(sd1), _grid(sd2)]
    if kind == "paired" and correlation is None:
        grids.append(np.linspace(-1, 1, GRID))
    mesh = np.meshgrid(*grids, sparse=True)
    chosen = mesh[3] if len(mesh) == 4 else correlation
    p = t_test_from_summaries(mesh[0], mesh[1], n1, 0.0, mesh[2], n2, kind, chosen)
    return float(np.nanmin(p)), float(np.nanmax(p))


def correlation_for_p(p: float, mean1: float, sd1: float, mean2: float, sd2: float, n: int) -> float:
    """The correlation under which a paired t test of n patients gives a p-value; nan where none from -1 to 1 does."""
    correlation = _solve_correlation(p, mean1 - mean2, sd1, sd2, n)
    return float(correlation) if abs(correlation) <= 1 else math.nan


def correlation_range_for_p(p: str, mean1, sd1, mean2, sd2, n: int) -> tuple[float, float]:
    """The range of correlations under which a paired t test can print a p-value, given what rounds to the inputs.

    Inputs as in `p_range_from_rounded`; both ends are nan where no correlation can.
    """
    mesh = np.meshgrid(_grid(p), np.array(_difference_ends(mean1, mean2)), _grid(sd1), _grid(sd2), sparse=True)
    correlations = _solve_correlation(*mesh, n)
    low, high = float(np.nanmin(correlations)), float(np.nanmax(correlations))
    return (max(low, -1.0), min(high, 1.0)) if low <= 1 and high >= -1 else (math.nan, math.nan)


def tests_that_give(p: str, mean1, sd1, mean2, sd2, sizes: Iterable[tuple[int, int]]) -> pd.DataFrame:
    """Every t test at every pair of sizes, and whether it can print the p-value.

    Parameters
    ----------
    p : str
        As printed.
    mean1, sd1, mean2, sd2 : str or float
        As in `p_range_from_rounded`.
    sizes : pairs of int
        Patients in the first and in the second sample; a paired test is tried where they are equal.

    Returns
    -------
    DataFrame
        test, n1, n2; p (from the inputs as they stand; nan for a paired test, which needs a correlation), p_low, p_high
        (over all that rounds to the inputs), gives (the interval of the printed p meets that range), and, for a paired
        test, correlation_low and correlation_high: the correlations under which it gives the printed p.
    """
    low, high = reported_interval(p)
    rows = []
    for (n1, n2), test in itertools.product(sizes, TESTS):
        paired = test == "paired"
        if paired and n1 != n2:
            continue
        p_low, p_high = p_range_from_rounded(mean1, sd1, n1, mean2, sd2, n2, test)
        values = [float(value) for value in (mean1, sd1, mean2, sd2)]
        correlations = correlation_range_for_p(p, mean1, sd1, mean2, sd2, n1) if paired else (math.nan, math.nan)
        rows.append(
            {
                "test": test,
                "n1": n1,
                "n2": n2,
                "p": math.nan if paired else t_test_from_summaries(*values[:2], n1, *values[2:], n2, test),
                "p_low": p_low,
                "p_high": p_high,
                "gives": p_low <= high and p_high >= low,
                "correlation_low": correlations[0],
                "correlation_high": correlations[1],
            }
        )
    return pd.DataFrame(rows)


def _ends(value) -> tuple[float, float]:
    return reported_interval(value) if isinstance(value, str) else (float(value), float(value))


def _grid(value) -> np.ndarray:
    low, high = _ends(value)
    return np.linspace(max(low, 0.0), high, GRID if high > low else 1)  # an SD or a p-value is not negative


def _difference_ends(mean1, mean2) -> tuple[float, float]:
    """The smallest and the largest absolute difference of two means."""
    (low1, high1), (low2, high2) = _ends(mean1), _ends(mean2)
    low, high = low1 - high2, high1 - low2
    return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))


def _solve_correlation(p, difference, sd1, sd2, n: int):
    """The SD of the differences follows from p, and the correlation from the three SDs."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sd_of_differences = np.abs(difference) * math.sqrt(n) / -stdtrit(n - 1, np.asarray(p) / 2)
        return (sd1**2 + sd2**2 - sd_of_differences**2) / (2 * sd1 * sd2)


# Tests recomputed for reconstructed data sets


def p_values_over_datasets(
    baseline, datasets, pairing: str = "random", repeats: int = 1, seed: int = SEED
) -> pd.DataFrame:
    """The p-values of paired and unpaired tests of known baseline values against each reconstructed data set.

    Who had which later value is unknown, so a pairing is assumed: random; ranked (the order of the patients unchanged)
    or reversed, which have the highest and the lowest correlation there can be, so that the paired t test of any pairing
    lies between theirs; or random among those in which no patient is higher, or lower, than at baseline. A data set that
    no such pairing fits has nan in its paired tests.

    Parameters
    ----------
    baseline : array-like, shape (n,)
        Of the same patients as the data sets for the paired tests; with another length only unpaired tests are made.
    datasets : array-like, shape (sets, n)
        As from `enumerate_or_sample_datasets`.
    repeats : int
        Pairings drawn for each data set.

    Returns
    -------
    DataFrame
        A row a data set and pairing: dataset, student, welch, mann_whitney, correlation, paired_t, signed_rank. Rank
        tests are R's under ties: normal approximation, ties and continuity corrected, differences of 0 dropped.
    """
    if pairing not in PAIRINGS:
        raise ValueError(f"pairing {pairing!r} is not known; allowed: {', '.join(PAIRINGS)}")
    baseline = np.sort(np.asarray(baseline, dtype=float))
    later = np.sort(np.asarray(datasets, dtype=float), axis=1)
    first = baseline.mean(), baseline.std(ddof=1), len(baseline)
    second = later.mean(axis=1), later.std(axis=1, ddof=1), later.shape[1]
    unpaired = pd.DataFrame(
        {
            "dataset": np.arange(len(later)),
            "student": t_test_from_summaries(*first, *second, "student"),
            "welch": t_test_from_summaries(*first, *second, "welch"),
            "mann_whitney": mann_whitney_p(baseline, later),
        }
    )
    frame = unpaired.loc[unpaired.index.repeat(repeats)].reset_index(drop=True)
    frame[["correlation", "paired_t", "signed_rank"]] = math.nan
    if later.shape[1] == len(baseline):
        paired = _pair(baseline, np.repeat(later, repeats, axis=0), pairing, np.random.default_rng(seed))
        frame["correlation"] = _correlate(baseline, paired)
        frame["paired_t"] = _one_sample_p(paired - baseline)
        frame["signed_rank"] = signed_rank_p(paired - baseline)
    return frame


def signed_rank_p(differences) -> np.ndarray:
    """Two-sided p-values of Wilcoxon's signed-rank test, one a row, as R's wilcox.test gives them under ties."""
    differences = np.atleast_2d(np.asarray(differences, dtype=float))
    zeros = (differences == 0).sum(axis=1, keepdims=True)
    ranks = np.where(differences == 0, 0.0, _midranks(np.abs(differences)) - zeros)
    statistic = np.where(differences > 0, ranks, 0.0).sum(axis=1)
    p = _corrected_p(statistic - ranks.sum(axis=1) / 2, (ranks**2).sum(axis=1) / 4)
    return np.where(np.isnan(differences).any(axis=1), np.nan, p)


def mann_whitney_p(first, second) -> np.ndarray:
    """Two-sided p-values of the Mann–Whitney test of a sample against each row, as R's wilcox.test under ties."""
    second = np.atleast_2d(np.asarray(second, dtype=float))
    n1, n2 = len(first), second.shape[1]
    ranks = _midranks(np.hstack([np.tile(np.asarray(first, dtype=float), (len(second), 1)), second]))
    total = n1 + n2
    variance = n1 * n2 / (total * (total - 1)) * ((ranks - (total + 1) / 2) ** 2).sum(axis=1)
    return _corrected_p(ranks[:, :n1].sum(axis=1) - n1 * (total + 1) / 2, variance)


def _midranks(values) -> np.ndarray:
    """Ranks within each row, ties sharing their mean (scipy.stats.rankdata takes a second to import)."""
    ranks = np.full(values.shape, 0.5)
    for column in values.T:
        ranks += (column[:, None] < values) + 0.5 * (column[:, None] == values)
    return ranks


def _corrected_p(deviation, variance) -> np.ndarray:
    """Two-sided normal p-value with the continuity correction."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(1.0, 2 * ndtr(-np.maximum(np.abs(deviation) - 0.5, 0) / np.sqrt(variance)))


def _one_sample_p(differences) -> np.ndarray:
    n = differences.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = differences.mean(axis=1) / (differences.std(axis=1, ddof=1) / math.sqrt(n))
    return 2 * stdtr(n - 1, -np.abs(t))


def _correlate(first, second) -> np.ndarray:
    first, second = first - first.mean(), second - second.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return second @ first / np.sqrt((first**2).sum() * (second**2).sum(axis=1))


def _pair(baseline, later, pairing: str, generator) -> np.ndarray:
    """The later values in the order of the sorted baseline."""
    if pairing == "ranked":
        return later
    if pairing == "reversed":
        return later[:, ::-1]
    if pairing == "random":
        return generator.permuted(later, axis=1)
    if pairing == "never-lower":
        return -_pair_below(-baseline, -later, generator)
    return _pair_below(baseline, later, generator)


def _pair_below(baseline, later, generator) -> np.ndarray:
    """Deal out the later values, the highest first, each to a random free patient whose baseline is no lower."""
    free = np.ones(later.shape, dtype=bool)
    paired = np.full(later.shape, np.nan)
    rows = np.arange(len(later))
    for values in -np.sort(-later, axis=1).T:
        open_to = free & (baseline >= values[:, None])
        chosen = np.where(open_to, generator.random(later.shape), -1.0).argmax(axis=1)
        fits = open_to[rows, chosen]
        paired[rows[fits], chosen[fits]] = values[fits]
        free[rows, chosen] = False
    return paired
