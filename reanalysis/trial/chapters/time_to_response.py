"""Time to complete response: the curve, and what is read off it."""

import math

import pandas as pd
from scipy.special import ndtri

from reanalysis.statistics.survival import (
    HALF_TOLERANCE,
    cumulative_incidence,
    kaplan_meier,
    restricted_mean,
    survival_at,
    survival_limits,
)
from reanalysis.trial.cohort import Trial, build_adtte, response_times


def read_times(
    trial: Trial, population: str, withdrawal: str, weeks_per_month: float, month_rounding: str
) -> pd.DataFrame:
    """Each patient's time to complete response, in weeks: the frame of `reanalysis.trial.cohort.response_times`.

    Raises
    ------
    ValueError
        If no patient of the population has a time.
    """
    adtte = build_adtte(trial, withdrawal=withdrawal, weeks_per_month=weeks_per_month, month_rounding=month_rounding)
    times = response_times(trial, adtte, population)
    if times.empty:
        raise ValueError(f"no patient of the {population} population has a time; needed: one")
    return times


def estimate_curve(times: pd.DataFrame, level: float, km_ci: str) -> pd.DataFrame:
    """The share without complete response over time, in the columns of `kaplan_meier`.

    One minus the Aalen–Johansen (1978) cumulative incidence where someone has a competing event, its interval on the
    same scale; else the Kaplan–Meier (1958) estimate.
    """
    curve = kaplan_meier(times["weeks"], times["event"], level, km_ci)
    if not times["competing"].any():
        return curve
    incidence = cumulative_incidence(times["weeks"], times["event"], times["competing"])
    survival, std_error = 1 - incidence["event"], incidence["event_std_error"]
    lower, upper = survival_limits(survival, (std_error / survival) ** 2, level, km_ci)
    return curve.assign(survival=survival, std_error=std_error, lower=lower, upper=upper)


def is_followed(curve: pd.DataFrame, week: float) -> bool:
    """Whether a curve says anything at a week: someone was followed so long, or everyone had responded."""
    return week <= curve["weeks"].max() or curve["survival"].iloc[-1] < HALF_TOLERANCE


def estimate_share_by(curve: pd.DataFrame, week: float) -> tuple[float, float, float]:
    """Estimated share with a complete response by a week, and its limits.

    Returns
    -------
    tuple of float
        Fractions; all nan where nobody was followed so long, nan limits where the curve has none.
    """
    if not is_followed(curve, week):
        return math.nan, math.nan, math.nan
    survival, lower, upper = (survival_at(curve, week, column) for column in ("survival", "lower", "upper"))
    if survival == 1 or math.isnan(lower):
        return 1 - survival, math.nan, math.nan
    return 1 - survival, 1 - upper, 1 - lower


def estimate_mean_without_response(
    times: pd.DataFrame, level: float, horizon: float
) -> tuple[float, float, float, float]:
    """Mean weeks without complete response up to a horizon, its normal limits cut at 0 and the horizon, its standard error.

    Who has a competing event is censored, so this is the area under the Kaplan–Meier curve.

    Returns
    -------
    tuple of float
        Weeks; all nan where nobody was followed so long, nan limits where nobody responded before the horizon.
    """
    curve = kaplan_meier(times["weeks"], times["event"], level)
    if not is_followed(curve, horizon):
        return math.nan, math.nan, math.nan, math.nan
    mean, std_error = restricted_mean(curve, horizon)
    if not std_error:
        return mean, math.nan, math.nan, std_error
    half_width = ndtri((1 + level) / 2) * std_error
    return mean, max(mean - half_width, 0.0), min(mean + half_width, float(horizon)), std_error
