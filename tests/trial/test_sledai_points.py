"""What the printed SLEDAI of 3.26 ± 2.22 forces, worked out by hand."""

import itertools
import math

import pytest

from reanalysis.trial.sledai_points import count_above_zero, find_points, mean_without_rash


def test_fifteen_patients_have_49_points_with_sum_of_squares_229():
    points = find_points("3.26", "2.22", 15)
    # By hand: 49/15 = 3.2667 prints as 3.26 truncated; (229 - 49²/15) / 14 = 4.9238, whose root 2.2190 rounds to 2.22.
    assert (points.total, points.squares) == (49, 229)
    assert (points.mean_how, points.sd_how) == ("truncated", "rounded")
    assert points.least_above_zero == 11  # 49² / 229 = 10.48


def test_only_those_with_systemic_lupus_cannot_have_this_mean():
    assert find_points("3.26", "2.22", 6) is None
    assert find_points("3.26", "2.22", 7) is None


def test_an_example_with_eleven_above_zero_exists():
    # Sums 49 and 229 over eleven: found by brute force over counts of 3, 4, 5, 6 and 7 points
    for counts in itertools.product(range(12), repeat=5):
        scores = [score for score, count in zip((3, 4, 5, 6, 7), counts, strict=True) for _ in range(count)]
        if len(scores) == 11 and sum(scores) == 49 and sum(each * each for each in scores) == 229:
            return
    pytest.fail("no eleven scores above zero have these sums")


@pytest.mark.parametrize("scores", list(itertools.combinations_with_replacement(range(5), 4)))
def test_the_bound_never_exceeds_the_scores_above_zero(scores):
    assert count_above_zero(sum(scores), sum(each**2 for each in scores)) <= sum(each > 0 for each in scores)


def test_the_bound_is_reached_by_equal_scores():
    assert count_above_zero(4 * 2, 4 * 4) == 4
    assert count_above_zero(0, 0) == 0


def test_twelve_rashes_gone_take_24_of_the_49_points():
    points = find_points("3.26", "2.22", 15)
    assert math.isclose(mean_without_rash(points, 12), 25 / 15)
