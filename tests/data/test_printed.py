"""A printed number stands for an interval; halves and trailing zeros count."""

from decimal import ROUND_DOWN, ROUND_HALF_UP
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.data.printed import ROUNDED, TRUNCATED, find_reading, p_interval, reported_interval
from tests.forensics.printing import print_mean


@pytest.mark.parametrize(
    ("reported", "how", "interval"),
    [
        ("4.13", ROUNDED, (4.125, 4.135)), ("4.13", TRUNCATED, (4.13, 4.14)), ("4.130", ROUNDED, (4.1295, 4.1305)),
        ("11", ROUNDED, (10.5, 11.5)), ("11", TRUNCATED, (11, 12)), ("0.0009", ROUNDED, (0.00085, 0.00095)),
        ("-1.5", ROUNDED, (-1.55, -1.45)), ("-1.5", TRUNCATED, (-1.6, -1.5)),
    ],
)  # fmt: skip
def test_a_printed_number_stands_for_an_interval(reported, how, interval):
    assert reported_interval(reported, how) == interval


@pytest.mark.parametrize(
    ("reported", "interval"),
    [
        ("<0.001", (0, 0.001)),
        ("< .05", (0, 0.05)),
        (">0.05", (0.05, 1)),
        ("0.40", (0.395, 0.405)),
        ("1.00", (0.995, 1)),
    ],
)
def test_a_p_value_may_be_an_inequality(reported, interval):
    assert p_interval(reported) == pytest.approx(interval)


@pytest.mark.parametrize("reported", ["NS", "0", "0.05*", "1,5", "−5", "12/14", "1.20", ""])
def test_what_is_no_p_value_is_refused_in_one_line(reported):
    with pytest.raises(ValueError, match="is not a printed number; allowed: a p-value"):
        p_interval(reported)


@pytest.mark.parametrize("reported", ["5 mg", "", "nan", 4.13])
def test_what_is_not_a_printed_number_is_refused_in_one_line(reported):
    with pytest.raises(ValueError, match="is not a printed number; allowed:"):
        reported_interval(reported)


@pytest.mark.parametrize(
    ("value", "how"),
    [(2.125, ROUNDED), (2.135, ROUNDED), (2.1349, ROUNDED), (2.139, TRUNCATED), (2.14, None), (2.12, None)],
)
def test_a_value_is_read_as_rounded_before_truncated(value, how):
    assert find_reading(value, "2.13") == how


@pytest.mark.parametrize(
    ("value", "reported", "how"),
    [
        (10.5, "11", ROUNDED),
        (10.5, "10", ROUNDED),
        (11.5, "12", ROUNDED),
        (11.5, "11", TRUNCATED),
        (12.5, "12", ROUNDED),
    ],
)
def test_a_half_is_rounded_away_from_zero_or_to_the_even_digit(value, reported, how):
    assert find_reading(value, reported) == how


@given(st.integers(-5000, 5000), st.integers(1, 400), st.integers(0, 3))
def test_a_value_prints_as_itself(numerator, denominator, decimals):
    value = Fraction(numerator, denominator)
    assert find_reading(value, print_mean(value, decimals, ROUND_HALF_UP)) == ROUNDED
    assert find_reading(value, print_mean(value, decimals, ROUND_DOWN)) in (ROUNDED, TRUNCATED)
