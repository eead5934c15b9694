"""ADSL, ADTTE and ADAE against the printed tables, their tags, and the conventions that move them."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.data.facts import Facts
from reanalysis.data.printed import reported_interval
from reanalysis.data.tables import read_data_folder
from reanalysis.parameters import CONTRACT
from reanalysis.trial.adae import build_adae
from reanalysis.trial.adsl import build_adsl
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.cohort import Trial, select_population

WEEKS_PER_MONTH = 365.25 / 12 / 7
FOLDER = read_data_folder("data")
NO_FACTS = Facts(pd.DataFrame(columns=["section", "reported", "fact", "patient"]))

# By hand from the paper's Table 1: number, sex, code, group, extent, number of sites, reasons, titre, anti-dsDNA,
# raised, anti-Ro, anti-La, CLASI activity and damage, number of earlier treatments.
ENTRY = """
1|F|DLE|DLE|localized|2|LACK_OF_EFFICACY; POLYNEUROPATHY|640|123|Y|Y|N|6|2|4
2|F|LEP|LEP||2|LACK_OF_EFFICACY|160||N|N|N|7|1|4
3|F|DLE|DLE|localized|1|LACK_OF_EFFICACY|640||N|N|N|3|1|4
4|F|ACLE|other||2|SIDE_EFFECTS|640|54|Y|N|N|6|0|5
5|F|LEP|LEP||3|SIDE_EFFECTS|640|144|Y|N|N|19|6|5
6|F|SCLE|SCLE||3|EXTENSIVE_RASH|640||N|Y|N|19|0|3
7|F|SCLE|SCLE||4|SIDE_EFFECTS; POLYNEUROPATHY; EXTENSIVE_RASH|640|83|Y|N|N|20|1|5
8|F|DLE|DLE|localized|3|SIDE_EFFECTS|40||N|N|N|9|0|4
9|F|DLE|DLE|generalized|4|EXTENSIVE_RASH; SIDE_EFFECTS|320|37|Y|N|N|13|2|5
10|F|LET|other||1|SIDE_EFFECTS; POLYNEUROPATHY|640||N|N|N|6|0|3
11|F|DLE|DLE|generalized|3|SIDE_EFFECTS; EXTENSIVE_RASH|40||N|Y|N|15|9|4
12|F|DLE|DLE|generalized|4|SIDE_EFFECTS; POLYNEUROPATHY|40||N|Y|N|17|8|4
13|F|DLE|DLE|localized|1|LACK_OF_EFFICACY|160||N|N|N|3|0|3
14|F|DLE|DLE|generalized|2|SIDE_EFFECTS|640||N|N|N|11|2|5
15|F|DLE|DLE|localized|2|SIDE_EFFECTS|40||N|N|N|10|3|4
"""
# By hand from the paper's Table 2: number, evaluable, outcome, weeks to complete response, months of follow-up,
# largest dose, relapse, dose at relapse in mg a week (alternate days: 3.5 doses a week).
OUTCOME = """
1|Y|CR|10|15|5|Y|10
2|Y|CR|4|12|5|Y|15
3|N|WITHDRAWN|||5||
4|Y|CR|3|12|5|Y|17.5
5|Y|CR|36|19|5||
6|Y|CR|4|17|5|N|
7|Y|CR|11|18|5|N|
8|Y|CR|2|7|5|Y|17.5
9|Y|PR||15|10||
10|Y|CR|7|10|5|Y|17.5
11|Y|CR|4|30|5|Y|10
12|Y|CR|4|25|5|Y|17.5
13|Y|PR||8|5||
14|Y|CR|12|17|5|Y|15
15|Y|CR|2|10|5|Y|17.5
"""


def read_expected(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().split("\n")]


def print_cell(value) -> str:
    """A cell as the expectations above write it."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return str(value)


def print_columns(frame: pd.DataFrame, columns: list[str]) -> list[list[str]]:
    return [[print_cell(record[column]) for column in columns] for record in frame.to_dict("records")]


def read_tte(trial: Trial, parameter: str, **conventions) -> pd.DataFrame:
    """Rows of one time, by patient number."""
    adtte = build_adtte(trial, **conventions)
    return adtte[adtte["PARAMCD"] == parameter].set_index("SUBJID")


# ---- the printed tables


