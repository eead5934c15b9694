"""Patients at entry, against R's answers, the printed tables and counts made by hand."""

import csv
import math
from collections import Counter

import pytest
from matplotlib import pyplot as plt

from reanalysis.show.members_figure import draw_members
from reanalysis.show.table_one import write_table_one
from reanalysis.trial.chapters import baseline
from reanalysis.trial.table_one import HEADINGS, count_items, read_patients, summarise_scores
from tests.conftest import OWN_DATA, REPOSITORY
from tests.trial.test_notebooks import check_executed, execute

POPULATIONS = {"all-treated": "all_treated", "evaluable": "evaluable"}
STATISTICS = ("n", "sum", "mean", "sd", "min", "median", "max")


def read_printed(table: str) -> list[dict]:
    with (OWN_DATA / "raw" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def counts_of(trial, heading: str, population: str) -> dict:
    counts = count_items(trial)
    rows = counts[(counts["heading"] == heading) & (counts["population"] == population)]
    return dict(zip(rows["item"], rows["patients"], strict=True))


@pytest.mark.parametrize("population", POPULATIONS)
@pytest.mark.parametrize("column", ["CLASI_ACTIVITY", "CLASI_DAMAGE"])
def test_scores_are_rs_for_everyone_and_for_each_subtype(trial, reference, population, column):
    answers = reference["s10_descriptive"][POPULATIONS[population]][column.lower()]
    scores = summarise_scores(trial)
    scores = scores[(scores["population"] == population) & (scores["column"] == column)]
    for row in scores.to_dict("records"):
        answer = answers["overall" if row["subtype"] == "all" else row["subtype"].lower()]
        assert {name: row[name] for name in STATISTICS} == pytest.approx(
            {name: answer[name] for name in STATISTICS}, nan_ok=True
        )
        assert [row["q1"], row["q3"]] == [answer["quartiles_type_7"][name] for name in ("q1", "q3")]
        assert [row["q1_averaged"], row["q3_averaged"]] == [answer["quartiles_type_2"][name] for name in ("q1", "q3")]
    assert len(scores) == 6  # everyone, and five subtypes


def test_follow_up_and_earlier_treatments_are_rs(trial, reference):
    scores = summarise_scores(trial)
    scores = scores[(scores["population"] == "all-treated") & (scores["subtype"] == "all")].set_index("column")
    answers = {
        "FOLLOWUP_MONTHS": reference["s10_descriptive"]["followup_months"],
        "PRIOR_COUNT": reference["s24_further_descriptions"]["prior_treatments"],
    }
    for column, answer in answers.items():
        assert [scores.loc[column, name] for name in STATISTICS] == pytest.approx([answer[name] for name in STATISTICS])
    assert scores.loc["FOLLOWUP_MONTHS", "missing"] == 1  # the withdrawn patient


@pytest.mark.parametrize(("population", "name"), POPULATIONS.items())
def test_counts_are_rs(trial, reference, population, name):
    answers = reference["s10_descriptive"][name]
    reasons = answers["reason_counts"]
    assert counts_of(trial, "Reasons for inclusion", population) == {
        "EXTENSIVE_RASH": reasons["> 18% body surface"],
        "POLYNEUROPATHY": reasons["PN"],
        "LACK_OF_EFFICACY": reasons["T lack of efficacy"],
        "SIDE_EFFECTS": reasons["T side effects"],
    }
    assert counts_of(trial, "Earlier treatments", population) == answers["treatment_counts"]
    titres = {int(titre): count for titre, count in answers["ana_titre_counts"].items()}
    assert counts_of(trial, "Antinuclear antibodies, titre", population) == titres
    diagnoses = answers["diagnosis_counts"]
    assert counts_of(trial, "Subtype", population)["DLE"] == diagnoses["DLE (G)"] + diagnoses["DLE (L)"]
    assert counts_of(trial, "Other antibodies, positive", population) == {
        "DSDNA_POSITIVE": answers["dsdna_positive"]["n"],
        "ANTI_RO": answers["anti_ro_positive"]["n"],
        "ANTI_LA": answers["anti_la_positive"]["n"],
    }


def test_a_plural_site_counts_with_its_singular_whatever_its_capitals(trial, reference):
    answers = Counter(reference["s10_descriptive"]["all_treated"]["site_counts_lower_case"])
    answers["arm"] += answers.pop("arms")
    assert counts_of(trial, "Sites with lesions", "all-treated") == answers
    assert "hands" in answers  # no "hand" is printed


def test_the_extent_of_discoid_lupus_is_counted_among_those_who_have_it(trial):
    counts = count_items(trial)
    extents = counts[counts["heading"] == "Extent of discoid lupus"].set_index(["population", "item"])
    assert extents.loc["all-treated"].loc["localized", ["patients", "total"]].tolist() == [5, 9]
    assert extents.loc["evaluable"].loc["localized", ["patients", "total"]].tolist() == [4, 8]
    assert set(counts.loc[counts["heading"] == "Subtype", "total"]) == {15, 14}


def test_stages_are_those_of_the_printed_outcomes(trial):
    rows = read_printed("table2")
    relapses = Counter(row["Relapse"] for row in rows if row["Clinical outcome"] == "CR")
    outcomes = Counter(row["Clinical outcome"] for row in rows)
    stages = baseline.count_stages(trial).set_index("name")
    assert stages["patients"].to_dict() == {
        "n_enrolled": len(rows),
        "n_evaluable": len(rows) - outcomes["Withdrawn"],
        "n_complete_response": outcomes["CR"],
        "n_relapsed": relapses["Yes"],
        "n_withdrawn": outcomes["Withdrawn"],
        "n_partial_response": outcomes["PR"],
        "n_no_response": 0,
        "n_not_relapsed": relapses["No"],
        "n_relapse_not_printed": relapses["-"],
    }
    assert stages.loc["n_withdrawn", "label"] == "Withdrawn (week 1)"


def test_no_week_of_withdrawal_is_told_for_two_of_whom_one_has_none(data_copy):
    data_copy.set_cell("table2", 14, "Clinical outcome", "Withdrawn")
    stages = baseline.count_stages(data_copy.read_trial()).set_index("name")
    assert stages.loc["n_withdrawn", ["label", "patients"]].tolist() == ["Withdrawn", 2]
    assert stages.loc["n_evaluable", "patients"] == 13


def test_properties_and_reasons_are_those_of_the_printed_table(trial):
    rows = read_printed("table1")
    patients = read_patients(trial)
    reasons = [row["Reason for inclusión"] for row in rows]
    assert baseline.count_thalidomide_reasons(patients) == {
        "n_thalidomide_no_response": sum("lack of efficacy" in reason for reason in reasons),
        "n_reason_side_effects": sum("side effects" in reason for reason in reasons),
        "n_reason_polyneuropathy": sum("PN" in reason for reason in reasons),
        "n_thalidomide_side_effects": 11,  # as the text counts them
    }
    counted = baseline.count_properties(patients)
    assert counted["n_undamaged"] == sum(row["CLASI A/D"].endswith("/0") for row in rows)
    del counted["n_undamaged"]
    assert list(counted.values()) == [14, 4, 4, 0, 5, 15]  # thalidomide, rash, anti-Ro, anti-La, anti-dsDNA, women


def test_the_daily_dose_is_that_of_table_2(trial):
    assert baseline.describe_daily_dose(trial.adsl) == "5 mg a day (one patient 10 mg)"  # patient 9 took 10 mg


def test_who_came_because_of_thalidomide_is_read_off_table_1(trial):
    groups = baseline.group_reasons(trial.adsl)
    # Lack of efficacy: 1, 2, 3 and 13; patient 1 has a polyneuropathy too; patient 6 has an extensive rash alone.
    assert list(groups.values()) == [[4, 5, 7, 8, 9, 10, 11, 12, 14, 15], [2, 3, 13], [1], [6]]
    figure, alt = draw_members(groups, find_page=lambda number: f"../patients/{number}.html")
    assert "Neither: patient 6." in alt
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[0] == "Harmed by thalidomide: 10" and len(figure.axes[0].texts) == 15
    plt.close(figure)
    figure, _ = draw_members({"Many": list(range(40))})
    assert [words.get_text() for words in figure.axes[0].texts] == ["40 patients"]
    plt.close(figure)


def test_only_patient_6_came_against_the_rule_of_entry(trial):
    """What the chapter says of her: Table 1 lists topical and oral steroids and mycophenolate."""
    assert trial.adsl.loc[trial.adsl["ELIGFL"] == "N", "SUBJID"].tolist() == [6]
    assert trial.adsl.set_index("SUBJID").loc[6, "PRIOR_TREATMENTS"] == "TCS; OCS; MMF"


def test_what_only_the_text_states_is_a_share_of_all_treated_where_it_counts_patients(trial):
    statements = baseline.list_statements(trial).set_index("label")
    assert statements.loc["Photosensitive", "share"] == 7 / 15
    assert math.isnan(statements.loc["Median age", "share"])
    assert statements.loc["With systemic lupus", "reported"].tolist() == ["6", "7"]


def test_table_one_gives_denominators_and_what_is_not_printed(trial):
    scores = summarise_scores(trial)
    table = write_table_one(count_items(trial), scores[scores["subtype"] == "all"], HEADINGS)
    assert list(table) == ["Characteristic", "All-treated (N = 15)", "Evaluable (N = 14)"]
    rows = table.values.tolist()
    start = next(i for i, row in enumerate(rows) if row[0].startswith("Anti-dsDNA"))
    assert [row[1:] for row in rows[start : start + 5]] == [
        ["n = 5", "n = 5"],
        ["88.2 (45.1)", "88.2 (45.1)"],  # 37, 54, 83, 123, 144: the squares add to 8142.8
        ["83 (54 to 123)", "83 (54 to 123)"],
        ["37 to 144", "37 to 144"],
        ["10/15 (67%)", "9/14 (64%)"],
    ]


def test_the_chapter_stands_without_a_subtype_and_without_any_antibody_value(data_copy):
    for row in range(2, 17):
        data_copy.set_cell("table1", row, "ANA/dsDNA ^α antibodies", "1/40 (-)")
    data_copy.set_cell("table1", 5, "Diagnosis", "LET")  # the only acute one
    trial = data_copy.read_trial()
    assert counts_of(trial, "Subtype", "all-treated") == {"DLE": 9, "LEP": 2, "LET": 2, "SCLE": 2}
    results = check_executed(
        execute(REPOSITORY / "notebooks" / "baseline.ipynb", {"data_dir": str(data_copy.path)}), "baseline"
    )
    assert results["n_subtypes"]["text"] == "4" and results["n_dsdna_positive"]["text"] == "0/15 (0%)"


def test_what_the_chapter_publishes_is_rs(reference):
    results = check_executed(execute(REPOSITORY / "notebooks" / "baseline.ipynb", {}), "baseline")
    answers = reference["s10_descriptive"]
    for name, answer in {
        "clasi_activity_baseline": answers["all_treated"]["clasi_activity"]["overall"],
        "clasi_damage_baseline": answers["all_treated"]["clasi_damage"]["overall"],
        "followup_months": answers["followup_months"],
        "prior_treatments": reference["s24_further_descriptions"]["prior_treatments"],
    }.items():
        for statistic in ("mean", "sd", "median"):
            assert results[f"{name}_{statistic}"]["value"] == pytest.approx(answer[statistic])
        assert results[f"{name}_range"]["text"] == f"{answer['min']} to {answer['max']}"
    assert results["largest_subtype_activity"]["value"] == answers["all_treated"]["clasi_activity"]["dle"]["median"]
    assert results["n_small_subtypes"]["value"] == 4  # SCLE and LEP two patients each, ACLE and LET one
    assert results["clasi_activity_quartiles"]["text"] == "6 to 16"
    assert results["clasi_activity_quartiles_averaged"]["text"] == "6 to 17"
    assert results["n_complete_response"]["value"] == answers["outcome_counts"]["CR"]
