"""Times that are seen at visits, on a schedule and intervals worked out by hand."""

import math

import pytest

from reanalysis.statistics.bounds import interval_censored_estimate
from reanalysis.statistics.visits import (
    bracket_times,
    count_off_schedule,
    find_median_interval,
    list_masses,
    schedule_visits,
)

VISITS = [0, 4, 8, 12, 24]


def test_visits_come_further_apart_after_the_first_months():
    assert schedule_visits(1, 3, 3, 4.0, 30).tolist() == [0, 4, 8, 12, 24, 36]


@pytest.mark.parametrize(
    ("week", "event", "interval"),
    [
        (7, True, (4, 7)),
        (8.5, True, (4, 8.5)),  # half a week late still counts as the visit of week 8
        (8.6, True, (8, 8.6)),
        (0.3, True, (0, 0.3)),
        (7, False, (7, math.inf)),
    ],
)
def test_event_came_after_the_visit_before_and_censoring_has_no_end(week, event, interval):
    lower, upper = bracket_times([week], [event], VISITS)
    assert (lower[0], upper[0]) == interval


def test_time_off_schedule_is_more_than_half_a_week_from_every_visit():
    assert count_off_schedule([4, 4.5, 4.6, 10], VISITS) == 2


def test_median_lies_where_the_share_left_first_falls_to_one_half():
    masses = list_masses(interval_censored_estimate([0, 0, 4, 8], [4, 4, 8, math.inf]))
    assert find_median_interval(masses) == (0, 4)
    assert masses["left"].tolist()[:2] == pytest.approx([0.5, 0.25]) and math.isnan(masses["left"].iloc[-1])


def test_median_is_not_reached_where_most_never_have_the_event():
    masses = list_masses(interval_censored_estimate([0, 8, 8, 8], [4, math.inf, math.inf, math.inf]))
    assert find_median_interval(masses) == (math.inf, math.inf)
