"""What the chapter on efficacy computes, against R's answers, printed counts and edited tables."""

from math import inf

import pytest

from reanalysis.trial.chapters import efficacy
from tests.conftest import REPOSITORY
from tests.trial.test_notebooks import check_executed, execute

OUTCOME, WEEKS = "Clinical outcome", "Time to complete response (weeks)"
R_ENDPOINTS = {
    "cr": "complete_response_end_of_followup",
    "cr_week12": "complete_response_by_week_12",
    "any_response": "any_response",
}
R_SPLITS = {
    "EXTENSIVE_RASH": "Rash as a reason for inclusion",
    "LACK_OF_EFFICACY": "Earlier treatment as a reason",
    "above_median_activity": "CLASI activity at entry",
}


def check_limits(share, expected, level, method):
    if "limits_95" in expected:
        limits = expected["limits_95"][method.replace("-", "_")]
    else:
        limits = expected["ci_two_sided_by_level_percent"][method.replace("-", "_")][f"{100 * level:.0f}"]
    assert (share["lower"], share["upper"]) == pytest.approx((limits["lower"], limits["upper"]), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("population", ["all_treated", "evaluable"])
@pytest.mark.parametrize("name", R_ENDPOINTS)
@pytest.mark.parametrize("method", ["clopper-pearson", "wilson", "jeffreys"])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_endpoints_are_those_of_r(trial, reference, population, name, method, level):
    expected = reference["s01_proportions"][population][R_ENDPOINTS[name]]
    endpoints = efficacy.estimate_endpoints(trial, level, method).set_index("name")
    share = endpoints.loc[f"{name}_{population}", "share"]
    assert (share.count, share.total) == (expected["x"], expected["n"])
    check_limits(vars(share), expected, level, method)


def test_partial_response_is_that_of_r(trial, reference):
    endpoints = efficacy.estimate_endpoints(trial, 0.95, "wilson").set_index("name")
    for population in ("all_treated", "evaluable"):
        expected = reference["s13_response_splits"][population]["partial_response"]
        check_limits(vars(endpoints.loc[f"partial_response_{population}", "share"]), expected, 0.95, "wilson")


def test_every_method_of_interval_stands_in_each_population(trial, reference):
    methods = efficacy.compare_methods(trial, 0.95)
    assert len(methods) == 9
    for row in methods.to_dict("records"):
        expected = reference["s01_proportions"][row["population"].replace("-", "_")]
        check_limits(row, expected["complete_response_end_of_followup"], 0.95, row["method"])


def test_a_response_in_the_week_of_judgement_counts_as_by_that_week(trial):
    counts = [efficacy.estimate_response(trial, "evaluable", 0.95, "wilson", week).count for week in (3.9, 4, 36, inf)]
    assert counts == [3, 7, 12, 12]  # Table 2: three before week 4, four in it, the last in week 36


def test_one_complete_response_came_after_week_12(trial):
    assert efficacy.find_response_week(trial) == 12
    assert efficacy.count_after_week(trial) == 1  # patient 5, week 36


@pytest.mark.parametrize("among", ["all-treated", "evaluable", "complete responders"])
def test_sustained_remission_is_that_of_r(trial, reference, among):
    share = efficacy.estimate_sustained_remission(trial, among, 0.95, "clopper-pearson")
    expected = reference["s01_proportions"][among.replace("-", "_").replace(" ", "_")]["sustained_drug_free_remission"]
    assert (share.count, share.total) == (expected["x"], expected["n"])
    check_limits(vars(share), expected, 0.95, "clopper-pearson")


def test_more_in_remission_than_responded_is_no_share(data_copy):
    for row in data_copy.read_rows("table2")[1:]:
        make_partial(data_copy, int(row[0]))
    assert efficacy.estimate_sustained_remission(data_copy.read_trial(), "evaluable", 0.95, "wilson") is None


@pytest.mark.parametrize("population", ["all-treated", "evaluable"])
def test_subgroups_and_their_fisher_test_are_those_of_r(trial, reference, population):
    expected = reference["s13_response_splits"][population.replace("-", "_")]
    groups = efficacy.estimate_subgroups(trial, population, 0.95, "jeffreys")
    subtypes = groups[groups["split"] == "Subtype"].set_index("label")
    assert set(subtypes.index) == set(expected["by_diagnosis"])
    assert subtypes["p"].isna().all()
    for code, answer in expected["by_diagnosis"].items():
        check_limits(subtypes.loc[code], answer, 0.95, "jeffreys")
    for key, split in R_SPLITS.items():
        rows, answer = groups[groups["split"] == split], expected["two_way"][key]
        for row, side in zip(rows.to_dict("records"), ("inside", "outside"), strict=True):
            assert (row["count"], row["total"]) == (answer[side]["x"], answer[side]["n"])
            assert row["p"] == pytest.approx(answer["fisher_p"])
            check_limits(row, answer[side], 0.95, "jeffreys")


def test_who_had_failed_thalidomide_is_judged_among_the_evaluable(trial):
    shares = efficacy.estimate_after_failure(trial, 0.95, "wilson")
    counts = {name: (share.count, share.total) for name, share in shares.items()}
    # Table 1: patients 3, 7, 9 and 14; Table 2: 3 withdrew, 9 had a partial response.
    assert counts == {"any_response_thalidomide_failure": (3, 3), "cr_thalidomide_failure": (2, 3)}


def test_a_changed_outcome_changes_both_populations(data_copy):
    make_partial(data_copy, 1)
    shares = efficacy.estimate_endpoints(data_copy.read_trial(), 0.95, "wilson").set_index("name")["share"]
    assert shares["cr_evaluable"].count == shares["cr_all_treated"].count == 11
    assert shares["partial_response_evaluable"].count == 3
    assert shares["any_response_evaluable"].count == 14


def test_every_share_is_declared_with_its_count(trial):
    names = [*efficacy.estimate_endpoints(trial, 0.95, "wilson")["name"], "cr_headline"]
    names += efficacy.estimate_after_failure(trial, 0.95, "wilson")
    for name in names:
        assert efficacy.PUBLISHED[name][0] == "%" and efficacy.PUBLISHED[f"{name}_count"][0] == "patients"


def make_partial(data_copy, patient: int) -> None:
    """Change a patient's outcome to a partial response, without what belongs to a complete one."""
    rows = data_copy.read_rows("table2")
    place = next(index for index, row in enumerate(rows) if row[0] == str(patient)) + 1
    changes = {OUTCOME: "PR", WEEKS: "-", "Relapse": "-", "Dose at relapse": "-"}
    for column, value in changes.items():
        data_copy.set_cell("table2", place, column, value)


@pytest.mark.parametrize("method", ["clopper-pearson", "wilson"])
def test_what_the_chapter_publishes_is_r_s_answer(reference, method):
    chosen = {"confidence_level": 0.9, "proportion_ci": method, "population": "all-treated"}
    published = check_executed(execute(REPOSITORY / "notebooks" / "efficacy.ipynb", chosen), "efficacy")
    shares = reference["s01_proportions"]
    for population in ("all_treated", "evaluable"):
        for name, endpoint in R_ENDPOINTS.items():
            result, expected = published[f"{name}_{population}"], shares[population][endpoint]
            assert result["value"] == pytest.approx(100 * expected["estimate"])
            lower, upper = (limit / 100 for limit in result["limits"])
            check_limits({"lower": lower, "upper": upper}, expected, 0.9, method)
            assert published[f"{name}_{population}_count"]["text"] == f"{expected['x']} of {expected['n']}"
    assert published["cr_headline"]["text"] == published["cr_all_treated"]["text"]
    expected = reference["s25_further_t_tests"]["damage"]["welch_p"]
    assert published["clasi_damage_p_welch_all_treated_then_evaluable"]["value"] == pytest.approx(expected)
    assert (published["cr_after_week12"]["text"], published["non_responders"]["text"]) == (
        "one patient",
        "three patients",
    )