def test_adsl_holds_table_1_of_every_patient(trial):
    frame = trial.adsl.assign(TREATMENTS=trial.adsl["PRIOR_TREATMENTS"].str.split("; ").str.len())
    columns = ["SUBJID", "SEX", "DIAGNOSIS", "SUBTYPE_GROUP", "DLE_EXTENT", "SITE_COUNT", "REASONS", "ANA_TITRE"]
    columns += ["DSDNA_IU_ML", "DSDNA_POSITIVE", "ANTI_RO", "ANTI_LA", "CLASI_ACTIVITY", "CLASI_DAMAGE", "TREATMENTS"]
    assert print_columns(frame, columns) == read_expected(ENTRY)


def test_adsl_holds_table_2_of_every_patient(trial):
    columns = ["SUBJID", "EVALFL", "BEST_RESPONSE", "WEEKS_TO_CR", "FOLLOWUP_MONTHS", "MAX_DOSE_MG", "RELAPSE"]
    columns += ["RELAPSE_DOSE_MG_WEEK"]
    assert print_columns(trial.adsl, columns) == read_expected(OUTCOME)


def test_lists_are_taken_apart_without_the_comma_that_one_cell_ends_with(trial):
    patients = trial.adsl.set_index("SUBJID")
    assert patients.loc[4, "PRIOR_TREATMENTS"] == "TCS; OCS; HCQ; T; AZA"
    assert patients.loc[8, "SITES"] == "Face; scalp; ear lobe"
    assert patients.loc[12, "SITES"] == "Face; v-neck; back; scalp"


def test_dose_at_relapse_stays_as_printed(trial):
    doses = trial.adsl.set_index("SUBJID")["RELAPSE_DOSE"]
    assert doses[1] == "5 mg twice weekly" and doses[2] == "5 mg three times weekly"
    assert doses[4] == "5 mg alternate days" and doses[5] == "" and doses[6] == ""


def test_adsl_agrees_with_counts_made_in_r(trial, reference):
    expected = reference["s10_descriptive"]["all_treated"]
    reasons = trial.adsl["REASONS"].str.split("; ").explode().value_counts()
    treatments = trial.adsl["PRIOR_TREATMENTS"].str.split("; ").explode().value_counts().to_dict()
    sites = trial.adsl["SITES"].str.lower().str.split("; ").explode().value_counts().to_dict()
    assert reasons["SIDE_EFFECTS"] == expected["reason_counts"]["T side effects"]
    assert reasons["POLYNEUROPATHY"] == expected["reason_counts"]["PN"]
    assert treatments == expected["treatment_counts"]
    assert sites == expected["site_counts_lower_case"]


def test_adae_carries_the_patient_down_and_leaves_the_blank_grade_blank(trial):
    columns = ["SUBJID", "SUBJID_ORIGIN", "AESEQ", "AEDECOD", "AEREL"]
    assert trial.adae[columns].to_numpy().tolist() == [
        [3, "published", 1, "Vomiting", "Possible"],
        [3, "inferred", 2, "Diarrhea", "Possible"],
        [3, "inferred", 3, "Weight loss", "Possible"],
        [3, "inferred", 4, "Fatigue", "Possible"],
        [15, "published", 1, "Insomnia", "Probable"],
        [15, "inferred", 2, "Neutropenia", "Possible"],
    ]
    assert trial.adae["AETOXGR"].tolist()[:5] == [2, 2, 2, 2, 2] and pd.isna(trial.adae["AETOXGR"].iloc[5])


def test_unique_identifier_joins_the_three_frames(trial):
    assert trial.adsl["USUBJID"].is_unique
    assert set(trial.adae["USUBJID"]) | set(build_adtte(trial)["USUBJID"]) <= set(trial.adsl["USUBJID"])


# ---- time to complete response


@pytest.mark.parametrize(
    ("rounding", "key"),
    [
        ("printed", "pr_censoring_as_printed"),
        ("low", "pr_censoring_minus_half_month"),
        ("high", "pr_censoring_plus_half_month"),
    ],
)
@pytest.mark.parametrize(
    ("population", "key_population"),
    [
        ("evaluable", "evaluable"),
        ("all-treated", "all_treated_censored_week_1"),
    ],
)
def test_times_to_response_are_those_of_r(trial, reference, population, key_population, rounding, key):
    rows = response_times(trial, build_adtte(trial, month_rounding=rounding), population)
    table = reference["s03_kaplan_meier"][key_population][key]["table"]
    for column, kind in (("n_event", True), ("n_censored", False)):
        expected = [week for week, count in zip(table["time_weeks"], table[column], strict=True) for _ in range(count)]
        assert sorted(rows.loc[rows["event"] == kind, "weeks"]) == pytest.approx(expected)


