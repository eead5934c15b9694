"""The ledger: verdicts decided by hand from the paper and its tables, and what an edit changes in them."""

import csv
import json
import re

import pytest

from reanalysis.data.series import read_series
from reanalysis.data.tables import DataError, find_resource
from reanalysis.ledger.checks import list_checks
from reanalysis.ledger.findings import Finding
from reanalysis.ledger.problems import group_problems
from reanalysis.ledger.verdicts import AGAINST, LEDGER_COLUMNS, VERDICTS, choose_verdict, judge_claims, write_ledger
from workflow.steps.prepare_data import check_claims

# Claim: its fact, its verdict, and why.
DECIDED = {
    "C268": ("nerve_study_patients", "differs"),  # the registry names no condition
    "C269": ("n_earlier_reports", "contradicted"),  # references 23 and 24; the discussion calls one the only one
    "C271": ("encouraging_report", "contradicted"),  # reference 23 is of 2009; enrolment opened in January 2009
    "C272": ("n_earlier_reports", "contradicted"),  # "the only report", a paragraph after citing another
    "C273": ("cohort_larger", "consistent"),  # 14 or 15 against five
    "C274": ("further_trials_needed", "untestable"),
    "C002": ("n_enrolled", "reproduced"),  # table 1 has 15 rows
    "C005": ("n_comparison_groups", "repeated"),  # said again as a limitation in the discussion, which tests nothing
    "C006": ("recruitment_start", "differs"),  # January 2009 twice; the registry has January 2010
    "C007": ("recruitment_end", "differs"),  # December 2010; by the registry the last assessment was in August 2010
    "C009": ("dose_mg_day_max", "reproduced"),  # patient 9 had 10 mg
    "C010": ("followup_months_mean", "reproduced"),  # 215/14 = 15.36
    "C011": ("followup_months_min", "reproduced"),  # patient 8: 7
    "C015": ("n_withdrawn", "reproduced"),  # patient 3
    "C019": ("percent_complete_response", "reproduced"),  # 12/14 = 85.7
    "C020": ("percent_relapsed", "reproduced"),  # 9/12
    "C021": ("relapse_weeks_min", "repeated"),  # no times are printed; stated three times alike
    "C023": ("relapse_clock", "discrepant"),  # all nine relapses have a dose in table 2
    "C024": ("systemic_disease_effect", "untestable"),  # no SLEDAI during follow-up
    "C026": ("clasi_damage_effect", "untestable"),  # p = 0.398 does not show that damage was not influenced
    "C027": ("adverse_event_severity", "contradicted"),  # elsewhere severe and disabling
    "C028": ("percent_adverse_event", "reproduced"),  # 2/15 = 13.3
    "C029": ("neutropenia_grade", "consistent"),  # 1190 lies in 1000 to 1500
    "C030": ("n_adverse_event_resolved", "untestable"),  # patient 15 may have stopped later; no dates are printed
    "C031": ("n_polyneuropathy", "consistent"),  # none in table 3
    "C032": ("n_thrombosis", "consistent"),  # none in table 3, which the same authors wrote: that recomputes nothing
    "C050": ("relapse_clock", "discrepant"),
    "C051": ("endpoint_systemic_flare", "definition"),  # announced; no number of flares is printed
    "C056": ("adverse_event_definition", "discrepant"),  # the arthritis of patient 1 is not in table 3
    "C064": ("erythema_grade_min", "consistent"),  # the lowest activity is 3
    "C065": ("prednisone_mg_day_max", "definition"),  # a rule of the methods is not an untestable result
    "C068": ("prior_antimalarial_required", "discrepant"),  # patient 6: TCS, OCS, MMF
    "C083": ("dose_raise_condition", "contradicted"),  # all improved by week 2, one dose raised after week 4
    "C084": ("dose_mg_day_partial_response", "definition"),  # table 2 has the best outcome, not that at week 4
    "C085": ("taper_interval_months", "contradicted"),  # patients 12 and 15 on 5 mg daily at 3 and 2 months
    "C087": ("visit_interval_months_early", "definition"),  # further visits were allowed, and blood was taken weekly
    "C089": ("visit_interval_months_late", "consistent"),  # week 36 is nine months of four weeks
    "C094": ("spread_in_text", "contradicted"),  # medians with ranges, and standard errors in the figure
    "C104": ("n_thalidomide_side_effects", "reproduced"),  # ten with side effects and one with polyneuropathy
    "C111": ("age_years_median", "consistent"),  # between 28 and 53
    "C112": ("n_sle", "contradicted"),  # six here, seven in the results on systemic disease
    "C113": ("percent_sle", "contradicted"),  # 6/15 = 40%, 7/15 = 47%
    "C116": ("percent_photosensitive", "consistent"),  # 7/15 = 46.7
    "C117": ("clasi_activity_baseline_mean", "reproduced"),  # 164/15 = 10.93
    "C119": (
        "clasi_damage_baseline_mean",
        "reproduced",
    ),  # 35/15 = 2.333; a right number is not wrong because 2.39 stands elsewhere
    "C120": ("clasi_damage_baseline_sd", "reproduced"),  # 2.968, truncated
    "C121": ("sledai_baseline_mean", "consistent"),  # 49/15 = 3.267, truncated
    "C125": ("adverse_event_severity", "discrepant"),  # disabling is grade 3 or 4, table 3 has 2
    "C129": ("percent_complete_response", "reproduced"),  # 12/14; 12/15 by the methods
    "C130": ("n_failed_thalidomide_responders", "discrepant"),  # patients 1, 2 and 13
    "C134": ("clasi_activity_week2_mean", "consistent"),  # 62/15; 14 patients cannot give it
    "C136": ("clasi_activity_week2_p", "consistent"),  # unpaired t tests of 14 or 15 patients give about this
    "C140": ("complete_response_weeks_median_dle_scle", "discrepant"),  # 2, 2, 4, 4, 4, 10, 11, 12: median 4
    "C142": ("complete_response_weeks_max_lep", "discrepant"),  # patient 5: 36
    "C143": ("complete_response_weeks_median_lep", "discrepant"),  # (4 + 36)/2 = 20
    "C149": ("treatment_months_max", "consistent"),  # no longer than the longest follow-up
    "C151": ("followup_months_median", "reproduced"),  # of 14: 15
    "C159": ("relapse_weeks_median", "consistent"),  # 31 days
    "C160": ("relapse_clock", "consistent"),  # withdrawal, as elsewhere, is one of its two cases
    "C161": ("lowest_relapse_dose", "discrepant"),  # 5 mg twice weekly in patients 1 and 11
    "C166": ("n_evaluable", "discrepant"),  # fifteen were treated
    "C167": ("percent_maintenance", "consistent"),  # 3/14 = 21.4
    "C168": ("n_sustained_remission", "consistent"),  # patients 6 and 7; that the drug was stopped is not in table 2
    "C169": ("sustained_remission_subtype", "reproduced"),  # both SCLE
    "C171": ("clasi_damage_change_direction", "consistent"),  # 3.08 is more than 2.33 and 2.39
    "C172": (
        "clasi_damage_month12_mean",
        "discrepant",
    ),  # 15, 14 and 10 patients cannot give it; the twelve complete responders can
    "C173": ("clasi_damage_month12_sd", "consistent"),  # beside 37/12, squares 223
    "C174": ("clasi_damage_baseline_mean", "impossible"),  # no whole total over 15, 14 or 10
    "C176": ("clasi_damage_month12_p", "consistent"),  # a paired t test with r of about 0.5
    "C177": ("clasi_damage_effect", "repeated"),  # 0.398 is not below 0.05, which supports nothing
    "C179": ("n_sle", "contradicted"),
    "C180": ("percent_arthritis", "contradicted"),  # 1/7 = 14%, 1/6 = 17%
    "C182": ("n_sledai_change", "untestable"),  # 49 points over 15, at least 11 above zero; rashes may have come back
    "C190": ("adverse_event_severity", "discrepant"),
    "C191": (
        "n_events_gi_patient",
        "discrepant",
    ),  # three named of the four in table 3; counting only the named could not fail
    "C196": ("neutrophil_percent", "untestable"),  # an exclusion limit was no comparator of its own
    "C197": ("neutrophils_per_mm3", "consistent"),  # 1190 with the point as a thousands mark
    "C199": (
        "neutropenia_dose_mg_day",
        "consistent",
    ),  # response at week 2, full dose at 2 months: late only by calendar months
    "C200": ("n_somnolence", "consistent"),  # none in table 3
    "C201": ("n_paraesthesia", "consistent"),  # none in table 3
    "C203": ("n_other_laboratory_toxicity", "contradicted"),  # 1190/0.33 = 3606 white cells, below 4000
    "C204": ("n_thrombosis", "consistent"),  # none in table 3
    "C205": ("n_ovarian_toxicity", "consistent"),  # none in table 3
    "C212": ("complete_response_weeks_max", "discrepant"),  # patient 5: 36
    "C219": ("relapse_frequency_dle", "reproduced"),  # 6/6 against 0/2
    "C221": ("percent_maintenance", "contradicted"),  # of the nine who relapsed 3 are 33%
    "C223": ("n_adverse_event_resolved", "untestable"),  # as C030
    "C224": ("n_polyneuropathy", "consistent"),  # none in table 3
    "C226": ("n_thrombosis", "consistent"),  # none in table 3
    "C227": ("n_smoker_or_aps", "consistent"),  # antiphospholipid antibodies kept a person out
    "C235": ("tolerability_vs_thalidomide", "untestable"),  # 0 of 15 against 11 of 60, of patients who may be the same
    "C236": ("efficacy_vs_thalidomide", "consistent"),  # 12/14 against 50/59
    "C237": (
        "relapse_vs_thalidomide",
        "consistent",
    ),  # 70% of any number up to 60 is 8.3 to 8.5 of 12, less than one patient away
    "C241": ("conclusion_confirmed", "contradicted"),  # the abstract has "appears"
    "C242": ("conclusion_confirmed", "contradicted"),  # the abstract has "appears"
    "C243": ("tolerability_vs_thalidomide", "untestable"),  # 0 of 15 against 11 of 60, of patients who may be the same
    "C244": ("conclusion_disfigurement", "contradicted"),  # damage unchanged, scars persist, hypopigmentation increased
    "C247": ("adverse_events_on_treatment", "consistent"),  # one week in; on 5 mg daily
    "C249": ("figure_site_panels_ab", "reproduced"),  # patient 12: back
    "C251": ("figure_dose_mg_day_panels_ab", "contradicted"),  # response at week 4, full dose at 3 months
    "C261": ("figure_complete_response_weeks_panels_ef", "consistent"),  # cleared at week 4, shown at week 6
    "C263": ("clasi_damage_effect", "repeated"),  # 0.398 again
    "C267": ("figure_p_week", "consistent"),  # week 2, as told of the improvement; further visits were allowed
}

