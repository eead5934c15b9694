"""Tests over reconstructed data sets, against R, scipy and every pairing."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reanalysis.forensics.pairings import _pair, mann_whitney_p, p_values_over_datasets, signed_rank_p

BEFORE = np.array([6, 7, 3, 6, 19, 19, 20, 9, 13, 6, 15, 17, 3, 11, 10])
AFTER = np.array([2, 7, 0, 4, 5, 9, 12, 3, 9, 0, 6, 10, 1, 11, 2])


def test_rank_tests_agree_with_r():
    # R 4: wilcox.test(BEFORE, AFTER, paired = TRUE), wilcox.test(BEFORE, AFTER), wilcox.test(BEFORE, AFTER[1:9])
    assert signed_rank_p(AFTER - BEFORE)[0] == pytest.approx(0.00163997657547313, rel=1e-9)
    assert mann_whitney_p(BEFORE, AFTER)[0] == pytest.approx(0.0125831290275827, rel=1e-9)
    assert mann_whitney_p(BEFORE, AFTER[:9])[0] == pytest.approx(0.0390677809033417, rel=1e-9)


@given(st.lists(st.integers(-3, 9), min_size=6, max_size=20), st.lists(st.integers(-3, 9), min_size=5, max_size=20))
def test_rank_tests_agree_with_scipy(first, second):
    if len(set(first + second)) > 1:
        expected = stats.mannwhitneyu(first, second, method="asymptotic").pvalue
        assert mann_whitney_p(first, second)[0] == pytest.approx(expected, abs=1e-12)
    if any(first):
        expected = stats.wilcoxon(first, correction=True, method="approx").pvalue
        assert signed_rank_p(first)[0] == pytest.approx(expected, abs=1e-12)


def test_ranked_pairing_is_the_test_of_sorted_values():
    row = p_values_over_datasets(BEFORE, [AFTER], "ranked").iloc[0]
    first, second = np.sort(BEFORE), np.sort(AFTER)
    assert row["paired_t"] == pytest.approx(stats.ttest_rel(first, second).pvalue)
    assert row["correlation"] == pytest.approx(np.corrcoef(first, second)[0, 1])
    assert row["student"] == pytest.approx(stats.ttest_ind(first, second).pvalue)
    assert row["welch"] == pytest.approx(stats.ttest_ind(first, second, equal_var=False).pvalue)


def test_every_pairing_lies_between_the_ranked_and_the_reversed_one():
    before, after = np.array([1, 4, 4, 7, 9]), np.array([0, 2, 3, 5, 5])
    ends = [p_values_over_datasets(before, [after], pairing).iloc[0] for pairing in ("ranked", "reversed")]
    every = [stats.ttest_rel(before, order) for order in itertools.permutations(after)]
    assert min(test.pvalue for test in every) == pytest.approx(ends[0]["paired_t"])
    assert max(test.pvalue for test in every) == pytest.approx(ends[1]["paired_t"])
    assert ends[0]["correlation"] > 0 > ends[1]["correlation"]
    random = p_values_over_datasets(before, [after], "random", repeats=200)
    assert random["paired_t"].between(ends[0]["paired_t"] - 1e-12, ends[1]["paired_t"] + 1e-12).all()
    assert random["paired_t"].nunique() > 10


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8), st.integers(0, 5))
def test_a_pairing_without_rise_has_none_and_is_found_where_there_is_one(pairs, seed):
    before = np.sort([max(pair) for pair in pairs])
    after = np.array([[min(pair) for pair in pairs]])
    for pairing, first, second in (("never-higher", before, after), ("never-lower", -before, -after)):
        paired = _pair(np.sort(first), np.sort(second), pairing, np.random.default_rng(seed))
        assert sorted(paired[0]) == sorted(second[0])
        assert (paired <= np.sort(first)).all() if pairing == "never-higher" else (paired >= np.sort(first)).all()


def test_paired_tests_are_left_out_where_no_pairing_fits_or_sizes_differ():
    rising = p_values_over_datasets([1, 2, 3], [[1, 2, 9]], "never-higher").iloc[0]
    assert math.isnan(rising["paired_t"]) and math.isnan(rising["signed_rank"]) and rising["welch"] > 0
    shorter = p_values_over_datasets(BEFORE, [AFTER[:9]]).iloc[0]
    assert math.isnan(shorter["paired_t"]) and shorter["mann_whitney"] > 0
    with pytest.raises(ValueError, match="allowed: random, ranked, reversed, never-higher, never-lower"):
        p_values_over_datasets([1, 2], [[1, 2]], "sorted")
