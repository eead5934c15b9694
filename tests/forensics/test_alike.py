"""Alike rows against every deal written out by hand, and round numbers against binomial tails worked by hand."""

import itertools
import math

import pandas as pd
import pytest

from reanalysis.forensics.alike import count_round, expect_equal, find_alike, find_noticed

ENTRY = pd.DataFrame({"site": list("AABB"), "score": list("1123"), "sex": list("FFFF")}, index=[1, 2, 3, 4])
OUTCOME = pd.DataFrame({"weeks": list("4468"), "relapse": list("YYNN")}, index=[1, 2, 3, 4])


def count_by_hand(order) -> int:
    """The largest number of equal cells of two patients, cell by cell."""
    rows = [
        (*ENTRY.iloc[place][["site", "score"]], *OUTCOME.iloc[other][["weeks", "relapse"]])
        for place, other in enumerate(order)
    ]
    return max(sum(a == b for a, b in zip(*pair, strict=True)) for pair in itertools.combinations(rows, 2))


def test_the_most_alike_rows_are_those_of_brute_force():
    found = find_alike(ENTRY, OUTCOME)
    reached = [count_by_hand(order) for order in itertools.permutations(range(4))]
    assert (found.columns, found.most, found.pairs, found.identical) == (4, 4, ((1, 2),), 1)  # all have the same sex
    assert found.chance == sum(count == 4 for count in reached) / 24 == 4 / 24  # the two Y again for the two A1
    assert found.differing == ()


def test_the_limit_is_reached_by_one_deal_in_twenty_at_most():
    found = find_alike(ENTRY, OUTCOME)
    assert found.limit == 5 and found.hidden == 0  # 4 of 24 deals reach all four cells: no copy would stand out


def test_expected_equal_cells_are_the_mean_over_pairs():
    pairs = itertools.combinations(range(4), 2)
    counts = [sum(ENTRY.iloc[a] == ENTRY.iloc[b]) for a, b in pairs]
    assert expect_equal(ENTRY) == sum(counts) / 6


def test_deals_are_drawn_with_a_seed_where_there_are_many_patients():
    many = pd.DataFrame({"a": [str(n % 3) for n in range(12)]}), pd.DataFrame({"b": [str(n % 4) for n in range(12)]})
    assert find_alike(*many) == find_alike(*many)
    assert find_alike(*many, seed=1).most == find_alike(*many).most


@pytest.mark.parametrize("rows", [0, 1])
def test_fewer_than_two_patients_are_not_compared(rows):
    assert find_alike(ENTRY.head(rows), OUTCOME.head(rows)) is None


def test_patients_without_a_difference_are_not_compared():
    same = pd.DataFrame({"sex": ["F", "F"]}, index=[1, 2])
    assert find_alike(same, same.rename(columns={"sex": "other"})) is None


def test_a_planted_copy_is_found(trial):
    entry, outcome = (trial.folder.tables[name].set_index("Patient number") for name in ("table1", "table2"))
    copied = [table.copy() for table in (entry, outcome)]
    for table in copied:
        table.loc["11"] = table.loc["12"]
    found = find_alike(*copied)
    assert found.identical == 1 and found.pairs == ((11, 12),) and found.chance < 0.05


def test_round_numbers_are_counted_against_one_in_five():
    found = count_round([10, 12, 15])
    assert (found.total, found.count) == (3, 2)
    assert found.chance == pytest.approx(3 * 0.2**2 * 0.8 + 0.2**3)  # two of three, or three
    assert count_round([]).chance == 1


def test_the_share_noticed_follows_from_the_binomial():
    # Of five numbers four or more end so in 5 * 0.2^4 * 0.8 + 0.2^5 = 0.7% of columns, three or more in 5.8%: four are needed.
    share = find_noticed(5)
    chance = 0.2 + 0.8 * share
    assert 5 * chance**4 * (1 - chance) + chance**5 >= 0.8
    less = 0.2 + 0.8 * (share - 0.01)
    assert 5 * less**4 * (1 - less) + less**5 < 0.8
    assert math.isnan(find_noticed(1))  # one of one ends so by chance in every fifth column
