"""Functions of the chapters against R where no chapter publishes the number: published data sets, other scales and groups."""

import math

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter
from lifelines.statistics import multivariate_logrank_test

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.statistics.bounds import interval_censored_estimate
from reanalysis.statistics.survival import kaplan_meier, median_survival, restricted_mean
from reanalysis.statistics.visits import bracket_times
from reanalysis.trial.chapters.time_to_response import (
    estimate_curve,
    estimate_share_by,
    list_visits,
    read_times,
)

ANALYSES = {
    "evaluable": ("evaluable", "censored"),
    "eligible": ("eligible", "censored"),
    "all_treated_censored_week_1": ("all-treated", "censored"),
    "all_treated_never_responds": ("all-treated", "never-responds"),
}
SCALES = ("log", "log-log", "plain")
BANDS = (*SCALES, "beta-product")


def close(expected, rel=1e-8):
    return pytest.approx(expected, rel=rel, abs=1e-12, nan_ok=True)


def finite(weeks: float) -> float:
    """A median or its limit as R has it: missing where it is not reached."""
    return weeks if math.isfinite(weeks) else math.nan


def ours(times: float) -> float:
    """R's answer for what is not reached, missing or infinite, as missing."""
    return times if math.isfinite(times) else math.nan


def read(trial, population="evaluable", withdrawal="censored") -> pd.DataFrame:
    return read_times(trial, population, withdrawal, WEEKS_PER_MONTH, "printed")


@pytest.mark.parametrize("example", ["aml", "lung"])
def test_published_data_sets(reference, example):
    expected = reference["s23_published"][example]
    given = expected["input"]
    table = kaplan_meier(given["time"], given["event"])
    assert table["survival"].tolist() == close(expected["survival"])
    assert table["std_error"].tolist() == close(expected["greenwood_se"])
    for end in ("lower", "upper"):
        assert table[end].mask(table["survival"] == 1).tolist() == close(expected[f"log_log_{end}"])
    assert restricted_mean(table, given["tau"]) == close((expected["rmst"], expected["rmst_se"]))
    found, half = median_survival(table, "midpoint"), expected["median"]
    assert found.weeks == half["midpoint"]
    assert [finite(found.lower), finite(found.upper)] == close([half["lower"], half["upper"]])
    test = multivariate_logrank_test(given["time"], given["group"], given["event"])
    assert (test.test_statistic, test.p_value) == close((expected["logrank_chisq"], expected["logrank_p"]))
    data = pd.DataFrame({name: given[name] for name in ("time", "event", "covariate")})
    cox = CoxPHFitter(alpha=0.05).fit(data, "time", "event", fit_options={"precision": 1e-10})
    lower, upper = np.exp(cox.confidence_intervals_.iloc[0])
    answers = [
        expected["cox_efron"][name] for name in ("coef", "std_error", "hr_lower_95", "hr_upper_95", "loglik_fitted")
    ]
    estimates = [cox.params_.iloc[0], cox.standard_errors_.iloc[0], lower, upper, cox.log_likelihood_]
    assert estimates == close(answers, rel=1e-5)


def test_shares_by_a_week_in_every_analysis_and_on_every_scale(trial, reference):
    for analysis, (population, withdrawal) in ANALYSES.items():
        expected = reference["s19_landmarks"][analysis]
        times = read(trial, population, withdrawal)
        for scale in BANDS:
            curve = estimate_curve(times, 0.95, scale)
            weeks = [week for week in expected["weeks"] if week <= times["weeks"].max()]
            found = [estimate_share_by(curve, week) for week in weeks]
            for name, column in (("value", "share"), ("lower", "lower"), ("upper", "upper")):
                answers = expected["given"][scale][column][: len(weeks)]
                assert [getattr(share, name) for share in found] == close(answers), (analysis, scale, name)


def test_competing_withdrawal_on_every_scale(trial, reference):
    expected, times = reference["s20_competing"], read(trial, "all-treated", "competing")
    for scale in SCALES:
        table = estimate_curve(times, 0.95, scale)
        table = table[table["survival"] < 1]
        limits = expected["limits_95"][scale]
        assert table["weeks"].tolist() == close(expected["weeks"])
        assert table["survival"].tolist() == close(expected["without_response"])
        for end in ("lower", "upper"):
            assert table[end].tolist() == close(limits[end]), (scale, end)
        found, half = median_survival(table, "first"), limits["median_limits_first_weeks"]
        assert found.weeks == expected["median_first_weeks"]
        assert [finite(found.lower), finite(found.upper)] == close([ours(half["lower"]), ours(half["upper"])])


def test_groups_under_the_midpoint_rule(trial, reference):
    times = read(trial)
    for group, expected in reference["s18_groups"].items():
        member = times["SUBTYPE_GROUP"] == group
        found = median_survival(kaplan_meier(times.loc[member, "weeks"], times.loc[member, "event"]), "midpoint")
        limits = expected["median_limits_log_log_95"]
        assert found.weeks == expected["median_midpoint_weeks"]
        assert [finite(found.lower), finite(found.upper)] == close([limits["lower"], limits["upper"]])
        test = multivariate_logrank_test(times["weeks"], member, times["event"])
        assert (test.test_statistic, test.p_value) == close([expected["against_rest"][name] for name in ("chisq", "p")])


def test_visits_bracket_the_responses(trial, reference):
    expected, times = reference["s21_visits"], read(trial)
    visits = list_visits(trial, WEEKS_PER_MONTH, times["weeks"].max())
    lower, upper = bracket_times(times["weeks"], times["event"], visits)
    pairs = sorted(zip(lower, upper, strict=True))
    assert np.array(pairs).ravel() == close(
        np.array(sorted(zip(expected["left"], expected["right"], strict=True))).ravel()
    )
    assert interval_censored_estimate(lower, upper).log_likelihood == close(expected["log_likelihood"])
