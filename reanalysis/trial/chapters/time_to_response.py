"""Time to complete response: the curve, and what is read off it."""

import math

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from reanalysis.statistics.cox import estimate_hazard_ratio
from reanalysis.statistics.estimates import Estimate, RestrictedMean
from reanalysis.statistics.proportions import EXACT, estimate_proportion
from reanalysis.statistics.survival import (
    BETA_PRODUCT,
    HALF_TOLERANCE,
    count_without_censoring,
    cumulative_incidence,
    kaplan_meier,
    median_survival,
    restricted_mean,
    survival_at,
    survival_limits,
)
from reanalysis.statistics.visits import schedule_visits
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.cohort import Trial, select_population

LANDMARK_WEEKS = (4, 12, 24)  # where readers look: about one, three and six months
SCALES, RULES = ("log-log", "log", "plain", BETA_PRODUCT), ("midpoint", "first")
ROUNDINGS = {"printed": "as printed", "low": "half a month less", "high": "half a month more"}
WAYS = {  # how the withdrawn are treated: the label, and the parameters `population` and `withdrawal`
    "evaluable": ("left out (evaluable)", ("evaluable", "censored")),
    "eligible": ("left out, with whoever broke the rule of entry", ("eligible", "censored")),
    "censored": ("censored", ("all-treated", "censored")),
    "competing": ("competing event", ("all-treated", "competing")),
    "never-responds": ("never respond", ("all-treated", "never-responds")),
}

PUBLISHED = {
    "n_patients": ("patients", "patients with a time to complete response or a censored one"),
    "n_events": ("patients", "complete responses in the time-to-response analysis"),
    "n_censored": ("patients", "patients without a complete response in the time-to-response analysis"),
    "untimed_patients": ("patients", "patients who are left out because no time is printed"),
    "n_by_week_4": ("patients", "complete responses seen by week 4"),
    "n_by_week_12": ("patients", "complete responses seen by week 12"),
    "last_response_week": ("weeks", "week of the last complete response"),
    "waiting_after_week_12": ("patients", "patients still waiting for a response, and followed, after week 12"),
    "profundus_weeks": ("weeks", "weeks at which patients with lupus profundus cleared"),
    "stated_median": (
        "sentence",
        "the median that the authors report for discoid and subacute disease, beside their table's",
    ),
    "times": ("table", "each patient's time to complete response or to censoring"),
    "headline_estimate": ("", "estimate that the headline median and shares come from"),
    "median_headline": ("weeks", "median time to complete response, this run's parameters"),
    "cleared": ("sentence", "how many had cleared by weeks 4 and 12, who was the last, and how many did not clear"),
    "profundus_cleared": ("sentence", "when the patients with lupus profundus cleared"),
    "half_cleared": ("sentence", "when half, and more than half, of the patients had a complete response"),
    "median_coverage": (
        "%",
        "exact chance that an interval between these ordered times holds the true median, percent",
    ),
    "median_interval_order": ("sentence", "what the interval of the headline median promises, counted exactly"),
    **{f"cr_by_week_{week}": ("share", f"share with a complete response by week {week}") for week in LANDMARK_WEEKS},
    "cr_by_end": ("share", "share with a complete response by the end of follow-up"),
    "curve": ("table", "the headline estimate of the share without complete response, step by step"),
    "median_first": ("weeks", "Kaplan–Meier median, rule: first"),
    "median_midpoint": ("weeks", "Kaplan–Meier median, rule: midpoint"),
    "median_lifelines": ("weeks", "Kaplan–Meier median as lifelines prints it"),
    "week_at_one_half": ("weeks", "week at which the Kaplan–Meier estimate equals one half"),
    "medians": ("table", "Kaplan–Meier medians under each rule and scale"),
    "logrank_p_groups": ("p-value", "log-rank test, all subtype groups: asymptotic p-value"),
    "permutation_p_groups": ("p-value", "log-rank test, all subtype groups: permutation p-value"),
    "logrank_p_profundus": (
        "p-value",
        "log-rank test, lupus profundus against discoid and subacute lupus: asymptotic p-value",
    ),
    "permutation_p_profundus": (
        "p-value",
        "log-rank test, lupus profundus against discoid and subacute lupus: permutation p-value",
    ),
    "group_medians": ("table", "responses and Kaplan–Meier median of each subtype group"),
    "group_tests": ("table", "log-rank tests of subtype groups"),
    "rmst_12": ("weeks", "mean time without complete response within 12 weeks"),
    "rmst_12_se": ("weeks", "standard error of the mean within 12 weeks"),
    "rmst_24": ("weeks", "mean time without complete response within 24 weeks"),
    "rmst_24_se": ("weeks", "standard error of the mean within 24 weeks"),
    **{
        f"without_cr_after_last_response_{name}": (
            "share",
            f"share without complete response after the last response, follow-up {label}",
        )
        for name, label in ROUNDINGS.items()
    },
    "rounding_patients": (
        "patients",
        "patients whose last visit may lie on either side of a response, within rounding",
    ),
    "cr_by_end_evaluable": ("share", "share with a complete response by the end of follow-up; evaluable: left out"),
    "median_evaluable": ("weeks", "median time to complete response; evaluable: left out"),
    "cr_by_end_eligible": (
        "share",
        "share with a complete response by the end of follow-up; eligible: evaluable and entered by the rule",
    ),
    "median_eligible": ("weeks", "median time to complete response; eligible: evaluable and entered by the rule"),
    "cr_by_end_censored": ("share", "share with a complete response by the end of follow-up; all treated: censored"),
    "median_censored": ("weeks", "median time to complete response; all treated: censored"),
    "cr_by_end_competing": (
        "share",
        "share with a complete response by the end of follow-up; all treated: competing event",
    ),
    "median_competing": ("weeks", "median time to complete response; all treated: competing event"),
    "cr_by_end_never_responds": (
        "share",
        "share with a complete response by the end of follow-up; all treated: never responds",
    ),
    "median_never_responds": ("weeks", "median time to complete response; all treated: never responds"),
    "censored_parts_from_evaluable": ("weeks", "first week at which censoring the withdrawn differs from leaving out"),
    "competing_parts_from_never": ("weeks", "first week at which a competing event differs from never responding"),
    "competing_gap": ("share", "largest difference between a competing event and never responding"),
    "responses_off_schedule": ("patients", "responders whose printed week falls on no visit that the text tells of"),
    "median_interval_censored": ("weeks", "weeks in which the interval-censored estimate first reaches one half"),
    "visit_masses": ("table", "interval-censored estimate from the scheduled visits"),
    "cox_zph_p": ("p-value", "test that the hazard ratio is the same at all times"),
    "cox_hr": ("hazard ratio", "hazard ratio of complete response for 1 more points of CLASI activity at entry"),
    "cox_hr_5_points": (
        "hazard ratio",
        "hazard ratio of complete response for 5 more points of CLASI activity at entry",
    ),
}


