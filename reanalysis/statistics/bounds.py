"""Curves that published summaries allow: envelopes from order statistics, and interval-censored estimates.

An envelope holds every Kaplan–Meier curve that fits what is printed; it is not a confidence band.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import pandas as pd

from reanalysis.statistics.survival import multiply_shares

CONVERGED = 1e-12
MOST_STEPS = 1_000
MOST_HALVINGS = 50
INSIDE = 1e-6


def order_statistic_bounds(
    count: int, minimum, maximum, median, earliest: Iterable[float] = ()
) -> list[tuple[float, float]]:
    """The interval of each ordered time, from a printed count, range and median.

    Parameters
    ----------
    count : int
        Number of times, at least 1.
    minimum, maximum, median : tuple of float
        The interval that each printed number stands for.
    earliest : iterable of float
        Before which some of the events cannot have come, one number each, whichever ordered time is theirs.

    Returns
    -------
    list of tuple
        Lower and upper bound of the 1st, 2nd, ... smallest time, each attained by some data set; a lower
        bound above its upper bound means that no data set fits the printed numbers.
    """
    middle = (count + 1) / 2
    # Events fit under their own bounds in some order exactly if, both sorted, each lies above its bound.
    own = sorted([float("-inf")] * count + list(earliest))[-count:]
    bounds = []
    for rank in range(1, count + 1):
        lower = max(minimum[0], median[0], own[rank - 1]) if rank >= middle else max(minimum[0], own[rank - 1])
        upper = min(maximum[1], median[1]) if rank <= middle else maximum[1]
        bounds.append((lower, upper))
    bounds[0] = (bounds[0][0], min(bounds[0][1], minimum[1]))
    bounds[-1] = (max(bounds[-1][0], maximum[0]), bounds[-1][1])
    if count % 2 == 0:  # the median is the mean of the two middle times: what one may be depends on the other
        below, above = bounds[count // 2 - 1], bounds[count // 2]
        bounds[count // 2 - 1] = (max(below[0], 2 * median[0] - above[1]), min(below[1], 2 * median[1] - above[0]))
        bounds[count // 2] = (max(above[0], 2 * median[0] - below[1]), min(above[1], 2 * median[1] - below[0]))
    lowers = accumulate((lower for lower, _ in bounds), max)
    uppers = [*accumulate((upper for _, upper in reversed(bounds)), min)][::-1]
    return list(zip(lowers, uppers, strict=True))


def relapse_envelope(bounds: list[tuple[float, float]], total: int, followed: bool, undated: int = 0) -> pd.DataFrame:
    """Lowest and highest Kaplan–Meier curve that the bounds of the ordered times allow.

    Parameters
    ----------
    bounds : list of tuple
        From `order_statistic_bounds`, one for each event.
    total : int
        Patients at risk at the start: those with the event and those without.
    followed : bool
        Whether those without the event were all followed beyond the last possible event time. If not,
        they may leave at any time: all of them before the first event gives the lowest curve.
    undated : int
        Further events of which no time is printed: at once in the lowest curve, after all others in the highest.

    Returns
    -------
    DataFrame
        A row a time at which either curve steps: weeks, lowest, highest (survival at and after it).
    """
    earliest = np.sort([0.0] * undated + [lower for lower, _ in bounds])
    latest = np.sort([upper for _, upper in bounds])
    at_risk_lowest = total if followed else len(earliest)
    times = np.unique(np.concatenate([[0.0], earliest, latest]))
    most = np.array([(earliest <= time).sum() for time in times])
    fewest = np.array([(latest <= time).sum() for time in times])
    return pd.DataFrame({"weeks": times, "lowest": 1 - most / at_risk_lowest, "highest": 1 - fewest / total})


def survival_bounds(last_seen, happened, earliest=0.0) -> pd.DataFrame:
    """Lowest and highest Kaplan–Meier estimate at each time, when an event lies anywhere from some time to its last visit.

    At a time it is highest if every event that can still come later does, and the others came as early as they can; it
    is lowest if every event that can have come by then has, each as late as it can. Each bound is attained, by other
    event times at other times, so neither bound need be a curve that could have been seen.

    Parameters
    ----------
    last_seen : array-like, shape (n,)
        Time of the last visit of each patient.
    happened : array-like of bool, shape (n,)
        Whether the event came before it; who had none is censored there.
    earliest : float or array-like, shape (n,)
        Before which the event cannot have come; the last visit where that is sooner.

    Returns
    -------
    DataFrame
        weeks, observed (patients with a later last visit), lowest, highest, and two curves that lie between: at_once
        (every event as early as it can be) and at_last_visit. A row holds from just after its time to the next; no rows
        without patients.
    """
    last_seen, happened = np.asarray(last_seen, dtype=float), np.asarray(happened, dtype=bool)
    earliest = np.minimum(np.broadcast_to(earliest, last_seen.shape).astype(float), last_seen)
    times = np.unique(np.concatenate([[0.0], earliest[happened], last_seen])) if len(last_seen) else np.array([])
    observed = np.array([(last_seen > time).sum() for time in times], dtype=int)
    may_come = np.array([(happened & (earliest <= time) & (last_seen > time)).sum() for time in times], dtype=int)
    at_last_visit = np.array([_survival(last_seen, happened, time) for time in times])
    highest = []
    for time in times:
        over = happened & (last_seen <= time)
        highest.append(_survival(np.where(over, earliest, last_seen), over, time))
    soonest = np.where(happened, earliest, last_seen)
    return pd.DataFrame(
        {
            "weeks": times,
            "observed": observed,
            "lowest": at_last_visit * (1 - may_come / np.maximum(observed, 1)),
            "highest": np.array(highest, dtype=float),
            "at_once": np.array([_survival(soonest, happened, time) for time in times]),
            "at_last_visit": at_last_visit,
        }
    )


def _survival(weeks, events, time) -> float:
    times, *_, survival = multiply_shares(weeks, events)
    before = np.searchsorted(times, time, side="right")
    return float(survival[before - 1]) if before else 1.0


@dataclass(frozen=True)
class IntervalEstimate:
    """A nonparametric maximum-likelihood estimate from intervals.

    `masses` has a row an innermost interval: lower, upper, mass, and the least and most mass that any
    maximum-likelihood estimate puts there; least < most shows where the estimate is not unique.
    """

    masses: pd.DataFrame
    log_likelihood: float
    gradient_excess: float


def interval_censored_estimate(lower, upper) -> IntervalEstimate:
    """Maximum-likelihood masses for event times known only to lie in (lower, upper].

    Constrained Newton steps (Wang 2007) until no mass moves, because self-consistency steps (Turnbull 1976) creep
    where a mass vanishes. Checked by the gradient condition of Gentleman & Geyer (1994): `gradient_excess` is how
    far any interval exceeds its bound n, 0 at the optimum.
    A censored time has upper = inf; an exactly known time is an interval with lower = upper.
    """
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    cells = innermost_intervals(lower, upper)
    inside = _membership(lower, upper, cells)
    masses = np.full(len(cells), 1 / len(cells))
    for _ in range(MOST_STEPS):
        updated = _newton_step(inside, masses)
        moved = np.abs(updated - masses).max()
        masses = updated
        if moved < CONVERGED:
            break
    likelihoods = inside @ masses
    gradient = (inside / likelihoods[:, None]).sum(axis=0)
    least, most = _mass_range(inside, likelihoods)
    frame = pd.DataFrame(cells, columns=["lower", "upper"]).assign(mass=masses, least=least, most=most)
    return IntervalEstimate(frame, float(np.log(likelihoods).sum()), float(max(gradient.max() - len(lower), 0.0)))


def innermost_intervals(lower, upper) -> list[tuple[float, float]]:
    """Turnbull's innermost intervals: a left end followed, in order, by a right end with nothing between.

    Intervals are open on the left and closed on the right; an exact time (lower = upper) is a point.
    """
    exact = np.asarray(lower) == np.asarray(upper)
    # Order within a tie: the right end of an interval that stops here and an exact time's own ends come
    # before the left end of an interval that is open here.
    ends = [(value, 0 if point else 2, "left") for value, point in zip(lower, exact, strict=True)]
    ends += [(value, 1, "right") for value in upper]
    ends.sort()
    cells = [
        (first[0], second[0])
        for first, second in zip(ends, ends[1:], strict=False)
        if first[2] == "left" and second[2] == "right"
    ]
    return sorted(set(cells))


def _membership(lower, upper, cells) -> np.ndarray:
    """Whether each observation's interval holds each cell, shape (observations, cells)."""
    starts, stops = np.array(cells).T
    points = starts == stops
    left = np.where(points[None, :] & (lower != upper)[:, None], lower[:, None] < starts, lower[:, None] <= starts)
    return (left & (stops[None, :] <= upper[:, None])).astype(float)