# An edit of a printed value: the claim, its new string, and every verdict that changes, worked out by hand.
EDITS_OF_CLAIMS = {
    "another response rate": (
        "C019",
        "87",
        {"C019": "discrepant"},  # the tables decide: the other two stay 12/14
    ),  # 13/15 would be 87%
    "a response rate that no count gives": (
        "C019",
        "88",
        {"C019": "impossible"},
    ),
    "the number with systemic lupus agrees": (
        "C179",
        "6",
        {"C112": "consistent", "C113": "consistent"},  # 14% of six stays contradicted
    ),
    "the damage at baseline agrees": ("C174", "2.33", {"C174": "reproduced"}),
    "the median is corrected": ("C140", "4", {"C140": "reproduced"}),
    "the latest response is corrected": ("C142", "36", {"C142": "reproduced"}),
    "a mean of ten patients at one year": (
        "C172",
        "3.10",
        {  # but then the SD beside it is impossible
            "C172": "consistent",
            "C173": "impossible",
        },
    ),
    "maintenance as a share of the relapsing": ("C221", "33", {"C165": "contradicted", "C167": "contradicted"}),
    "another level of significance": (
        "C096",
        "0.5",
        {"C026": "contradicted", "C177": "contradicted", "C263": "contradicted"},
    ),
    "one telling of the clock agrees with the results": (
        "C023",
        "taper or withdrawal",
        {"C023": "untestable"},  # withdrawal elsewhere is one of its cases; the rule tests withdrawal alone
    ),
    "another grade": (
        "C195",
        "3",
        {"C195": "contradicted", "C029": "contradicted", "C197": "contradicted"},  # 1190 is no grade 3
    ),
    "another end of recruitment": ("C062", "2011", {"C062": "contradicted", "C007": "contradicted"}),
    "the p-value of no t test": ("C176", "0.98", {"C176": "impossible"}),
    "one SD is rounded, the other is still truncated": ("C120", "2.97", {}),
    "a longer mean follow-up that is still 15": ("C010", "15.4", {}),
}

