"""What an interval for a median promises when its ends are ordered observations: the binomial tells, without a model."""

from dataclasses import dataclass

import pandas as pd
from scipy.special import bdtr, bdtrc

from reanalysis.statistics.survival import count_without_censoring


@dataclass(frozen=True)
class OrderInterval:
    """An interval from one ordered time to another: ranks among the total, and chances to miss the true median.

    `below` is the chance that the true median lies below the interval, `above` that it lies above (fractions). An upper
    rank of the total plus one stands for no upper end.
    """

    lower_rank: int
    upper_rank: int
    total: int
    below: float
    above: float

    @property
    def coverage(self) -> float:
        """The chance that the interval holds the true median, a fraction."""
        return 1 - self.below - self.above


def judge_order_interval(lower_rank: int, upper_rank: int, total: int) -> OrderInterval:
    """Exact chances of the interval between two order statistics to miss the median (Thompson 1936).

    As many of the observations lie below the true median as heads fall in so many throws. Of tied observations it
    misses less often than this says.

    Examples
    --------
    >>> found = judge_order_interval(2, 9, 10)  # David & Nagaraja (2003), section 7.1: 97.9%
    >>> round(found.coverage, 4)
    0.9785
    """
    below, above = float(bdtr(lower_rank - 1, total, 0.5)), float(bdtrc(upper_rank - 1, total, 0.5))
    return OrderInterval(lower_rank, upper_rank, total, below, above)


def judge_median_interval(table: pd.DataFrame, lower: float, upper: float) -> OrderInterval | None:
    """What the interval of a median, read off a `kaplan_meier` table, promises; None where someone is censored before its end."""
    counted = count_without_censoring(table, upper)
    if counted is None:
        return None
    events, total = counted
    before = int(table.loc[table["weeks"] < lower, "events"].sum())
    return judge_order_interval(before + 1, events if upper < float("inf") else total + 1, total)
