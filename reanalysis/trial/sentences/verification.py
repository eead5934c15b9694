"""Sentences of the chapter on how this was checked whose truth hangs on the comparison."""

import pandas as pd

from reanalysis.show.text import format_count, format_percent, format_power


def say_outcome(comparison: pd.DataFrame, largest: float | None) -> str:
    """How many results R computed too, and how many of them disagree."""
    if comparison.empty:
        return "The raw tables are not those that R read, so its answers are not compared here."
    disagreeing = len(comparison) - int(comparison["agrees"].sum())
    told = (
        f"A second program, in R, computed {len(comparison):,} published results again, {int(comparison['numbers'].sum()):,} "
        f"numbers in all; {format_count(disagreeing, 'result disagrees', 'results disagree')}."
    )
    if largest is None:
        return told
    return f"{told} Under the strict tolerance the largest difference is {format_power(largest)} of R’s value."


def say_slips(changes: int, noticed: int, has_data: bool) -> str:
    """How many changed cells of the raw tables somebody notices."""
    if not has_data:
        return "How many slips in the raw tables would be noticed was counted for the paper’s tables only."
    return (
        f"Of {changes:,} plausible slips in the raw tables, tried one at a time, the checks noticed "
        f"{format_percent(noticed / changes)}."
    )