# An edit of a table: the table, row (heading 1), column, new cell, and every verdict that changes.
EDITS_OF_TABLES = {
    "the slow response comes at week 32": (
        "table2",
        6,
        "Time to complete response (weeks)",
        "32",
        {"C142": "reproduced", "C089": "discrepant"},
    ),  # and week 32 is no scheduled visit
    "patient 6 had an antimalarial": (
        "table1",
        7,
        "Previous received treatment",
        "TCS, OCS, HCQ, MMF",
        {"C068": "reproduced"},
    ),
    "patient 9 stays on 5 mg": (
        "table2",
        10,
        "Maximum dose received (mg)",
        "5",
        {
            "C009": "discrepant",
            "C082": "discrepant",
            "C146": "discrepant",
            "C147": "discrepant",
        },  # C084 is not tested any more
    ),
    "patient 1 has no anti-dsDNA": ("table1", 2, "ANA/dsDNA ^α antibodies", "1/640 (-)", {"C114": "discrepant"}),
    "the longest follow-up is shorter": (
        "table2",
        12,
        "Follow-up period (months)",
        "28",
        {"C012": "discrepant", "C153": "discrepant", "C149": "discrepant"},
    ),
    "patient 3 enters with more activity": (
        "table1",
        4,
        "CLASI A/D",
        "5/1",
        {  # the SD falls to 5.76
            "C118": "discrepant",
            "C133": "discrepant",
        },
    ),
    "the neutropenia is graded 3": ("table3", 7, "NCI toxicity grade", "Grade 3", {"C027": "discrepant"}),
    "a thrombosis is listed": (
        "table3",
        6,
        "Graded diagnosis",
        "Thrombosis",
        {  # in place of the insomnia
            "C032": "discrepant",
            "C204": "discrepant",
            "C226": "discrepant",
        },
    ),
    "patient 12 has another subtype": (
        "table1",
        13,
        "Diagnosis",
        "SCLE",
        {
            "C099": "discrepant",
            "C101": "discrepant",  # 8 and 3 of 15 are 53% and 20%
            "C248": "discrepant",
        },
    ),
    "the fatigue is not listed": (
        "table3",
        5,
        "Patient",
        "15",
        {  # the event moves to the other patient
            "C191": "reproduced",
            "C194": "discrepant",
        },
    ),
}


