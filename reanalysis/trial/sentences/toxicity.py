"""Sentences of the chapter on safety whose truth hangs on the data."""

import pandas as pd

from reanalysis.show.text import format_interval, format_percent, format_percent_interval
from reanalysis.trial.chapters.toxicity import Exposure


def say_exposure(found: Exposure | None) -> str:
    """What the printed times on the drug leave of the months of all together."""
    if found is None:
        return "How long each patient took the drug is not printed, and no times fit what is printed of them."
    shortest, median, longest = found.printed
    return (
        f"Treatment is said to have lasted {shortest} to {longest} months, with a median of {median}, and nobody was "
        f"treated for longer than she was followed. So the {found.patients} evaluable patients took the drug for "
        f"{format_interval(*found.whole, 0)} months together if these are whole months, and for "
        f"{format_interval(*found.rounded, 0)} if they are rounded."
    )


def say_elsewhere(held: pd.DataFrame) -> str:
    """How frequent harms were in other series, and whether this trial's interval holds those shares."""
    if held.empty:
        return "No other series says how frequent these harms were."
    return " ".join(_say_harm(row) for row in held.itertuples())


def _say_harm(row) -> str:
    many = row.others > 1
    series = f"{row.others} other series report" if many else "one other series reports"
    shares = format_percent_interval(row.smallest, row.largest) if many else format_percent(row.largest)
    told = f"For {row.harm.lower()}, {series} {shares} of patients"
    reach = f"this trial’s interval reaches to {format_percent(row.upper)}"
    if row.held == row.others:
        return f"{told}; {reach} and holds {'each of these shares' if many else 'that share'}."
    if row.held:
        return f"{told}; {reach} and holds {row.held} of these {row.others} shares."
    return f"{told}; {reach}, below {'all of them' if many else 'that'}."


def say_same_drug(harms: pd.DataFrame, drug: str) -> str:
    """What other series of the same drug report of these harms."""
    same = harms[~harms["is_own"] & harms["drug"].str.startswith(drug)]
    if same.empty:
        return f"No other series of {drug} counts them."
    told = [f"{row.label} reports {row.harm.lower()} in {_say_share(row.text)}" for row in same.itertuples()]
    return f"With {drug} itself, {'; '.join(told)}."


def _say_share(text: str) -> str:
    return f"{text.partition(' (')[0].replace('/', ' of ')} patients".replace("% ", "% of ")
