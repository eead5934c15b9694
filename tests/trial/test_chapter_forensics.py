"""Checks on printed numbers: against R, against hand-worked fractions and every small possibility, and on edited tables."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from reanalysis.data.printed import reported_interval
from reanalysis.trial import later_samples, printed_medians, printed_p_values
from reanalysis.trial.chapters import forensics
from reanalysis.trial.printed_summaries import Summary, name_fact, pair_comparisons, pair_summaries, read_evidence

ACTIVITY, DAMAGE = "clasi_activity_week2", "clasi_damage_month12"
MONTHS = "Follow-up period (months)"


@pytest.fixture(scope="module")
def evidence(trial):
    return read_evidence(trial)


@pytest.fixture(scope="module")
def summaries(evidence):
    return {(each.fact, each.mean): each for each in pair_summaries(evidence)}


@pytest.fixture(scope="module")
def checked(trial, evidence, summaries):
    return printed_p_values.check_p_values(trial, pair_comparisons(evidence, list(summaries.values())))


def sizes_by_division(mean: str, largest: int, roundings) -> list[int]:
    """The sizes for which some whole number divided by the size prints as the mean."""
    unit = Decimal(mean).as_tuple().exponent
    printed = {
        n: {
            str((Decimal(total) / n).quantize(Decimal(1).scaleb(unit), how)) for total in range(90) for how in roundings
        }
        for n in range(1, largest + 1)
    }
    return [n for n, prints in printed.items() if mean in prints]


def test_readings_agree_with_r_and_say_how_each_was_cut(evidence, reference):
    table = forensics.check_readings(evidence)
    entry = reference["s10_descriptive"]["all_treated"]
    for score in ("activity", "damage"):
        for statistic in ("mean", "sd"):
            word = "Mean" if statistic == "mean" else "The SD of"
            row = table[table["statement"].str.startswith(f"{word} CLASI {score} at entry")].iloc[0]
            assert row["value"] == pytest.approx(entry[f"clasi_{score}"]["overall"][statistic])
    fits = dict(zip(table["printed"], table["fits"], strict=True))
    # 10.933 prints as 11 only if rounded, 2.968 as 2.96 only if cut off, 2.333 never as 2.39
    assert (fits["11"], fits["2.96"], fits["2.39"], fits["2.33"]) == (
        "rounded", "truncated", "neither", "rounded or truncated",
    )  # fmt: skip


def test_grim_agrees_with_every_division(evidence):
    table = forensics.check_means(evidence)
    for mean in table[table["sizes"] != "any"].itertuples():
        rounded = sizes_by_division(mean.printed, 15, (ROUND_HALF_UP, ROUND_HALF_DOWN))
        either = sizes_by_division(mean.printed, 15, (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_DOWN))
        words = [f"{n}" if n in rounded else f"{n} (truncated)" for n in either]
        assert mean.sizes == (", ".join(words) or "none")
        possible = set(mean.plausible) & set(either)
        assert mean.verdict.startswith("impossible") == (not possible)
    verdicts = dict(zip(table["printed"], table["verdict"], strict=True))
    assert verdicts["3.08"] == "impossible with a plausible n"  # 37/12 and 40/13 would print so
    assert (verdicts["2.39"], verdicts["3.26"], verdicts["4.13"]) == ("impossible", "only if truncated", "possible")


def test_plausible_sizes_follow_the_tables(data_copy):
    data_copy.set_cell("table2", 3, MONTHS, "11")  # patient 2, of the ten followed for a year
    table = forensics.check_means(read_evidence(data_copy.read_trial()))
    assert table.set_index("printed").loc["3.08", "plausible"] == (15, 14, 9)


def test_grimmer_finds_the_total_and_the_sum_of_squares(summaries):
    table = forensics.check_spreads(list(summaries.values()))
    damage = table[table["label"] == name_fact(DAMAGE)].set_index("n")
    for n, (total, squares) in {13: (40, 242), 12: (37, 223)}.items():
        assert damage.loc[n, "sums"] == f"{total}, {squares}"
        assert round(total / n, 2) == 3.08 and round(((squares - total**2 / n) / (n - 1)) ** 0.5, 2) == 3.15
        assert not damage.loc[n, "plausible"]
    assert table.set_index("mean").loc["3.26", "fits"] == "mean truncated, SD rounded"


def test_percentages_name_their_counts(evidence):
    table = forensics.check_percentages(evidence).set_index("statement")
    rate = table.loc["The complete response rate was 86%."]
    assert rate["counts"] == "13 of 15 (truncated); 12 of 14"  # 86.67% and 85.71%
    relapse = table.loc["Clinical relapse occurred in 75%."]
    assert (relapse["counts"], relapse["missing"]) == ("9 of 12", "14, 15")


def test_t_tests_agree_with_r(checked, reference):
    rows = checked[ACTIVITY].tests.set_index(["source", "test", "n1", "n2"])
    for n in (14, 15):
        answers = reference["s09_t_tests"]["activity_baseline_vs_week_2"][f"n{n}"]
        for kind in ("student", "welch"):
            row = rows.loc[("as printed", kind, n, n)]
            assert row["p"] == pytest.approx(answers["unpaired"][kind]["p"])
        paired = rows.loc[("as printed", "paired", n, n)]
        needed = answers["correlation_giving_printed_p"]["correlation"]
        assert paired["correlation_low"] < needed < paired["correlation_high"]
    assert checked[ACTIVITY].is_unpaired and not checked[DAMAGE].is_unpaired
    assert all(row.fits == (row.n2 == 15) for row in checked[ACTIVITY].tests.itertuples())


def test_the_mann_whitney_test_is_scipys_for_each_data_set(checked, trial):
    low, high = reported_interval("0.398")
    entry = trial.adsl["CLASI_DAMAGE"]
    for item, row in zip(checked[DAMAGE].items, checked[DAMAGE].reconstructions.itertuples(), strict=True):
        p = [mannwhitneyu(entry, later, method="asymptotic").pvalue for later in item.datasets.values]
        assert (row.lowest_p, row.highest_p) == pytest.approx((min(p), max(p)))
        assert row.hits == sum(low <= each <= high for each in p) > 0


def test_everyone_can_have_risen_where_each_ranked_score_has(checked):
    for item in checked[DAMAGE].items:  # a pairing without fall exists exactly if the sorted scores have none
        assert item.one_way == (np.sort(item.datasets.values, axis=1) >= item.entry).all(axis=1).sum()
    for item in checked[ACTIVITY].items:
        assert item.one_way == (np.sort(item.datasets.values, axis=1) <= item.entry).all(axis=1).sum()


@pytest.mark.parametrize(
    ("edits", "observed", "enough"),
    [
        ({}, 10, "no"),  # by hand from Table 2: 15, 12, 12, 19, 17, 18, 15, 30, 25 and 17 months
        ({11: "12"}, 11, "no"),
        ({11: "12", 16: "12"}, 12, "yes"),
        ({10: "-"}, 9, "no"),
    ],
)
def test_later_samples_are_held_against_the_printed_follow_up(data_copy, edits, observed, enough):
    for row, months in edits.items():
        data_copy.set_cell("table2", row, MONTHS, months)
    trial = data_copy.read_trial()
    table = later_samples.check_samples(trial, pair_summaries(read_evidence(trial))).set_index("label")
    damage = table.loc[name_fact(DAMAGE)]
    assert (damage["sizes"], damage["observed"], damage["enough"]) == ((12, 13), observed, enough)


def test_a_sample_may_exist_where_fewer_than_were_left_would_do(trial):
    months = Summary("clasi_damage_month10", "3.08", "3.15", 56, (15, 10), tuple(range(15, 9, -1)))
    weeks = Summary("clasi_damage_week2", "3.08", "3.15", 56, (15, 10), tuple(range(15, 9, -1)))
    none = Summary("clasi_damage_month12", "2.39", "2.96", 56, (15, 10), tuple(range(15, 9, -1)))
    table = later_samples.check_samples(trial, [months, weeks, none])  # 12 were followed ten months, 14 two weeks
    assert table["enough"].tolist() == ["yes", "possibly", "no size fits"]


def test_the_withdrawn_count_until_they_withdrew(trial):
    assert later_samples.count_observed(trial, "week", 1) == 15  # patient 3 left after one week
    assert later_samples.count_observed(trial, "week", 2) == 14


def test_those_followed_longest_are_found_unless_tied(trial):
    chosen, who = later_samples.find_longest(trial, 12)
    assert set(trial.adsl["SUBJID"]) - set(chosen["SUBJID"]) == {3, 8, 13}  # withdrawn, 7 and 8 months
    assert who == "the 12 followed longest (10 months or more)"
    assert later_samples.find_longest(trial, 11)[0] is None  # patients 10 and 15 share the last place
    assert len(later_samples.find_longest(trial, 15)[0]) == 15


def test_means_at_entry_of_those_who_stayed(trial, summaries):
    (change,) = later_samples.list_changes(trial, list(summaries.values()))
    assert (change.everyone, change.stayed, change.stayed_count) == (35 / 15, 31 / 10, 10)  # Table 1, added up
    assert change.is_explained
    table = later_samples.describe_groups(trial, list(summaries.values())).set_index("patients")
    assert table.loc[12, "clasi_damage_mean"] == pytest.approx(34 / 12)
    assert table.loc[12, "clasi_damage_change"] == pytest.approx(3.08 - 34 / 12)


def test_printed_times_beside_their_conventions(trial, data_copy):
    table = printed_medians.check_times(trial).set_index(["group", "kind"])
    # Table 2: lupus profundus 4 and 36 weeks, at activity 7 and 19; the others 10, 4, 11, 2, 4, 4, 12 and 2
    assert table.loc[("LEP", "median"), "conventions"] == "4, 20, 36"
    assert table.loc[("LEP", "median"), "equal"] == "Median CLASI activity at entry"
    assert table.loc[("LEP", "longest"), "equal"] == "Last minus first event"
    assert table.loc[("DLE+SCLE", "longest"), "is_reproduced"]
    assert table.loc[("DLE+SCLE", "median"), "equal"] == "Mean of those with the event"
    data_copy.set_cell("table2", 6, "Time to complete response (weeks)", "22")  # 4 and 22 weeks have the middle 13
    edited = printed_medians.check_times(data_copy.read_trial()).set_index(["group", "kind"])
    assert edited.loc[("LEP", "median"), "is_reproduced"]
