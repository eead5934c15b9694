"""Forensic checks against examples that their authors published, against R, and against every small data set."""

import itertools
import math
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reanalysis.data.printed import READINGS, ROUNDED, TRUNCATED, find_reading, reported_interval
from reanalysis.forensics.grim import grim_map, grim_power, grim_scalar, percent_counts, percent_power
from reanalysis.forensics.grimmer import grimmer_power, grimmer_scalar
from reanalysis.forensics.pairings import _pair, mann_whitney_p, p_values_over_datasets, signed_rank_p
from reanalysis.forensics.sprite import enumerate_or_sample_datasets
from reanalysis.forensics.summaries import (
    correlation_for_p,
    correlation_range_for_p,
    find_matching_tests,
    p_range_from_rounded,
    t_test_from_summaries,
)

# The examples pigs1, pigs2 and pigs5 of the R package scrutiny, with the results that it prints (its README and tests).
PIGS1 = [
    ("7.22", 32, True), ("4.74", 25, False), ("5.23", 29, False), ("2.57", 24, False), ("6.77", 27, False),
    ("2.68", 28, True), ("7.01", 29, False), ("7.38", 26, True), ("3.14", 27, False), ("6.89", 31, False),
    ("5.00", 25, True), ("0.24", 28, False),
]  # fmt: skip
PIGS2 = [("67.4", False), ("54.2", False), ("54.0", True), ("69.8", False), ("68.1", False), ("55.4", False)]
PIGS5 = [
    ("7.22", "5.30", 38, False), ("4.74", "6.55", 31, True), ("5.23", "2.55", 35, False), ("2.57", "2.57", 30, True),
    ("6.77", "2.18", 33, False), ("2.68", "2.59", 34, True), ("7.01", "6.68", 35, False), ("7.38", "3.65", 32, True),
    ("3.14", "5.32", 33, False), ("6.89", "4.18", 37, True), ("5.00", "2.18", 31, True), ("0.24", "6.43", 34, True),
]  # fmt: skip


def print_mean(value: Fraction, decimals: int, rounding: str) -> str:
    return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-decimals), rounding))


def print_sd(values, decimals: int, rounding: str) -> str:
    total, squares, n = sum(values), sum(value**2 for value in values), len(values)
    variance = Decimal(n * squares - total**2) / Decimal(n * (n - 1))
    return str(variance.sqrt().quantize(Decimal(1).scaleb(-decimals), rounding))


def printed_ways(value, decimals: int, printer) -> dict[str, set[str]]:
    return {
        ROUNDED: {printer(value, decimals, rounding) for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN)},
        TRUNCATED: {printer(value, decimals, ROUND_DOWN)},
    }


def multisets(n: int, lower: int, upper: int):
    return itertools.combinations_with_replacement(range(lower, upper + 1), n)


# Printed numbers


@pytest.mark.parametrize(
    ("reported", "how", "interval"),
    [
        ("4.13", ROUNDED, (4.125, 4.135)), ("4.13", TRUNCATED, (4.13, 4.14)), ("4.130", ROUNDED, (4.1295, 4.1305)),
        ("11", ROUNDED, (10.5, 11.5)), ("11", TRUNCATED, (11, 12)), ("0.0009", ROUNDED, (0.00085, 0.00095)),
        ("-1.5", ROUNDED, (-1.55, -1.45)), ("-1.5", TRUNCATED, (-1.6, -1.5)),
    ],
)  # fmt: skip
def test_a_printed_number_stands_for_an_interval(reported, how, interval):
    assert reported_interval(reported, how) == interval


@pytest.mark.parametrize("reported", ["5 mg", "", "nan", 4.13])
def test_what_is_not_a_printed_number_is_refused_in_one_line(reported):
    with pytest.raises(ValueError, match="is not a printed number; allowed:"):
        reported_interval(reported)


@pytest.mark.parametrize(
    ("value", "how"),
    [(2.125, ROUNDED), (2.135, ROUNDED), (2.1349, ROUNDED), (2.139, TRUNCATED), (2.14, None), (2.12, None)],
)
def test_a_value_is_read_as_rounded_before_truncated(value, how):
    assert find_reading(value, "2.13") == how