def read_times(
    trial: Trial, population: str, withdrawal: str, weeks_per_month: float, month_rounding: str
) -> pd.DataFrame:
    """Each patient's time to complete response, in weeks: the frame of `reanalysis.trial.adtte.response_times`.

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
    same scale, or on the log-log scale for the beta product, which it has not, and with a column `competing`; else the
    Kaplan–Meier (1958) estimate.
    """
    curve = kaplan_meier(times["weeks"], times["event"], level, km_ci)
    if not times["competing"].any():
        return curve
    incidence = cumulative_incidence(times["weeks"], times["event"], times["competing"])
    survival, std_error = 1 - incidence["event"], incidence["event_std_error"]
    scale = "log-log" if km_ci == BETA_PRODUCT else km_ci
    lower, upper = survival_limits(survival, (std_error / survival) ** 2, level, scale)
    competing = [int((times["competing"] & (times["weeks"] == week)).sum()) for week in curve["weeks"]]
    return curve.assign(survival=survival, std_error=std_error, lower=lower, upper=upper, competing=competing)


def name_estimate(times: pd.DataFrame) -> str:
    """What `estimate_curve` estimates of these times."""
    competing = "cumulative incidence, withdrawal as a competing event"
    return competing if times["competing"].any() else "Kaplan–Meier estimate"


def is_followed(curve: pd.DataFrame, week: float) -> bool:
    """Whether a curve says anything at a week: someone was followed so long, or everyone had responded."""
    return week <= curve["weeks"].max() or curve["survival"].iloc[-1] < HALF_TOLERANCE


def estimate_share_by(curve: pd.DataFrame, week: float, level: float = 0.95, method: str = EXACT) -> Estimate:
    """Estimated share with a complete response by a week: fractions, and nan where nobody was followed so long.

    Where nobody is censored before the week the estimate is a plain proportion and has a proportion's interval; elsewhere it
    has the curve's, nan where that has none.

    Parameters
    ----------
    level, method
        Of a proportion's interval, as for `estimate_proportion`.
    """
    if not is_followed(curve, week):
        return Estimate(math.nan, math.nan, math.nan)
    survival, lower, upper = (survival_at(curve, week, column) for column in ("survival", "lower", "upper"))
    counted = count_without_censoring(curve, week)
    if counted:
        share = estimate_proportion(*counted, level, method)
        return Estimate(share.estimate, share.lower, share.upper)
    if survival == 1 or math.isnan(lower):
        return Estimate(1 - survival, math.nan, math.nan)
    return Estimate(1 - survival, 1 - upper, 1 - lower)


