"""Who was still there later: counted by hand from Table 2, and on edited tables."""

import pytest

from reanalysis.trial import later_samples
from reanalysis.trial.printed_summaries import Summary, name_fact, pair_summaries, read_evidence

DAMAGE = "clasi_damage_month12"
MONTHS = "Follow-up period (months)"


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


def test_means_at_entry_of_those_who_stayed(trial):
    summaries = pair_summaries(read_evidence(trial))
    (change,) = later_samples.list_changes(trial, summaries)
    assert (change.everyone, change.stayed, change.stayed_count) == (35 / 15, 31 / 10, 10)  # Table 1, added up
    assert change.is_explained
    table = later_samples.describe_groups(trial, summaries).set_index("patients")
    assert table.loc[12, "clasi_damage_mean"] == pytest.approx(34 / 12)
    assert table.loc[12, "clasi_damage_change"] == pytest.approx(3.08 - 34 / 12)


def test_one_patient_who_stayed_is_some_of_the_patients(trial):
    late = Summary("clasi_damage_month26", "3.08", "3.15", 56, (15,), (15,))  # patient 11 alone: 30 months, damage 9
    (change,) = later_samples.list_changes(trial, [late])
    assert (change.stayed, change.stayed_count) == (9, 1)


def test_groups_are_named_once_each(trial):
    groups = later_samples.describe_groups(trial, pair_summaries(read_evidence(trial)))
    assert groups["group"].tolist() == [
        "all treated",
        "the evaluable",
        "followed 12 months or longer",
        "the 12 followed longest (10 months or more)",
        "the 13 followed longest (8 months or more)",
    ]
