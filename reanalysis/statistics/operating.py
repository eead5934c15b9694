"""What an interval for a proportion can show in a trial of a given size: coverage, power and precision.

Every number is exact: each count from 0 to n is weighted by its binomial probability, and nothing is simulated.
"""

import functools
import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from reanalysis.statistics.proportions import estimate_proportion

SAME_LIMIT = 1e-12  # limits that are equal on paper may differ by a rounding error


@dataclass(frozen=True)
class CoverageSummary:
    """Coverage of one interval method in a trial of one size, over all true rates (fractions, not percentages)."""

    mean: float
    minimum: float
    minimum_rate: float
    mean_width: float


@functools.cache
def find_limits(total: int, level: float, method: str) -> tuple[np.ndarray, np.ndarray]:
    """The lower and the upper limits for every count from 0 to the total.

    Parameters
    ----------
    total : int
        Patients looked at.
    level : float
        Two-sided confidence level, between 0 and 1.
    method : str
        A name in `reanalysis.statistics.proportions.PROPORTION_METHODS`.

    Returns
    -------
    tuple of ndarray
        Each of shape (total + 1,); fractions. Kept for the next call, so not to be written into.

    Raises
    ------
    ValueError
        If there is no patient, or the method is unknown.
    """
    if total < 1:
        raise ValueError(f"a trial of {total} patients has no operating characteristics; at least 1 is needed")
    intervals = [estimate_proportion(count, total, level, method) for count in range(total + 1)]
    return np.array([found.lower for found in intervals]), np.array([found.upper for found in intervals])


def coverage_probability(total: int, rates, level: float, method: str) -> np.ndarray:
    """Probability that the interval holds the true rate, limits included (Brown, Cai & DasGupta 2001, section 2).

    Parameters
    ----------
    rates : array-like
        True rates, fractions, of any shape.

    Returns
    -------
    ndarray
        One probability a rate, in the shape of `rates`.

    Raises
    ------
    ValueError
        If there is no patient, or the method is unknown.
    """
    lower, upper = find_limits(total, level, method)
    rates = np.asarray(rates, dtype=float)
    return _probability_of_holding(lower, upper, total, rates, rates)


def coverage_curve(total: int, level: float, method: str, points: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Coverage over all true rates, in the smooth pieces between neighbouring limits.

    Coverage jumps at every limit. A piece runs from one limit to the next and has, at its ends, the values that
    coverage approaches there from inside the piece. Within a piece the same run of counts is covered, so coverage
    rises to one peak or only rises or falls, and is nowhere lower than at one of the two ends.

    Parameters
    ----------
    points : int
        Rates a piece, evenly spaced, both ends included.

    Returns
    -------
    tuple of ndarray
        True rates and coverage, each of shape (pieces, points), pieces in ascending order.

    Raises
    ------
    ValueError
        If there is no patient, or the method is unknown.
    """
    lower, upper = find_limits(total, level, method)
    limits = np.unique(np.concatenate([lower, upper]))
    is_piece = np.diff(limits) > SAME_LIMIT
    left, right = limits[:-1][is_piece], limits[1:][is_piece]
    rates = np.linspace(left, right, points, axis=1)
    return rates, _probability_of_holding(lower, upper, total, rates, (left + right)[:, None] / 2)


def summarise_coverage(total: int, level: float, method: str) -> CoverageSummary:
    """Mean and lowest coverage and mean width of the interval over all true rates from 0 to 1.

    The means give every true rate the same weight and are integrals in closed form: each count then has the
    probability 1 / (total + 1). The lowest coverage is the infimum, approached next to a limit and found from both sides
    of every limit (`coverage_curve`); no grid can miss it. Coverage is symmetric, and `minimum_rate` is the one of the
    two rates that is at most one half.

    Raises
    ------
    ValueError
        If there is no patient, or the method is unknown.
    """
    lower, upper = find_limits(total, level, method)
    counts = np.arange(total + 1)
    held = betainc(counts + 1, total - counts + 1, upper) - betainc(counts + 1, total - counts + 1, lower)
    rates, coverage = coverage_curve(total, level, method)
    lowest = rates.flat[coverage.argmin()]
    return CoverageSummary(
        mean=float(held.mean()),
        minimum=float(coverage.min()),
        minimum_rate=float(min(lowest, 1 - lowest)),
        mean_width=float((upper - lower).mean()),
    )


def fewest_responses(total: int, reference_rate: float, level: float, method: str) -> int | None:
    """Smallest count whose lower limit lies above the reference rate; None where not even the total is enough.

    Raises
    ------
    ValueError
        If there is no patient, or the method is unknown.
    """
    above = find_limits(total, level, method)[0] > reference_rate
    return int(above.argmax()) if above.any() else None


def exceedance_probability(total: int, rates, reference_rate: float, level: float, method: str) -> np.ndarray:
    """Probability that the lower limit lies above a reference rate, for each true rate.

    At a true rate equal to the reference rate it is the type I error of the one-sided test that the interval implies,
    at a higher one the power. With the Clopper–Pearson interval this is the exact single-stage test (A'Hern 2001) at
    the one-sided level (1 - level) / 2.

    Parameters
    ----------
    rates : array-like
        True rates, fractions, of any shape.
    reference_rate : float
        Rate that the lower limit must exceed, a fraction.

    Returns
    -------
    ndarray
        One probability a rate, in the shape of `rates`.

    Raises
    ------
    ValueError
        If there is no patient, or the method is unknown.
    """
    rates = np.asarray(rates, dtype=float)
    needed = fewest_responses(total, reference_rate, level, method)
    return np.zeros_like(rates) if needed is None else betainc(needed, total - needed + 1, rates)


def patients_for_width(width: float, share: float, level: float, method: str) -> int:
    """Smallest number of patients from which on the interval is never wider than `width` near the given share.

    A share is rarely a whole count, so both whole counts next to it must give an interval that is narrow enough.
    Found by search: downwards from a number at which even the widest interval, the one for half the patients, fits.

    Parameters
    ----------
    width : float
        Width that the interval may have, a fraction.
    share : float
        Observed share, a fraction.

    Raises
    ------
    ValueError
        If the width is not positive, or the method is unknown.
    """
    if not width > 0:
        raise ValueError(f"an interval cannot be {width} wide; the width must be above 0")

    def is_wider(count: int, total: int) -> bool:
        found = estimate_proportion(count, total, level, method)
        return found.upper - found.lower > width

    total = 1
    while is_wider(total // 2, total):
        total *= 2
    while total and not any(is_wider(count, total) for count in _neighbouring_counts(share, total)):
        total -= 1
    return total + 1


def _probability_of_holding(lower, upper, total: int, rates: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Probability, at each true rate, of a count whose interval holds a value.

    Both limits grow with the count, so these counts are a run without gaps and its ends are enough.
    """
    fewest = np.searchsorted(upper, held, side="left")
    most = np.searchsorted(lower, held, side="right") - 1
    return _probability_of_at_least(fewest, total, rates) - _probability_of_at_least(most + 1, total, rates)


def _probability_of_at_least(count: np.ndarray, total: int, rates: np.ndarray) -> np.ndarray:
    """Binomial probability of `count` or more, by the incomplete beta function."""
    inside = np.clip(count, 1, total)
    found = betainc(inside, total - inside + 1, rates)
    return np.where(count < 1, 1.0, np.where(count > total, 0.0, found))


def _neighbouring_counts(share: float, total: int) -> set[int]:
    count = round(share * total, 9)  # a whole count must not become two because of a rounding error
    return {math.floor(count), math.ceil(count)}
