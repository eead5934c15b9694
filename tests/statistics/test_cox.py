"""Cox models with one covariate: R's answers, and data that give no estimate."""

import math

import pytest

from reanalysis.statistics.cox import check_proportionality, estimate_hazard_ratio, fit_cox


@pytest.mark.parametrize(
    ("events", "covariate"),
    [
        ([1, 0, 0, 0], [1, 2, 3, 4]),  # one event
        ([1, 1, 1, 1], [2, 2, 2, 2]),  # no differences
        ([1, 1, 1, 1], [4, 3, 2, 1]),  # the covariate orders the events completely: the likelihood has no maximum
    ],
)
def test_there_is_no_model_where_the_data_give_none(events, covariate):
    data = [1, 2, 3, 4], events, covariate
    assert fit_cox(*data) is None
    assert all(math.isnan(value) for value in estimate_hazard_ratio(*data, 1, 0.95))
    assert math.isnan(check_proportionality(*data))


def test_hazard_ratio_of_more_points_is_a_power_of_that_of_one():
    data = [1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 1, 1], [3, 1, 4, 1, 5, 2]
    one, five = (estimate_hazard_ratio(*data, points, 0.9) for points in (1, 5))
    assert five == pytest.approx([value**5 for value in one])
    assert one.lower < one.value < one.upper


@pytest.mark.parametrize("example", ["aml", "lung"])
def test_profile_limits_and_proportionality_of_published_data_are_those_of_r(reference, example):
    given = reference["s23_published"][example]
    expected, data = given["cox_efron"], [given["input"][name] for name in ("time", "event", "covariate")]
    found = estimate_hazard_ratio(*data, 1, 0.95)
    limits = [expected["profile"][name] for name in ("hr_lower_95", "hr_upper_95")]
    assert [found.lower, found.upper] == pytest.approx(limits, rel=1e-6)
    assert check_proportionality(*data) == pytest.approx(expected["proportionality_p"], rel=1e-5)
