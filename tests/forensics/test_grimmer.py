"""GRIMMER against its authors' examples, R's scrutiny and rsprite2, and every small data set."""

import itertools
from decimal import ROUND_DOWN, ROUND_HALF_UP
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.data.printed import READINGS, ROUNDED, TRUNCATED
from reanalysis.forensics.grim import grim_scalar
from reanalysis.forensics.grimmer import grimmer_power, grimmer_scalar, learns_nothing
from tests.forensics.printing import multisets, print_mean, print_sd, printed_ways

# The example pigs5 of the R package scrutiny, with the results that it prints (its README and tests).
PIGS5 = [
    ("7.22", "5.30", 38, False), ("4.74", "6.55", 31, True), ("5.23", "2.55", 35, False), ("2.57", "2.57", 30, True),
    ("6.77", "2.18", 33, False), ("2.68", "2.59", 34, True), ("7.01", "6.68", 35, False), ("7.38", "3.65", 32, True),
    ("3.14", "5.32", 33, False), ("6.89", "4.18", 37, True), ("5.00", "2.18", 31, True), ("0.24", "6.43", 34, True),
]  # fmt: skip


def test_grimmer_finds_the_sd_of_allards_example_impossible():
    # Allard (2018) takes it from the papers that Anaya (2016) built GRIMMER for: no whole numbers round to both.
    assert grimmer_scalar("3.44", "2.47", 18).how != ROUNDED
    assert grimmer_scalar("5.21", "1.6", 28).how == ROUNDED  # rsprite2's counterexample


@pytest.mark.parametrize(("mean", "sd", "n", "consistent"), PIGS5)
def test_grimmer_agrees_with_scrutiny_where_scores_have_no_bound(mean, sd, n, consistent):
    assert (grimmer_scalar(mean, sd, n, lower=None).how == ROUNDED) == consistent


def test_grimmer_respects_the_ends_of_the_scale():
    # Examples of scrutiny's tests for scale bounds; rsprite2's tests have 0.45 and 3.03 as limits of the last SD.
    assert grimmer_scalar("3.00", "2.08", 20, lower=None).how == ROUNDED
    assert not grimmer_scalar("3.00", "2.08", 20, 1, 5).consistent
    assert not grimmer_scalar("1.00", "0.32", 20, 1, 5).consistent
    assert grimmer_scalar("1.00", "0.00", 20, 1, 5).consistent
    assert not grimmer_scalar("7.22", "1.10", 30, 1, 5).consistent
    sds = [f"{hundredths / 100:.2f}" for hundredths in range(400)]
    possible = [sd for sd in sds if grimmer_scalar("4.2", sd, 5, 1, 7).sd_how == ROUNDED]
    assert (possible[0], possible[-1]) == ("0.45", "3.03")


def test_grimmer_is_exact_where_parity_alone_is_not():
    # Ten whole numbers adding up to 13 have an SD of at least 0.48; by parity alone 0.11 passes (scrutiny's tests).
    assert not grimmer_scalar("1.30", "0.11", 10).consistent
    assert grimmer_scalar("1.30", "0.48", 10).consistent


@pytest.mark.parametrize(("n", "upper"), [(2, 6), (3, 5), (4, 4), (5, 3)])
def test_grimmer_agrees_with_every_small_data_set(n, upper):
    fitting = {}
    for values in multisets(n, 0, upper):
        means = printed_ways(Fraction(sum(values), n), 1, print_mean)
        sds = printed_ways(values, 2, print_sd)
        sums = sum(values), sum(value**2 for value in values)
        for mean_how, sd_how in itertools.product(READINGS, repeat=2):
            for printed in itertools.product(means[mean_how], sds[sd_how]):
                fitting.setdefault((printed, mean_how, sd_how), set()).add(sums)
    order = [(ROUNDED, ROUNDED), (TRUNCATED, TRUNCATED), (ROUNDED, TRUNCATED), (TRUNCATED, ROUNDED)]
    for mean, sd in itertools.product([f"{tenths / 10:.1f}" for tenths in range(0, 10 * upper, 3)], range(0, 260, 2)):
        printed = mean, f"{sd / 100:.2f}"
        readings = next((how for how in order if (printed, *how) in fitting), (None, None))
        grimmer = grimmer_scalar(*printed, n, 0, upper)
        assert (grimmer.mean_how, grimmer.sd_how) == readings, printed
        assert set(grimmer.sums) == fitting.get((printed, *readings), set()), printed


@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=12),
    st.integers(0, 2),
    st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_grimmer_and_grim_never_refuse_a_real_data_set(values, decimals, rounding):
    mean = print_mean(Fraction(sum(values), len(values)), decimals, rounding)
    sd = print_sd(values, decimals, rounding)
    assert grim_scalar(mean, len(values)).consistent
    assert grimmer_scalar(mean, sd, len(values), 0, 12).consistent


@pytest.mark.parametrize("sd", ["0", "1"])
def test_an_sd_of_exactly_one_half_rounds_either_way(sd):
    grimmer = grimmer_scalar("0.25", sd, 4)  # 0, 0, 0 and 1: the variance is 3/4 over 3
    assert (grimmer.sd_how, grimmer.sums) == (ROUNDED, ((1, 1),))


def test_grimmer_tells_of_a_population_sd():
    values = [0, 1, 1, 4]
    population = grimmer_scalar("1.50", f"{np.std(values):.3f}", 4)
    assert population.population and not population.consistent


@pytest.mark.parametrize(("mean", "n"), [("2.50", 4), ("1.33", 6)])
def test_grimmer_power_is_the_share_of_sds_that_no_data_set_gives(mean, n):
    sds = [f"{hundredths / 100:.2f}" for hundredths in range(60, 181)]  # half of 1.20 to one and a half times it
    caught = [not grimmer_scalar(mean, sd, n, 0, 9).consistent for sd in sds]
    assert grimmer_power(mean, "1.20", n, 0, 9) == pytest.approx(np.mean(caught))


def test_grimmer_power_is_complete_where_the_mean_is_impossible():
    assert grimmer_power("5.19", "1.20", 28) == 1


@pytest.mark.parametrize("n", [30, 41])
@pytest.mark.parametrize(("mean", "upper"), [("3.5", 10), ("9.2", 20), ("15.4", 40)])
def test_where_nothing_is_learnt_working_it_out_finds_every_sd_possible(n, mean, upper):
    free = [sd for sd in ("1.9", "2.4", "3.3") if learns_nothing(mean, sd, n, 0, upper)]
    assert free and all(grimmer_scalar(mean, sd, n, 0, upper).how == ROUNDED for sd in free)


def test_a_large_group_is_answered_at_once():
    """Two minutes in an earlier version; with 200 patients every SD with two decimals is possible."""
    assert learns_nothing("50.12", "10.34", 200, 0, 100)
    assert grimmer_power("50.12", "10.34", 200, 0, 100) == 0
