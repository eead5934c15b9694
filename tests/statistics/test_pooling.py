"""Pooling: brute force by another route, R, and what must follow from more and from fewer series."""

import math

import numpy as np
import pytest
from scipy.stats import binom, norm

from reanalysis.statistics.pooling import pool_proportions


def test_pooled_rates_are_those_of_r(reference):
    # Any response under thalidomide, other centres: Cuadrado, China, Knop, Israel; R integrates another way.
    found, there = pool_proportions([39, 67, 54, 10], [48, 69, 60, 10]), reference["peers"]["pooled"]["thalidomide"]
    for name in ("typical", "lower", "upper", "predicted_lower", "predicted_upper"):
        assert getattr(found, name) == pytest.approx(there["nothing"][name], abs=2e-4)
    assert (found.belief.a, found.belief.b) == pytest.approx((there["nothing"]["a"], there["nothing"]["b"]), rel=1e-4)


def test_median_of_the_centre_splits_its_posterior_by_brute_force():
    counts, totals = (3, 4), (5, 8)
    z, spreads = np.linspace(-6, 6, 121), np.linspace(0.05, 3.95, 40)[:, np.newaxis, np.newaxis]

    def integrate(low: float, high: float) -> float:
        centres = (low + (np.arange(300) + 0.5) * (high - low) / 300)[:, np.newaxis]
        rates = 1 / (1 + np.exp(-centres - spreads * z))
        series = [binom.pmf(*pair, rates) @ norm.pdf(z) for pair in zip(counts, totals, strict=True)]
        return float(np.sum(np.exp(-(spreads[..., 0] ** 2) / 2) * series[0] * series[1]) * (high - low))

    typical = pool_proportions(counts, totals).typical
    middle = math.log(typical / (1 - typical))
    assert integrate(-8, middle) == pytest.approx(integrate(middle, 8), rel=1e-3)


def test_a_further_series_is_less_certain_than_the_typical_one():
    found = pool_proportions([10, 12, 14], [20, 20, 20])
    assert found.predicted_lower < found.lower < found.typical < found.upper < found.predicted_upper
    wide = pool_proportions([2, 12, 19], [20, 20, 20])
    assert wide.upper - wide.lower > found.upper - found.lower


def test_what_pools_and_what_does_not_answer_the_same_turned_round():
    one, other = pool_proportions([3, 9], [10, 12]), pool_proportions([7, 3], [10, 12])
    assert (one.typical, one.lower) == pytest.approx((1 - other.typical, 1 - other.upper), abs=1e-9)


def test_one_series_is_not_pooled():
    with pytest.raises(ValueError, match="two series or more; there are 1"):
        pool_proportions([3], [5])
