"""Time to complete response: sentences that hang on who had cleared by when."""

import pandas as pd

from reanalysis.show.text import format_level, format_percent, format_weeks, join_words, name_weeks, spell_count
from reanalysis.statistics.order_intervals import OrderInterval
from reanalysis.trial.subtypes import PROFUNDUS, SUPERFICIAL

SMALL_RANKS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def name_rank(rank: int) -> str:
    """An ordinal number: in words up to ten, then as in `11th`.

    >>> name_rank(8), name_rank(11), name_rank(23)
    ('eighth', '11th', '23rd')
    """
    if rank < len(SMALL_RANKS):
        return SMALL_RANKS[rank]
    return f"{rank}{'th' if rank % 100 in (11, 12, 13) else ENDINGS.get(rank % 10, 'th')}"


def say_cleared(times: pd.DataFrame) -> str:
    """How many had cleared by weeks 4 and 12, who was the last, and how many did not clear.

    Parameters
    ----------
    times : DataFrame
        SUBJID, weeks and event, a row a patient.
    """
    total, cleared = len(times), times[times["event"]]
    waiting = total - len(cleared)
    if total == 1:
        seen = (
            f"cleared in week {format_weeks(times['weeks'].iloc[0])}"
            if len(cleared)
            else "did not clear while followed"
        )
        return f"The one patient {seen}."
    if cleared.empty:
        return f"Not one of the {total} patients cleared while they were followed."
    last = cleared["weeks"].max()
    if (cleared["weeks"] == last).all():
        opening = f"{'All' if not waiting else len(cleared)} {total if not waiting else f'of {total}'} patients"
        told = f"{opening} cleared, {'all ' if len(cleared) > 1 else ''}in week {format_weeks(last)}."
    else:
        by_4, by_12 = (int((cleared["weeks"] <= week).sum()) for week in (4, 12))
        who = cleared.loc[cleared["weeks"] == last, "SUBJID"].tolist()
        lasting = f"{format_weeks(last)}{name_weeks(format_weeks(last))}"
        latest = (
            f"The last one to clear, patient {who[0]}, took" if len(who) == 1 else f"The last {len(who)} to clear took"
        )
        told = f"Of {total} patients, {by_4} had cleared by week 4 and {by_12} by week 12. {latest} {lasting}."
    return told if not waiting else f"{told} {spell_count(waiting).capitalize()} did not clear while followed."


def say_profundus_cleared(times: pd.DataFrame) -> str:
    """When the patients with lupus profundus cleared."""
    group = times[times["SUBTYPE_GROUP"] == PROFUNDUS]
    cleared = group[group["event"]]
    weeks = [format_weeks(week) for week in sorted(cleared["weeks"].unique())]
    when = f"in week{'s' if len(weeks) > 1 else ''} {join_words(weeks)}"
    if group.empty:
        return "Nobody had lupus profundus."
    who = "The one patient" if len(group) == 1 else f"The {spell_count(len(group))} patients"
    if not weeks:
        return f"{who} with lupus profundus did not clear."
    if len(cleared) == len(group):
        return f"{who} with lupus profundus cleared {when}."
    return f"Of the {len(group)} patients with lupus profundus, {len(cleared)} cleared: {when}."


def say_half_cleared(times: pd.DataFrame) -> str:
    """When half of the patients, and when the first more than half, had a complete response, counted and not estimated.

    Parameters
    ----------
    times : DataFrame
        weeks and event, a row a patient.
    """
    total, responses = len(times), sorted(times.loc[times["event"], "weeks"])
    majority = total // 2 + 1
    if total == 1:
        return "Of one patient there is no half."
    if not responses:
        return f"Nobody cleared, of {total} patients."
    if len(responses) < majority:
        return f"No more than half of the {total} patients cleared: {len(responses)} did."
    week = responses[majority - 1]
    before = [earlier for earlier in responses if earlier < week]
    if 2 * len(before) == total:
        by_then = f"Half of the {total} patients had cleared by week {format_weeks(before[-1])}"
    elif before:
        by_then = f"By week {format_weeks(before[-1])}, {len(before)} of {total} patients had cleared"
    else:
        return f"More than half of the {total} patients cleared in week {format_weeks(week)}, and nobody before."
    return f"{by_then}; the {name_rank(majority)} cleared at week {format_weeks(week)}."


def say_order_interval(found: OrderInterval | None, level: float) -> str:
    """What the interval of a median promises if its ends are ordered times, counted exactly."""
    if found is None:
        return "Somebody is censored before its end, so what it promises cannot be counted exactly."
    missed = "its two ends together miss the true median as rarely as promised, but not each alone"
    tail = (1 - level) / 2
    if max(found.below, found.above) <= tail:
        missed = "each end misses the true median as rarely as promised"
    elif found.coverage < level:
        missed = f"so it holds less often than its {format_level(level)}"
    end = "goes on without end" if found.upper_rank > found.total else f"ends at the {name_rank(found.upper_rank)}"
    of = f"{name_rank(found.lower_rank)} of {found.total} ordered times" if found.total > 1 else "only time"
    return (
        f"The interval starts at the {of} and {end}. Counted "
        f"exactly, such an interval holds the true median in {format_percent(found.coverage, 1)} of trials; the median "
        f"lies below it in {format_percent(found.below, 1)} and above it in {format_percent(found.above, 1)}: {missed}."
    )


def say_stated_median(stated: pd.DataFrame) -> str:
    """The median that the authors report for discoid and subacute disease, beside the one of their table.

    Parameters
    ----------
    stated : DataFrame
        As `reanalysis.trial.subtypes.compare_with_text` returns it.
    """
    found = stated[(stated["summary"] == "median") & (stated["group"] == " and ".join(SUPERFICIAL))]
    if found.empty:
        return "The authors report no median for discoid and subacute disease that could be compared."
    printed, weeks = found["printed"].iloc[0], format_weeks(found["weeks"].iloc[0])
    reported = f"The authors report a median of {printed} weeks for discoid and subacute disease"
    if found["agree"].iloc[0] == "yes":
        return f"{reported}, and so does their table."
    return f"{reported}; from their own table it is {weeks}."
