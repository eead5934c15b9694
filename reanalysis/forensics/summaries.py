"""Tests recomputed from printed summaries: means, SDs, sizes and p-values.

Needs no scores; a printed input stands for all values that round to it.
"""

import itertools
import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from reanalysis.data.printed import p_interval, reported_interval

TESTS = ("student", "welch", "paired")
GRID = 21  # points across the interval of a printed SD


def t_test_from_summaries(mean1, sd1, n1, mean2, sd2, n2, kind: str = "student", correlation=None):
    """Two-sided p-value of a t test from means, sample SDs and sizes; arrays are taken element by element.

    Parameters
    ----------
    kind : str
        student (Student 1908, equal variances), welch (Welch 1947) or paired.
    correlation : float, optional
        Between the two measurements of a patient; a paired test needs it.

    Raises
    ------
    ValueError
        If the test is unknown, or a paired test has different sizes or no correlation.

    Examples
    --------
    >>> round(t_test_from_summaries(11, 5.9, 15, 4.13, 3.66, 15, "welch"), 5)
    0.00083
    """
    if kind not in TESTS:
        raise ValueError(f"test {kind!r} is not known; allowed: {', '.join(TESTS)}")
    difference = np.asarray(mean1, dtype=float) - mean2
    sd1, sd2 = np.asarray(sd1, dtype=float), np.asarray(sd2, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "paired":
            if n1 != n2 or correlation is None:
                raise ValueError("a paired test needs two samples of one size and the correlation between them")
            variance = np.maximum(sd1**2 + sd2**2 - 2 * np.asarray(correlation) * sd1 * sd2, 0) / n1
            freedom = n1 - 1
        elif kind == "student":
            freedom = n1 + n2 - 2
            variance = ((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / freedom * (1 / n1 + 1 / n2)
        else:
            share1, share2 = sd1**2 / n1, sd2**2 / n2
            variance = share1 + share2
            freedom = variance**2 / (share1**2 / (n1 - 1) + share2**2 / (n2 - 1))
        p = 2 * stdtr(freedom, -np.abs(difference) / np.sqrt(variance))
    return float(p) if np.ndim(p) == 0 else p


def p_range_from_rounded(
    mean1, sd1, n1, mean2, sd2, n2, kind: str = "student", correlation=None
) -> tuple[float, float]:
    """The smallest and the largest p-value over all values that round to the printed inputs.

    Parameters
    ----------
    mean1, sd1, mean2, sd2 : str or float
        A string stands for everything that rounds to it, a number for itself.
    correlation : float, optional
        A paired test without it runs over every correlation from -1 to 1.

    Notes
    -----
    The p-value falls with the difference of the means, so the ends of that do; the SDs are tried on a grid.

    Examples
    --------
    >>> low, high = p_range_from_rounded("11", "5.9", 15, "4.13", "3.66", 15, "welch")
    >>> round(low, 4), round(high, 4)
    (0.0004, 0.0018)
    """
    differences = _difference_ends(mean1, mean2)
    grids = [np.array(differences), _grid(sd1), _grid(sd2)]
    if kind == "paired" and correlation is None:
        grids.append(np.linspace(-1, 1, GRID))
    mesh = np.meshgrid(*grids, sparse=True)
    chosen = mesh[3] if len(mesh) == 4 else correlation
    p = t_test_from_summaries(mesh[0], mesh[1], n1, 0.0, mesh[2], n2, kind, chosen)
    return float(np.nanmin(p)), float(np.nanmax(p))


def correlation_for_p(p: float, mean1: float, sd1: float, mean2: float, sd2: float, n: int) -> float:
    """The correlation under which a paired t test of n patients gives a p-value; nan where none from -1 to 1 does.

    Examples
    --------
    >>> round(correlation_for_p(0.0009, 11, 5.9, 4.13, 3.66, 15), 4)
    0.1845
    """
    correlation = _solve_correlation(p, mean1 - mean2, sd1, sd2, n)
    return float(correlation) if abs(correlation) <= 1 else math.nan


def correlation_range_for_p(p: str, mean1, sd1, mean2, sd2, n: int) -> tuple[float, float]:
    """The range of correlations under which a paired t test can print a p-value, given what rounds to the inputs.

    Inputs as in `p_range_from_rounded`; both ends are nan where no correlation can.

    Examples
    --------
    >>> low, high = correlation_range_for_p("0.0009", "11", "5.9", "4.13", "3.66", 15)
    >>> round(low, 2), round(high, 2)
    (0.01, 0.34)
    """
    mesh = np.meshgrid(
        np.linspace(*p_interval(p), GRID), np.array(_difference_ends(mean1, mean2)), _grid(sd1), _grid(sd2), sparse=True
    )
    correlations = _solve_correlation(*mesh, n)
    low, high = float(np.nanmin(correlations)), float(np.nanmax(correlations))
    return (max(low, -1.0), min(high, 1.0)) if low <= 1 and high >= -1 else (math.nan, math.nan)


def find_matching_tests(p: str, mean1, sd1, mean2, sd2, sizes: Iterable[tuple[int, int]]) -> pd.DataFrame:
    """Every t test at every pair of sizes, and whether it can print the p-value.

    Parameters
    ----------
    p : str
        As printed; `<0.001` too.
    mean1, sd1, mean2, sd2 : str or float
        As in `p_range_from_rounded`.
    sizes : pairs of int
        Patients in the first and in the second sample; a paired test is tried where they are equal.

    Returns
    -------
    DataFrame
        test, n1, n2; p (from the inputs as they stand; nan for a paired test, which needs a correlation), p_low, p_high
        (over all that rounds to the inputs), gives (the interval of the printed p meets that range), and, for a paired
        test, correlation_low and correlation_high: the correlations under which it gives the printed p.

    Examples
    --------
    >>> find_matching_tests("0.398", "2.39", "2.96", "3.08", "3.15", [(15, 12)])[["test", "gives"]]
          test  gives
    0  student  False
    1    welch  False
    """
    low, high = p_interval(p)
    rows = []
    for (n1, n2), test in itertools.product(sizes, TESTS):
        paired = test == "paired"
        if paired and n1 != n2:
            continue
        p_low, p_high = p_range_from_rounded(mean1, sd1, n1, mean2, sd2, n2, test)
        values = [float(value) for value in (mean1, sd1, mean2, sd2)]
        correlations = correlation_range_for_p(p, mean1, sd1, mean2, sd2, n1) if paired else (math.nan, math.nan)
        rows.append(
            {
                "test": test,
                "n1": n1,
                "n2": n2,
                "p": math.nan if paired else t_test_from_summaries(*values[:2], n1, *values[2:], n2, test),
                "p_low": p_low,
                "p_high": p_high,
                "gives": p_low <= high and p_high >= low,
                "correlation_low": correlations[0],
                "correlation_high": correlations[1],
            }
        )
    return pd.DataFrame(rows)


def _ends(value) -> tuple[float, float]:
    return reported_interval(value) if isinstance(value, str) else (float(value), float(value))


def _grid(value) -> np.ndarray:
    low, high = _ends(value)
    return np.linspace(max(low, 0.0), high, GRID if high > low else 1)  # an SD or a p-value is not negative


def _difference_ends(mean1, mean2) -> tuple[float, float]:
    """The smallest and the largest absolute difference of two means."""
    (low1, high1), (low2, high2) = _ends(mean1), _ends(mean2)
    low, high = low1 - high2, high1 - low2
    return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))


def _solve_correlation(p, difference, sd1, sd2, n: int):
    """The SD of the differences follows from p, and the correlation from the three SDs."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sd_of_differences = np.abs(difference) * math.sqrt(n) / -stdtrit(n - 1, np.asarray(p) / 2)
        return (sd1**2 + sd2**2 - sd_of_differences**2) / (2 * sd1 * sd2)
