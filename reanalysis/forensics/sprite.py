"""SPRITE: the data sets of whole numbers that a printed mean and SD allow.

All of them where there are few, else a sample; what tests would give for them is left to `pairings`.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reanalysis.forensics.grimmer import grimmer_scalar

SPRITE_STEPS = 20_000
SEED = 20121207


@dataclass(frozen=True)
class Datasets:
    """Data sets of whole numbers, one a row, each sorted; `complete` where these are all there are."""

    values: np.ndarray
    complete: bool


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

    Examples
    --------
    >>> enumerate_or_sample_datasets("2.4", "1.8", 5, 0, 6)
    Datasets(values=array([[0, 1, 3, 4, 4],
           [0, 2, 2, 3, 5]]), complete=True)
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


def keep_zeros(datasets: Datasets, count: int) -> Datasets:
    """The data sets in which exactly `count` values are 0.

    Examples
    --------
    >>> keep_zeros(enumerate_or_sample_datasets("2.4", "1.8", 5, 0, 6), 0).values.shape
    (0, 5)
    """
    return Datasets(datasets.values[(datasets.values == 0).sum(axis=1) == count], datasets.complete)


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
