"""Rows that are alike, and round numbers: what the tables of few patients can show of copied rows and rounded entries.

Patients' rows in two tables are held against the same rows dealt anew to each other: that keeps what goes together within
each table, and breaks what only a real or a copied patient has in both. Round numbers are counted against one in five.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

SEED = 20121207
DEALS = 4000
MOST_ROWS_DEALT = 7  # up to so many rows every deal is tried, which is 5040
ONE_IN_TWENTY = 0.05
FOUR_IN_FIVE = 0.8
ROUND_SHARE = 1 / 5  # of last digits, 0 and 5
STEPS = 100


@dataclass(frozen=True)
class Alike:
    """The most alike patients of two tables.

    `pairs` are the pairs of patients with `most` equal cells of `columns`, `differing` the columns in which the first of
    these pairs differs; `expected` is the mean number of equal cells of two patients; `chance` the share of deals with a
    pair as alike; `limit` the number of equal cells that at most one deal in twenty reaches; `identical` counts pairs of
    equal rows.
    """

    columns: int
    most: int
    pairs: tuple[tuple[int, int], ...]
    differing: tuple[str, ...]
    identical: int
    expected: float
    chance: float
    limit: int

    @property
    def hidden(self) -> int:
        """The fewest cells to change in a copy of a row so that the two do not share as many as the limit."""
        return max(self.columns - self.limit + 1, 0)


def count_equal(codes: np.ndarray) -> np.ndarray:
    """Equal cells of every pair of rows, the pairs in the order of `itertools.combinations`."""
    first, second = np.triu_indices(len(codes), 1)
    return (codes[first] == codes[second]).sum(axis=1)


def expect_equal(table: pd.DataFrame) -> float:
    """The mean number of equal cells of two rows: over columns, the share of pairs of rows that have the same.

    Examples
    --------
    >>> expect_equal(pd.DataFrame({"sex": ["F", "F", "M"], "dose": [5, 5, 5]}))
    1.3333333333333333
    """
    n = len(table)
    pairs = [sum(math.comb(count, 2) for count in table[column].value_counts()) for column in table]
    return sum(pairs) / math.comb(n, 2) if n > 1 else math.nan


def find_alike(entry: pd.DataFrame, outcome: pd.DataFrame, deals: int = DEALS, seed: int = SEED) -> Alike | None:
    """The most alike patients of two tables, beside those that deals of one table's rows to the other's would give.

    Parameters
    ----------
    entry, outcome : DataFrame
        A row a patient, both indexed by the patient's number, cells as printed. Columns that hold one value are left out.
    deals, seed : int
        How many deals are drawn where there are more than 7 patients; else all of them are tried.

    Returns
    -------
    Alike or None
        None with fewer than two patients, or without a column in which they differ.
    """
    table = entry.join(outcome)
    varied = table[[column for column in table if table[column].nunique() > 1]]
    if len(varied) < 2 or not varied.shape[1]:
        return None
    codes = np.column_stack([pd.factorize(varied[column])[0] for column in varied])
    is_entry = np.array([column in entry for column in varied])
    equal, pairs = count_equal(codes), list(itertools.combinations(range(len(table)), 2))
    most, columns = int(equal.max()), codes.shape[1]
    kept, dealt = count_equal(codes[:, is_entry]), codes[:, ~is_entry]
    orders = list_deals(len(table), deals, seed)
    reached = np.array([(kept + count_equal(dealt[list(order)])).max() for order in orders])
    shares = [(reached >= number).mean() for number in range(columns + 1)]
    alike = [pair for pair, count in zip(pairs, equal, strict=True) if count == most]
    return Alike(
        columns=columns,
        most=most,
        pairs=tuple((int(table.index[first]), int(table.index[second])) for first, second in alike),
        differing=tuple(varied.columns[codes[alike[0][0]] != codes[alike[0][1]]]),
        identical=int((equal == columns).sum()),
        expected=expect_equal(varied),
        chance=float(shares[most]),
        limit=next((number for number, share in enumerate(shares) if share <= ONE_IN_TWENTY), columns + 1),
    )


def list_deals(rows: int, deals: int, seed: int) -> list[Sequence[int]]:
    """Orders of rows: every one where there are few rows, else the order as it is and others drawn with a seed."""
    if rows <= MOST_ROWS_DEALT:
        return list(itertools.permutations(range(rows)))
    generator = np.random.default_rng(seed)
    return [range(rows), *(generator.permutation(rows) for _ in range(deals - 1))]


@dataclass(frozen=True)
class Roundness:
    """Numbers that end in 0 or 5: how many of how many, how often chance gives as many, and what would be noticed.

    `noticed` is the smallest share of entries rounded to 0 or 5 at which, four times in five, more end so than in one
    column in twenty by chance; nan where no share does.
    """

    total: int
    count: int
    chance: float
    noticed: float


def count_round(values: Sequence[float]) -> Roundness:
    """How many whole numbers end in 0 or 5, against one in five (exact binomial).

    Examples
    --------
    >>> found = count_round([10, 15, 12, 17])
    >>> found.total, found.count, round(found.chance, 4)
    (4, 2, 0.1808)
    """
    total, count = len(values), sum(int(value) % 5 == 0 for value in values)
    return Roundness(total, count, float(binom.sf(count - 1, total, ROUND_SHARE)), find_noticed(total))


def find_noticed(total: int) -> float:
    """The smallest share of rounded entries, in hundredths, that would be noticed four times in five; nan without one."""
    limit = next(
        (count for count in range(total + 1) if binom.sf(count - 1, total, ROUND_SHARE) <= ONE_IN_TWENTY), None
    )
    if limit is None:
        return math.nan
    shares = (step / STEPS for step in range(STEPS + 1))
    powers = ((share, binom.sf(limit - 1, total, ROUND_SHARE + (1 - ROUND_SHARE) * share)) for share in shares)
    return next((share for share, power in powers if power >= FOUR_IN_FIVE), math.nan)
