"""Cox models with one covariate: hazard ratio, profile-likelihood limits and a test of proportionality."""

import math
import warnings

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri

from reanalysis.statistics.estimates import Estimate
from reanalysis.statistics.survival import kaplan_meier

EXACT_FIT = {"precision": 1e-10}  # lifelines stops at five digits otherwise
FEWEST_EVENTS = 2
MOST_DOUBLINGS = 40  # of the distance at which a profile limit is looked for


def fit_cox(weeks, events, covariate):
    """Fit a Cox (1972) model with one covariate and Efron's (1977) treatment of ties, by lifelines.

    Parameters
    ----------
    weeks, events, covariate : array-like, shape (n,)
        Time to event or censoring, whether the event was seen, and what may go with it.

    Returns
    -------
    lifelines.CoxPHFitter or None
        None where there are fewer than two events, where the covariate does not vary, or where the likelihood has no
        maximum, as happens when the covariate orders the events completely.
    """
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError, ConvergenceWarning

    rows = pd.DataFrame({"weeks": np.asarray(weeks), "event": np.asarray(events), "covariate": np.asarray(covariate)})
    if rows["event"].sum() < FEWEST_EVENTS or rows["covariate"].nunique() < 2:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            return CoxPHFitter().fit(rows, "weeks", "event", fit_options=EXACT_FIT)
        except (ConvergenceError, ConvergenceWarning):
            return None


def estimate_hazard_ratio(weeks, events, covariate, points: float, level: float) -> Estimate:
    """The hazard ratio for so many points more of a covariate, with profile-likelihood limits; nan without a fit.

    The limits hold the values that a likelihood-ratio test at the level does not reject (Venzon & Moolgavkar 1988).
    """
    model = fit_cox(weeks, events, covariate)
    if model is None:
        return Estimate(math.nan, math.nan, math.nan)
    slope, step = float(model.params_.iloc[0]), float(model.standard_errors_.iloc[0])
    rows = _list_risk_sets(weeks, events, covariate)
    lowest = _log_likelihood(rows, slope) - chdtri(1, 1 - level) / 2
    ends = (_find_crossing(lambda value: _log_likelihood(rows, value) - lowest, slope, way * step) for way in (-1, 1))
    return Estimate(*(math.exp(points * value) for value in (slope, *ends)))


def check_proportionality(weeks, events, covariate) -> float:
    """P-value of the score test that a hazard ratio does not change with time; nan without a fit.

    The time scale is one minus the Kaplan–Meier estimate before each event (Grambsch & Therneau 1994, as R's cox.zph).
    """
    model = fit_cox(weeks, events, covariate)
    if model is None:
        return math.nan
    slope = float(model.params_.iloc[0])
    curve = kaplan_meier(weeks, events)
    scales = 1 - np.concatenate([[1.0], curve["survival"].to_numpy()[:-1]])[curve["events"].to_numpy() > 0]
    score, information = 0.0, np.zeros((2, 2))
    for scale, (failed, at_risk) in zip(scales, _list_risk_sets(weeks, events, covariate), strict=True):
        means, variances = _weigh_risk_set(failed, at_risk, slope)
        score += scale * (failed.sum() - means.sum())
        information += variances.sum() * np.outer([1, scale], [1, scale])
    left = information[1, 1] - information[0, 1] ** 2 / information[0, 0]
    return float(chdtrc(1, score**2 / left)) if left > 0 else math.nan


def _list_risk_sets(weeks, events, covariate) -> list[tuple[np.ndarray, np.ndarray]]:
    """At each time of an event, in order: the covariate of those with the event, and of all at risk."""
    weeks, events = np.asarray(weeks, float), np.asarray(events, bool)
    covariate = np.asarray(covariate, float)
    return [(covariate[events & (weeks == time)], covariate[weeks >= time]) for time in np.unique(weeks[events])]


def _weigh_risk_set(failed, at_risk, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the covariate at risk, an entry a tied event, whose earlier ones count in part (Efron 1977)."""
    gone = np.arange(len(failed)) / len(failed)
    sums = [
        np.sum(at_risk**power * np.exp(slope * at_risk)) - gone * np.sum(failed**power * np.exp(slope * failed))
        for power in (0, 1, 2)
    ]
    means = sums[1] / sums[0]
    return means, sums[2] / sums[0] - means**2


def _log_likelihood(rows, slope: float) -> float:
    """Efron's partial log likelihood."""
    total = 0.0
    for failed, at_risk in rows:
        largest = (slope * at_risk).max()  # keeps the exponentials in range
        gone = np.arange(len(failed)) / len(failed)
        weights = np.exp(slope * at_risk - largest).sum() - gone * np.exp(slope * failed - largest).sum()
        total += slope * failed.sum() - np.sum(np.log(weights) + largest)
    return float(total)


def _find_crossing(function, start: float, step: float) -> float:
    """Where a function that is positive at the start falls to zero in the direction of a step; infinite if nowhere near."""
    for _ in range(MOST_DOUBLINGS):
        if function(start + step) < 0:
            return float(brentq(function, start, start + step, xtol=1e-12))
        step *= 2
    return math.copysign(math.inf, step)