def test_origin_of_response_times_is_told(trial):
    rows = read_tte(trial, "TTCR")
    responders = [1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15]
    assert (rows.loc[responders, ["AVAL_ORIGIN", "CNSR_ORIGIN"]] == "published").all(axis=None)
    assert (rows.loc[[9, 13], ["AVAL_ORIGIN", "CNSR_ORIGIN"]] == "inferred").all(axis=None)
    assert rows.loc[3, ["AVAL_ORIGIN", "CNSR_ORIGIN"]].tolist() == ["published", "assumed"]


def test_rounding_of_months_can_move_a_censoring_past_the_last_event(trial):
    weeks = {rounding: read_tte(trial, "TTCR", month_rounding=rounding)["AVAL"] for rounding in ("low", "high")}
    assert weeks["low"][13] == pytest.approx(7.5 * WEEKS_PER_MONTH) and weeks["low"][13] < 36
    assert weeks["high"][13] == pytest.approx(8.5 * WEEKS_PER_MONTH) and weeks["high"][13] > 36
    assert weeks["low"][5] == weeks["high"][5] == 36


def test_bounds_of_a_censoring_are_half_a_month_either_side_whatever_is_taken(trial):
    for rounding in ("printed", "low", "high"):
        row = read_tte(trial, "TTCR", month_rounding=rounding, weeks_per_month=4.0).loc[9]
        assert (row["AVAL_LOWER"], row["AVAL_UPPER"]) == (58.0, 62.0)


def test_weeks_per_month_scales_follow_up_and_no_response(trial):
    rows = read_tte(trial, "TTCR", weeks_per_month=4.0)
    assert rows.loc[[9, 13], "AVAL"].tolist() == [60.0, 32.0]
    assert rows.loc[[1, 5], "AVAL"].tolist() == [10.0, 36.0]


def test_withdrawn_patient_is_censored_at_the_week_that_the_text_states(trial):
    row = read_tte(trial, "TTCR").loc[3]
    assert (row["AVAL"], row["CNSR"], row["ANL01FL"]) == (1.0, 1, "Y")


def test_withdrawal_can_be_a_competing_event(trial):
    rows = read_tte(trial, "TTCR", withdrawal="competing")
    assert (rows.loc[3, "AVAL"], rows.loc[3, "CNSR"]) == (1.0, 2)
    assert (rows["CNSR"] == 2).sum() == 1
    times = response_times(trial, build_adtte(trial, withdrawal="competing"), "all-treated")
    assert times.loc[times["competing"], "SUBJID"].tolist() == [3] and not times.loc[times["competing"], "event"].any()


@pytest.mark.parametrize(("rounding", "months"), [("printed", 15), ("high", 15.5)])
def test_patient_who_never_responds_stays_at_risk_as_long_as_anyone(trial, rounding, months):
    rows = read_tte(trial, "TTCR", withdrawal="never-responds", month_rounding=rounding)
    assert rows.loc[3, "AVAL"] == pytest.approx(months * WEEKS_PER_MONTH)
    assert rows.loc[3, ["CNSR", "AVAL_ORIGIN", "ANL01FL"]].tolist() == [1, "assumed", "Y"]


def test_evaluable_population_leaves_out_only_the_withdrawn(trial):
    adtte = build_adtte(trial)
    assert len(response_times(trial, adtte, "all-treated")) == 15
    assert set(response_times(trial, adtte, "evaluable")["SUBJID"]) == set(range(1, 16)) - {3}
    assert select_population(trial.adae, trial.adsl, "evaluable")["SUBJID"].tolist() == [15, 15]


# ---- time to relapse


def test_weeks_from_response_to_last_visit_are_those_of_r(trial, reference):
    expected = reference["s12_relapse_upper_bounds"]
    rows = read_tte(trial, "TTREL").loc[expected["patient"]]
    last_visit = rows["AVAL_UPPER"].where(rows["CNSR"] == 0, rows["AVAL"])
    assert last_visit.tolist() == pytest.approx(expected["weeks_from_complete_response_to_last_visit"])
    assert len(rows) == len(expected["patient"]) == 12


def test_relapse_has_bounds_and_no_time(trial):
    rows = read_tte(trial, "TTREL")
    relapsed = rows[rows["CNSR"] == 0]
    assert relapsed.index.tolist() == [1, 2, 4, 8, 10, 11, 12, 14, 15]
    assert relapsed["AVAL"].isna().all() and (relapsed["AVAL_LOWER"] == 0).all()
    assert (relapsed["AVAL_ORIGIN"] == "not printed").all() and (relapsed["CNSR_ORIGIN"] == "published").all()


