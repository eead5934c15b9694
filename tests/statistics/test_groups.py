"""Shares in groups and Fisher's exact test."""

import math

import pytest

from reanalysis.statistics.groups import compare_shares, compare_with_rest, estimate_groups


def test_fisher_p_is_that_of_the_lady_tasting_tea():
    assert compare_shares(3, 4, 1, 4) == pytest.approx(34 / 70)  # Fisher (1935): 1 + 16 + 16 + 1 of 70 tables


def test_fisher_p_adds_tables_that_are_no_likelier_than_the_one_seen():
    # 0 of 2 against 9 of 9: one of the 11 * 10 / 2 pairs is the one without an event; no other table is as unlikely.
    assert compare_shares(0, 2, 9, 9) == pytest.approx(1 / 55)


def test_an_empty_group_has_no_p_value():
    assert math.isnan(compare_shares(0, 0, 3, 5))
    assert math.isnan(compare_shares(3, 5, 0, 0))
    assert math.isnan(compare_with_rest([True, True], [True, False]))
    assert math.isnan(compare_with_rest([False, False], [True, False]))


def test_the_rest_is_everybody_outside_of_the_group():
    member, outcome = [True] * 4 + [False] * 4, [True, True, True, False, True, False, False, False]
    assert compare_with_rest(member, outcome) == pytest.approx(34 / 70)


@pytest.mark.parametrize("level, z", [(0.95, 1.959964), (0.9, 1.644854)])
def test_groups_have_their_own_counts_and_intervals(level, z):
    member, outcome = [True] * 4 + [False] * 4, [True, True, True, False, True, False, False, False]
    table = estimate_groups({"inside": member, "nobody": [False] * 8}, outcome, level, "wilson")
    inside, nobody = table.iloc[0], table.iloc[1]
    assert (inside["count"], inside["total"], inside["estimate"]) == (3, 4, 0.75)
    for limit in (inside["lower"], inside["upper"]):  # Wilson (1927): both limits solve this equation
        assert (limit - 0.75) ** 2 == pytest.approx(z**2 * limit * (1 - limit) / 4, rel=1e-5)
    assert inside["lower"] < 0.75 < inside["upper"]
    assert inside["p"] == pytest.approx(34 / 70)
    assert nobody["total"] == 0 and nobody[["estimate", "lower", "upper", "p"]].isna().all()
