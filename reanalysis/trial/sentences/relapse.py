"""Sentences of the chapter on relapse whose truth hangs on the data."""

from reanalysis.show.text import format_bound, join_words
from reanalysis.trial.chapters.relapse import READINGS, count_relapses, find_fitting, list_denominators
from reanalysis.trial.cohort import Trial
from reanalysis.trial.relapse_clocks import order_relapses


def say_printed_share(trial: Trial) -> str:
    """Which reading of a dash gives the percentage of relapses that the text prints."""
    fitting = find_fitting(trial, "percent_relapsed", {reading: count_relapses(trial, reading) for reading in READINGS})
    if not fitting:
        return "No reading of a dash gives a percentage that the text prints."
    if len(fitting) == len(READINGS):
        return "Every reading of a dash gives the percentage that the text prints."
    readings = join_words([f"“{READINGS[reading]}”" for reading in fitting])
    return f"The text prints {trial.facts.reported('percent_relapsed')}%, which goes with {readings}."


def say_printed_times(trial: Trial) -> str:
    """Whether the printed count, range and median of the times to relapse can all be true, and what the median is."""
    ordered = order_relapses(trial)
    if ordered.empty:
        return (
            "No set of as many times as Table 2 has relapses has a printed range and median, "
            "so there is nothing to draw on this clock."
        )
    if len(ordered) % 2 == 0:
        return "The number of relapses is even, so the median is the mean of the middle two times."
    middle = ordered.iloc[len(ordered) // 2]
    return (
        "The number of relapses is odd, so the median is one patient's own time: somebody relapsed between week "
        f"{format_bound(middle['earliest_weeks'])} and week {format_bound(middle['latest_weeks'])}."
    )


def say_uniqueness(masses: dict) -> str:
    """Whether the likelihood settles every probability."""
    if all(rows.empty for rows in masses.values()):
        return "Without ordered times there is no estimate."
    if all(rows["unique"].all() for rows in masses.values()):
        return "Every probability is unique; only where it sits inside its interval is not."
    return "At least one probability is not unique: the columns least and most differ."


def say_printed_maintenance(trial: Trial) -> str:
    """Which denominator gives the percentage on maintenance that the text prints."""
    stated = trial.facts.number("n_maintenance")
    shares = {name: (int(stated or 0), total) for name, total in list_denominators(trial).items()}
    fitting = find_fitting(trial, "percent_maintenance", shares)
    if not fitting:
        return "No denominator gives a percentage on maintenance that the text prints."
    of = join_words([f"“{name}”" for name in fitting])
    return f"The text prints {trial.facts.reported('percent_maintenance')}% for maintenance, which goes with {of}."