@pytest.mark.parametrize(("unrecorded", "censored", "analysed"), [("no", 1, "Y"), ("yes", 0, "Y"), ("exclude", 1, "N")])
def test_unrecorded_relapse_is_taken_as_told_and_tagged_as_assumed(trial, unrecorded, censored, analysed):
    for parameter in ("TTREL", "TTRELTAP"):
        rows = read_tte(trial, parameter, unrecorded_relapse=unrecorded)
        assert rows.loc[5, ["CNSR", "ANL01FL", "CNSR_ORIGIN"]].tolist() == [censored, analysed, "assumed"]
        others = rows.drop(index=5)
        assert (others["ANL01FL"] == "Y").all() and (others["CNSR_ORIGIN"] == "published").all()


def test_relapse_assumed_to_have_happened_lies_between_response_and_last_visit(trial):
    row = read_tte(trial, "TTREL", unrecorded_relapse="yes").loc[5]
    assert math.isnan(row["AVAL"]) and row["AVAL_LOWER"] == 0
    assert row["AVAL_UPPER"] == pytest.approx(19 * WEEKS_PER_MONTH - 36)


def test_no_time_is_negative_where_months_are_rounded(data_copy):
    data_copy.set_cell("table2", 10, "Follow-up period (months)", "0")
    data_copy.set_cell("table2", 7, "Time to complete response (weeks)", "75")  # of 17 months, 73.9 weeks
    trial = data_copy.read_trial()
    without_response = read_tte(trial, "TTCR", month_rounding="low", weeks_per_month=4.0).loc[9]
    assert without_response[["AVAL", "AVAL_LOWER", "AVAL_UPPER"]].tolist() == [0, 0, 2]
    without_relapse = read_tte(trial, "TTREL").loc[6]
    assert without_relapse[["AVAL", "AVAL_LOWER"]].tolist() == [0, 0]
    assert without_relapse["AVAL_UPPER"] == pytest.approx(17.5 * WEEKS_PER_MONTH - 75)


def test_second_clock_knows_only_the_printed_range_of_the_relapses(trial):
    rows = read_tte(trial, "TTRELTAP", unrecorded_relapse="yes")
    printed = rows.drop(index=[5, 6, 7])
    assert (printed["AVAL_LOWER"] == 1.5).all() and (printed["AVAL_UPPER"] == 8.5).all()
    assert rows["AVAL"].isna().all() and rows.loc[[5, 6, 7], ["AVAL_LOWER", "AVAL_UPPER"]].isna().all(axis=None)


def test_conventions_of_one_endpoint_leave_the_others_alone(trial):
    plain, moved = build_adtte(trial), build_adtte(trial, withdrawal="competing", unrecorded_relapse="yes")
    changed = plain.index[(plain.fillna("") != moved.fillna("")).any(axis=1)]
    assert set(plain.loc[changed, "SUBJID"]) == {3, 5}


# ---- what the text states


def test_results_section_is_believed_before_the_others():
    rows = [
        ("abstract", "15", "n", ""),
        ("results-efficacy", "14", "n", ""),
        ("discussion", "13", "n", ""),
        ("discussion", "7", "only_later", ""),
        ("abstract", "15", "n", ""),
    ]
    facts = Facts(pd.DataFrame(rows, columns=NO_FACTS.claims.columns))
    assert facts.number("n") == 14 and facts.number("only_later") == 7
    assert facts.all_reported("n") == ["15", "14", "13"]


def test_facts_are_numbers_and_intervals_or_none(trial):
    facts = trial.facts
    assert facts.number("withdrawal_weeks", patient=3) == 1
    assert facts.number("withdrawal_weeks", patient=4) is None
    assert facts.reported("relapse_weeks_median") == "4.4" and facts.interval("relapse_weeks_median") == (4.35, 4.45)
    assert facts.number("recruitment_start") is None and facts.reported("recruitment_start") is not None
    assert facts.reported("no_such_fact") is None and facts.interval("no_such_fact") is None
    assert facts.all_reported("no_such_fact") == []


@pytest.mark.parametrize(
    ("reported", "interval"),
    [
        ("2", (1.5, 2.5)),
        ("8", (7.5, 8.5)),
        ("10", (9.5, 10.5)),
        ("-3", (-3.5, -2.5)),
        ("4.4", (4.35, 4.45)),
        ("0.0009", (0.00085, 0.00095)),
        ("2.390", (2.3895, 2.3905)),
    ],
)
def test_printed_number_stands_for_the_values_that_round_to_it(reported, interval):
    assert reported_interval(reported) == interval


