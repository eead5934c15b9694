"""Log-rank comparison of groups: scores, and a permutation p-value that needs no large sample."""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

MOST_RELABELINGS = 2_000_000  # enumerated in about a second
MONTE_CARLO_DRAWS = 20_000
SEED = 20121207
TOLERANCE = 1e-9


@dataclass(frozen=True)
class PermutationTest:
    """A permutation p-value: how many relabelings were looked at, and whether that was all of them."""

    p_value: float
    relabelings: int
    exact: bool


def logrank_scores(weeks, events) -> np.ndarray:
    """Log-rank scores, d_i minus the pooled Nelson–Aalen estimate at t_i (Peto & Peto 1972); they sum to 0.

    The sum of a group's scores is its observed minus its expected number of events.
    """
    weeks, events = np.asarray(weeks, dtype=float), np.asarray(events, dtype=bool)
    times = np.unique(weeks[events])
    hazard = np.array([((weeks == time) & events).sum() / (weeks >= time).sum() for time in times])
    cumulative = np.array([hazard[times <= week].sum() for week in weeks])
    return events - cumulative


def run_logrank(weeks, events, groups):
    """The log-rank test (Mantel 1966) of lifelines: a result with test_statistic, degrees_of_freedom and p_value."""
    from lifelines.statistics import multivariate_logrank_test

    return multivariate_logrank_test(weeks, groups, events)


def permutation_logrank(weeks, events, groups) -> PermutationTest:
    """Two-sided permutation p-value of the log-rank statistic for two or more groups.

    The statistic is the sum over groups of (observed - expected)^2 / n, which for two groups orders the
    relabelings as |observed - expected| does. Every relabeling is enumerated where there are at most two million;
    otherwise 20,000 seeded shuffles are drawn and the observed one counted among them (Phipson & Smyth 2010).

    Returns
    -------
    PermutationTest
        nan where there are fewer than two groups.
    """
    scores, groups = logrank_scores(weeks, events), np.asarray(groups)
    labels, codes = np.unique(groups, return_inverse=True)
    if len(labels) < 2:
        return PermutationTest(math.nan, 0, True)
    sizes = np.bincount(codes)
    membership = np.equal.outer(codes, np.arange(len(labels))).astype(float)
    observed = _statistics(scores @ membership, sizes)
    if count_relabelings(sizes) <= MOST_RELABELINGS:
        statistics = enumerate_statistics(scores, sizes)
        return PermutationTest(float(np.mean(statistics >= observed - TOLERANCE)), len(statistics), True)
    shuffled = np.tile(scores, (MONTE_CARLO_DRAWS, 1))
    np.random.default_rng(SEED).permuted(shuffled, axis=1, out=shuffled)
    as_extreme = 1 + int(np.sum(_statistics(shuffled @ membership, sizes) >= observed - TOLERANCE))
    return PermutationTest(as_extreme / (MONTE_CARLO_DRAWS + 1), MONTE_CARLO_DRAWS + 1, False)


def count_relabelings(sizes) -> int:
    """In how many ways groups of these sizes can be dealt out.

    >>> count_relabelings([8, 2, 2, 2])
    270270
    """
    return math.factorial(sum(map(int, sizes))) // math.prod(math.factorial(int(size)) for size in sizes)


def enumerate_statistics(scores, sizes) -> np.ndarray:
    """The statistic of `permutation_logrank` for every way to deal the scores out to groups of these sizes.

    Group after group is dealt from the patients that are left in each of the ways so far; the largest takes the rest.
    """
    *smaller, largest = sorted(map(int, sizes))
    left, statistics = np.arange(len(scores), dtype=np.int16)[None, :], np.zeros(1)
    for size in smaller:
        places = range(left.shape[1])
        picks = list(combinations(places, size))
        others = [[place for place in places if place not in pick] for pick in picks]
        dealt = scores[left[:, picks]].sum(axis=-1) ** 2 / size
        statistics = (statistics[:, None] + dealt).ravel()
        left = left[:, others].reshape(len(statistics), -1)
    return statistics + scores[left].sum(axis=-1) ** 2 / largest


def _statistics(sums, sizes):
    """The statistic from the sums of scores by group, which the last axis holds."""
    return (sums**2 / sizes).sum(axis=-1)
