"""Intervals between ordered times: tables of the binomial, brute force, and the trial's median against R."""

from itertools import product

import pytest

from reanalysis.statistics.order_intervals import judge_median_interval, judge_order_interval
from reanalysis.statistics.survival import kaplan_meier, median_survival


def test_third_to_eleventh_of_fourteen_misses_above_more_often_than_one_in_forty():
    # Of 2**14 = 16384 sequences of heads, 106 have at most two and 470 at most three: 1 + 14 + 91 + 364.
    found = judge_order_interval(3, 11, 14)
    assert (found.below, found.above) == pytest.approx((106 / 16384, 470 / 16384))
    assert found.coverage == pytest.approx(1 - 576 / 16384)


@pytest.mark.parametrize(("lower", "upper", "total"), [(1, 3, 3), (2, 4, 5), (2, 7, 6)])
def test_chances_are_those_of_every_pattern_of_sides(lower, upper, total):
    sides = [sum(pattern) for pattern in product((0, 1), repeat=total)]  # observations below the true median
    found = judge_order_interval(lower, upper, total)
    assert found.below == pytest.approx(sum(count < lower for count in sides) / 2**total)
    assert found.above == pytest.approx(sum(count >= upper for count in sides) / 2**total)


def test_an_upper_end_that_is_not_reached_never_misses_above():
    table = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    found = judge_median_interval(table, 1, float("inf"))
    assert (found.upper_rank, found.above) == (5, 0)


def test_a_censoring_before_the_end_leaves_nothing_to_count():
    table = kaplan_meier([1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 1, 1])
    assert judge_median_interval(table, 1, 5) is None
    assert judge_median_interval(table, 1, 1).lower_rank == 1


def test_the_trials_interval_is_rs(trial, reference):
    from reanalysis.trial.adtte import build_adtte, response_times

    for analysis, kept, withdrawal in (
        ("evaluable", "evaluable", "censored"),
        ("eligible", "eligible", "censored"),
        ("all_treated_censored_week_1", "all-treated", "censored"),
        ("all_treated_never_responds", "all-treated", "never-responds"),
    ):
        times = response_times(trial, build_adtte(trial, withdrawal=withdrawal), kept)
        table = kaplan_meier(times["weeks"], times["event"])
        median = median_survival(table)
        found = judge_median_interval(table, median.lower, median.upper)
        expected = reference["s03_kaplan_meier"][analysis]["pr_censoring_as_printed"]["median_order"]
        assert (found.lower_rank, found.upper_rank, found.total) == tuple(
            expected[name] for name in ("lower_rank", "upper_rank", "n")
        )
        assert (found.below, found.above, found.coverage) == pytest.approx(
            tuple(expected[name] for name in ("below", "above", "coverage"))
        )
