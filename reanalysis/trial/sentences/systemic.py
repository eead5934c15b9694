"""Systemic disease: sentences whose truth hangs on the anti-dsDNA values."""

import pandas as pd

from reanalysis.show.text import format_p, join_alternatives


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
    """Whether a signed-rank test of so many values could have been significant."""
    if not total:
        return "No value is printed, so no test of a change can be repeated."
    if smallest_p >= alpha:
        return (
            f"With {total} printed values the smallest signed-rank p-value is {format_p(smallest_p)}, not below the "
            f"level of {alpha:g}: such a test could never have been significant, whatever happened."
        )
    return (
        f"With {total} printed values the smallest signed-rank p-value is {format_p(smallest_p)}, below the level of "
        f"{alpha:g}: such a test could have been significant if nearly all values moved the same way."
    )


def say_missed_rise(tests: pd.DataFrame, alpha: float) -> str:
    """The largest of the rises that the Mann–Whitney test would have missed."""
    missed = tests.loc[tests["mann_whitney_p"] >= alpha, "factor"]
    if tests["mann_whitney_p"].isna().any():
        return "With fewer than two different values no rise can be tested."
    if missed.empty:
        return "The Mann–Whitney test would have found each of these rises significant."
    return (
        f"The Mann–Whitney test would not have found even a rise of every value to {missed.max():g} times its size "
        "significant."
    )
