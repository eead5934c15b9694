"""Systemic disease: sentences whose truth hangs on the anti-dsDNA values and on what is printed of SLEDAI."""

import pandas as pd

from reanalysis.show.text import format_count, format_p, join_alternatives, join_words
from reanalysis.trial.sledai_points import Points
from reanalysis.trial.sledai_scorings import Scoring


def say_who_was_positive(positive: int, stated: int, with_sle: list[int]) -> str:
    """Whether the positive patients of Table 1 can be the positive ones whom the text counts among those with SLE."""
    if positive != stated or positive > min(with_sle):
        return (
            f"The text counts {stated} positive among those with SLE, which the values of Table 1 do not show, so they "
            "do not tell who had SLE."
        )
    others = join_alternatives(count - positive for count in sorted(with_sle))
    return (
        f"The text counts {stated} positive among those with SLE. If these are the same patients, everybody with a "
        f"positive value had SLE, and {others} more had it without one. That is inferred, and no other patient's status "
        "follows from what is printed."
    )


def say_signed_rank(total: int, smallest_p: float, alpha: float) -> str:
    """Whether a signed-rank test of so many values could fall below a level."""
    if not total:
        return "No value is printed, so no test of a change can be repeated."
    if smallest_p >= alpha:
        return (
            f"With {format_count(total, 'printed value')} the smallest signed-rank p-value is {format_p(smallest_p)}, not "
            f"below the level of {alpha:g}: with these alone such a test could not fall below it, whatever happened. The "
            "text also tests patients without antibodies, of whom no value is printed."
        )
    return (
        f"With {format_count(total, 'printed value')} the smallest signed-rank p-value is {format_p(smallest_p)}: such a "
        f"test could fall below the level of {alpha:g} if nearly all values moved the same way."
    )


def say_missed_rise(tests: pd.DataFrame, alpha: float) -> str:
    """The largest of the rises that the Mann–Whitney test would have missed."""
    missed = tests.loc[tests["mann_whitney_p"] >= alpha, "factor"]
    if tests["mann_whitney_p"].isna().any():
        return "With fewer than two different values no rise can be tested."
    if missed.empty:
        return f"The Mann–Whitney test gives a p-value below {alpha:g} for each of these rises."
    return (
        f"Even for a rise of every value to {missed.max():g} times its size, the Mann–Whitney test gives no p-value below "
        f"{alpha:g}."
    )


def say_points(found: dict[int, Points], total: int, with_sle: list[int]) -> str:
    """How many patients must have had points of SLEDAI at entry; `found` are the points by number of patients scored."""
    if total not in found:
        return f"No whole points of {format_count(total, 'patient')} have the printed mean and SD, so nothing follows."
    points = found[total]
    only = "Of the groups that it can rest on, only all" if len(found) == 1 else "All"
    told = (
        f"{only} {total} treated can have the printed mean and SD: {points.total} points with a sum of squares of "
        f"{points.squares}, {points.cut}. Such points cannot come from "
        f"fewer than {points.least_above_zero} patients."
    )
    others = points.least_above_zero - max(with_sle, default=0)
    if others <= 0:
        return f"{told} They can all have had SLE."
    return (
        f"{told} But {join_alternatives(sorted(with_sle))} had SLE. So at least {format_count(others, 'patient')} with skin "
        "disease only had points of SLEDAI too."
    )


def say_points_briefly(points: Points | None, with_sle: list[int]) -> str:
    """What the printed mean and SD of SLEDAI of all treated force, in two sentences."""
    if points is None:
        return "No whole points of all treated have the printed mean and SD of SLEDAI, so nothing follows from them."
    told = f"The SLEDAI printed at entry takes points in at least {format_count(points.least_above_zero, 'patient')}"
    if points.least_above_zero <= max(with_sle, default=0):
        return f"{told}, who can all have had systemic lupus."
    return (
        f"{told}, more than had systemic lupus; most simply, the rash was counted. Then every rash that cleared should have "
        "lowered it, but the authors report no change."
    )


def say_scorings(scorings: list[Scoring], left: int) -> str:
    """How the points that rash and antibodies leave can be dealt out."""
    if not scorings:
        return "No way to deal out the other points has the sum of squares, so this is not how they were scored."
    if len(scorings) > 1:
        return f"The other {left} points can be dealt out in {len(scorings)} ways that have the sum of squares."
    only = scorings[0]
    parts = [
        f"{join_words(list(map(str, extras)))} in {'patients' if len(extras) > 1 else 'a patient'} {who} antibodies"
        for extras, who in ((only.positive, "with"), (only.negative, "without"))
        if extras
    ]
    return f"The other {left} points can then be dealt out in one way only: {join_words(parts)}."