def estimate_mean_without_response(times: pd.DataFrame, level: float, horizon: float) -> RestrictedMean:
    """Mean weeks without complete response up to a horizon, with limits that are cut at 0 and at the horizon.

    The area under the Kaplan–Meier curve; who has a competing event is censored. Where nobody is censored before the horizon
    it is the mean of so many numbers, with the error from n - 1 and limits from Student's t (1908); else the limits are
    normal.
    """
    curve = kaplan_meier(times["weeks"], times["event"], level)
    if not is_followed(curve, horizon):
        return RestrictedMean(math.nan, math.nan, math.nan, math.nan)
    mean, std_error = restricted_mean(curve, horizon)
    if not std_error:
        return RestrictedMean(mean, math.nan, math.nan, std_error)
    counted, tail = count_without_censoring(curve, horizon), (1 + level) / 2
    quantile = stdtrit(counted[1] - 1, tail) if counted else ndtri(tail)
    std_error *= math.sqrt(counted[1] / (counted[1] - 1)) if counted else 1.0
    lower, upper = mean - quantile * std_error, mean + quantile * std_error
    return RestrictedMean(mean, max(lower, 0.0), min(upper, float(horizon)), std_error)


def list_untimed(trial: Trial, times: pd.DataFrame, population: str) -> list[int]:
    """Patients of a population who have no time, neither to a response nor to a last visit."""
    patients = select_population(trial.adsl, trial.adsl, population)["SUBJID"]
    return sorted(set(patients) - set(times["SUBJID"]))


def name_steps(curve: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """A curve with the numbers of the patients whose time each row is, in a column `patients`."""
    return curve.assign(patients=[times.loc[times["weeks"] == week, "SUBJID"].tolist() for week in curve["weeks"]])


def compare_medians(times: pd.DataFrame, level: float) -> pd.DataFrame:
    """The Kaplan–Meier median under each rule and scale: rule, km_ci, weeks, lower, upper."""
    curves = {scale: kaplan_meier(times["weeks"], times["event"], level, scale) for scale in SCALES}
    medians = [(scale, median_survival(curve, rule)) for rule in RULES for scale, curve in curves.items()]
    rows = [(median.rule, scale, median.weeks, median.lower, median.upper) for scale, median in medians]
    return pd.DataFrame(rows, columns=["rule", "km_ci", "weeks", "lower", "upper"])


def summarise_curves(
    curves: dict[str, pd.DataFrame], rule: str, level: float = 0.95, method: str = EXACT
) -> pd.DataFrame:
    """What is read off several curves, a row each, under their keys; level and method as for `estimate_share_by`.

    Returns
    -------
    DataFrame
        by_week_12 and by_end (estimated shares with a complete response), each with …_lower and …_upper; weeks, lower,
        upper (median); at_risk at the last response and left, the share without one after it.
    """
    rows = {}
    for name, curve in curves.items():
        last = curve.loc[curve["events"] > 0, "weeks"].max()
        values = {"left": survival_at(curve, last), "at_risk": curve.loc[curve["weeks"] == last, "at_risk"].sum()}
        for when, week in (("by_week_12", 12), ("by_end", curve["weeks"].max())):
            shares = estimate_share_by(curve, week, level, method)
            values |= dict(zip((when, f"{when}_lower", f"{when}_upper"), shares, strict=True))
        rows[name] = values | vars(median_survival(curve, rule))
    return pd.DataFrame.from_dict(rows, orient="index")


def list_crossings(times: pd.DataFrame) -> pd.DataFrame:
    """Patients whose last visit, printed in whole months, may lie on either side of a response.

    Returns
    -------
    DataFrame
        SUBJID, AVAL_LOWER, AVAL_UPPER (weeks between which the last visit lies).
    """
    responses = times.loc[times["event"], "weeks"]
    crosses = [bool(((responses > row.AVAL_LOWER) & (responses <= row.AVAL_UPPER)).any()) for row in times.itertuples()]
    return times.loc[crosses, ["SUBJID", "AVAL_LOWER", "AVAL_UPPER"]]


def list_visits(trial: Trial, weeks_per_month: float, last_week: float) -> np.ndarray:
    """Weeks of the visits that the text tells of: the start of treatment, those of the schedule, and the early assessment.

    The schedule is of months; that everyone was scored in the week of the early comparison is told with its mean.
    """
    names = ("visit_interval_months_early", "visit_months_monthly", "visit_interval_months_late")
    months = [trial.facts.number(name) for name in names]
    scheduled = np.zeros(1) if None in months else schedule_visits(*months, weeks_per_month, last_week)
    early = trial.facts.number("figure_p_week")
    if early is None or trial.facts.number("clasi_activity_week2_mean") is None:
        return scheduled
    return np.unique([*scheduled, early])


def estimate_association(times: pd.DataFrame, points: float, level: float) -> Estimate:
    """Hazard ratio of complete response for so many points more of CLASI activity at entry; nan where there is no fit."""
    return estimate_hazard_ratio(times["weeks"], times["event"], times["CLASI_ACTIVITY"], points, level)
