"""Which summary of times to an event a printed number could be: medians under each rule, and others beside them.

The more summaries one tries, the likelier one fits by chance: a match is a lead, not a finding.
"""

import math

import numpy as np

from reanalysis.data.printed import find_reading
from reanalysis.statistics.survival import kaplan_meier, median_survival

MEDIANS = (
    "Median of those with the event",
    "Lower middle value",
    "Upper middle value",
    "Kaplan–Meier, first rule",
    "Kaplan–Meier, midpoint (R, SAS)",
    "Kaplan–Meier, lifelines as it comes",
)
LONGEST = ("Last event",)


def summarise_times(weeks, event) -> dict[str, float]:
    """Medians under each rule, and other summaries that a printed median or longest time could have been.

    Parameters
    ----------
    weeks, event : array-like
        Time to the event or to the last visit, and whether the event was seen; at least one was.

    Examples
    --------
    >>> found = summarise_times([4, 36, 40], [True, True, False])
    >>> found["Median of those with the event"], found["Kaplan–Meier, first rule"], found["Last minus first event"]
    (20.0, 36.0, 32.0)
    """
    from lifelines import KaplanMeierFitter

    weeks, event = np.asarray(weeks, dtype=float), np.asarray(event, dtype=bool)
    seen = np.sort(weeks[event])
    curve = kaplan_meier(weeks, event)
    medians = (
        float(np.median(seen)),
        float(seen[(len(seen) - 1) // 2]),
        float(seen[len(seen) // 2]),
        median_survival(curve, "first").weeks,
        median_survival(curve, "midpoint").weeks,
        float(KaplanMeierFitter().fit(weeks, event).median_survival_time_),
    )
    others = {"Mean of those with the event": seen.mean(), "Last event": seen[-1]}
    others["Last minus first event"] = seen[-1] - seen[0]
    return dict(zip(MEDIANS, medians, strict=True)) | {label: float(value) for label, value in others.items()}


def prints_as(value: float, reported: str) -> bool:
    """Whether a value, where there is one, prints as a string, rounded or truncated."""
    return math.isfinite(value) and find_reading(value, reported) is not None
