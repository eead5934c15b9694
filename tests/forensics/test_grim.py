"""GRIM and percentages against their authors' examples, R's scrutiny, and every count."""

from fractions import Fraction

import numpy as np
import pytest

from reanalysis.data.printed import READINGS, ROUNDED
from reanalysis.forensics.grim import grim_map, grim_power, grim_scalar, percent_counts, percent_power
from reanalysis.forensics.grimmer import grimmer_scalar
from tests.forensics.printing import print_mean, printed_ways

# The examples pigs1 and pigs2 of the R package scrutiny, with the results that it prints (its README and tests).
PIGS1 = [
    ("7.22", 32, True), ("4.74", 25, False), ("5.23", 29, False), ("2.57", 24, False), ("6.77", 27, False),
    ("2.68", 28, True), ("7.01", 29, False), ("7.38", 26, True), ("3.14", 27, False), ("6.89", 31, False),
    ("5.00", 25, True), ("0.24", 28, False),
]  # fmt: skip
PIGS2 = [("67.4", False), ("54.2", False), ("54.0", True), ("69.8", False), ("68.1", False), ("55.4", False)]


def test_grim_finds_the_mean_of_brown_and_heathers_impossible():
    assert not grim_scalar("5.19", 28).consistent  # 145/28 is 5.18, 146/28 is 5.21
    assert grim_scalar("5.18", 28).totals == (145,)
    assert grim_scalar("5.18", 14, items=2).consistent


@pytest.mark.parametrize(("mean", "n", "consistent"), PIGS1)
def test_grim_agrees_with_scrutiny(mean, n, consistent):
    assert (grim_scalar(mean, n).how == ROUNDED) == consistent


@pytest.mark.parametrize("n", range(1, 8))
def test_grim_agrees_with_every_small_data_set(n):
    totals = {total: printed_ways(Fraction(total, n), 2, print_mean) for total in range(4 * n + 1)}
    for hundredths in range(400):
        mean = f"{hundredths / 100:.2f}"
        fitting = {how: tuple(total for total, ways in totals.items() if mean in ways[how]) for how in READINGS}
        grim = grim_scalar(mean, n)
        how = next((how for how in READINGS if fitting[how]), None)
        assert (grim.consistent, grim.how, grim.totals) == (how is not None, how, fitting.get(how, ()))


@pytest.mark.parametrize("n", [1, 7, 15, 28, 99, 100, 250])
def test_grim_power_is_the_share_of_values_that_no_total_gives(n):
    assert grim_power("4.13", n, how=ROUNDED) == pytest.approx(max(0, (100 - n) / 100), abs=0.011)
    values = [f"{hundredths / 100:.2f}" for hundredths in range(100)]
    caught = [not grim_scalar(value, n).consistent for value in values]
    assert grim_power("4.13", n) == pytest.approx(np.mean(caught))


def test_grim_power_over_several_sizes_counts_what_none_of_them_gives():
    values = [f"{hundredths / 100:.2f}" for hundredths in range(100)]
    caught = [not any(grim_scalar(value, n).consistent for n in (6, 14, 15)) for value in values]
    assert grim_power("2.39", [6, 14, 15]) == pytest.approx(np.mean(caught))
    assert grim_power("11", 15) == 0


def test_grim_map_has_a_row_for_every_mean_and_size():
    table = grim_map(["5.19", "5.18"], range(27, 29))
    assert list(zip(table["mean"], table["n"], table["consistent"], strict=True)) == [
        ("5.19", 27, True), ("5.19", 28, False), ("5.18", 27, True), ("5.18", 28, True),
    ]  # fmt: skip


def test_no_patients_is_not_a_sample():
    with pytest.raises(ValueError, match="n = 0 is too few values; allowed: 1 or more"):
        grim_scalar("1.0", 0)
    with pytest.raises(ValueError, match="n = 1 is too few values; allowed: 2 or more"):
        grimmer_scalar("1.0", "0.5", 1)


@pytest.mark.parametrize(("percent", "consistent"), PIGS2)
def test_percentages_agree_with_scrutiny(percent, consistent):
    assert (percent_counts(percent, 150).how == ROUNDED) == consistent


@pytest.mark.parametrize(("n", "decimals"), [(1, 0), (7, 0), (14, 0), (12, 1), (40, 1)])
def test_percent_counts_agree_with_every_count(n, decimals):
    ways = {count: printed_ways(Fraction(100 * count, n), decimals, print_mean) for count in range(n + 1)}
    caught = 0
    for units in range(100 * 10**decimals + 1):
        percent = f"{units / 10**decimals:.{decimals}f}"
        fitting = {how: tuple(count for count in ways if percent in ways[count][how]) for how in READINGS}
        how = next((how for how in READINGS if fitting[how]), None)
        found = percent_counts(percent, n)
        assert (found.how, found.counts) == (how, fitting.get(how, ()))
        caught += how is None
    assert found.power == pytest.approx(caught / (100 * 10**decimals + 1))


def test_percent_power_over_several_sizes_counts_what_none_of_them_gives():
    caught = [not any(percent_counts(str(percent), n).consistent for n in (9, 14)) for percent in range(101)]
    assert percent_power("21", [9, 14]) == pytest.approx(np.mean(caught))
