"""Cox models with one covariate: a hazard ratio for so many points more, or None where the data give none."""

import math
import warnings

import numpy as np
import pandas as pd

from reanalysis.statistics.estimates import Estimate

EXACT_FIT = {"precision": 1e-10}  # lifelines stops at five digits otherwise
FEWEST_EVENTS = 2


def fit_cox(weeks, events, covariate, level: float = 0.95):
    """Fit a Cox (1972) model with one covariate and Efron's (1977) treatment of ties, by lifelines.

    Parameters
    ----------
    weeks, events, covariate : array-like, shape (n,)
        Time to event or censoring, whether the event was seen, and what may go with it.
    level : float
        Confidence level of the interval.

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
            return CoxPHFitter(alpha=1 - level).fit(rows, "weeks", "event", fit_options=EXACT_FIT)
        except (ConvergenceError, ConvergenceWarning):
            return None


def read_hazard_ratio(model, points: float) -> Estimate:
    """The hazard ratio for so many points more of the covariate; nan without a model."""
    if model is None:
        return Estimate(math.nan, math.nan, math.nan)
    limits = model.confidence_intervals_.iloc[0]
    return Estimate(*(float(np.exp(points * value)) for value in (model.params_.iloc[0], *limits)))