def _newton_step(inside, masses) -> np.ndarray:
    """Masses at the maximum of the log-likelihood's quadratic approximation, or nearer by if it falls there."""
    from scipy.optimize import nnls

    likelihoods = inside @ masses
    slopes = inside / likelihoods[:, None]
    # Non-negative least squares; the row of ones and the rescaling make the masses add up to 1.
    best, _ = nnls(np.vstack([slopes - 2, np.ones(len(masses))]), np.append(np.zeros(len(slopes)), 1.0))
    best /= best.sum()
    for halvings in range(MOST_HALVINGS):
        nearer = masses + (best - masses) / 2**halvings
        ratios = (inside @ nearer) / likelihoods
        if ratios.min() > 0 and np.log(ratios).sum() > -CONVERGED:
            return nearer
    return masses


def _mass_range(inside, likelihoods) -> tuple[list[float], list[float]]:
    """Least and most mass each cell can have without changing any observation's likelihood."""
    from scipy.optimize import linprog

    total = np.ones((1, inside.shape[1]))
    equations, values = np.vstack([inside, total]), np.append(likelihoods, 1.0)
    least, most = [], []
    for cell in range(inside.shape[1]):
        direction = np.zeros(inside.shape[1])
        direction[cell] = 1.0
        for sign, found in ((1, least), (-1, most)):
            solution = linprog(
                sign * direction,
                A_ub=np.vstack([equations, -equations]),
                b_ub=np.concatenate([values + INSIDE**1.5, -values + INSIDE**1.5]),
                bounds=(0, 1),
            )
            found.append(float(sign * solution.fun))
    return least, most
