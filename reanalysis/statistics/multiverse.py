"""Multiverses: every combination of an analysis's choices, the distinct results, and which choice moves the answer most.

After Simonsohn, Simmons & Nelson (2020) and Steegen et al. (2016).
"""

import itertools
import math
import random
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reanalysis.statistics.logrank import SEED

MOST_ENUMERATED = 20_000
DECIMALS = 9  # results that agree to so many are the same result
NUMBERS = ["estimate", "lower", "upper"]


@dataclass(frozen=True)
class Choice:
    """One choice of an analysis, and its levels with their labels, the default first.

    `changes` says what it changes (question, method or unprinted value), `kind` why there is a choice at all: one of
    `reanalysis.parameters.KINDS_OF_CHOICE`.
    """

    name: str
    label: str
    changes: str
    kind: str
    levels: dict[object, str]


@dataclass(frozen=True)
class Multiverse:
    """A conclusion under all of its specifications.

    `frame` has a row a specification: its choices by name, estimate, lower and upper; `results` is from `group_results`,
    with `is_default`; `levels` from `share_levels`; `moves` from `measure_moves`, with the unit of the estimate. `total`
    counts the specifications there are, evaluated or not.
    """

    name: str
    label: str
    unit: str
    total: int
    frame: pd.DataFrame
    results: pd.DataFrame
    levels: pd.DataFrame
    moves: pd.DataFrame


def enumerate_levels(choices: list[Choice], limit: int = MOST_ENUMERATED) -> list[dict]:
    """Every combination of levels, or a seeded sample of `limit` of them where there are more.

    Returns
    -------
    list of dict
        Name of each choice to its level; the first has every choice at its default, unless it was not drawn.
    """
    total = math.prod(len(choice.levels) for choice in choices)
    if total > limit:
        return [_levels_at(choices, index) for index in sorted(random.Random(SEED).sample(range(total), limit))]
    names = [choice.name for choice in choices]
    return [
        dict(zip(names, levels, strict=True)) for levels in itertools.product(*(choice.levels for choice in choices))
    ]


def group_results(frame: pd.DataFrame) -> pd.DataFrame:
    """The distinct results among evaluated specifications, by estimate, then by limits.

    Returns
    -------
    DataFrame
        A row a result: estimate, lower, upper, specifications (how many share it) and rows (their labels in `frame`).
    """
    keys = frame[NUMBERS].round(DECIMALS)
    groups = [
        (*numbers, len(rows), list(rows.index)) for numbers, rows in keys.groupby(NUMBERS, dropna=False, sort=True)
    ]
    return pd.DataFrame(groups, columns=[*NUMBERS, "specifications", "rows"])


def mark_default(results: pd.DataFrame, frame: pd.DataFrame, choices: list[Choice]) -> pd.Series:
    """Which of the results of `group_results` the specification with every choice at its default gives."""
    defaults = pd.Series({choice.name: next(iter(choice.levels)) for choice in choices})
    rows = set(frame.index[(frame[list(defaults.index)] == defaults).all(axis=1)])
    return results["rows"].map(lambda own: bool(rows & set(own))).astype(bool)


def share_levels(results: pd.DataFrame, frame: pd.DataFrame, choices: list[Choice]) -> pd.DataFrame:
    """How many of each result's specifications take each level of each choice.

    Returns
    -------
    DataFrame
        A row a level: choice and level (labels), and a column a result, numbered as in `group_results`, with a fraction.
    """
    result_of = results["rows"].explode()
    result_of = pd.Series(result_of.index, index=result_of.to_numpy()).reindex(frame.index)
    rows = []
    for choice in choices:
        shares = pd.crosstab(frame[choice.name], result_of, normalize="columns")
        shares = shares.reindex(index=list(choice.levels), columns=results.index, fill_value=0.0)
        rows += [(choice.label, choice.levels[level], *own) for level, *own in shares.itertuples()]
    return pd.DataFrame(rows, columns=["choice", "level", *results.index])


def measure_moves(frame: pd.DataFrame, choices: list[Choice]) -> pd.DataFrame:
    """How far the answer moves when one choice is changed and all others stay.

    Pairs of specifications that differ in that choice alone are compared; in a sample, those of them that were drawn.

    Parameters
    ----------
    frame : DataFrame
        A row a specification: its choices by name, estimate, lower and upper.

    Returns
    -------
    DataFrame
        A row a choice, the one with the largest change of the estimate first: name, label, changes, kind, pairs, and the
        largest and the mean absolute change of the estimate and of the limits (both pooled), in the unit of the estimate. inf where
        a number is reached on one side only; nan where no pair can be compared.
    """
    rows = []
    for choice in choices:
        others = [other.name for other in choices if other is not choice]
        estimate, limits = (_change_in(frame, others, columns) for columns in (NUMBERS[:1], NUMBERS[1:]))
        head = (choice.name, choice.label, choice.changes, choice.kind, len(estimate))
        rows.append((*head, *_largest_and_mean(estimate), *_largest_and_mean(limits)))
    numbers = ["estimate_largest", "estimate_mean", "limits_largest", "limits_mean"]
    moves = pd.DataFrame(rows, columns=["name", "label", "changes", "kind", "pairs", *numbers])
    return moves.sort_values(numbers, ascending=False, kind="stable", ignore_index=True)


def _change_in(frame: pd.DataFrame, others: list[str], columns: list[str]) -> np.ndarray:
    """Absolute differences of the columns over all pairs of rows with the same other choices, nan left out."""
    groups: dict[tuple, list[int]] = {}
    for row, levels in enumerate(map(tuple, frame[others].to_numpy())):
        groups.setdefault(levels, []).append(row)
    values = frame[columns].to_numpy()
    pairs = [pair for rows in groups.values() for pair in itertools.combinations(rows, 2)]
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    with np.errstate(invalid="ignore"):
        apart = np.abs(values[first] - values[second])
    found = np.where(values[first] == values[second], 0.0, apart).ravel()
    return found[~np.isnan(found)]


def _largest_and_mean(changes: np.ndarray) -> tuple[float, float]:
    return (float(changes.max()), float(changes.mean())) if len(changes) else (math.nan, math.nan)


def list_strongest(moves: pd.DataFrame) -> list[str]:
    """Labels of the choices with the largest change of the estimate; none where nothing moves it."""
    largest = moves["estimate_largest"].max()
    if not largest > 10**-DECIMALS:
        return []
    return list(moves.loc[moves["estimate_largest"] >= largest - 10**-DECIMALS, "label"])


def list_idle(moves: pd.DataFrame) -> list[str]:
    """Labels of the choices that move neither the estimate nor a limit."""
    moved = moves[["estimate_largest", "limits_largest"]].max(axis=1)
    return list(moves.loc[moved <= 10**-DECIMALS, "label"])


def _levels_at(choices: list[Choice], index: int) -> dict:
    """The levels at a place of the full enumeration, without enumerating it."""
    levels = {}
    for choice in reversed(choices):
        index, place = divmod(index, len(choice.levels))
        levels[choice.name] = list(choice.levels)[place]
    return {choice.name: levels[choice.name] for choice in choices}
