"""Sentences of the chapter on relapse whose truth hangs on the data."""

from reanalysis.show.text import format_bound, format_count, format_number, join_words, spell_count
from reanalysis.trial.chapters.relapse import READINGS, count_relapses, find_fitting, list_denominators
from reanalysis.trial.cohort import Trial
from reanalysis.trial.relapse_clocks import order_relapses
from reanalysis.trial.taper_steps import TaperSteps

DENOMINATORS = {  # of `list_denominators`, in words
    "printed relapses": "those with a relapse",
    "complete responders": "the complete responders",
    "evaluable": "all whose response was judged",
    "all-treated": "everyone treated",
}


def say_printed_share(trial: Trial) -> str:
    """Which reading of a dash gives the percentage of relapses that the text prints."""
    fitting = find_fitting(trial, "percent_relapsed", {reading: count_relapses(trial, reading) for reading in READINGS})
    if not fitting:
        return "No reading of a dash gives a percentage that the text prints."
    if len(fitting) == len(READINGS):
        return "Every reading of a dash gives the percentage that the text prints."
    readings = join_words([f"“{READINGS[reading]}”" for reading in fitting])
    return f"The {trial.facts.reported('percent_relapsed')}% that the authors report takes the dash as {readings}."


def say_printed_times(trial: Trial) -> str:
    """Whether the printed count, range and median of the times to relapse can all be true, and what the median is."""
    ordered = order_relapses(trial)
    if ordered.empty:
        return (
            "No set of as many times as Table 2 has relapses has a printed range and median, "
            "so there is nothing to draw."
        )
    if len(ordered) % 2 == 0:
        return "The number of relapses is even, so the median is the mean of the middle two times."
    middle = ordered.iloc[len(ordered) // 2]
    return (
        "The number of relapses is odd, so the median is one patient's own time: she relapsed between week "
        f"{format_bound(middle['earliest_weeks'])} and week {format_bound(middle['latest_weeks'])}."
    )


def say_steps(found: TaperSteps | None) -> str:
    """Whether monthly steps down to the doses at relapse fit the printed range of times to relapse."""
    if found is None:
        return "Either the steps of the taper or the range of the times to relapse is not printed, so nothing can be compared."
    latest = format_bound(found.latest_weeks)
    reached = (
        f"The lowest dose at a relapse, {found.lowest_dose}, is then reached {format_number(found.lowest_weeks)} weeks after "
        "the first step at the soonest"
    )
    if not found.beyond:
        return f"{reached}, which the reported range, up to week {latest}, still holds."
    late = (
        f"{reached}. But the reported range ends by week {latest}: counted from the start of the taper, "
        f"{spell_count(found.beyond)} of {format_count(len(found.table), 'relapse')} came too late for it."
    )
    if found.beyond_short:
        return late
    short = format_bound(found.lowest_weeks_short)
    return f"{late} In months of four weeks the dose is reached after {short} weeks, at the very end of the range."


def say_start(found: TaperSteps | None, off_drug: int) -> str:
    """From which day the printed times to relapse can be counted, with how many relapses have no dose above zero."""
    if found is None or not found.beyond or off_drug:
        return "The authors do not say from which day the weeks are counted."
    fit = "do not fit" if found.beyond_short else "fit only in months of four weeks, and then barely"
    return (
        f"So counted from the start of the taper the weeks {fit}; counted from withdrawal they fit no relapse that has a "
        "dose. Counted from the last reduction they fit, if a dose was sometimes held for more than a "
        "month. Probably that is what was meant, but the authors do not say so."
    )


def say_place(trial: Trial) -> str:
    """Where the paper places a relapse and the dose printed beside it."""
    if trial.facts.reported("lowest_relapse_dose") is None:
        return "The heading of the column in the paper's Table 2 places the relapse at the printed dose."
    return "Both the heading of the column in the paper's Table 2 and the text place the relapse at the printed dose."


def say_printed_maintenance(trial: Trial) -> str:
    """Which denominator gives the percentage on maintenance that the text prints."""
    stated = trial.facts.number("n_maintenance")
    shares = {name: (int(stated or 0), total) for name, total in list_denominators(trial).items()}
    fitting = find_fitting(trial, "percent_maintenance", shares)
    if not fitting:
        return "No denominator gives a percentage on maintenance that the text prints."
    of = join_words([DENOMINATORS[name] for name in fitting])
    return f"The {trial.facts.reported('percent_maintenance')}% that the authors report for maintenance is a share of {of}."
