"""Relapse after complete response: how many, and how early or late their median may have been."""

import math

import pandas as pd

from reanalysis.statistics.bounds import order_statistic_bounds, relapse_envelope
from reanalysis.statistics.survival import HALF_TOLERANCE
from reanalysis.trial.cohort import Trial


def count_relapses(trial: Trial, unrecorded_relapse: str) -> tuple[int, int]:
    """Complete responders who relapsed, and complete responders counted, under a reading of a missing entry."""
    entries = trial.adsl.loc[trial.adsl["BEST_RESPONSE"] == "CR", "RELAPSE"]
    counted = entries[entries != ""] if unrecorded_relapse == "exclude" else entries
    relapsed = counted.isin(["Y", ""] if unrecorded_relapse == "yes" else ["Y"])
    return int(relapsed.sum()), len(counted)


def bound_taper_median(trial: Trial, unrecorded_relapse: str) -> tuple[float, float]:
    """Earliest and latest possible median week of relapse after taper or withdrawal, of all responders counted.

    Returns
    -------
    tuple of float
        Weeks, inf where one half need not or cannot be reached; nan where the text prints no range or no set of
        times has it.
    """
    n_relapsed, n_counted = count_relapses(trial, unrecorded_relapse)
    n_dated = int((trial.adsl["RELAPSE"] == "Y").sum())
    ordered = _order_relapses(trial, n_dated)
    if not ordered:
        return math.nan, math.nan
    envelopes = [relapse_envelope(ordered, n_counted, followed, n_relapsed - n_dated) for followed in (True, False)]
    earliest = min(_week_at_half(envelope, "lowest") for envelope in envelopes)
    return earliest, max(_week_at_half(envelope, "highest") for envelope in envelopes)


def _order_relapses(trial: Trial, n_dated: int) -> list[tuple[float, float]]:
    """Bounds of the ordered times of the printed relapses; empty where the printed range allows none."""
    intervals = [trial.facts.interval(f"relapse_weeks_{name}") for name in ("min", "max", "median")]
    shortest, longest, median = (interval and (max(interval[0], 0.0), interval[1]) for interval in intervals)
    if not (shortest and longest and n_dated):
        return []
    ordered = order_statistic_bounds(n_dated, shortest, longest, median or (shortest[0], longest[1]))
    return [] if any(lower > upper for lower, upper in ordered) else ordered


def _week_at_half(envelope: pd.DataFrame, column: str) -> float:
    reached = envelope.loc[envelope[column] <= 0.5 + HALF_TOLERANCE, "weeks"]
    return float(reached.iloc[0]) if len(reached) else math.inf