# ---- the second trial


def test_second_trial_is_read_in_its_own_terms(second_trial):
    adsl = second_trial.adsl.set_index("SUBJID")
    assert len(adsl) == 24 and second_trial.folder.trial["drug"] == "examplamide"
    assert adsl["BEST_RESPONSE"].value_counts().to_dict() == {"CR": 10, "PR": 6, "NR": 6, "WITHDRAWN": 2}
    assert adsl["DIAGNOSIS"].value_counts().to_dict() == {"SCLE": 7, "DLE": 6, "CHLE": 4, "LEP": 4, "BLE": 3}
    assert adsl["SEX"].value_counts().to_dict() == {"F": 17, "M": 7}
    assert adsl.loc[126, ["BEST_RESPONSE", "FOLLOWUP_MONTHS"]].tolist() == ["PR", 20]
    assert adsl.loc[[103, 109], "DSDNA_IU_ML"].tolist() == [18, 20]  # normal is below 20 there, below 15 in the paper
    assert adsl.loc[[103, 109], "DSDNA_POSITIVE"].tolist() == ["N", "Y"]
    assert adsl.loc[101, "RELAPSE_DOSE_MG_WEEK"] == 35 and adsl.loc[101, "USUBJID"] == "MADE-UP-24-101"


def test_second_trial_has_no_adverse_event_and_no_text(second_trial):
    assert second_trial.adae.empty and "AEDECOD" in second_trial.adae
    assert second_trial.facts.claims.empty and second_trial.facts.number("withdrawal_weeks") is None


def test_patient_without_follow_up_is_kept_and_not_analysed(second_trial):
    row = read_tte(second_trial, "TTCR").loc[117]
    assert math.isnan(row["AVAL"])
    assert row[["ANL01FL", "AVAL_ORIGIN", "CNSR_ORIGIN"]].tolist() == ["N", "not printed", "inferred"]
    assert 117 not in set(response_times(second_trial, build_adtte(second_trial), "evaluable")["SUBJID"])


def test_withdrawal_without_a_stated_week_is_analysed_only_where_a_time_is_assumed(second_trial):
    for withdrawal in ("censored", "competing"):
        rows = read_tte(second_trial, "TTCR", withdrawal=withdrawal).loc[[109, 118]]
        assert rows["AVAL"].isna().all() and (rows["ANL01FL"] == "N").all()
    rows = read_tte(second_trial, "TTCR", withdrawal="never-responds").loc[[109, 118]]
    assert rows["AVAL"].tolist() == pytest.approx([20 * WEEKS_PER_MONTH] * 2)
    assert (rows["ANL01FL"] == "Y").all()


def test_relapses_of_a_trial_without_text_are_not_bounded_on_the_second_clock(second_trial):
    rows = read_tte(second_trial, "TTRELTAP")
    assert rows[["AVAL", "AVAL_LOWER", "AVAL_UPPER"]].isna().all(axis=None) and (rows["CNSR"] == 0).sum() == 5


# ---- any trial


def test_frames_have_exactly_the_columns_of_the_codebook(trial, second_trial):
    for one in (trial, second_trial):
        frames = {"adsl": one.adsl, "adtte": build_adtte(one), "adae": one.adae}
        codebook = {entry["name"]: entry["fields"] for entry in one.folder.package["derived"]}
        assert codebook.keys() == frames.keys()
        for name, frame in frames.items():
            assert list(frame.columns) == [field["name"] for field in codebook[name]]


def test_trial_without_any_response_still_has_numeric_columns(second_trial):
    table = second_trial.folder.tables["table2"].copy()
    table["Clinical outcome"] = "NR"
    table[table.columns[2:]] = "-"
    folder = replace(second_trial.folder, tables=second_trial.folder.tables | {"table2": table})
    adsl = build_adsl(folder)
    for column in ("WEEKS_TO_CR", "FOLLOWUP_MONTHS", "MAX_DOSE_MG", "RELAPSE_DOSE_MG_WEEK"):
        assert adsl[column].dtype == float and adsl[column].isna().all()
    adtte = build_adtte(replace(second_trial, folder=folder, adsl=adsl), withdrawal="never-responds")
    assert set(adtte["PARAMCD"]) == {"TTCR"} and (adtte["ANL01FL"] == "N").all()


