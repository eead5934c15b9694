"""Bounds of a sum from a printed range and median, against every set of small whole numbers."""

import itertools
import math
import random

import numpy as np
import pytest

from reanalysis.statistics.sum_bounds import bound_sum


def test_bounds_are_those_of_every_set_of_whole_numbers():
    draw, fitting = random.Random(20121207), 0
    for _ in range(600):
        caps = [draw.randint(1, 6) for _ in range(draw.choice([3, 4, 5]))]
        shortest = draw.randint(1, 3)
        longest = draw.randint(shortest, 6)
        median = draw.randint(shortest, longest)
        sums = [
            sum(values)
            for values in itertools.product(*(range(1, cap + 1) for cap in caps))
            if (min(values), np.median(values), max(values)) == (shortest, median, longest)
        ]
        found = bound_sum(caps, (shortest,) * 2, (median,) * 2, (longest,) * 2)
        fitting += bool(sums)
        assert found == (min(sums), max(sums)) if sums else all(map(math.isnan, found))
    assert fitting > 100


def test_rounded_numbers_leave_more_room():
    exact = bound_sum([4, 6, 9], (2, 2), (5, 5), (8, 8))
    rounded = bound_sum([4.5, 6.5, 9.5], (1.5, 2.5), (4.5, 5.5), (7.5, 8.5))
    assert exact == (15, 15) and rounded == pytest.approx((13.5, 16.5))