@given(st.integers(-5000, 5000), st.integers(1, 400), st.integers(0, 3))
def test_a_value_prints_as_itself(numerator, denominator, decimals):
    value = Fraction(numerator, denominator)
    assert find_reading(value, print_mean(value, decimals, ROUND_HALF_UP)) == ROUNDED
    assert find_reading(value, print_mean(value, decimals, ROUND_DOWN)) in (ROUNDED, TRUNCATED)


# GRIM


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


# Percentages


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


# GRIMMER


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


# SPRITE


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


# t tests from summaries


def reference_comparisons(reference):
    for name, first, second, printed in (
        ("activity_baseline_vs_week_2", (11, 5.9), (4.13, 3.66), 0.0009),
        ("damage_baseline_vs_one_year", (2.39, 2.96), (3.08, 3.15), 0.398),
    ):
        for comparison in reference["s09_t_tests"][name].values():
            yield comparison, (*first, comparison["n"], *second, comparison["n"]), printed


def test_t_tests_from_summaries_agree_with_r(reference):
    for comparison, summaries, _ in reference_comparisons(reference):
        for kind in ("student", "welch"):
            assert t_test_from_summaries(*summaries, kind) == pytest.approx(comparison["unpaired"][kind]["p"], rel=1e-9)
        for label, test in comparison["paired_by_correlation"].items():
            p = t_test_from_summaries(*summaries, "paired", float(label.removeprefix("r_")))
            assert p == pytest.approx(test["p"], rel=1e-9)


def test_the_correlation_behind_a_p_value_agrees_with_r(reference):
    for comparison, (mean1, sd1, n, mean2, sd2, _), printed in reference_comparisons(reference):
        expected = comparison["correlation_giving_printed_p"]
        assert expected["feasible"]
        assert correlation_for_p(printed, mean1, sd1, mean2, sd2, n) == pytest.approx(expected["correlation"], rel=1e-7)


def test_no_correlation_gives_a_p_value_out_of_reach():
    assert math.isnan(correlation_for_p(0.9, 10, 1, 0, 1, 10))
    assert all(math.isnan(end) for end in correlation_range_for_p("0.90", "10", "1.0", "0", "1.0", 10))


@given(st.sampled_from(["student", "welch", "paired"]), st.tuples(*[st.floats(-0.5, 0.5)] * 4), st.floats(-1, 1))
def test_no_rounded_input_leaves_the_range_of_p(kind, shifts, correlation):
    units = (1, 0.1, 0.01, 0.01)
    mean1, sd1, mean2, sd2 = (
        value + unit * shift for value, unit, shift in zip((11, 5.9, 9.13, 3.66), units, shifts, strict=True)
    )
    low, high = p_range_from_rounded("11", "5.9", 15, "9.13", "3.66", 15, kind)
    p = t_test_from_summaries(mean1, sd1, 15, mean2, sd2, 15, kind, correlation)
    assert low - 1e-12 <= p <= high + 1e-12


def test_exact_inputs_leave_no_range():
    summaries = (10.9, 5.9, 15, 4.1, 3.7, 15)
    low, high = p_range_from_rounded(*summaries, "welch")
    assert low == high == t_test_from_summaries(*summaries, "welch")


def test_tests_that_give_names_the_tests_that_can_print_the_p_value():
    table = find_matching_tests("0.0009", "11", "5.9", "4.13", "3.66", [(15, 15), (15, 14)])
    assert list(table["test"]) == ["student", "welch", "paired", "student", "welch"]
    assert table["gives"].all()
    paired = table[table["test"] == "paired"].iloc[0]
    assert paired["correlation_low"] < 0.1845 < paired["correlation_high"]  # R's solution for the numbers as printed
    unpaired = find_matching_tests("0.398", "2.39", "2.96", "3.08", "3.15", [(15, 12)])
    assert not unpaired["gives"].any()


def test_a_paired_test_needs_pairs_and_a_correlation():
    with pytest.raises(ValueError, match="two samples of one size"):
        t_test_from_summaries(1, 1, 5, 2, 1, 6, "paired", 0.5)
    with pytest.raises(ValueError, match="allowed: student, welch, paired"):
        t_test_from_summaries(1, 1, 5, 2, 1, 6, "z")


# Tests over data sets

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
