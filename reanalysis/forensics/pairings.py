"""Tests of known baseline values against each reconstructed data set, under an assumed pairing.

The data sets come from `sprite`; who had which value is unknown, so each pairing is an assumption.
"""

import math

import numpy as np
import pandas as pd
from scipy.special import stdtr

from reanalysis.forensics.sprite import SEED
from reanalysis.forensics.summaries import t_test_from_summaries

PAIRINGS = ("random", "ranked", "reversed", "never-higher", "never-lower")


def p_values_over_datasets(
    baseline, datasets, pairing: str = "random", repeats: int = 1, seed: int = SEED, at_zero=()
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
    at_zero : array-like
        Baseline values of patients who are known to have 0 later; only the others are paired by the rule. Each data set
        holds at least as many zeros.

    Returns
    -------
    DataFrame
        A row a data set and pairing: dataset, student, welch, mann_whitney, correlation, paired_t, signed_rank. Rank
        tests are R's under ties: normal approximation, ties and continuity corrected, differences of 0 dropped.

    Examples
    --------
    Kept in order, the pairs (3, 0), (6, 2), (6, 4), (7, 5) and (19, 7) give scipy's `ttest_rel`:

    >>> table = p_values_over_datasets([6, 7, 3, 6, 19], [[2, 7, 0, 4, 5]], "ranked")
    >>> table["paired_t"].round(3).tolist()
    [0.071]
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
        baseline, free = _split_known(baseline, at_zero)
        later = np.repeat(later, repeats, axis=0)
        paired = _pair(free, later[:, len(at_zero) :], pairing, np.random.default_rng(seed))
        paired = np.hstack([np.zeros((len(later), len(at_zero))), paired])
        frame["correlation"] = _correlate(baseline, paired)
        frame["paired_t"] = _one_sample_p(paired - baseline)
        frame["signed_rank"] = signed_rank_p(paired - baseline)
    return frame


def signed_rank_p(differences) -> np.ndarray:
    """Two-sided p-values of Wilcoxon's signed-rank test, one a row, as R's wilcox.test gives them under ties.

    A row that holds nan, or nothing but zeros, has nan.

    Examples
    --------
    >>> signed_rank_p([[-4, -3, 0, 1, -5, -2]]).round(3)
    array([0.106])
    """
    from scipy.stats import wilcoxon

    differences = np.atleast_2d(np.asarray(differences, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        try:
            return wilcoxon(differences, correction=True, method="asymptotic", axis=1).pvalue
        except ValueError:  # scipy's older name, in the browser; newer versions cannot use it by rows
            return wilcoxon(differences, correction=True, method="approx", axis=1).pvalue


def mann_whitney_p(first, second) -> np.ndarray:
    """Two-sided p-values of the Mann–Whitney test of a sample against each row, as R's wilcox.test under ties.

    A row has nan where all values of both are the same.

    Examples
    --------
    >>> mann_whitney_p([6, 7, 3, 6, 19], [[2, 7, 0, 4, 5], [6, 7, 3, 6, 19]]).round(3)
    array([0.172, 1.   ])
    """
    from scipy.stats import mannwhitneyu

    first, second = np.asarray(first, dtype=float), np.atleast_2d(np.asarray(second, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = mannwhitneyu(first[None, :], second, method="asymptotic", axis=1).pvalue
    return np.where((first == first[0]).all() & (second == first[0]).all(axis=1), np.nan, p)


def _split_known(baseline, at_zero) -> tuple[np.ndarray, np.ndarray]:
    """The sorted baseline values with those in `at_zero` first, and the others alone."""
    free = list(baseline)
    for value in at_zero:
        free.remove(value)
    return np.concatenate([np.asarray(at_zero, dtype=float), free]), np.array(free)


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