@pytest.fixture(scope="module")
def ledger(trial):
    return judge_claims(trial)


@pytest.fixture(scope="module")
def verdicts(ledger):
    return dict(zip(ledger["claim_id"], ledger["verdict"], strict=True))


def row_of(ledger, claim_id: str) -> dict:
    return ledger[ledger["claim_id"] == claim_id].iloc[0].to_dict()


def edit_claim(data_copy, claim_id: str, column: str, value: str) -> int:
    """Change one cell of the copy's claims.csv; its row number is returned."""
    path = data_copy.path / "claims.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    number = next(number for number, row in enumerate(rows) if row[0] == claim_id)
    rows[number][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    return number + 1


def changed_verdicts(data_copy, verdicts) -> dict[str, str]:
    edited = judge_claims(data_copy.read_trial())
    return {
        claim_id: verdict
        for claim_id, verdict in zip(edited["claim_id"], edited["verdict"], strict=True)
        if verdict != verdicts[claim_id]
    }


# Verdicts


@pytest.mark.parametrize(
    ("found", "is_opposed", "expected"),
    [
        ("reproduced", True, "reproduced"),  # a right number is not wrong because another stands elsewhere
        ("consistent", True, "contradicted"),
        ("repeated", True, "contradicted"),
        ("untestable", True, "contradicted"),
        ("discrepant", True, "discrepant"),
        ("impossible", True, "impossible"),
        ("consistent", False, "consistent"),
    ],
)
def test_tables_decide_before_other_statements(found, is_opposed, expected):
    assert choose_verdict(Finding(found, "A reason."), is_opposed) == expected


@pytest.mark.parametrize("claim_id", DECIDED)
def test_verdict_is_the_one_decided_by_hand(ledger, claim_id):
    row = row_of(ledger, claim_id)
    assert (row["fact"], row["verdict"]) == DECIDED[claim_id]


def test_verdicts_stand_in_their_order_of_precedence():
    assert list(VERDICTS) == [
        "impossible",
        "discrepant",
        "contradicted",
        "differs",
        "reproduced",
        "consistent",
        "repeated",
        "definition",
        "untestable",
    ]


def test_every_claim_has_a_verdict_and_a_readable_reason(ledger):
    assert list(ledger.columns) == list(LEDGER_COLUMNS) and len(ledger) >= 90
    assert ledger["verdict"].isin(list(VERDICTS)).all()
    for row in ledger.to_dict("records"):
        text = " ".join(str(row[column]) for column in ("reason", "recomputed", "alternatives", "would_fail"))
        assert row["reason"].endswith(".") and len(row["reason"].split()) > 3, row["claim_id"]
        assert not re.search(r"\b(nan|None|inf)\b", text), row["claim_id"]
        assert "_" not in row["reason"], row["claim_id"]  # no column name


def test_what_would_have_failed_is_shown_for_what_is_consistent_and_only_there(ledger):
    assert ((ledger["would_fail"] != "") == (ledger["verdict"] == "consistent")).all()


def test_what_is_recomputed_is_shown_and_says_how_it_prints(ledger):
    recomputed = ledger[ledger["verdict"].isin(["reproduced", "discrepant"])]
    assert (recomputed["recomputed"] != "").all()
    assert ledger.loc[ledger["verdict"] == "reproduced", "how"].isin(["exact", "rounded", "truncated"]).all()
    assert (ledger.loc[~ledger["verdict"].isin(["reproduced", "consistent"]), "how"] == "").all()


def test_truncation_is_named(ledger):
    truncated = set(ledger.loc[ledger["how"] == "truncated", "claim_id"])
    assert truncated == {"C120", "C121", "C175"}  # 2.968 twice, 3.267
    assert all("only when truncated" in row_of(ledger, claim_id)["reason"] for claim_id in truncated)


def test_contradictions_name_the_claims_that_say_otherwise(ledger):
    for row in ledger[ledger["verdict"] == "contradicted"].to_dict("records"):
        assert row["conflicts"] and all(name in row["reason"] for name in row["conflicts"].split(";")), row["claim_id"]
    facts = ledger.set_index("claim_id")["fact"]
    assert facts[row_of(ledger, "C112")["conflicts"]] == "n_sle" and "7 (C179)" in row_of(ledger, "C112")["reason"]


def test_patients_are_those_whom_a_finding_is_about(ledger, trial):
    assert row_of(ledger, "C068")["patients"] == "6" and row_of(ledger, "C085")["patients"] == "12"
    assert row_of(ledger, "C161")["patients"] == "1;11" and row_of(ledger, "C002")["patients"] == ""
    known = set(map(str, trial.adsl["SUBJID"]))
    assert all(set(text.split(";")) <= known for text in ledger["patients"] if text)


def test_consequences_take_one_or_two_sentences(ledger):
    told = ledger.loc[ledger["consequence"] != "", "consequence"]
    assert len(told) > 30 and told.map(lambda text: 1 <= len(re.findall(r"\.(?: |$)", text)) <= 2).all()


def test_identifiers_run_in_reading_order_and_later_ones_stand_with_their_section(ledger):
    identifiers = list(ledger["claim_id"])
    assert sorted(identifiers) == [f"C{number:03d}" for number in range(1, len(ledger) + 1)]
    assert [name for name in identifiers if name <= "C267"] == sorted(name for name in identifiers if name <= "C267")
    for _, rows in ledger.groupby("section"):
        assert list(rows.index) == list(range(rows.index[0], rows.index[0] + len(rows)))
    sections = list(dict.fromkeys(ledger["section"]))
    assert sections == [
        "abstract",
        "introduction",
        "methods",
        "results-baseline",
        "results-efficacy",
        "results-systemic",
        "results-toxicity",
        "discussion",
        "conclusions",
        "tables",
        "figures",
    ]


def test_every_check_is_used(trial):
    assert set(trial.facts.claims["check"]) | {"sum_of_facts"} == set(list_checks())  # the sum serves as an alternative


# Verdicts that were wrong once, each with its mistake


def test_absence_from_a_list_is_no_recomputation(ledger):
    absent = ledger[ledger["reason"] == "Table 3 lists none."]
    assert set(absent["claim_id"]) >= {"C031", "C032", "C184", "C200", "C201", "C202", "C204", "C205", "C224", "C226"}
    assert set(absent["verdict"]) == {"consistent"}


def test_repetition_is_no_passed_check(ledger):
    assert not ((ledger["check"] == "same_fact") & (ledger["verdict"] == "consistent")).any()
    assert not ledger["would_fail"].str.contains("elsewhere").any()


def test_rule_that_nothing_tests_is_a_definition(ledger):
    rules = ledger[(ledger["kind"] == "rule") & ledger["check"].isin(["none", "told", "same_fact"])]
    assert len(rules) > 30 and set(rules["verdict"]) == {"definition"}


def test_p_value_above_the_level_supports_no_claim(ledger):
    chosen = ledger["reason"].str.contains("is not below the level")
    assert set(ledger.loc[chosen, "claim_id"]) == {"C026", "C177", "C263"}
    assert not ledger.loc[chosen, "verdict"].isin(["reproduced", "consistent"]).any()


def test_no_test_is_made_against_another_series(ledger):
    text = ledger[["reason", "alternatives", "would_fail"]].agg(" ".join, axis=1)
    assert not text.str.contains("Fisher|significan").any()
    series = ledger[ledger["check"] == "series"]
    assert series["reason"].str.contains("probably overlap").all() and len(series) >= 4


def test_only_a_mean_that_no_group_gives_is_impossible(ledger):
    assert list(ledger.loc[ledger["verdict"] == "impossible", "reported"]) == ["2.39"]
    assert row_of(ledger, "C172")["recomputed"] == "37/12 or 40/13"


def test_response_rate_is_also_given_as_the_methods_define_it(ledger):
    for claim_id in ("C019", "C129", "C210"):
        row = row_of(ledger, claim_id)
        assert "with no exclusion: 12 of 15 is 80.0%." in row["reason"]


def test_both_tellings_of_how_many_were_included_are_shown(ledger):
    for claim_id in ("C206", "C208"):
        assert "the results count" in row_of(ledger, claim_id)["reason"]


def test_what_is_taken_from_the_note_of_the_series_stands_in_it(ledger, trial):
    note = read_series(trial.folder)["note"].iloc[0]
    assert "11 reported paraesthesia" in note and "relapse about 5 months after withdrawal or reduction" in note
    assert all("11 of 60" in row_of(ledger, claim_id)["reason"] for claim_id in ("C235", "C243"))


def test_relapse_is_set_beside_the_five_months_of_the_series(ledger):
    for claim_id in ("C213", "C237"):
        assert "five months" in row_of(ledger, claim_id)["reason"]


def test_claims_that_do_not_hold_are_grouped_into_problems(ledger):
    problems = group_problems(ledger)
    assert set(problems.index) == set(ledger.loc[ledger["verdict"].isin(AGAINST), "claim_id"])
    groups = problems.groupby(problems).groups
    assert list(groups["C023"]) == ["C023", "C036", "C050"]  # the clock of relapse
    assert list(groups["C112"]) == ["C112", "C113", "C179", "C180"]  # six or seven with systemic lupus
    assert list(groups["C027"]) == ["C027", "C125", "C190", "C207"]  # minor, disabling, severe
    assert list(groups["C085"]) == ["C085", "C251"] and list(groups["C241"]) == ["C241", "C242"]


# Alternatives


def test_alternative_that_gives_the_printed_value_is_named_first_and_upgrades_nothing(ledger):
    median, failures = row_of(ledger, "C140"), row_of(ledger, "C130")
    assert median["matches"] and median["verdict"] == "discrepant"
    assert "mean of the same values: 6.125 (gives the printed value)" in median["alternatives"]
    assert failures["alternatives"].startswith("everyone in whom thalidomide had failed: 4 (gives the printed value)")
    for text in ledger["alternatives"]:
        marked = ["gives the printed value" in part for part in text.split("; ")]
        assert marked == sorted(marked, reverse=True)


def test_verdicts_do_not_depend_on_alternatives(data_copy, verdicts):
    for claim_id in verdicts:
        edit_claim(data_copy, claim_id, "alternatives", "")
    assert changed_verdicts(data_copy, verdicts) == {}


@pytest.mark.parametrize(
    ("claim_id", "label"),
    [
        ("C019", "of everyone treated: 12/15 = 80.0%"),
        ("C020", "only those with an entry for relapse: 9/11 = 81.8%"),
        ("C020", "a dash counted as relapse: 10/12 = 83.3%"),
        ("C104", "polyneuropathy alone not counted: 10"),
        ("C105", "of those treated with thalidomide before: 3"),
        ("C143", "halfway between the two times that the text gives: 18"),
        ("C154", "relapses and lasting remissions together: 11"),
        ("C159", "mean of 9 whole weeks: 40/9 = 4.44 (gives the printed value)"),
        ("C168", "complete responders with a dash for relapse: 1"),
        ("C171", "baseline damage of those followed a year: 3.1"),
        ("C028", "percentage with the arthritis of patient 1, an adverse event by the trial's definition: 20"),
        ("C187", "with the arthritis of patient 1, an adverse event by the trial's definition: 3"),
        ("C140", "Kaplan–Meier median of all subtypes, evaluable: 5.5 (gives the printed value)"),
        ("C197", "its point read as a decimal point: 1.19"),
        ("C084", "by the best outcome in Table 2: 1 of 2 patients"),
        ("C087", "responses that fall on the monthly visits: 5 of 11 times on a visit"),
        ("C117", "the evaluable only: 11.5, truncated (gives the printed value)"),  # 161/14
        ("C210", "complete response by the week named beside it: 11/14 = 78.6%"),
        ("C221", "of the evaluable: 3/14 = 21.4% (gives the printed value)"),
    ],
)
def test_alternatives_hold_what_was_worked_out_by_hand(ledger, claim_id, label):
    assert label in row_of(ledger, claim_id)["alternatives"].split("; ")


# Edits


@pytest.mark.parametrize("edit", EDITS_OF_CLAIMS)
def test_editing_a_printed_value_changes_the_verdicts_that_depend_on_it_and_no_others(data_copy, verdicts, edit):
    claim_id, reported, expected = EDITS_OF_CLAIMS[edit]
    edit_claim(data_copy, claim_id, "reported", reported)
    assert changed_verdicts(data_copy, verdicts) == expected


@pytest.mark.parametrize("edit", EDITS_OF_TABLES)
def test_editing_a_table_cell_changes_the_verdicts_that_depend_on_it_and_no_others(data_copy, verdicts, edit):
    table, row, column, value, expected = EDITS_OF_TABLES[edit]
    data_copy.set_cell(table, row, column, value)
    assert changed_verdicts(data_copy, verdicts) == expected


def test_relapse_that_did_not_happen_changes_all_that_counts_relapses(data_copy, verdicts):
    data_copy.set_cell("table2", 13, "Dose at relapse", "-")
    data_copy.set_cell("table2", 13, "Relapse", "No")  # patient 12, DLE
    assert changed_verdicts(data_copy, verdicts) == dict.fromkeys(
        # nine; 75% three times; two in remission; both SCLE, twice
        ["C155", "C020", "C156", "C214", "C168", "C169", "C218"],
        "discrepant",
    )


def test_no_claim_about_patients_survives_a_missing_group_silently(data_copy):
    for row in (3, 6):
        data_copy.set_cell("table1", row, "Diagnosis", "LET")  # no lupus profundus is left
    ledger = judge_claims(data_copy.read_trial())
    assert "nobody in this group has a value" in row_of(ledger, "C143")["reason"]
    assert row_of(ledger, "C143")["verdict"] == "discrepant" and not ledger["reason"].str.contains(r"\bnan\b").any()


# Percentages, sums and denominators


@pytest.mark.parametrize(
    ("percent", "count", "total"),
    [
        ("percent_complete_response", "n_complete_response", "n_evaluable"),
        ("percent_partial_response", "n_partial_response", "n_evaluable"),
        ("percent_any_response", "n_any_response", "n_evaluable"),
        ("percent_relapsed", "n_relapsed", "n_complete_response"),
        ("percent_maintenance", "n_maintenance", "n_evaluable"),
        ("percent_adverse_event", "n_adverse_event", "n_enrolled"),
        ("percent_sle", "n_sle", "n_enrolled"),
        ("percent_photosensitive", "n_photosensitive", "n_enrolled"),
    ],
)
def test_percentages_reconcile_with_their_counts(trial, percent, count, total):
    facts = trial.facts
    assert round(100 * facts.number(count) / facts.number(total)) == facts.number(percent)


def test_sums_and_denominators_reconcile(trial):
    number = trial.facts.number
    assert number("n_enrolled") - number("n_withdrawn") == number("n_evaluable") == len(trial.adsl) - 1
    assert number("n_complete_response") + number("n_partial_response") == number("n_any_response")
    assert number("n_relapsed") + number("n_sustained_remission") == number("n_complete_response") - 1  # patient 5
    both = trial.adsl["REASONS"].str.contains("LACK") & trial.adsl["REASONS"].str.contains("SIDE|POLYNEUROPATHY")
    failed, harmed = number("n_thalidomide_no_response"), number("n_thalidomide_side_effects")
    assert failed + harmed - both.sum() == number("n_prior_thalidomide")


# Other trials, bad rows, files


def test_trial_without_claims_has_an_empty_ledger(second_trial, tmp_path):
    ledger = judge_claims(second_trial)
    assert ledger.empty and list(ledger.columns) == list(LEDGER_COLUMNS)
    write_ledger(ledger, tmp_path)
    assert json.loads((tmp_path / "claims.json").read_text(encoding="utf-8")) == []
    assert (tmp_path / "claims.csv").read_text(encoding="utf-8").strip() == ",".join(LEDGER_COLUMNS)


def test_folder_without_claims_has_an_empty_ledger_and_makes_no_book(data_copy):
    (data_copy.path / "claims.csv").unlink()
    assert judge_claims(data_copy.read_trial()).empty
    with pytest.raises(DataError, match=r"claims\.csv: no claims are there; allowed: those of data/claims\.csv"):
        check_claims(data_copy.read_trial())


def test_a_claim_about_a_patient_who_is_left_out_is_untestable(data_copy):
    for table in ("table1", "table2"):
        data_copy.write_rows(table, [row for row in data_copy.read_rows(table) if row[0] != "12"])
    check_claims(data_copy.read_trial())
    row = row_of(judge_claims(data_copy.read_trial()), "C248")  # the diagnosis of patient 12
    assert (row["verdict"], row["reason"]) == ("untestable", "The tables have no patient 12.")


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("check", "cuont", "'cuont' is not a check; allowed: count, percentage, "),
        ("check", "", "'' is not a check; allowed: count, "),
        ("check_args", "filter", "'filter' is not an argument; allowed: key=value; key=value"),
        ("check_args", "fliter=SEX = F", "'fliter' is not an argument of count; allowed: filter, frame, evidence"),
        ("check_args", "filter=SEKS = F", "'SEKS' is not a column; allowed: STUDYID, "),
        ("check_args", "filter=SEX ~ F", "'SEX ~ F' is not a condition; allowed: COLUMN operator value"),
        ("check_args", "filter=SUBJID > x", "'x' is not a number; allowed: a number"),
        ("alternatives", "all of them", "'all of them' is not an alternative; allowed: label: check("),
        ("alternatives", "all: cuont(filter=SEX = F)", "'cuont' is not a check; allowed: count, "),
        ("alternatives", "all: count(filter=SEX)", "'SEX' is not a condition; allowed: "),
        ("plausible_n", "fifteen", "'fifteen' is not a sample size; allowed: a whole number, all-treated, "),
    ],
)
def test_bad_row_is_named_with_its_place_and_what_is_allowed(data_copy, column, value, problem):
    row = edit_claim(data_copy, "C002", column, value)
    with pytest.raises(DataError) as refused:
        judge_claims(data_copy.read_trial())
    message = str(refused.value)
    assert message.startswith(f"{data_copy.path / 'claims.csv'}, row {row}, column '{column}': {problem}")
    assert "\n" not in message


