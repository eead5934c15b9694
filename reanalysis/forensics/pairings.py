"""Tests of known baseline values against each reconstructed data set, under an assumed pairing."""

import math

import numpy as np
import pandas as pd
from scipy.special import ndtr, stdtr

from reanalysis.forensics.sprite import SEED
from reanalysis.forensics.summaries import t_test_from_summaries

PAIRINGS = ("random", "ranked", "reversed", "never-higher", "never-lower")


def p_values_over_datasets(
    baseline, datasets, pairing: str = "random", repeats: int = 1, seed: int = SEED
) -> pd.DataFrame:
    """The p-values of paired and unpaired tests of known baseline values against each reconstructed data set.

    Who had which later value is unknown, so a pairing is assumed: random; ranked (the order of the patients unchanged)
    or reversed, which have the highest and the lowest correlation there can be, so that the paired t test of any pairing
    lies between theirs; or random among those in which no patient is higher, or lower, than at baseline. A data set that
    no such pairing fits has nan in its paired tests.

    Parameters
    ----------
    baseline : array-like, shape (n,)
        Of the same patients as the data sets for the paired tests; with another length only unpaired tests are made.
    datasets : array-like, shape (sets, n)
        As from `enumerate_or_sample_datasets`.
    repeats : int
        Pairings drawn for each data set.

    Returns
    -------
    DataFrame
        A row a data set and pairing: dataset, student, welch, mann_whitney, correlation, paired_t, signed_rank. Rank
        tests are R's under ties: normal approximation, ties and continuity corrected, differences of 0 dropped.
    """
    if pairing not in PAIRINGS:
        raise ValueError(f"pairing {pairing!r} is not known; allowed: {', '.join(PAIRINGS)}")
    baseline = np.sort(np.asarray(baseline, dtype=float))
    later = np.sort(np.asarray(datasets, dtype=float), axis=1)
    first = baseline.mean(), baseline.std(ddof=1), len(baseline)
    second = later.mean(axis=1), later.std(axis=1, ddof=1), later.shape[1]
    unpaired = pd.DataFrame(
        {
            "dataset": np.arange(len(later)),
            "student": t_test_from_summaries(*first, *second, "student"),
            "welch": t_test_from_summaries(*first, *second, "welch"),
            "mann_whitney": mann_whitney_p(baseline, later),
        }
    )
    frame = unpaired.loc[unpaired.index.repeat(repeats)].reset_index(drop=True)
    frame[["correlation", "paired_t", "signed_rank"]] = math.nan
    if later.shape[1] == len(baseline):
        paired = _pair(baseline, np.repeat(later, repeats, axis=0), pairing, np.random.default_rng(seed))
        frame["correlation"] = _correlate(baseline, paired)
        frame["paired_t"] = _one_sample_p(paired - baseline)
        frame["signed_rank"] = signed_rank_p(paired - baseline)
    return frame


def signed_rank_p(differences) -> np.ndarray:
    """Two-sided p-values of Wilcoxon's signed-rank test, one a row, as R's wilcox.test gives them under ties."""
    differences = np.atleast_2d(np.asarray(differences, dtype=float))
    zeros = (differences == 0).sum(axis=1, keepdims=True)
    ranks = np.where(differences == 0, 0.0, _midranks(np.abs(differences)) - zeros)
    statistic = np.where(differences > 0, ranks, 0.0).sum(axis=1)
    p = _corrected_p(statistic - ranks.sum(axis=1) / 2, (ranks**2).sum(axis=1) / 4)
    return np.where(np.isnan(differences).any(axis=1), np.nan, p)


def mann_whitney_p(first, second) -> np.ndarray:
    """Two-sided p-values of the Mann–Whitney test of a sample against each row, as R's wilcox.test under ties."""
    second = np.atleast_2d(np.asarray(second, dtype=float))
    n1, n2 = len(first), second.shape[1]
    ranks = _midranks(np.hstack([np.tile(np.asarray(first, dtype=float), (len(second), 1)), second]))
    total = n1 + n2
    variance = n1 * n2 / (total * (total - 1)) * ((ranks - (total + 1) / 2) ** 2).sum(axis=1)
    return _corrected_p(ranks[:, :n1].sum(axis=1) - n1 * (total + 1) / 2, variance)


def _midranks(values) -> np.ndarray:
    """Ranks within each row, ties sharing their mean (scipy.stats.rankdata takes a second to import)."""
    ranks = np.full(values.shape, 0.5)
    for column in values.T:
        ranks += (column[:, None] < values) + 0.5 * (column[:, None] == values)
    return ranks


def _corrected_p(deviation, variance) -> np.ndarray:
    """Two-sided normal p-value with the continuity correction."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(1.0, 2 * ndtr(-np.maximum(np.abs(deviation) - 0.5, 0) / np.sqrt(variance)))


def _one_sample_p(differences) -> np.ndarray:
    n = differences.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = differences.mean(axis=1) / (differences.std(axis=1, ddof=1) / math.sqrt(n))
    return 2 * stdtr(n - 1, -np.abs(t))


def _correlate(first, second) -> np.ndarray:
    first, second = first - first.mean(), second - second.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return second @ first / np.sqrt((first**2).sum() * (second**2).sum(axis=1))


def _pair(baseline, later, pairing: str, generator) -> np.ndarray:
    """The later values in the order of the sorted baseline."""
    if pairing == "ranked":
        return later
    if pairing == "reversed":
        return later[:, ::-1]
    if pairing == "random":
        return generator.permuted(later, axis=1)
    if pairing == "never-lower":
        return -_pair_below(-baseline, -later, generator)
    return _pair_below(baseline, later, generator)


def _pair_below(baseline, later, generator) -> np.ndarray:
    """Deal out the later values, the highest first, each to a random free patient whose baseline is no lower."""
    free = np.ones(later.shape, dtype=bool)
    paired = np.full(later.shape, np.nan)
    rows = np.arange(len(later))
    for values in -np.sort(-later, axis=1).T:
        open_to = free & (baseline >= values[:, None])
        chosen = np.where(open_to, generator.random(later.shape), -1.0).argmax(axis=1)
        fits = open_to[rows, chosen]
        paired[rows[fits], chosen[fits]] = values[fits]
        free[rows, chosen] = False
    return paired
