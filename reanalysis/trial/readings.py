"""What a result says by a fixed rule: on which side of a landmark its whole interval lies."""

import math

from reanalysis.show.text import format_weeks
from reanalysis.statistics.survival import Median

NOT_ESTIMABLE, NO_INTERVAL = "not estimable", "no interval"


def read_share(estimate: float, lower: float, upper: float) -> str:
    """What a share says of one half: above it or below it if the whole interval is, else that it is inside."""
    return _read(estimate, lower, upper, 0.5, ("above one half", "below one half", "one half is within the interval"))


def read_median(median: Median, week: float) -> str:
    """What a median says of a week: reached by it or after it if the whole interval is, else that it is inside."""
    if median.upper == week:
        return f"by week {format_weeks(week)}"
    words = (
        f"after week {format_weeks(week)}",
        f"by week {format_weeks(week)}",
        f"week {format_weeks(week)} is within the interval",
    )
    return _read(median.weeks, median.lower, median.upper, week, words)


def read_mean(estimate: float, lower: float, upper: float, horizon: float) -> str:
    """What a restricted mean says of half of its horizon: more or less if the whole interval is, else inside."""
    half = f"{format_weeks(horizon / 2)} of {format_weeks(horizon)} weeks"
    words = (f"more than {half}", f"less than {half}", f"{half} is within the interval")
    return _read(estimate, lower, upper, horizon / 2, words)


def read_bound(weeks: float) -> str:
    """What a bound of a median says: whether one half is reached."""
    return NOT_ESTIMABLE if math.isnan(weeks) else "reached" if math.isfinite(weeks) else "not reached"


def _read(estimate: float, lower: float, upper: float, value: float, words: tuple[str, str, str]) -> str:
    above, below, inside = words
    if math.isnan(estimate):
        return NOT_ESTIMABLE
    if math.isnan(lower) or math.isnan(upper):
        return NO_INTERVAL
    return above if lower > value else below if upper < value else inside
