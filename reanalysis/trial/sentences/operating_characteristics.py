"""Sentences of the chapter on the trial's size whose truth hangs on the counts."""

import pandas as pd

from reanalysis.show.text import format_count, format_percent, format_weeks, join_words

NAMES = {"evaluable": "evaluable", "all_treated": "treated"}
NOBODY = "Nobody can be counted, so nothing follows from the size of the trial."


def say_half(summary: pd.DataFrame, level: str) -> str:
    """How many responders put the interval above one half, and whether there were so many."""
    if summary.empty:
        return NOBODY
    needed, seen = list(summary["responses_needed_half"]), list(summary["responses"])
    if needed == seen and len(set(seen)) == 1:
        groups = [f"of the {row.patients} {NAMES[row.name]} patients" for row in _list_rows(summary)]
        whether = f", whether {join_words(groups, 'or')}," if len(groups) > 1 else f" {groups[0]}"
        return (
            f"It takes {seen[0]} responders{whether} to put the whole {level} interval above one half, and there were "
            f"{seen[0]}. With one fewer, the trial could not have said that most patients respond."
        )
    told = [
        f"{format_count(row.patients, f'{NAMES[row.name]} patient')} {'is' if row.patients == 1 else 'are'} too few for it"
        if row.responses_needed_half is None
        else f"of {row.patients} {NAMES[row.name]} patients {row.responses_needed_half} must respond, and {row.responses} did"
        for row in _list_rows(summary)
    ]
    return f"For the whole {level} interval to lie above one half, {'; '.join(told)}."


def say_half_by_week(summary: pd.DataFrame, week: float, level: str) -> str:
    """Whether the interval lies above one half by the week at which the registry judges a response."""
    if summary.empty:
        return NOBODY
    rows = _list_rows(summary)
    counts = join_words([f"{row.responses_by_week} of {row.patients}" for row in rows])
    begins = join_words([format_percent(row.lower_by_week) for row in rows])
    told = f"By week {format_weeks(week)}, near the three months of the registered endpoint, {counts} had cleared"
    below = [row.lower_by_week <= 0.5 for row in rows]
    end = (
        "not above one half" if all(below) else "above one half" if not any(below) else "one of them not above one half"
    )
    return f"{told}; the {level} {'intervals begin' if len(rows) > 1 else 'interval begins'} at {begins}, {end}."


def _list_rows(summary: pd.DataFrame) -> list:
    return list(summary.itertuples())
