"""The paired t test if everyone improved: its ends over every pairing that leaves nobody as she was or worse."""

import numpy as np
import pandas as pd


def bound_improved_p(entry, later, known=((), ())) -> pd.DataFrame:
    """Lowest and highest p-value of a paired t test, over every pairing in which each later score is below its entry.

    The mean change is the same in every pairing, so p is lowest where the sum of products of the pairs is largest and
    highest where it is smallest: two assignment problems, solved exactly.

    Parameters
    ----------
    entry : array-like, shape (n,)
        Scores at entry of those whose later score is unknown.
    later : array-like, shape (sets, n)
        Their later scores, a data set a row, in any order.
    known : pair of array-like
        Entry and later scores of further patients, whose pairs are known.

    Returns
    -------
    DataFrame
        A row a data set that has such a pairing: dataset, lowest, highest.

    Examples
    --------
    >>> bound_improved_p([6, 7, 19], [[2, 5, 9], [6, 6, 9]]).round(3).to_dict("records")
    [{'dataset': 0, 'lowest': 0.157, 'highest': 0.177}]
    """
    entry, later = np.asarray(entry, dtype=float), np.asarray(later, dtype=float)
    fits = (np.sort(later, axis=1) < np.sort(entry)).all(axis=1)
    rows = [(index, *_find_ends(entry, later[index], known)) for index in np.flatnonzero(fits)]
    return pd.DataFrame(rows, columns=["dataset", "lowest", "highest"])


def _find_ends(entry, scores, known) -> list[float]:
    from scipy.optimize import linear_sum_assignment
    from scipy.stats import ttest_rel

    products = np.outer(entry, scores)
    refused = np.where(scores < entry[:, None], 0.0, 1.0 + 2 * len(entry) * products.max())
    ends = []
    for sign in (-1, 1):
        _, chosen = linear_sum_assignment(sign * products + refused)
        first, second = np.concatenate([known[0], entry]), np.concatenate([known[1], scores[chosen]])
        ends.append(float(ttest_rel(first, second).pvalue))
    return ends
