"""What each decision of the book moves: every choice made otherwise alone, by the functions of the specification curve."""

import math

import pandas as pd

from reanalysis.show.text import format_estimate, format_weeks, join_words
from reanalysis.statistics.multiverse import DECIMALS
from reanalysis.trial.chapters.efficacy import find_response_week
from reanalysis.trial.cohort import Trial
from reanalysis.trial.headline import TrialParts
from reanalysis.trial.specifications import CONCLUSIONS, evaluate_specifications, list_choices

NOT_VARIED = "not varied in the specification curve"
NOTHING, LIMITS = "nothing here", "intervals only"


def move_alone(trial: Trial, level: float = 0.95) -> pd.DataFrame:
    """The estimates of every conclusion with one choice made otherwise and all others at their default.

    Returns
    -------
    DataFrame
        choice, conclusion, label, unit, default, level (of the choice, in words), estimate, changes_limits.
    """
    parts, rows = TrialParts(trial), []
    week = format_weeks(find_response_week(trial))
    for name, conclusion in CONCLUSIONS.items():
        choices = list_choices(name, trial)
        usual = {choice.name: next(iter(choice.levels)) for choice in choices}
        made = [(choice, other) for choice in choices for other in list(choice.levels)[1:]]
        specifications = [usual, *(usual | {choice.name: other} for choice, other in made)]
        default, *others = evaluate_specifications(name, parts, level, specifications).itertuples()
        label = conclusion.label.format(week=week)
        for (choice, other), found in zip(made, others, strict=True):
            limits = any(differ(getattr(found, end), getattr(default, end)) for end in ("lower", "upper"))
            rows.append(
                (choice.name, name, label, conclusion.unit, default.estimate)
                + (choice.levels[other], found.estimate, limits)
            )
    columns = ["choice", "conclusion", "label", "unit", "default", "level", "estimate", "changes_limits"]
    return pd.DataFrame(rows, columns=columns)


def differ(first: float, second: float) -> bool:
    """Whether two estimates are not the same; nan, where there is none, is the same as nan."""
    if math.isnan(first) or math.isnan(second) or math.isinf(first) or math.isinf(second):
        return not (first == second or (math.isnan(first) and math.isnan(second)))
    return abs(first - second) > 10**-DECIMALS


def tell_moves(decisions: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """The decisions with what each moves, in words: `Complete response: 86%, otherwise 80% or 73%`."""
    return decisions.assign(moves=[_tell(choice, moves) for choice in decisions["choice"]])


def _tell(choice: str, moves: pd.DataFrame) -> str:
    own, told = moves[moves["choice"] == choice], []
    if own.empty:
        return NOT_VARIED
    for _, rows in own.groupby("conclusion", sort=False):
        first = rows.iloc[0]
        others = [value for value in rows["estimate"] if differ(value, first["default"])]
        if others:
            words = dict.fromkeys(format_estimate(value, first["unit"]) for value in sorted(others))
            usual, unit = format_estimate(first["default"], first["unit"]), " weeks" * (first["unit"] == "weeks")
            told.append(f"{first['label']}: {usual}{unit}, otherwise {join_words([*words], 'or')}")
    return "; ".join(told) or (LIMITS if own["changes_limits"].any() else NOTHING)
