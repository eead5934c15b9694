"""SPRITE lists every data set that fits, or a sample of them."""

from decimal import ROUND_HALF_UP
from fractions import Fraction

import numpy as np
import pytest

from reanalysis.forensics.grimmer import grimmer_scalar
from reanalysis.forensics.sprite import enumerate_or_sample_datasets
from tests.forensics.printing import multisets, print_mean, print_sd


@pytest.mark.parametrize(("mean", "sd", "n", "upper"), [("2.4", "1.8", 5, 6), ("1.67", "1.03", 6, 5), ("3", "2", 7, 7)])
def test_enumeration_finds_every_data_set(mean, sd, n, upper):
    sums = set(grimmer_scalar(mean, sd, n, 0, upper).sums)
    expected = [values for values in multisets(n, 0, upper) if (sum(values), sum(value**2 for value in values)) in sums]
    found = enumerate_or_sample_datasets(mean, sd, n, 0, upper)
    assert found.complete
    assert sorted(map(tuple, found.values.tolist())) == expected
    assert len(expected) > 1


def test_enumeration_answers_the_example_of_rsprite2():
    # "20 responses on a 1 to 5 scale, mean 2.2, SD 1.3" (README of rsprite2), with every multiset as judge.
    expected = {
        values for values in multisets(20, 1, 5)
        if 2.15 <= np.mean(values) <= 2.25 and 1.25 <= np.std(values, ddof=1) <= 1.35
    }  # fmt: skip
    found = enumerate_or_sample_datasets("2.2", "1.3", 20, 1, 5)
    assert found.complete and set(map(tuple, found.values.tolist())) == expected


@pytest.mark.parametrize(("lower", "upper"), [(0, 30), (1, 14), (0, None)])
def test_a_sample_of_data_sets_has_the_printed_mean_and_sd(lower, upper):
    found = enumerate_or_sample_datasets("4.13", "3.66", 15, lower, upper, draws=40)
    assert not found.complete and 20 < len(found.values) <= 40
    assert len({tuple(values) for values in found.values.tolist()}) == len(found.values)
    assert found.values.min() >= lower and (upper is None or found.values.max() <= upper)
    for values in found.values:
        assert print_mean(Fraction(int(values.sum()), 15), 2, ROUND_HALF_UP) == "4.13"
        assert print_sd([int(value) for value in values], 2, ROUND_HALF_UP) == "3.66"


def test_a_sample_is_the_same_for_the_same_seed():
    first, again, other = (enumerate_or_sample_datasets("4.13", "3.66", 15, draws=20, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.values, again.values)
    assert not np.array_equal(first.values, other.values)


def test_an_impossible_mean_has_no_data_set():
    found = enumerate_or_sample_datasets("5.19", "1.20", 28)
    assert found.complete and found.values.shape == (0, 28)
