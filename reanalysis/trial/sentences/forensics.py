"""Sentences of the chapter on printed numbers whose truth hangs on the tables."""

import pandas as pd

from reanalysis.data.printed import p_interval
from reanalysis.forensics.grim import grim_scalar
from reanalysis.show.text import (
    NUMBER_WORDS,
    format_count,
    format_number,
    format_p,
    format_p_interval,
    join_alternatives,
    join_words,
)
from reanalysis.trial.later_samples import Change
from reanalysis.trial.printed_p_values import NAMES, TABULATED, CheckedP, Cleared

NOT_PRINTED = "The text prints no such p-value."


def say_sizes(samples: pd.DataFrame) -> str:
    """Which later means need more patients than were still followed."""
    missing = samples[samples["enough"] == "no"]
    if missing.empty:
        return "No later mean needs more patients than were still followed at its time."
    told = [
        f"{_name(row.label)} needs {join_alternatives(row.sizes)}, and {row.observed} were left"
        for row in missing.itertuples()
    ]
    subject = f"{_count(len(told))} later mean{'s need' if len(told) > 1 else ' needs'}"
    return f"{subject} more patients than were still followed: {'; '.join(told)}."


def say_means(means: pd.DataFrame) -> str:
    """Which printed means no group of patients can have."""
    impossible = means[means["verdict"].str.startswith("impossible")]
    if impossible.empty:
        return "Every printed mean is possible for some group of patients of this trial."
    return " ".join(_say_mean(row, means) for row in impossible.itertuples())


def _say_mean(row, means: pd.DataFrame) -> str:
    others = means.loc[(means["label"] == row.label) & (means["printed"] != row.printed), "printed"].tolist()
    elsewhere = f"; elsewhere it is {join_words(others)}" if others else ""
    told = f"Mean {_name(row.label)} is printed as {row.printed}, which no group of patients in this trial can have"
    return f"{told}{elsewhere}."


def say_p_values(checked: dict[str, CheckedP]) -> str:
    """Which printed p-values no unpaired t test gives, the only t test that needs nothing else."""
    if not checked:
        return NOT_PRINTED
    missed = [each for each in checked.values() if not each.is_unpaired]
    return " ".join(map(_say_missed, missed)) or "An unpaired t test gives every printed p-value."


def _say_missed(each: CheckedP) -> str:
    unpaired = each.tests[each.tests["test"] != "paired"]
    given = format_p_interval(unpaired["p_low"].min(), unpaired["p_high"].max())
    told = f"The P of {each.comparison.p} for {_name(each.comparison.later.label)} comes from no unpaired t test"
    spans = each.reconstructions.dropna(subset="paired_lowest_p")
    low, high = p_interval(each.comparison.p)
    if ((spans["paired_lowest_p"] <= high) & (low <= spans["paired_highest_p"])).any():
        return f"{told}: such tests give {given}. A paired one can give it, depending on who had which score."
    return f"{told}: such tests give {given}."


def say_times(times: pd.DataFrame) -> str:
    """Which printed times to response follow from the patients' times by no convention."""
    missed = times[times["is_reproduced"].eq(False)]
    if missed.empty:
        return "Every time to response that is printed for a subtype follows from the patients’ own times."
    told = [
        f"a {row.kind.replace('longest', 'longest time')} of {row.printed} weeks in {join_words(row.group.split('+'))} (it is "
        f"{join_words(row.conventions.split(', '), 'or')})"
        for row in missed.itertuples()
    ]
    subject = f"{_count(len(missed))} of the {_count(len(times)).lower()} times to response printed by subtype"
    verb = "do" if len(missed) > 1 else "does"
    return f"{subject} {verb} not follow from the patients’ own times: {join_words(told)}."


def say_relapse_median(printed: str | None, relapses: int) -> str:
    """What a median time to relapse with a decimal can be, if relapses were timed in whole weeks or days."""
    if printed is None or not relapses:
        return "No median time to relapse is printed."
    steps = 1 if relapses % 2 else 2
    as_weeks = grim_scalar(printed, steps).totals
    as_days = grim_scalar(printed, 7 * steps).totals
    as_mean = grim_scalar(printed, relapses).totals
    middle = "the middle one" if relapses % 2 else "halfway between the two middle ones"
    opening = f"The median of {format_count(relapses, 'relapse')} is {middle}; in whole weeks it"
    if as_weeks:
        return f"{opening} can be {printed}."
    found = [f"{join_alternatives(f'{days / steps:g}' for days in as_days)} days"] if as_days else []
    found += [f"a mean of times that add up to {join_alternatives(as_mean)} weeks"] if as_mean else []
    if not found:
        return f"{opening} cannot be {printed}, and nor can days or a mean."
    return f"{opening} cannot be {printed}. It could be {' or '.join(found)}."


def _name(label: str) -> str:
    """`CLASI damage, month 12` as `CLASI damage at month 12`."""
    return label.replace(", ", " at ")


def _count(number: int) -> str:
    """A count that begins a sentence."""
    return NUMBER_WORDS[number].capitalize() if number < len(NUMBER_WORDS) else str(number)


def say_habit(readings: pd.DataFrame) -> str:
    """Whether one habit of rounding explains the printed summaries."""
    fits = set(readings["fits"])
    if {"rounded", "truncated"} <= fits:
        return "Some fit only if rounded and some only if truncated, so no single habit explains them all."
    if "neither" in fits:
        return "Some fit neither if rounded nor if truncated."
    return "A single habit of rounding explains them all."


def say_test(checked: CheckedP | None) -> str:
    """Which unpaired t test gives a printed p-value; None where none is printed."""
    if checked is None:
        return NOT_PRINTED
    unpaired = checked.tests[checked.tests["test"] != "paired"]
    exact = unpaired[unpaired["gives"] & unpaired["fits"] & (unpaired["source"] == TABULATED)]
    if len(exact):
        found = [f"{NAMES[row.test]} of {row.n1} and {row.n2} patients ({row.p:.5f})" for row in exact.itertuples()]
        return f"With the scores of the paper’s Table 1 at entry, it is the P of the {join_words(found)}."
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
    """What is left of the later scores, since the paper’s Table 2 says who had cleared by then."""
    if found is None:
        return "Of no later scores is it known who had an activity of 0, so none can be left out."
    who = f"Exactly {format_count(len(found.patients), 'patient')}" if found.patients else "Nobody"
    return (
        f"{who} had an activity of 0 by then{_list(found.patients)}. "
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
