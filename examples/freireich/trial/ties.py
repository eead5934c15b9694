"""Cox's model for two arms under each treatment of ties: what lifelines offers, and what it does not."""

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri
from scipy.stats import nchypergeom_fisher

from reanalysis.statistics.estimates import Estimate

FARTHEST = 20.0  # a log hazard ratio beyond this is none that so few children can show


def estimate_hazard_ratio(weeks, events, in_arm, ties: str, level: float) -> Estimate:
    """The hazard ratio of an arm against the other, with Wald's limits; nan where the likelihood has no maximum.

    Parameters
    ----------
    weeks, events, in_arm : array-like, shape (n,)
        Time to relapse or censoring, whether the relapse was seen, and who belongs to the arm.
    ties : str
        efron (Efron 1977), breslow (Breslow 1974) or exact (Cox 1972, section 6: of all children at risk, any who relapse
        in one week could have been the ones).
    """
    weeks, events, in_arm = np.asarray(weeks, float), np.asarray(events, bool), np.asarray(in_arm, bool)
    sets = [list_counts(weeks, events, in_arm, week) for week in np.unique(weeks[events])]
    observed = sum(failed for failed, _, _, _ in sets)

    def score(slope: float) -> float:
        return observed - sum(expect(counts, slope, ties)[0] for counts in sets)

    if not score(-FARTHEST) > 0 > score(FARTHEST):
        return Estimate(math.nan, math.nan, math.nan)
    slope = brentq(score, -FARTHEST, FARTHEST, xtol=1e-13)
    spread = ndtri((1 + level) / 2) / math.sqrt(sum(expect(counts, slope, ties)[1] for counts in sets))
    return Estimate(*(math.exp(value) for value in (slope, slope - spread, slope + spread)))


def list_counts(weeks, events, in_arm, week: float) -> tuple[int, int, int, int]:
    """In a week, those who relapse in the arm and in all, and those at risk in the arm and in all."""
    failed, at_risk = events & (weeks == week), weeks >= week
    return int((failed & in_arm).sum()), int(failed.sum()), int((at_risk & in_arm).sum()), int(at_risk.sum())


def expect(counts: tuple[int, int, int, int], slope: float, ties: str) -> tuple[float, float]:
    """Mean and variance of the relapses in the arm in one week, given how many there are in all."""
    failed_in_arm, failed, in_arm, at_risk = counts
    ratio = math.exp(slope)
    if ties == "exact":
        found = nchypergeom_fisher(at_risk, in_arm, failed, ratio)
        return float(found.mean()), float(found.var())
    gone = np.arange(failed) / failed if ties == "efron" else np.zeros(failed)
    weight = ratio * (in_arm - gone * failed_in_arm)
    shares = weight / (weight + (at_risk - in_arm) - gone * (failed - failed_in_arm))
    return float(shares.sum()), float((shares * (1 - shares)).sum())