def test_chapter_without_a_notebook_is_named(data_copy):
    check_claims(data_copy.read_trial())
    row = edit_claim(data_copy, "C002", "chapter", "adherence")
    with pytest.raises(DataError) as refused:
        check_claims(data_copy.read_trial())
    place = f"{data_copy.path / 'claims.csv'}, row {row}, column 'chapter'"
    assert str(refused.value).startswith(f"{place}: 'adherence' has no notebook; allowed: appraisal, baseline, ")


def test_ledger_files_hold_every_column_and_no_formula(ledger, tmp_path):
    spoiled = ledger.head(3).copy()
    spoiled["statement"] = ["=1+1", "@here", "-2+3"]
    write_ledger(spoiled, tmp_path / "results")
    with (tmp_path / "results" / "claims.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["statement"] for row in rows] == ["'=1+1", "'@here", "'-2+3"]
    assert list(rows[0])[:7] == ["claim_id", "section", "statement", "reported", "recomputed", "verdict", "reason"]
    records = json.loads((tmp_path / "results" / "claims.json").read_text(encoding="utf-8"))
    assert records[0]["statement"] == "=1+1" and records[0]["matches"] is False


def test_the_file_of_claims_is_described_column_by_column(trial):
    fields = find_resource(trial.folder.package, "claims")["schema"]["fields"]
    assert [field["name"] for field in fields] == list(trial.facts.claims.columns)
    assert all(field["description"] and field["allowed"] for field in fields)


@pytest.mark.parametrize("claim_id", ["C121", "C122", "C136"])
@pytest.mark.parametrize("reported", ["NS", "12/14", "1,5"])
def test_a_printed_string_that_its_check_cannot_read_is_named_with_its_place(data_copy, claim_id, reported):
    edit_claim(data_copy, claim_id, "reported", reported)
    with pytest.raises(
        DataError, match=rf"claims\.csv, row \d+, column 'reported': '{reported}' cannot be read by its check"
    ):
        judge_claims(data_copy.read_trial())


def test_an_inequality_is_held_against_the_tests_that_can_give_it(data_copy):
    """R: t.test of 11 (5.9) and 4.13 (3.66), 15 each, unpaired: 0.00066 (Student), 0.00083 (Welch)."""
    for reported, verdict in (("<0.001", "consistent"), (">0.5", "impossible")):
        edit_claim(data_copy, "C136", "reported", reported)
        ledger = judge_claims(data_copy.read_trial()).set_index("claim_id")
        assert ledger.loc["C136", "verdict"] == verdict


def test_what_would_divide_by_zero_is_not_printed(data_copy):
    edit_claim(data_copy, "C002", "reported", "0")
    judge_claims(data_copy.read_trial())
