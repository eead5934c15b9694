"""Tests behind printed p-values: R's t tests, scipy's rank test of every data set, and Hall's condition for a pairing."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from reanalysis.data.printed import reported_interval
from reanalysis.trial.printed_p_values import check_p_values
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
