"""Sentences of the chapter on printed numbers whose truth hangs on the tables."""

import pandas as pd

from reanalysis.show.text import format_count, format_number, format_p, format_p_interval, join_words
from reanalysis.trial.later_samples import Change
from reanalysis.trial.printed_p_values import NAMES, TABULATED, CheckedP, Cleared

NOT_PRINTED = "The text prints no such p-value."


def say_habit(readings: pd.DataFrame) -> str:
    """Whether one habit of rounding explains the printed summaries."""
    fits = set(readings["fits"])
    if {"rounded", "truncated"} <= fits:
        return "Some fit only if rounded and some only if cut off, so no single habit explains them all."
    if "neither" in fits:
        return "Some fit neither if rounded nor if cut off."
    return "A single habit of rounding explains them all."


def say_test(checked: CheckedP | None) -> str:
    """Which unpaired t test gives a printed p-value; None where none is printed."""
    if checked is None:
        return NOT_PRINTED
    unpaired = checked.tests[checked.tests["test"] != "paired"]
    exact = unpaired[unpaired["gives"] & unpaired["fits"] & (unpaired["source"] == TABULATED)]
    if len(exact):
        found = [f"{NAMES[row.test]} of {row.n1} and {row.n2} patients ({row.p:.5f})" for row in exact.itertuples()]
        return f"With the scores of Table 1 at entry it is what comes of the {join_words(found)}."
    if unpaired["gives"].any():
        return "An unpaired t test gives it only with the room that rounding leaves, or at a size that does not fit."
    low, high = unpaired["p_low"].min(), unpaired["p_high"].max()
    return f"No unpaired t test gives it at any size tried: they give {format_p(low)} to {format_p(high)}."


def say_pairing(checked: CheckedP | None, level: float) -> str:
    """On which side of a line a paired t test falls, whoever had which later score; None where no p-value is printed."""
    if checked is None:
        return NOT_PRINTED
    paired = checked.reconstructions.dropna(subset="paired_lowest_p")
    if paired.empty:
        return "No later scores that fit can be paired with scores at entry, so there is no paired test."
    low, high = paired["paired_lowest_p"].min(), paired["paired_highest_p"].max()
    span = f"Whoever had which later score, a paired t test gives {format_p(low)} to {format_p(high)}"
    if high < level:
        return f"{span}, all below {level:g}: that does not hang on the pairing."
    if low > level:
        return f"{span}, all above {level:g}: that does not hang on the pairing."
    return f"{span}, on both sides of {level:g}: what it would have given is open."


def say_cleared(found: Cleared | None) -> str:
    """What is left of the later scores, since Table 2 says who had cleared by then."""
    if found is None:
        return "Of no later scores is it known who had an activity of 0, so none can be left out."
    return (
        f"Exactly {format_count(len(found.patients), 'patient')} had an activity of 0 by then{_list(found.patients)}. "
        f"That leaves {found.kept:,} of the {found.listed:,} sets with the printed mean and SD; over these the "
        f"Mann–Whitney test gives {format_p_interval(found.lowest_p, found.highest_p)}."
    )


def say_improved(found: Cleared | None) -> str:
    """What is left if everybody else had improved by then, as the text says."""
    if found is None:
        return "So nothing more can be left out if everybody improved."
    kept = " and those who had left keep their score at entry" if found.carried else ""
    told = f"If everybody else had improved{kept}{_list(found.carried)}, {found.improved:,} of these sets are left"
    if not found.improved:
        return f"{told}."
    return f"{told}, and the paired t test gives at most {format_p(found.highest_paired_p)}, whoever had which score."


def _list(patients: tuple[int, ...]) -> str:
    noun = "patient" if len(patients) == 1 else "patients"
    return f" ({noun} {join_words(list(map(str, patients)))})" if patients else ""


def say_composition(change: Change | None) -> str:
    """Whether who stayed can explain the change of a mean."""
    if change is None:
        return "At no printed later time had some of the patients left and some stayed."
    means = (
        f"{format_number(change.stayed, 2)} at entry in those who stayed, {format_number(change.everyone, 2)} in all"
    )
    if change.is_explained:
        return (
            f"The mean was {means}: a difference of the printed size can come about by who is left, without a change "
            "in anybody. That does not show that none changed."
        )
    if change.shift * (change.later - change.everyone) > 0:
        return f"The mean was {means}: who was left explains a part of the change at most."
    return f"The mean was {means}: who was left does not explain the change."


def say_entry(change: Change | None, total: int) -> str:
    """The mean at entry of those who stayed, beside everyone's."""
    if change is None:
        return "no later mean is printed"
    stayed, everyone = format_number(change.stayed, 2), format_number(change.everyone, 2)
    return f"{stayed} in {change.stayed_count} patients, against {everyone} in all {total}"
