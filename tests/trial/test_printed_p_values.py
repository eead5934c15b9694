"""Tests behind printed p-values: R's t tests, scipy's rank test of every data set, and Hall's condition for a pairing."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from reanalysis.data.printed import reported_interval
from reanalysis.forensics.reconstruction import ANY_PAIRING
from reanalysis.trial.printed_p_values import bound_if_improved, check_p_values, find_cleared, list_p_ranges
from reanalysis.trial.printed_summaries import pair_comparisons, pair_summaries, read_evidence

ACTIVITY, DAMAGE = "clasi_activity_week2", "clasi_damage_month12"


@pytest.fixture(scope="module")
def checked(trial):
    evidence = read_evidence(trial)
    return check_p_values(trial, pair_comparisons(evidence, pair_summaries(evidence)))


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


def test_exactly_those_whom_table_2_has_cleared_by_week_2_score_zero(checked, trial):
    # Patients 8 and 15 cleared in week 2, nobody before week 3: 605 of the 2,728 sets, and nothing else is taken away.
    item = checked[ACTIVITY].items[0]
    assert (item.listed, len(item.datasets.values)) == (2728, 605)
    assert ((item.datasets.values == 0).sum(axis=1) == 2).all()
    row = checked[ACTIVITY].reconstructions.iloc[0]
    assert (round(row.lowest_p, 4), round(row.highest_p, 4)) == (0.0004, 0.0039)
    cleared = find_cleared(checked[ACTIVITY].comparison, trial.adsl)
    assert trial.adsl.loc[cleared, "SUBJID"].tolist() == [8, 15]
    assert find_cleared(checked[DAMAGE].comparison, trial.adsl) is None


def test_if_everyone_improved_fewer_sets_are_left(checked, trial):
    comparison, item = checked[ACTIVITY].comparison, checked[ACTIVITY].items[0]
    improved = bound_if_improved(trial, comparison, item)
    assert len(improved) == 413 and round(improved["highest"].max(), 4) == 0.0029
    assert improved["highest"].max() < checked[ACTIVITY].reconstructions["paired_highest_p"].max()
    assert bound_if_improved(trial, checked[DAMAGE].comparison, checked[DAMAGE].items[0]).empty


def test_no_set_is_shown_where_none_has_as_many_zeros_as_had_cleared(data_copy):
    for row in (2, 3, 5, 7, 12, 13):  # with patients 8 and 15 eight cleared by week 2: no set has so many zeros
        data_copy.set_cell("table2", row, "Time to complete response (weeks)", "2")
    trial = data_copy.read_trial()
    evidence = read_evidence(trial)
    checked = check_p_values(trial, pair_comparisons(evidence, pair_summaries(evidence)))
    assert checked[ACTIVITY].items == [] and not checked[ACTIVITY].is_ranked


def test_ranges_of_one_kind_of_test_take_in_every_size_and_variant():
    first = {"unpaired t (Student)": np.array([0.2, 0.3]), "unpaired t (Welch)": np.array([0.25])}
    second = {"unpaired t (Student)": np.array([0.5]), ANY_PAIRING: np.array([0.01, 0.6])}
    items = [SimpleNamespace(p_values=first), SimpleNamespace(p_values=second)]
    comparison = SimpleNamespace(p="0.398", later=SimpleNamespace(label="Damage"))
    ranges = list_p_ranges({"damage": SimpleNamespace(items=items, comparison=comparison)})
    assert ranges.to_numpy().tolist() == [
        ["Damage", "0.398", "Unpaired t", 0.2, 0.5],
        ["Damage", "0.398", "Paired t", 0.01, 0.6],
    ]
