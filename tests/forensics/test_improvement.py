"""The ends of the paired t test among those who improved, against every permutation."""

import itertools

import numpy as np
import pytest
from scipy.stats import ttest_rel

from reanalysis.forensics.improvement import bound_improved_p


@pytest.mark.parametrize("known", [((), ()), ((9, 4), (0, 4))])
def test_no_pairing_of_those_who_improved_lies_outside(known):
    entry, sets = np.array([3, 6, 6, 11, 19]), np.array([[1, 2, 5, 5, 9], [2, 2, 2, 4, 17], [1, 4, 6, 6, 7]])
    expected = {}
    for index, scores in enumerate(sets):
        pairings = (np.array(order) for order in itertools.permutations(scores))
        p = [ttest_rel([*known[0], *entry], [*known[1], *order]).pvalue for order in pairings if (order < entry).all()]
        if p:
            expected[index] = (min(p), max(p))
    found = bound_improved_p(entry, sets, known).set_index("dataset")
    assert list(found.index) == list(expected) == [0, 1]  # the third holds 6, 6 and 7, and only two entered above 6
    assert found.loc[0].tolist() == pytest.approx(expected[0]) and found.loc[1].tolist() == pytest.approx(expected[1])


def test_nothing_to_pair_gives_no_rows():
    assert bound_improved_p([], np.empty((0, 0))).empty
