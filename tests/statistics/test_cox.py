"""Cox models with one covariate: R's answers, and data that give no estimate."""

import math

import pytest

from reanalysis.statistics.cox import fit_cox, read_hazard_ratio


@pytest.mark.parametrize(
    ("events", "covariate"),
    [
        ([1, 0, 0, 0], [1, 2, 3, 4]),  # one event
        ([1, 1, 1, 1], [2, 2, 2, 2]),  # no differences
        ([1, 1, 1, 1], [4, 3, 2, 1]),  # the covariate orders the events completely: the likelihood has no maximum
    ],
)
def test_there_is_no_model_where_the_data_give_none(events, covariate):
    model = fit_cox([1, 2, 3, 4], events, covariate)
    assert model is None
    assert all(math.isnan(value) for value in read_hazard_ratio(model, 1))


def test_hazard_ratio_of_more_points_is_a_power_of_that_of_one():
    model = fit_cox([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 1, 1], [3, 1, 4, 1, 5, 2], level=0.9)
    one, five = read_hazard_ratio(model, 1), read_hazard_ratio(model, 5)
    assert five == pytest.approx([value**5 for value in one])
    assert one.lower < one.value < one.upper
