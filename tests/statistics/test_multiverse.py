"""Distinct results and moves of made-up multiverses, worked by hand."""

import itertools
import math

import pandas as pd
import pytest

from reanalysis.statistics.multiverse import (
    Choice,
    enumerate_levels,
    group_results,
    list_idle,
    list_strongest,
    mark_default,
    measure_moves,
    share_levels,
)

# A made-up multiverse: estimate = 10 a + b, except that c adds 4 where a = 1 and b = 1.
A, B, C = (Choice(name, name.upper(), "the method", "convention", {0: "no", 1: "yes"}) for name in "abc")


def made_up() -> pd.DataFrame:
    rows = []
    for a, b, c in itertools.product((0, 1), repeat=3):
        estimate = 10 * a + b + 4 * a * b * c
        rows.append(
            {"a": a, "b": b, "c": c, "estimate": estimate, "lower": estimate - 1.0, "upper": estimate + 2.0 + c}
        )
    return pd.DataFrame(rows)


def test_moves_are_those_of_a_multiverse_worked_by_hand():
    moves = measure_moves(made_up(), [C, B, A]).set_index("name")
    assert list(moves.index) == ["a", "b", "c"]
    # a: 10, 10, 10, 14; b: 1, 1, 1, 5; c: 0, 0, 0, 4.
    assert list(moves["estimate_largest"]) == [14, 5, 4]
    assert list(moves["estimate_mean"]) == [11, 2, 1]
    assert list(moves["pairs"]) == [4, 4, 4]
    # Limits of c: lower 0, 0, 0, 4; upper 1, 1, 1, 5.
    assert moves.loc["c", "limits_largest"] == 5 and moves.loc["c", "limits_mean"] == 1.5


def test_moves_compare_all_pairs_of_levels():
    choice = Choice("a", "A", "the method", "convention", {0: "x", 1: "y", 2: "z"})
    frame = pd.DataFrame({"a": [0, 1, 2], "estimate": [1.0, 2.0, 4.0], "lower": 0.0, "upper": math.inf})
    (row,) = measure_moves(frame, [choice]).itertuples()
    assert (row.estimate_largest, row.estimate_mean) == (3, 2)  # 1, 2 and 3
    assert (row.limits_largest, row.limits_mean) == (0, 0)  # inf on both sides is no change


def test_moves_between_reached_and_not_reached_are_infinite_and_missing_numbers_are_left_out():
    frame = pd.DataFrame({"a": [0, 1], "estimate": [4.0, math.inf], "lower": [3.0, math.nan], "upper": [9.0, 9.0]})
    (row,) = measure_moves(frame, [A]).itertuples()
    assert math.isinf(row.estimate_largest) and row.limits_largest == 0


def test_numbers_that_are_not_reached_on_either_side_are_a_pair_without_a_change():
    frame = pd.DataFrame({"a": [0, 1], "estimate": math.inf, "lower": [2.0, 5.0], "upper": math.inf})
    (row,) = measure_moves(frame, [A]).itertuples()
    assert (row.pairs, row.estimate_largest, row.estimate_mean) == (1, 0, 0)
    assert (row.limits_largest, row.limits_mean) == (3, 1.5)  # of 3 and 0


def test_results_that_agree_are_one_with_the_number_that_share_it():
    frame = made_up()
    frame["estimate"] = frame["estimate"].astype(float)
    frame["upper"] = frame["estimate"] + 2.0
    frame.loc[0, "estimate"] += 1e-13  # rounding error makes no new result
    grouped = group_results(frame)
    # Estimates 0, 0, 1, 1, 10, 10, 11, 15.
    assert list(grouped["estimate"]) == [0, 1, 10, 11, 15]
    assert list(grouped["specifications"]) == [2, 2, 2, 1, 1]
    assert sorted(label for rows in grouped["rows"] for label in rows) == list(frame.index)


def test_the_result_that_holds_the_default_is_marked():
    grouped = group_results(made_up())
    assert list(grouped["estimate"]) == [0, 0, 1, 1, 10, 10, 11, 15]  # upper limits tell equal estimates apart
    assert list(mark_default(grouped, made_up(), [A, B, C])) == [True] + [False] * 7


def test_shares_of_a_level_are_counted_over_the_specifications_of_a_result():
    frame = made_up().assign(upper=20.0, lower=0.0)
    levels = share_levels(group_results(frame), frame, [A, C])
    assert list(levels["choice"]) == ["A", "A", "C", "C"] and list(levels["level"]) == ["no", "yes"] * 2
    # Estimates 0, 1, 10 (each with both levels of c), 11 (without c), 15 (with c).
    assert levels[[0, 1, 2, 3, 4]].to_numpy().tolist() == [
        [1, 1, 0, 0, 0],
        [0, 0, 1, 1, 1],
        [0.5, 0.5, 0.5, 1, 0],
        [0.5, 0.5, 0.5, 0, 1],
    ]


def test_the_strongest_choices_are_all_with_the_largest_change_and_the_idle_change_nothing():
    idle = Choice("d", "D", "the method", "convention", {0: "no", 1: "yes"})
    frame = pd.concat([made_up().assign(d=d) for d in (0, 1)], ignore_index=True)
    moves = measure_moves(frame, [A, B, C, idle])
    assert list_strongest(moves) == ["A"] and list_idle(moves) == ["D"]
    still = frame.assign(estimate=3.0)
    assert list_strongest(measure_moves(still, [A, B])) == []
    even = frame.assign(estimate=frame["a"] + frame["b"])
    assert list_strongest(measure_moves(even, [A, B, C])) == ["A", "B"]


def test_a_choice_that_moves_only_limits_is_not_idle():
    frame = made_up().assign(estimate=1.0, lower=0.0)
    assert list_idle(measure_moves(frame, [A, C])) == []


@pytest.mark.parametrize("limit", [8, 7])
def test_levels_are_enumerated_in_order_and_sampled_in_order(limit):
    everything = enumerate_levels([A, B, C], 8)
    assert everything[0] == {"a": 0, "b": 0, "c": 0} and everything[1] == {"a": 0, "b": 0, "c": 1}
    found = enumerate_levels([A, B, C], limit)
    assert len(found) == limit and found == [levels for levels in everything if levels in found]
