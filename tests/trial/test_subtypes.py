"""Subtype groups in the time to complete response against R's answers and the printed text."""

import math

import pytest

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial import subtypes
from reanalysis.trial.chapters.time_to_response import read_times


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.fixture
def times(trial):
    return read_times(trial, "evaluable", "censored", WEEKS_PER_MONTH, "printed")


def test_group_medians_are_those_of_r(trial, times, reference):
    curves = subtypes.estimate_curves(times, 0.95, "log-log")
    found = subtypes.summarise_groups(trial, times, curves, "midpoint").set_index("group")
    for name, expected in reference["s18_groups"].items():
        assert found.loc[name, "weeks"] == expected["median_midpoint_weeks"], name
        for end, limit in expected["median_limits_log_log_95"].items():
            assert found.loc[name, end] == (math.inf if math.isnan(limit) else limit), (name, end)
    assert found.loc["DLE", ["patients", "responses"]].tolist() == [8, 6]  # tables 1 and 2: not patients 9 and 13


def test_group_tests_are_those_of_r(times, reference):
    tests, expected = subtypes.compare_groups(times), reference["s05_logrank"]
    assert tests.loc["all", "logrank_p"] == close(expected["four_groups"]["p"])
    assert tests.loc["all", "permutation_p"] == pytest.approx(expected["four_groups"]["permutation"]["p"], abs=0.01)
    contrast, exact = expected["lep_versus_dle_and_scle"], "score_abs_u"
    assert tests.loc["contrast", "logrank_p"] == close(contrast["p"])
    assert tests.loc["contrast", "permutation_p"] == close(contrast["permutation"][exact]["p"])
    assert tests.loc["contrast", "relabelings"] == contrast["permutation"]["assignments"]
    rest = expected["lep_versus_rest"]
    assert tests.loc["LEP", "excess"] == close(rest["observed"]["group"] - rest["expected"]["group"])


def test_text_and_table_differ_in_three_summaries_of_six(trial, times):
    # Text: 2 to 12, median 6, and 4 to 32, median 13. Table 2: DLE and SCLE 2 to 12; LEP 4 and 36, so 20 in the middle.
    found = subtypes.compare_with_text(trial, times).set_index(["group", "summary"])
    assert found["agree"].tolist() == ["yes", "no", "yes", "yes", "no", "no"]
    assert found.loc[("LEP", "median"), "weeks"] == 20
    assert found.loc[("DLE and SCLE", "median"), "printed"] == "6"
