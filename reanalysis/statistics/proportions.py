"""Intervals for counts: proportions, events that never happened, and rates per person-time."""

import math
from dataclasses import dataclass

from scipy.special import betaincinv, gammaincinv, ndtri  # far quicker to import than scipy.stats

PROPORTION_METHODS = ("clopper-pearson", "wilson", "jeffreys")


@dataclass(frozen=True)
class Proportion:
    """A count out of a number, its estimate and its interval (fractions, not percentages)."""

    count: int
    total: int
    estimate: float
    lower: float
    upper: float
    level: float
    method: str


def estimate_proportion(count: int, total: int, level: float = 0.95, method: str = "clopper-pearson") -> Proportion:
    """A proportion with its two-sided interval; everything is nan where the total is 0.

    Parameters
    ----------
    count, total : int
        Patients with the property, and patients looked at.
    level : float
        Confidence level, between 0 and 1.
    method : str
        clopper-pearson (Clopper & Pearson 1934), wilson (Wilson 1927, no continuity correction) or
        jeffreys (Brown, Cai & DasGupta 2001: equal-tailed, 0 and 1 kept as limits at the ends).

    Raises
    ------
    ValueError
        If the count is not between 0 and the total, or the method is unknown.
    """
    if not 0 <= count <= total:
        raise ValueError(f"count {count} is not between 0 and the total {total}")
    if method not in PROPORTION_METHODS:
        raise ValueError(f"interval method {method!r} is not known; allowed: {', '.join(PROPORTION_METHODS)}")
    if total == 0:
        return Proportion(count, total, math.nan, math.nan, math.nan, level, method)
    if method == "wilson":
        lower, upper = _wilson_limits(count, total, level)
    else:
        lower, upper = _beta_limits(count, total, level, method)
    return Proportion(count, total, count / total, lower, upper, level, method)


def zero_event_upper(total: int, level: float = 0.95, sided: int = 1) -> float:
    """Exact upper limit of a proportion when the event was seen in none of `total` patients.

    One-sided it solves (1 - p)^n = 1 - level (Hanley & Lippman-Hand 1983, exact form of their rule of
    three); two-sided it is the upper Clopper–Pearson limit, which is larger. nan where total is 0.
    """
    if total == 0:
        return math.nan
    tail = (1 - level) / sided
    return 1 - tail ** (1 / total)


def rate_interval(events: int, person_time: float, level: float = 0.95) -> tuple[float, float, float]:
    """A Poisson rate per unit of person-time with its exact two-sided limits (Garwood 1936).

    Returns
    -------
    tuple of float
        Rate, lower and upper limit; nan where there is no person-time.
    """
    if person_time <= 0:
        return math.nan, math.nan, math.nan
    tail = (1 - level) / 2
    lower = float(gammaincinv(events, tail)) if events else 0.0
    upper = float(gammaincinv(events + 1, 1 - tail))
    return events / person_time, lower / person_time, upper / person_time


def _wilson_limits(count: int, total: int, level: float) -> tuple[float, float]:
    z = float(ndtri((1 + level) / 2))
    share = count / total
    centre = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * math.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    lower = 0.0 if count == 0 else centre - half
    upper = 1.0 if count == total else centre + half
    return lower, upper


def _beta_limits(count: int, total: int, level: float, method: str) -> tuple[float, float]:
    tail = (1 - level) / 2
    successes_lower, failures_lower, successes_upper, failures_upper = (
        (count, total - count + 1, count + 1, total - count)
        if method == "clopper-pearson"
        else (count + 0.5, total - count + 0.5, count + 0.5, total - count + 0.5)
    )
    lower = 0.0 if count == 0 else float(betaincinv(successes_lower, failures_lower, tail))
    upper = 1.0 if count == total else float(betaincinv(successes_upper, failures_upper, 1 - tail))
    return lower, upper
