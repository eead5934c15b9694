"""How numbers are said: never nan or inf, and always their unit, level and rule."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.show import text
from reanalysis.statistics.proportions import Proportion
from reanalysis.statistics.survival import Median


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (8.26, 1, "8.3"),
        (8.24, 1, "8.2"),
        (3, 2, "3.00"),
        (-1.5, 1, "−1.5"),
        (-0.04, 1, "0.0"),
        (0, 0, "0"),
        (math.nan, 1, "not estimable"),
        (None, 1, "not estimable"),
        (math.inf, 1, "not reached"),
    ],
)
def test_number(value, digits, said):
    assert text.format_number(value, digits) == said


@pytest.mark.parametrize(
    ("written", "unit"), [("1", " week"), ("2", " weeks"), ("1.5", " weeks"), ("not reached", ""), ("0", " weeks")]
)
def test_one_week_is_no_weeks(written, unit):
    assert text.name_weeks(written) == unit


@given(value=st.floats())
def test_no_number_is_ever_said_as_nan_or_inf(value):
    said = [text.format_number(value), text.format_weeks(value), text.format_interval(value, value)]
    assert not any("nan" in one or "inf" in one for one in said)


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        (4.0, "4"),
        (5.5, "5.5"),
        (6.25, "6.25"),
        (34.785714, "34.8"),
        (126.0, "126"),
        (0, "0"),
        (math.inf, "not reached"),
        (math.nan, "not estimable"),
    ],
)
def test_weeks_have_decimals_only_where_needed(weeks, said):
    assert text.format_weeks(weeks) == said


@pytest.mark.parametrize(
    ("share", "digits", "said"),
    [
        (12 / 14, 0, "86%"),
        (0.0, 0, "0%"),
        (1.0, 0, "100%"),
        (2 / 15, 1, "13.3%"),
        (math.nan, 0, "not estimable"),
    ],
)
def test_percentage(share, digits, said):
    assert text.format_percent(share, digits) == said


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (0.95, "95%"),
        (0.9, "90%"),
        (0.57, "57%"),
        (0.999, "99.9%"),
        (0.975, "97.5%"),
    ],
)
def test_confidence_level_has_decimals_only_where_needed(level, said):
    assert text.format_level(level) == said


def test_proportion_says_its_count_total_level_and_interval():
    # Twelve of fourteen: the paper's 86%, with R's limits 0.5719 and 0.9822.
    proportion = Proportion(12, 14, 12 / 14, 0.5718708390903011, 0.9822054845168084, 0.95, "clopper-pearson")
    assert text.format_proportion(proportion) == "12/14 (86%; 95% CI 57% to 98%)"


def test_proportion_of_nobody_is_said_to_be_so():
    assert text.format_proportion(Proportion(0, 0, math.nan, math.nan, math.nan, 0.95, "wilson")) == "0/0 (no patients)"


def test_median_says_its_interval_and_level_and_no_jargon():
    assert text.format_median(Median(5.5, 3, 12, "midpoint"), 0.95) == "5.5 weeks (95% CI 3 to 12)"


def test_median_that_is_not_reached_has_no_unit():
    said = text.format_median(Median(math.inf, 16.0, math.inf, "first"), 0.9)
    assert said == "not reached (90% CI 16 to not reached)"


@pytest.mark.parametrize(
    ("p_value", "said"),
    [
        (1.0, "1.00"),
        (0.8131868, "0.81"),
        (0.05, "0.050"),
        (0.0181818, "0.018"),
        (0.0009, "0.0009"),
        (0.00001, "< 0.0001"),
        (math.nan, "not estimable"),
    ],
)
def test_p_value(p_value, said):
    assert text.format_p(p_value) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "no patients"),
        (1, "one patient"),
        (9, "nine patients"),
        (10, "10 patients"),
    ],
)
def test_count_agrees_with_its_noun(count, said):
    assert text.format_count(count, "patient") == said


def test_count_can_have_an_irregular_plural():
    assert text.format_count(2, "biopsy", "biopsies") == "two biopsies"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], "none"),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        ([1, 2], "1 and 2"),
    ],
)
def test_list_in_words(items, said):
    assert text.join_words(items) == said


def test_a_share_says_its_count_total_and_percentage_and_no_percentage_of_nobody():
    assert text.format_share(9, 12) == "9/12 (75%)"
    assert text.format_share(0, 0) == "0/0"


@pytest.mark.parametrize(
    ("chance", "expected"), [(0.0, "0%"), (0.004, "<1%"), (0.5, "50%"), (0.996, ">99%"), (1.0, "100%")]
)
def test_chance_is_called_certain_or_impossible_only_if_it_is(chance, expected):
    assert text.format_chance(chance) == expected


def test_a_count_that_cannot_be_reached_is_said_to_be():
    assert [text.format_needed(needed, 14) for needed in (12, None)] == ["12", ">14"]
    assert [text.format_out_of(needed, 14) for needed in (12, None)] == ["12 of 14", "no count is enough"]


def test_a_share_of_a_curve_has_brackets_only_with_an_interval():
    assert text.format_curve_share(0.786, 0.531, 0.951, 0.9) == "79% (90% CI 53% to 95%)"
    assert text.format_curve_share(1.0, math.nan, math.nan, 0.9) == "100%"
    assert text.format_curve_share(math.nan, math.nan, math.nan, 0.9) == "not estimable"


def test_a_mean_says_why_it_has_no_interval():
    assert text.format_restricted_mean(9.04, 5.0, 13.1, 0.95) == "9.0 weeks (95% CI 5.0 to 13.1)"
    without = text.format_restricted_mean(24.0, math.nan, math.nan, 0.95)
    assert without == "24.0 weeks (no interval: everyone had the same time)"
    assert text.format_restricted_mean(*[math.nan] * 3, 0.95) == "not estimable"


def test_a_bound_is_a_week_or_says_that_there_is_none():
    assert [text.format_bound(weeks) for weeks in (2.0, 8.5, math.inf, math.nan)] == [
        "2",
        "8.5",
        "not reached",
        "not estimable",
    ]


def test_a_share_that_is_not_known_says_so():
    assert text.format_proportion(None) == "not known"


def test_sizes_that_follow_one_another_are_a_range():
    assert text.format_sizes([1, 2, 3, 4]) == "1 to 4"
    assert text.format_sizes([8, 15]) == "8 and 15"
    assert text.format_sizes([12, 13]) == "12 and 13"
    assert text.format_sizes([3, 6, 9]) == "3, 6 and 9"
    assert text.format_sizes([]) == "none"


def test_a_range_of_p_values_keeps_the_digits_of_each():
    assert text.format_p_range(0.00005, 0.234) == "< 0.0001 to 0.23"


def test_a_range_of_estimates_is_one_number_where_its_ends_read_alike():
    assert text.format_estimate_range(4, 7, "weeks") == "4 to 7 weeks"
    assert text.format_estimate_range(4, 4, "weeks") == "4 weeks"
    assert text.format_estimate_range(0.801, 0.804, "share") == "80%"
    assert text.format_estimate_range(0.8, 0.86, "share") == "80% to 86%"


@pytest.mark.parametrize(("count", "total", "said"), [(1, 8, "13%"), (23, 184, "13%"), (3, 8, "38%"), (57, 200, "29%")])
def test_a_tie_is_printed_half_up(count, total, said):
    assert text.format_percent(count / total) == said  # 12.5, 12.5, 37.5 and 28.5 per cent, exactly


def test_a_tie_of_a_number_is_printed_half_up():
    assert [text.format_number(value) for value in (2.25, 0.15, -2.25)] == ["2.3", "0.2", "−2.3"]


def test_differences_and_ratios_say_their_sign_and_where_there_is_no_end():
    assert text.format_difference(0.0097, -0.2564, 0.162) == "+1 (−26 to +16)"
    assert text.format_difference(-1 / 12, -0.181, 0.126) == "−8 (−18 to +13)"
    assert text.format_ratio_limits(1.011, 0.699, 1.226) == "1.01 (0.70 to 1.23)"
    assert text.format_ratio_limits(math.inf, 1.3, math.inf) == "no number (no upper end)"
    assert text.format_ratio_limits(math.nan, math.nan, math.nan) == "not estimable"
    assert text.format_against(12, 14, 50, 59) == "12/14 against 50/59"
