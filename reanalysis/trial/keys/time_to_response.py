"""When they cleared: numbers at risk, a curve by hand, medians, and withdrawal as a competing event."""

from lifelines import KaplanMeierFitter

from reanalysis.learn.answers import Key
from reanalysis.show.text import format_weeks
from reanalysis.statistics.survival import cumulative_incidence, kaplan_meier, median_survival, survival_at
from reanalysis.trial.chapters.time_to_response import read_times

WEEK = 4
SLOWEST = 5  # the patient whom an exercise leaves out
IN_WEEKS = 0.05  # medians are asked for to a tenth


def _read_times(given, population: str = "", withdrawal: str = ""):
    """Each patient's time to complete response, in the population and with the withdrawn treated as the run has it or as asked."""
    chosen = given.parameters
    months = chosen["weeks_per_month"], chosen["month_rounding"]
    return read_times(given.trial, population or chosen["population"], withdrawal or chosen["withdrawal"], *months)


def _read_columns(given) -> tuple:
    """Their weeks, and whether each cleared."""
    times = _read_times(given)
    return times["weeks"], times["event"]


def count_at_risk(given) -> Key:
    """Patients at risk just before week 4."""
    weeks, events = _read_columns(given)
    count = int((weeks >= WEEK).sum())
    return Key(
        right=count,
        because=f"{count}. Whoever clears in week {WEEK} was still waiting just before it, and belongs in its "
        "denominator.",
        wrong={
            f"You counted who is left after week {WEEK}. Who clears in that week was at risk of it.": int(
                (weeks > WEEK).sum()
            ),
            "That is everyone. Who cleared earlier waits no more.": len(weeks),
            f"That is how many cleared in week {WEEK}: the numerator of the step.": int(
                (events & (weeks == WEEK)).sum()
            ),
        },
    )


def share_still_waiting(given) -> Key:
    """The Kaplan-Meier estimate just after the last response, by hand."""
    weeks, events = _read_columns(given)
    if not events.any():
        return Key(None, "")
    last = weeks[events].max()
    share = survival_at(kaplan_meier(weeks, events), last)
    return Key(
        right=share,
        because=f"{share:.3f}. A patient who was last seen before week {last:g} without having cleared has left the "
        "denominator, and the last step is taken by fewer.",
        wrong={
            "You ignored the censoring: that is everyone who did not clear, divided by all. Who was last seen before "
            "the last response may have cleared later.": 1 - events.mean(),
            "You left out whoever did not clear. Until they were last seen they belong to those at risk.": 0.0,
            "That is the share who have cleared.": 1 - share,
        },
    )


def median_by_midpoint(given) -> Key:
    """The median by the rule of the midpoint."""
    weeks, events = _read_columns(given)
    curve = kaplan_meier(weeks, events)
    median = median_survival(curve, "midpoint").weeks
    raw = KaplanMeierFitter().fit(weeks, events).median_survival_time_
    return Key(
        right=median,
        because=f"{format_weeks(median)} weeks. Where a curve runs along one half, every week on that stretch splits the "
        "patients in half; R and SAS take its middle.",
        wrong={
            "That is the first week at or below one half. Where the curve runs along one half, take the middle.": (
                median_survival(curve, "first").weeks
            ),
            "That is what lifelines prints. It compares floating-point numbers, in which this curve stays a last digit "
            "above one half.": raw,
            "That is the mean of the weeks. A last visit without a response is no time of response.": weeks.mean(),
        },
        within=IN_WEEKS,
    )


def median_without_5(given) -> Key:
    """The median, by the chapter's rule, without patient 5."""
    times, rule = _read_times(given), given.parameters["median_rule"]
    kept = times[times["SUBJID"] != SLOWEST]
    if len(kept) == len(times) or kept.empty:
        return Key(None, "")
    median, whole = (median_survival(kaplan_meier(part["weeks"], part["event"]), rule).weeks for part in (kept, times))
    return Key(
        right=median,
        because=f"Without her: {format_weeks(median)} weeks; with her: {format_weeks(whole)}. Her own time lies far beyond "
        "both. She counts as one more who was waiting when the others cleared.",
        wrong={
            "She is still in. Leave out her row, and do not only shorten her time.": whole,
            "That is the mean, not the median.": kept["weeks"].mean(),
        },
        within=IN_WEEKS,
    )


def share_with_competing_event(given) -> Key:
    """Share of everyone treated with a complete response by week 4, withdrawal as a competing event."""
    times = _read_times(given, "all-treated", "competing")
    weeks, events = times["weeks"], times["event"]
    if not times["competing"].any():
        return Key(None, "")
    incidence = cumulative_incidence(weeks, events, times["competing"])
    share = survival_at(incidence, WEEK, "event") if (incidence["weeks"] <= WEEK).any() else 0.0
    censored = 1 - survival_at(kaplan_meier(weeks, events), WEEK)
    return Key(
        right=share,
        because=f"{share:.3f}. Who stopped cannot clear under the drug any more, so she stays among those who did not; "
        f"censoring her gives {censored:.3f}, as if she still might.",
        wrong={
            "That is one minus Kaplan–Meier with the withdrawn censored. It answers what would have been had nobody "
            "been able to withdraw.": censored,
            "That is the share without a response, or with the other event.": 1 - share,
        },
    )
