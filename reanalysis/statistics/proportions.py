"""Intervals for counts: proportions, events that never happened, and rates per person-time.

To add a method of interval, write its limits and its row of `PROPORTION_METHODS`; choices, labels, results' names, tables
and figures follow. SciPy is imported when limits are computed: the contract of parameters, which only asks for the
names, does not wait for it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class IntervalMethod:
    """A method of interval for a proportion.

    `name` is its value of the parameter `proportion_ci`, `label` what pages call it, `key` its part of results' names.
    `find_limits` takes a count, a total above 0 and a confidence level, and returns the two limits as fractions.
    """

    name: str
    label: str
    key: str
    find_limits: Callable[[int, int, float], tuple[float, float]]

    @property
    def authors(self) -> str:
        """The names in its name, as one writes them."""
        return self.name.title().replace("-", "–")


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


def find_exact_limits(count: int, total: int, level: float) -> tuple[float, float]:
    """Limits that invert two one-sided binomial tests (Clopper & Pearson 1934); never less than the level."""
    return _beta_limits((count, total - count + 1), (count + 1, total - count), count, total, level)


def find_score_limits(count: int, total: int, level: float) -> tuple[float, float]:
    """Limits that invert the score test (Wilson 1927), without a continuity correction."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    share = count / total
    centre = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * math.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    lower = 0.0 if count == 0 else centre - half
    upper = 1.0 if count == total else centre + half
    return lower, upper


def find_jeffreys_limits(count: int, total: int, level: float) -> tuple[float, float]:
    """Equal-tailed limits under Jeffreys' prior, 0 and 1 at the ends (Brown, Cai & DasGupta 2001, section 4.1.2)."""
    posterior = (count + 0.5, total - count + 0.5)
    return _beta_limits(posterior, posterior, count, total, level)


PROPORTION_METHODS = {
    method.name: method
    for method in (  # the first is the default
        IntervalMethod("clopper-pearson", "exact (Clopper–Pearson)", "exact", find_exact_limits),
        IntervalMethod("wilson", "score (Wilson)", "score", find_score_limits),
        IntervalMethod("jeffreys", "Jeffreys", "jeffreys", find_jeffreys_limits),
    )
}
EXACT = "clopper-pearson"


def estimate_proportion(count: int, total: int, level: float = 0.95, method: str = EXACT) -> Proportion:
    """A proportion with its two-sided interval; everything is nan where the total is 0.

    Parameters
    ----------
    count, total : int
        Patients with the property, and patients looked at.
    level : float
        Confidence level, between 0 and 1.
    method : str
        A name in `PROPORTION_METHODS`.

    Raises
    ------
    ValueError
        If the count is not between 0 and the total, or the method is unknown.

    Examples
    --------
    >>> found = estimate_proportion(12, 14)
    >>> round(found.lower, 3), round(found.upper, 3)
    (0.572, 0.982)
    """
    if not 0 <= count <= total:
        raise ValueError(f"count {count} is not between 0 and the total {total}")
    if method not in PROPORTION_METHODS:
        raise ValueError(f"interval method {method!r} is not known; allowed: {', '.join(PROPORTION_METHODS)}")
    if total == 0:
        return Proportion(count, total, math.nan, math.nan, math.nan, level, method)
    lower, upper = PROPORTION_METHODS[method].find_limits(count, total, level)
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
    from scipy.special import gammaincinv

    if person_time <= 0:
        return math.nan, math.nan, math.nan
    tail = (1 - level) / 2
    lower = float(gammaincinv(events, tail)) if events else 0.0
    upper = float(gammaincinv(events + 1, 1 - tail))
    return events / person_time, lower / person_time, upper / person_time


def _beta_limits(
    below: tuple[float, float], above: tuple[float, float], count: int, total: int, level: float
) -> tuple[float, float]:
    """Quantiles of two beta distributions, one a limit; 0 and 1 where none or all were counted."""
    from scipy.special import betaincinv  # far quicker to import than scipy.stats

    tail = (1 - level) / 2
    lower = 0.0 if count == 0 else float(betaincinv(*below, tail))
    upper = 1.0 if count == total else float(betaincinv(*above, 1 - tail))
    return lower, upper
