"""Differences and ratios of two proportions: published tables, R, and what must hold of any two groups."""

import math

import pytest

from reanalysis.statistics.differences import estimate_difference, estimate_ratio, estimate_score_difference

# Newcombe 1998, table II: 56/70 - 48/80 and so on; limits of method 10, then of method 6 (Miettinen & Nurminen).
TABLE_II = [
    ((56, 70, 48, 80), (0.0524, 0.3339), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1705, 0.8090), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0582, 0.8062), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0326, 0.1933)),
    ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.1658, 0.2844)),
    ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.2879, 0.2879)),
    ((10, 10, 0, 20), (0.6791, 1.0000), (0.7156, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000), (0.6636, 1.0000)),
]
# Fagerland, Lydersen & Laake 2017, Statistical Analysis of Contingency Tables, chapter 4.
EPINEPHRINE, GENOTYPE = (7, 34, 1, 34), (0, 16, 15, 72)


@pytest.mark.parametrize(("counts", "hybrid", "score"), TABLE_II)
def test_limits_are_those_of_newcombes_table(counts, hybrid, score):
    assert estimate_difference(*counts)[1:] == pytest.approx(hybrid, abs=6e-5)
    assert estimate_score_difference(*counts)[1:] == pytest.approx(score, abs=6e-5)


def test_limits_are_those_of_the_textbook():
    assert estimate_difference(*EPINEPHRINE) == pytest.approx((0.1765, 0.0189, 0.3404), abs=5e-5)
    assert estimate_score_difference(*GENOTYPE) == pytest.approx((-0.2083, -0.3164, -0.0056), abs=5e-5)
    assert estimate_ratio(*EPINEPHRINE) == pytest.approx((7.0, 1.2086, 43.0330), abs=5e-5)


def test_limits_are_those_of_r(reference):
    for name, answers in reference["peers"]["examples"].items():
        counts = tuple(map(int, name.split("_")))
        score, ratio = estimate_score_difference(*counts), estimate_ratio(*counts)
        assert score[1:] == pytest.approx((answers["score_lower"], answers["score_upper"]), abs=1e-9)
        expected = [answers[f"ratio{end}"] for end in ("", "_lower", "_upper")]
        assert ratio == pytest.approx(expected, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("method", [estimate_difference, estimate_score_difference])
def test_groups_exchanged_change_the_sign_alone(method):
    one, other = method(12, 14, 50, 59, 0.9), method(50, 59, 12, 14, 0.9)
    assert one == pytest.approx((-other.value, -other.upper, -other.lower), abs=1e-12)


def test_ratio_exchanged_is_its_reciprocal():
    one, other = estimate_ratio(12, 14, 50, 59), estimate_ratio(50, 59, 12, 14)
    assert one == pytest.approx((1 / other.value, 1 / other.upper, 1 / other.lower), rel=1e-9)


def test_nobody_in_a_group_leaves_nothing_or_no_end():
    assert all(map(math.isnan, (*estimate_difference(0, 0, 1, 2), *estimate_score_difference(1, 2, 0, 0))))
    assert all(map(math.isnan, estimate_ratio(0, 5, 0, 7)))
    assert estimate_ratio(0, 15, 5, 60)[:2] == (0, 0)
    ratio = estimate_ratio(3, 15, 0, 60)
    assert math.isinf(ratio.value) and math.isinf(ratio.upper) and ratio.lower > 1
