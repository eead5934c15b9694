"""How the points behind a mean SLEDAI at entry can have come about, if rash and anti-dsDNA antibodies were scored."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from reanalysis.trial.cohort import Trial
from reanalysis.trial.sledai_points import RASH_POINTS, Points, find_points

DSDNA_POINTS = 2  # SLEDAI-2000's item for raised anti-dsDNA


@dataclass(frozen=True)
class Scoring:
    """Points beyond rash and antibodies: those of patients with antibodies and those of the others, each a patient's."""

    positive: tuple[int, ...]
    negative: tuple[int, ...]


def tabulate_points(trial: Trial, sizes: list[int]) -> tuple[pd.DataFrame, dict[int, Points]]:
    """The points that give the printed mean and SD of SLEDAI at entry, by the number of patients scored.

    Returns
    -------
    tuple of DataFrame and dict
        patients, points (total; nan where none fit), squares, above_zero (fewest patients who scored), how; and the
        points of the sizes that fit.
    """
    mean, sd = (trial.facts.reported(f"sledai_baseline_{name}") for name in ("mean", "sd"))
    found = {size: find_points(mean, sd, size) for size in sorted(set(sizes), reverse=True) if size > 1}
    rows = [
        (size, each.total, each.squares, each.least_above_zero, f"mean {each.mean_how}, SD {each.sd_how}")
        if each
        else (size, math.nan, math.nan, math.nan, "no whole points")
        for size, each in found.items()
    ]
    table = pd.DataFrame(rows, columns=["patients", "points", "squares", "above_zero", "how"])
    return table, {size: each for size, each in found.items() if each}


def count_explained(points: Points, positive: int) -> int:
    """The points that the rash of all and raised anti-dsDNA of some make."""
    return RASH_POINTS * points.n + DSDNA_POINTS * positive


def list_scorings(points: Points, positive: int) -> list[Scoring]:
    """Every way to deal out the points that rash and antibodies leave, so that the sum of squares is right.

    Every patient has the points of the rash, and `positive` of them those of raised anti-dsDNA as well.
    """
    left = points.total - count_explained(points, positive)
    found = []
    for of_positive in range(left + 1):
        for pair in itertools.product(
            _split(of_positive, positive, of_positive), _split(left - of_positive, points.n - positive, left)
        ):
            scores = [RASH_POINTS + DSDNA_POINTS + extra for extra in _pad(pair[0], positive)]
            scores += [RASH_POINTS + extra for extra in _pad(pair[1], points.n - positive)]
            if sum(score**2 for score in scores) == points.squares:
                found.append(Scoring(*pair))
    return found


def lay_out(scoring: Scoring, positive: int, total: int) -> pd.DataFrame:
    """The points of each patient under a scoring, the highest first: rash, antibodies, other."""
    rows = [(RASH_POINTS, DSDNA_POINTS, extra) for extra in _pad(scoring.positive, positive)]
    rows += [(RASH_POINTS, 0, extra) for extra in _pad(scoring.negative, total - positive)]
    return pd.DataFrame(sorted(rows, key=sum, reverse=True), columns=["rash", "antibodies", "other"])


def _split(total: int, most_parts: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Every way to write a total as a falling sum of whole numbers, at most so many."""
    if total == 0:
        yield ()
    elif most_parts:
        for first in range(min(total, largest), 0, -1):
            for rest in _split(total - first, most_parts - 1, first):
                yield (first, *rest)


def _pad(extras: tuple[int, ...], count: int) -> list[int]:
    return [*extras, *[0] * (count - len(extras))]
