"""Events that are seen at visits: each time becomes an interval that starts at the scheduled visit before.

Estimates from such intervals are those of `reanalysis.statistics.bounds.interval_censored_estimate`.
"""

import math

import numpy as np
import pandas as pd

from reanalysis.statistics.bounds import IntervalEstimate

HALF_WEEK = 0.5  # a time printed in whole weeks stands for half a week either side
MASS_TOLERANCE = 1e-6  # to which masses are solved


def schedule_visits(
    interval_early: float, early_lasts: float, interval_late: float, weeks_per_month: float, last_week: float
) -> np.ndarray:
    """Weeks of the scheduled visits from the start, which is the first of them, until a week is reached.

    Parameters
    ----------
    interval_early, early_lasts, interval_late : float
        Months between visits at first, for how many months, and later.
    """
    months = [0.0]
    while months[-1] * weeks_per_month < last_week:
        months.append(months[-1] + (interval_early if months[-1] < early_lasts else interval_late))
    return weeks_per_month * np.array(months)


def bracket_times(weeks, events, visits) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each time: from the visit before to the week of the event, or from a censoring to infinity.

    A visit within half a week of an event is the one at which it was seen.
    """
    weeks, events, visits = np.asarray(weeks, float), np.asarray(events, bool), np.asarray(visits, float)
    before = [visits[visits < week - HALF_WEEK].max(initial=0.0) for week in weeks]
    return np.where(events, before, weeks), np.where(events, weeks, math.inf)


def count_off_schedule(weeks, visits) -> int:
    """Times that are more than half a week from every scheduled visit."""
    return sum(bool(np.abs(np.asarray(visits) - week).min() > HALF_WEEK) for week in weeks)


def list_masses(estimate: IntervalEstimate) -> pd.DataFrame:
    """The intervals that can hold any probability, in order.

    Returns
    -------
    DataFrame
        lower, upper (weeks), mass, least, most (fractions), left: the share without the event at the interval's end;
        nan where it has no end.
    """
    masses = estimate.masses[estimate.masses["most"] > MASS_TOLERANCE].reset_index(drop=True)
    return masses.assign(left=(1 - masses["mass"].cumsum()).where(np.isfinite(masses["upper"])))


def find_median_interval(masses: pd.DataFrame) -> tuple[float, float]:
    """The interval in which the share without the event first falls to one half; inf twice where it never does."""
    crossed = masses[masses["left"] <= 0.5 + MASS_TOLERANCE]
    return (math.inf, math.inf) if crossed.empty else tuple(crossed.iloc[0][["lower", "upper"]])