@st.composite
def printed_trials(draw):
    """Tables as they might be printed, in the terms of the repository's own codebook, and what they say."""
    numbers = draw(st.lists(st.integers(1, 999), min_size=1, max_size=8, unique=True))
    diagnoses = [category["value"] for category in FOLDER.field("table1", "Diagnosis")["categories"]]
    doses = [category["value"] for category in FOLDER.field("table2", "Dose at relapse")["categories"]]
    table1, table2 = [], []
    for number in numbers:
        diagnosis, clasi = draw(st.sampled_from(diagnoses)), f"{draw(st.integers(0, 70))}/{draw(st.integers(0, 56))}"
        table1.append([str(number), "F", diagnosis, "Face, arm", "PN", "1/40 (-)", "-/-", clasi, "T"])
        outcome = draw(st.sampled_from(["CR", "PR", "NR", "Withdrawn"]))
        months = draw(st.integers(0, 40))
        weeks = str(draw(st.integers(0, int(months * 4.3)))) if outcome == "CR" else "-"
        printed_months = str(months) if outcome == "CR" or draw(st.booleans()) else "-"
        relapse = draw(st.sampled_from(["Yes", "No", "-"])) if outcome == "CR" else "-"
        dose = draw(st.sampled_from([*doses, "-"])) if relapse == "Yes" else "-"
        table2.append([str(number), outcome, weeks, printed_months, "5", relapse, dose])
    terms = st.sampled_from(["Nausea", "Rash", "Fatigue"])
    table3 = [
        [str(number) if position == 0 else "", draw(terms), "Grade 1", "Possible"]
        for number in draw(st.lists(st.sampled_from(numbers), unique=True))
        for position in range(draw(st.integers(1, 4)))
    ]
    return {"table1": table1, "table2": draw(st.permutations(table2)), "table3": table3}


@settings(max_examples=50)
@given(
    printed=printed_trials(),
    conventions=st.fixed_dictionaries(
        {
            name: st.sampled_from(CONTRACT[name].choices)
            for name in ("withdrawal", "unrecorded_relapse", "month_rounding")
        }
    ),
)
def test_no_patient_time_or_event_is_lost_or_invented(printed, conventions):
    tables = {
        name: pd.DataFrame(rows, columns=FOLDER.tables[name].columns, dtype=str) for name, rows in printed.items()
    }
    folder = replace(FOLDER, tables=tables)
    adsl = build_adsl(folder)
    one = Trial(folder, adsl, build_adae(folder, adsl), NO_FACTS)
    adtte = build_adtte(one, **conventions)

    numbers = [int(row[0]) for row in printed["table1"]]
    outcomes = {int(row[0]): row for row in printed["table2"]}
    responders = [number for number in numbers if outcomes[number][1] == "CR"]
    assert adsl["SUBJID"].tolist() == numbers
    assert adsl["BEST_RESPONSE"].tolist() == [outcomes[number][1].upper() for number in numbers]
    assert [print_cell(weeks) or "-" for weeks in adsl["WEEKS_TO_CR"]] == [outcomes[number][2] for number in numbers]
    assert adtte.loc[adtte["PARAMCD"] == "TTCR", "SUBJID"].tolist() == numbers
    assert adtte.loc[adtte["PARAMCD"] == "TTREL", "SUBJID"].tolist() == responders
    assert adtte.loc[adtte["PARAMCD"] == "TTRELTAP", "SUBJID"].tolist() == responders
    assert one.adae["AEDECOD"].tolist() == [row[1] for row in printed["table3"]]
    named = [int(row[0]) for row in printed["table3"] if row[0]]
    assert one.adae["SUBJID"].drop_duplicates().tolist() == named
    assert one.adae.loc[one.adae["SUBJID_ORIGIN"] == "published", "SUBJID"].tolist() == named

    analysed = adtte[(adtte["PARAMCD"] == "TTCR") & (adtte["ANL01FL"] == "Y")]
    assert set(response_times(one, adtte, "all-treated")["SUBJID"]) == set(analysed["SUBJID"])
    bounded = adtte.dropna(subset=["AVAL_LOWER", "AVAL_UPPER"])
    assert (bounded["AVAL_LOWER"] <= bounded["AVAL_UPPER"]).all() and (bounded["AVAL_LOWER"] >= 0).all()
    timed = bounded.dropna(subset=["AVAL"])
    assert timed["AVAL"].between(timed["AVAL_LOWER"], timed["AVAL_UPPER"]).all()
