"""Robustness: each conclusion under every defensible combination of choices."""

import pandas as pd

from reanalysis.parameters import KINDS_OF_CHOICE
from reanalysis.show.text import format_weeks
from reanalysis.statistics.multiverse import (
    Multiverse,
    group_results,
    list_idle,
    list_strongest,
    mark_default,
    measure_moves,
    share_levels,
)
from reanalysis.trial.chapters.efficacy import USUAL_RESPONSE_WEEK, find_response_week
from reanalysis.trial.cohort import Trial
from reanalysis.trial.headline import TrialParts
from reanalysis.trial.specifications import (
    CONCLUSIONS,
    count_specifications,
    enumerate_specifications,
    evaluate_specifications,
    list_choices,
)

EACH_CONCLUSION = {  # {unit} is % or weeks, {change} percentage points or weeks
    "n_specifications": ("", "specifications evaluated"),
    "n_estimates": ("", "distinct estimates among the specifications"),
    "n_results": ("", "distinct results, estimate and interval, among the specifications"),
    "range": ("{unit}", "lowest and highest estimate"),
    "moves_most": ("", "the choice that moves the estimate most"),
    "largest_move": ("{change}", "largest change of the estimate by one choice"),
    "moves_nothing": ("", "the choices that move neither the estimate nor its interval"),
    "results": ("table", "distinct results, and how many specifications share each"),
    "moves": ("table", "how far each choice moves the estimate and its limits"),
}
UNITS = {"share": {"unit": "%", "change": "percentage points"}, "weeks": {"unit": "weeks", "change": "weeks"}}
PUBLISHED = {
    f"{name}_{key}": (
        unit.format(**UNITS[conclusion.unit]),
        f"{conclusion.label.format(week=USUAL_RESPONSE_WEEK)}: {meaning}",
    )
    for key, conclusion in CONCLUSIONS.items()
    for name, (unit, meaning) in EACH_CONCLUSION.items()
} | {f"n_choices_{kind}": ("choices", f"different choices: {label}") for kind, label in KINDS_OF_CHOICE.items()}


def evaluate_conclusions(trial: Trial, level: float) -> dict[str, Multiverse]:
    """Every conclusion under every specification."""
    parts = TrialParts(trial)
    return {name: _evaluate_conclusion(name, parts, level) for name in CONCLUSIONS}


def _evaluate_conclusion(name: str, parts: TrialParts, level: float) -> Multiverse:
    conclusion, choices = CONCLUSIONS[name], list_choices(name, parts.trial)
    frame = evaluate_specifications(name, parts, level, enumerate_specifications(name, parts.trial))
    results = group_results(frame)
    return Multiverse(
        name=name,
        label=conclusion.label.format(week=format_weeks(find_response_week(parts.trial))),
        unit=conclusion.unit,
        total=count_specifications(name, parts.trial),
        frame=frame,
        results=results.assign(is_default=mark_default(results, frame, choices)),
        levels=share_levels(results, frame, choices),
        moves=measure_moves(frame, choices).assign(unit=conclusion.unit),
    )


def summarise_conclusions(conclusions: dict[str, Multiverse]) -> pd.DataFrame:
    """One row a conclusion: name, label, unit, and how much its specifications agree.

    Returns
    -------
    DataFrame
        name, label, unit, choices, specifications, evaluated, estimates and results (numbers of distinct ones), lowest
        and highest (estimates, nan where there is none), largest_move (of the estimate by one choice), strongest
        and idle (labels of the choices that move the estimate most, or nothing).
    """
    rows = [
        {
            "name": one.name,
            "label": one.label,
            "unit": one.unit,
            "choices": len(one.moves),
            "specifications": one.total,
            "evaluated": len(one.frame),
            "estimates": one.results["estimate"].nunique(dropna=False),
            "results": len(one.results),
            "lowest": one.frame["estimate"].min(),
            "highest": one.frame["estimate"].max(),
            "largest_move": one.moves["estimate_largest"].max(),
            "strongest": list_strongest(one.moves),
            "idle": list_idle(one.moves),
        }
        for one in conclusions.values()
    ]
    return pd.DataFrame(rows)


def list_kinds(conclusions: dict[str, Multiverse]) -> pd.DataFrame:
    """Which choices are of which kind, over all conclusions, and how far any of them moves an estimate.

    Returns
    -------
    DataFrame
        A row a kind, in the order of `KINDS_OF_CHOICE` and indexed by it: label, choices (labels, each once), count,
        share and weeks (the largest change of an estimate of that unit by one such choice; nan where there is none).
    """
    moves = pd.concat([one.moves for one in conclusions.values()], ignore_index=True)
    rows = {}
    for kind, label in KINDS_OF_CHOICE.items():
        own = moves[moves["kind"] == kind]
        largest = {unit: own.loc[own["unit"] == unit, "estimate_largest"].max() for unit in ("share", "weeks")}
        choices = list(own["label"].unique())
        rows[kind] = {"label": label, "choices": choices, "count": len(choices)} | largest
    return pd.DataFrame.from_dict(rows, orient="index")
