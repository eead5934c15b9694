"""Tests recomputed from printed summaries, against R."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.forensics.summaries import (
    correlation_for_p,
    correlation_range_for_p,
    find_matching_tests,
    p_range_from_rounded,
    t_test_from_summaries,
)


def reference_comparisons(reference):
    for name, first, second, printed in (
        ("activity_baseline_vs_week_2", (11, 5.9), (4.13, 3.66), 0.0009),
        ("damage_baseline_vs_one_year", (2.39, 2.96), (3.08, 3.15), 0.398),
    ):
        for comparison in reference["s09_t_tests"][name].values():
            yield comparison, (*first, comparison["n"], *second, comparison["n"]), printed


def test_t_tests_from_summaries_agree_with_r(reference):
    for comparison, summaries, _ in reference_comparisons(reference):
        for kind in ("student", "welch"):
            assert t_test_from_summaries(*summaries, kind) == pytest.approx(comparison["unpaired"][kind]["p"], rel=1e-9)
        for label, test in comparison["paired_by_correlation"].items():
            p = t_test_from_summaries(*summaries, "paired", float(label.removeprefix("r_")))
            assert p == pytest.approx(test["p"], rel=1e-9)


def test_the_correlation_behind_a_p_value_agrees_with_r(reference):
    for comparison, (mean1, sd1, n, mean2, sd2, _), printed in reference_comparisons(reference):
        expected = comparison["correlation_giving_printed_p"]
        assert expected["feasible"]
        assert correlation_for_p(printed, mean1, sd1, mean2, sd2, n) == pytest.approx(expected["correlation"], rel=1e-7)


def test_no_correlation_gives_a_p_value_out_of_reach():
    assert math.isnan(correlation_for_p(0.9, 10, 1, 0, 1, 10))
    assert all(math.isnan(end) for end in correlation_range_for_p("0.90", "10", "1.0", "0", "1.0", 10))


@given(st.sampled_from(["student", "welch", "paired"]), st.tuples(*[st.floats(-0.5, 0.5)] * 4), st.floats(-1, 1))
def test_no_rounded_input_leaves_the_range_of_p(kind, shifts, correlation):
    units = (1, 0.1, 0.01, 0.01)
    mean1, sd1, mean2, sd2 = (
        value + unit * shift for value, unit, shift in zip((11, 5.9, 9.13, 3.66), units, shifts, strict=True)
    )
    low, high = p_range_from_rounded("11", "5.9", 15, "9.13", "3.66", 15, kind)
    p = t_test_from_summaries(mean1, sd1, 15, mean2, sd2, 15, kind, correlation)
    assert low - 1e-12 <= p <= high + 1e-12


def test_exact_inputs_leave_no_range():
    summaries = (10.9, 5.9, 15, 4.1, 3.7, 15)
    low, high = p_range_from_rounded(*summaries, "welch")
    assert low == high == t_test_from_summaries(*summaries, "welch")


def test_tests_that_give_names_the_tests_that_can_print_the_p_value():
    table = find_matching_tests("0.0009", "11", "5.9", "4.13", "3.66", [(15, 15), (15, 14)])
    assert list(table["test"]) == ["student", "welch", "paired", "student", "welch"]
    assert table["gives"].all()
    paired = table[table["test"] == "paired"].iloc[0]
    assert paired["correlation_low"] < 0.1845 < paired["correlation_high"]  # R's solution for the numbers as printed
    unpaired = find_matching_tests("0.398", "2.39", "2.96", "3.08", "3.15", [(15, 12)])
    assert not unpaired["gives"].any()


def test_a_paired_test_needs_pairs_and_a_correlation():
    with pytest.raises(ValueError, match="two samples of one size"):
        t_test_from_summaries(1, 1, 5, 2, 1, 6, "paired", 0.5)
    with pytest.raises(ValueError, match="allowed: student, welch, paired"):
        t_test_from_summaries(1, 1, 5, 2, 1, 6, "z")
