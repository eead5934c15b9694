"""The chapter on safety: R's answers, the definition of the methods, and what the times on the drug leave."""

import pytest

from reanalysis.trial.chapters import toxicity
from reanalysis.trial.sentences.toxicity import say_exposure

EXACT = 0.95, "clopper-pearson"


def test_arthritis_counts_by_the_trials_own_definition(trial, reference):
    # Table 3 lists patients 3 and 15; the text tells new arthritis of patient 1: 3 of 15, not 2.
    assert toxicity.list_by_definition(trial) == [1, 3, 15]
    share = toxicity.estimate_by_definition(trial, *EXACT)
    there = reference["s01_proportions"]["all_treated"]["adverse_event_by_definition"]
    limits = there["ci_two_sided_by_level_percent"]["clopper_pearson"]["95"]
    assert (share.count, share.total) == (there["x"], there["n"]) == (3, 15)
    assert (share.lower, share.upper) == pytest.approx((limits["lower"], limits["upper"]))
    assert (round(share.lower, 2), round(share.upper, 2)) == (0.04, 0.48)


def test_neuropathy_is_bounded_by_those_tested_again(trial):
    # Table 1 names neuropathy in patients 1, 7, 10 and 12: 1 - 0.05^(1/4) and 1 - 0.025^(1/4), not those of 15.
    assert toxicity.count_retested(trial) == 4
    unseen = toxicity.list_unseen(trial, 0.95).set_index("label")
    row = unseen.loc[toxicity.RETESTED]
    assert (row["total"], round(row["one_sided"], 3), round(row["two_sided"], 3)) == (4, 0.527, 0.602)
    assert unseen.loc["Polyneuropathy", "total"] == 15


def test_months_on_the_drug_are_bounded_by_what_is_printed(trial):
    found = toxicity.bound_exposure(trial)
    assert (found.patients, found.whole, found.rounded) == (14, (125, 201), (118, 208))
    # Six of 3 months, six of 11, one of 11 and one of 30 add up to 125; two patients with an event.
    assert 6 * 3 + 7 * 11 + 30 == 125
    low, high = toxicity.bound_exposure_rate(trial, found)
    assert (round(low, 1), round(high, 1)) == (1.0, 1.6)
    assert "125 to 201 months together if these are whole months, and for 118 to 208" in say_exposure(found)


def test_no_months_on_the_drug_where_the_printed_times_cannot_be(data_copy):
    data_copy.set_cell("table2", 12, "Follow-up period (months)", "20")  # patient 11: nobody can have had 30 months
    found = toxicity.bound_exposure(data_copy.read_trial())
    assert found is None and say_exposure(found).startswith("How long each patient took the drug is not printed")


def test_every_event_is_listed_in_table_3_or_told_in_the_text(trial):
    # The paper's Table 3: four of patient 3, two of patient 15, neutropenia without a grade; arthritis is in the text alone.
    events = toxicity.list_events(trial)
    listed = events[events["listed"]]
    assert listed["patient"].tolist() == [3, 3, 3, 3, 15, 15]
    assert listed["grade"].tolist() == ["2"] * 5 + [""]
    assert events[~events["listed"]][["patient", "event"]].to_numpy().tolist() == [[1, "Arthritis"]]
