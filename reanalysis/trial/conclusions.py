"""The conclusions of `reanalysis.trial.specifications` under every combination of their choices, and how far they agree."""

import pandas as pd

from reanalysis.parameters import KINDS_OF_CHOICE
from reanalysis.show.text import format_weeks
from reanalysis.statistics.multiverse import (
    DECIMALS,
    Choice,
    Multiverse,
    group_results,
    list_strongest,
    mark_default,
    measure_moves,
    share_levels,
)
from reanalysis.trial.chapters.efficacy import find_response_week
from reanalysis.trial.cohort import Trial
from reanalysis.trial.headline import TrialParts
from reanalysis.trial.specifications import (
    CONCLUSIONS,
    count_specifications,
    enumerate_specifications,
    evaluate_specifications,
    list_choices,
)


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


def summarise_conclusions(conclusions: dict[str, Multiverse], trial: Trial) -> pd.DataFrame:
    """One row a conclusion: its lowest, default and highest estimate, and what leads to the ends.

    Returns
    -------
    DataFrame
        name, label, unit, specifications (evaluated), estimates (list of the distinct ones, ascending), lowest, highest,
        default with its lower and upper limit (nan where there is none), lowest_by and highest_by (from
        `describe_way`), largest_move (of the estimate by one choice), strongest (labels of the choices that move the
        estimate most).
    """
    rows = []
    for one in conclusions.values():
        (default,) = one.results[one.results["is_default"]].itertuples()
        choices = list_choices(one.name, trial)
        lowest, highest = one.frame["estimate"].min(), one.frame["estimate"].max()
        rows.append(
            {
                "name": one.name,
                "label": one.label,
                "unit": one.unit,
                "specifications": len(one.frame),
                "estimates": sorted(one.results["estimate"].dropna().unique()),
                "lowest": lowest,
                "lowest_by": describe_way(one.frame, choices, lowest),
                "default": default.estimate,
                "lower": default.lower,
                "upper": default.upper,
                "highest": highest,
                "highest_by": describe_way(one.frame, choices, highest),
                "largest_move": one.moves["estimate_largest"].max(),
                "strongest": list_strongest(one.moves),
            }
        )
    return pd.DataFrame(rows)


def describe_way(frame: pd.DataFrame, choices: list[Choice], estimate: float) -> str:
    """The fewest choices that lead from the default to an estimate, in words; ways with equally many are all named.

    Parameters
    ----------
    frame : DataFrame
        A row a specification: its choices by name, and its estimate.
    choices : list of Choice
        With the default level first.
    """
    reached = frame[(frame["estimate"] - estimate).abs() <= 10**-DECIMALS]
    ways = []
    for levels in reached[[choice.name for choice in choices]].itertuples(index=False):
        chosen = zip(choices, levels, strict=True)
        ways.append([(choice, level) for choice, level in chosen if level != next(iter(choice.levels))])
    if not ways:
        return "not estimable"
    fewest = [way for way in ways if len(way) == min(map(len, ways))]
    changed: dict[tuple[str, ...], list] = {}  # ways that change the same choices, told together
    for way in fewest:
        changed.setdefault(tuple(choice.label for choice, _ in way), []).append(way)
    return "; or ".join(_describe_changes(own) for own in changed.values()) or "the default"


def _describe_changes(ways: list[list[tuple[Choice, object]]]) -> str:
    told = []
    for place, (choice, _) in enumerate(ways[0]):
        levels = dict.fromkeys(choice.levels[way[place][1]] for way in ways)
        told.append(f"{choice.label.lower()}: {' or '.join(levels)}")
    return " and ".join(told)


def count_outside(summary: pd.DataFrame) -> int:
    """How many conclusions of `summarise_conclusions` have an estimate outside the default's own interval."""
    outside = (summary["lowest"] < summary["lower"]) | (summary["highest"] > summary["upper"])
    return int(outside.sum())


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
