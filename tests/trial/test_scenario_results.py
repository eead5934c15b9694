"""The scenarios side by side: readings and values by hand from the printed tables, and edited tables."""

import pytest

from reanalysis.parameters import KINDS_OF_CHOICE, default_parameters
from reanalysis.scenarios.files import DEFAULT
from reanalysis.trial import scenario_results as scenarios
from reanalysis.trial.chapters import choices
from reanalysis.trial.headline import KINDS, TrialParts


@pytest.fixture(scope="module")
def headlines(trial):
    return scenarios.compare_headlines(TrialParts(trial), scenarios.read_scenarios())


def test_differences_are_the_values_that_the_file_changes():
    chosen = scenarios.read_scenarios()
    assert next(iter(chosen)) == DEFAULT and scenarios.list_differences(chosen[DEFAULT]) == {}
    assert scenarios.list_differences(chosen["r-conventions"]) == {"km_ci": "log"}
    assert scenarios.list_differences(chosen["pessimistic"]) == {
        "population": "all-treated",
        "withdrawal": "never-responds",
        "unrecorded_relapse": "yes",
        "month_rounding": "high",
    }


def test_every_result_stands_under_every_scenario_with_the_default_first(headlines):
    assert list(headlines["key"].unique()) == list(KINDS)
    assert (headlines.groupby("key")["scenario"].first() == DEFAULT).all()
    assert len(headlines) == len(KINDS) * len(scenarios.read_scenarios())


def test_shares_are_the_printed_counts(headlines):
    found = headlines.set_index(["key", "scenario"])["estimate"]
    assert found["complete_response", "as-published"] == 12 / 14
    assert found["complete_response", "pessimistic"] == 12 / 15
    assert found["relapse", "pessimistic"] == 10 / 12 and found["relapse", "all-treated"] == 9 / 12


def test_a_reading_differs_where_the_interval_moves_off_one_half(headlines):
    relapse = headlines[headlines["key"] == "relapse"].set_index("scenario")
    # Exact limits: 9 of 12 from 42.8%, 10 of 12 from 51.6%.
    assert relapse.loc["as-published", "reading"] == "one half is within the interval"
    assert relapse.loc["pessimistic", "reading"] == "above one half"
    assert list(relapse.index[relapse["changed"]]) == ["pessimistic"]
    assert "Relapse among complete responders" in scenarios.list_changed(headlines)
    assert "Complete response" not in scenarios.list_changed(headlines)  # 12 of 15: from 51.9%


def test_agreement_counts_what_is_not_the_default(headlines):
    found = scenarios.count_agreement(headlines).set_index("scenario")
    assert DEFAULT not in found.index and set(found["total"]) == {len(KINDS)}
    # Half a month less of follow-up for those who never cleared moves no curve before week 24.
    assert found.loc["optimistic", "same_values"] == found.loc["optimistic", "same_readings"] == len(KINDS)
    # The scale moves the limits of the median and of the share by the end; by week 12 nobody is censored.
    assert found.loc["r-conventions", "same_values"] == len(KINDS) - 2


def test_the_ends_hold_every_combination_of_the_printed_tables(trial, headlines):
    ends = scenarios.bound_ends(TrialParts(trial), headlines).set_index("key")
    assert scenarios.count_combinations() == 3 * 3 * 3 * 3
    assert ends.loc["complete_response", ["smallest", "largest"]].tolist() == [12 / 15, 12 / 14]
    assert ends.loc["relapse", ["smallest", "largest"]].tolist() == [9 / 12, 10 / 12]
    assert ends.loc["relapse", ["pessimistic", "optimistic"]].tolist() == [10 / 12, 9 / 12]
    assert (ends["outside"] == 0).all()


def test_a_combination_outside_the_ends_is_counted(trial):
    usual = {"title": "", "parameters": default_parameters()}
    chosen = dict.fromkeys((DEFAULT, *scenarios.ENDS), usual)  # as if both ends were the default
    parts = TrialParts(trial)
    ends = scenarios.bound_ends(parts, scenarios.compare_headlines(parts, chosen)).set_index("key")
    assert (
        ends.loc["complete_response", "outside"] == 2 * 81 // 3
    )  # of all treated 12/15, of the eligible 11/13 < 12/14
    # A dash read as a relapse: 10/12 > 9/12; left out: 9/11 > 9/12.
    assert ends.loc["relapse", "outside"] == 2 * 81 // 3


def test_nobody_relapsed_is_a_share_of_nought_in_most_scenarios(data_copy):
    for number, row in enumerate(data_copy.read_rows("table2")[1:], start=2):
        if "Yes" in row:
            data_copy.set_cell("table2", number, "Relapse", "No")
            data_copy.set_cell("table2", number, "Dose at relapse", "-")
    found = scenarios.compare_headlines(TrialParts(data_copy.read_trial()), scenarios.read_scenarios())
    relapse = found[found["key"] == "relapse"].set_index("scenario")
    assert relapse.loc[DEFAULT, "estimate"] == 0 and relapse.loc["pessimistic", "estimate"] == pytest.approx(1 / 12)


def test_a_changed_result_stands_beside_the_default(headlines):
    changed = choices.list_readings_changed(headlines).set_index(["key", "scenario"])
    # Exact limits of 10 of 12: 51.6% and 97.9%.
    row = changed.loc["relapse", "pessimistic"]
    assert row["text"] == "10/12 (83%; 95% CI 52% to 98%)" and row["usual_text"].startswith("9/12 (75%")
    assert (row["usual_reading"], row["reading"]) == ("one half is within the interval", "above one half")
    assert "optimistic" not in changed.index.get_level_values("scenario")
    values = choices.list_values_changed(headlines)
    assert set(values.loc[values["scenario"] == "r-conventions", "key"]) == {"median_weeks_to_cr", "estimated_by_end"}
    assert "optimistic" not in set(values["scenario"])


def test_changes_are_counted_by_the_kind_of_choice_that_makes_them(trial, headlines):
    # The mistake it had: three of four changes laid to the paper, which a default of R made.
    parts, chosen = TrialParts(trial), scenarios.read_scenarios()
    found = {kind: scenarios.list_changed_by(parts, chosen, kind) for kind in KINDS_OF_CHOICE}
    assert found["ambiguity"] == ["Relapse among complete responders"]
    assert found["convention"] == [
        "Median time to complete response",
        "Estimated share with complete response by the end",
    ]
    assert found["principle"] == []
    assert sorted(sum(found.values(), [])) == sorted(scenarios.list_changed(headlines))


def test_the_rule_of_entry_leaves_patient_6_out(headlines):
    found = headlines[headlines["scenario"] == "eligible"].set_index("key")["text"]
    assert found["complete_response"].startswith("11/13 (85%; 95% CI 55% to 98%")
    assert found["response_by_week"].startswith("10/13 (77%")
    assert found["sustained_remission"] == "1/13 (8%; 95% CI 0% to 36%)"


def test_the_same_number_has_the_same_interval(headlines):
    # The mistake it had: 11/14 as a share 49% to 95% and as an estimate 55% to 95%, "not the same".
    found = headlines[headlines["scenario"] == "as-published"].set_index("key")
    numbers = ["estimate", "lower", "upper", "reading"]
    assert found.loc["response_by_week", numbers].tolist() == found.loc["estimated_by_week", numbers].tolist()


def test_differences_are_told_with_their_kind():
    chosen = scenarios.read_scenarios()
    assert scenarios.describe_differences(chosen[DEFAULT]) == "none"
    assert scenarios.describe_differences(chosen["r-conventions"]) == "km_ci: log (convention of method or software)"
