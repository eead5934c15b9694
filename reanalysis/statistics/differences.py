"""Two independent proportions: their difference and their ratio, with intervals that hold up in small groups.

The differences and ratios are those of the first group against the second; where a group is empty there is none.
"""

import math
from collections.abc import Callable

from reanalysis.statistics.estimates import Estimate
from reanalysis.statistics.proportions import find_score_limits

NONE = Estimate(math.nan, math.nan, math.nan)
FURTHEST = 1e9  # a ratio beyond this, either way, is not looked for
TINY = 1e-14


def estimate_difference(count: int, total: int, other_count: int, other_total: int, level: float = 0.95) -> Estimate:
    """The difference of two proportions with the hybrid score interval (Newcombe 1998, method 10).

    The distance from each proportion to its Wilson limits is squared and added, so that the interval stays within -1 and 1.

    Examples
    --------
    >>> found = estimate_difference(56, 70, 48, 80)
    >>> round(found.value, 4), round(found.lower, 4), round(found.upper, 4)
    (0.2, 0.0524, 0.3339)
    """
    if not total or not other_total:
        return NONE
    share, other = count / total, other_count / other_total
    lower, upper = find_score_limits(count, total, level)
    other_lower, other_upper = find_score_limits(other_count, other_total, level)
    difference = share - other
    return Estimate(
        difference,
        difference - math.hypot(share - lower, other_upper - other),
        difference + math.hypot(upper - share, other - other_lower),
    )


def estimate_score_difference(
    count: int, total: int, other_count: int, other_total: int, level: float = 0.95
) -> Estimate:
    """The difference of two proportions with the interval that inverts the score test (Miettinen & Nurminen 1985).

    Examples
    --------
    >>> found = estimate_score_difference(0, 16, 15, 72)
    >>> round(found.lower, 4), round(found.upper, 4)
    (-0.3164, -0.0056)
    """
    if not total or not other_total:
        return NONE
    difference = count / total - other_count / other_total

    def score(tried: float) -> float:
        other = restrict_difference(count, total, other_count, other_total, tried)
        share = min(max(other + tried, 0.0), 1.0)
        variance = share * (1 - share) / total + other * (1 - other) / other_total
        return _divide(difference - tried, variance * _correct(total + other_total))

    critical = _find_critical(level)
    lower = -1.0 if difference == -1 else _find_root(lambda tried: score(tried) - critical, -1 + TINY, difference)
    upper = 1.0 if difference == 1 else _find_root(lambda tried: score(tried) + critical, difference, 1 - TINY)
    return Estimate(difference, lower, upper)


def restrict_difference(count: int, total: int, other_count: int, other_total: int, difference: float) -> float:
    """The second group's most likely proportion if the difference were a given one (Miettinen & Nurminen 1985, appendix)."""
    everyone, cleared = total + other_total, count + other_count
    square = (everyone + other_total) * difference - everyone - cleared
    linear = (other_total * difference - everyone - 2 * other_count) * difference + cleared
    constant = other_count * difference * (1 - difference)
    third = square / (3 * everyone)
    bend = third**3 - square * linear / (6 * everyone**2) + constant / (2 * everyone)
    spread = math.copysign(math.sqrt(max(third**2 - linear / (3 * everyone), 0.0)), bend)
    if spread == 0:
        return min(max(-third, 0.0), 1.0)
    angle = (math.pi + math.acos(min(max(bend / spread**3, -1.0), 1.0))) / 3
    return min(max(2 * spread * math.cos(angle) - third, 0.0), 1.0)


def estimate_ratio(count: int, total: int, other_count: int, other_total: int, level: float = 0.95) -> Estimate:
    """The ratio of two proportions with the interval that inverts the score test (Miettinen & Nurminen 1985).

    Where nobody of the second group was counted the ratio and its upper limit are infinite; where nobody of either was,
    there is no ratio and no limit.

    Examples
    --------
    >>> found = estimate_ratio(7, 34, 1, 34)
    >>> round(found.value, 4), round(found.lower, 4), round(found.upper, 4)
    (7.0, 1.2086, 43.033)
    """
    if not total or not other_total or not count + other_count:
        return NONE
    share, other = count / total, other_count / other_total
    ratio = share / other if other else math.inf

    def score(logarithm: float) -> float:
        tried = math.exp(logarithm)
        restricted = restrict_ratio(count, total, other_count, other_total, tried)
        own = min(tried * restricted, 1.0)
        variance = own * (1 - own) / total + tried**2 * restricted * (1 - restricted) / other_total
        return _divide(share - tried * other, variance * _correct(total + other_total))

    critical, end = _find_critical(level), math.log(FURTHEST)
    centre = math.log(ratio) if 0 < ratio < math.inf else -end if ratio == 0 else end
    lower = 0.0 if count == 0 else math.exp(_find_root(lambda tried: score(tried) - critical, -end, centre))
    upper = math.inf if not other_count else math.exp(_find_root(lambda tried: score(tried) + critical, centre, end))
    return Estimate(ratio, lower, upper)


def restrict_ratio(count: int, total: int, other_count: int, other_total: int, ratio: float) -> float:
    """The second group's most likely proportion if the ratio were a given one (Miettinen & Nurminen 1985, appendix)."""
    square = (total + other_total) * ratio
    linear = total * ratio + count + other_total + other_count * ratio
    constant = count + other_count
    # The smaller root, written so that large ratios lose no digits.
    return 2 * constant / (linear + math.sqrt(max(linear**2 - 4 * square * constant, 0.0)))


def _find_critical(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


def _correct(everyone: int) -> float:
    """Miettinen and Nurminen's correction of the variance for small groups."""
    return everyone / (everyone - 1)


def _divide(distance: float, variance: float) -> float:
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(1e6, distance)
    return distance / math.sqrt(variance)


def _find_root(score: Callable[[float], float], start: float, end: float) -> float:
    from scipy.optimize import bisect

    return float(bisect(score, start, end, xtol=1e-14, rtol=1e-14, maxiter=200))
