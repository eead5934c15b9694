"""A yes-or-no outcome in groups of patients: each group's share, and Fisher's exact test against the rest."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from reanalysis.statistics.proportions import Proportion, estimate_proportion


def compare_shares(count: int, total: int, other_count: int, other_total: int) -> float:
    """Two-sided p-value of Fisher's exact test of two shares (Fisher 1935); nan where a group is empty.

    Examples
    --------
    >>> round(compare_shares(3, 4, 1, 4), 4)  # the lady who tasted tea
    0.4857
    """
    if not (total and other_total):
        return math.nan
    from scipy.stats import fisher_exact  # a second to import, so only where it is used

    return float(fisher_exact([[count, total - count], [other_count, other_total - other_count]]).pvalue)


def compare_with_rest(member, outcome) -> float:
    """Fisher's p-value of an outcome in a group against everybody else; nan where either side is empty.

    Parameters
    ----------
    member, outcome : array-like of bool, shape (n,)
        Who belongs to the group, and who had the outcome.
    """
    member, outcome = np.asarray(member, dtype=bool), np.asarray(outcome, dtype=bool)
    inside, outside = outcome[member], outcome[~member]
    return compare_shares(int(inside.sum()), len(inside), int(outside.sum()), len(outside))


def estimate_groups(members: Mapping[str, object], outcome, level: float, method: str) -> pd.DataFrame:
    """The share with an outcome in each group, and its comparison with the rest.

    Parameters
    ----------
    members : mapping
        A group's label to who belongs to it (array-like of bool, shape (n,)); groups may overlap.
    outcome : array-like of bool, shape (n,)
    level, method
        Of the interval, as for `estimate_proportion`.

    Returns
    -------
    DataFrame
        A row a group: label, share (a Proportion), its count, total, estimate, lower and upper (fractions), and p
        (Fisher, two-sided, against the rest; not adjusted for the number of groups).
    """
    outcome = np.asarray(outcome, dtype=bool)
    shares, p_values = {}, []
    for label, member in members.items():
        inside = outcome[np.asarray(member, dtype=bool)]
        shares[label] = estimate_proportion(int(inside.sum()), len(inside), level, method)
        p_values.append(compare_with_rest(member, outcome))
    return tabulate_shares(shares).assign(p=p_values)


def tabulate_shares(shares: Mapping[str, Proportion]) -> pd.DataFrame:
    """Proportions as a frame, a row a label: label, share, count, total, estimate, lower, upper."""
    rows = [
        (label, share, share.count, share.total, share.estimate, share.lower, share.upper)
        for label, share in shares.items()
    ]
    return pd.DataFrame(rows, columns=["label", "share", "count", "total", "estimate", "lower", "upper"])
