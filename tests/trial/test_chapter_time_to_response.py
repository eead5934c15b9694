"""Time to complete response against R's answers, printed tables, and copies of the tables with one thing changed."""

import math

import pytest
from scipy.stats import binomtest

from reanalysis.parameters import WEEKS_PER_MONTH, default_parameters
from reanalysis.statistics.bounds import interval_censored_estimate
from reanalysis.statistics.cox import check_proportionality
from reanalysis.statistics.visits import bracket_times, count_off_schedule, find_median_interval, list_masses
from reanalysis.trial import subtypes
from reanalysis.trial.chapters import time_to_response as chapter
from tests.trial.test_notebooks import REPOSITORY, check_executed, execute

DEFAULTS = (WEEKS_PER_MONTH, "printed")


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.fixture
def times(trial):
    return chapter.read_times(trial, "evaluable", "censored", *DEFAULTS)


@pytest.mark.parametrize("scale", ["log-log", "log", "plain", "beta-product"])
@pytest.mark.parametrize(
    ("analysis", "way"), [("evaluable", "evaluable"), ("all_treated_never_responds", "never-responds")]
)
def test_landmark_shares_and_their_limits_are_those_of_r(trial, reference, analysis, way, scale):
    expected = reference["s19_landmarks"][analysis]
    curve = chapter.estimate_curve(chapter.read_times(trial, *chapter.WAYS[way][1], *DEFAULTS), 0.95, scale)
    for position, week in enumerate(expected["weeks"]):
        if week > curve["weeks"].max():  # R draws the curve on; the chapter says nothing where nobody is followed
            assert math.isnan(chapter.estimate_share_by(curve, week).value)
            continue
        answer = [expected["given"][scale][name][position] for name in ("share", "lower", "upper")]
        assert chapter.estimate_share_by(curve, week) == close(tuple(answer))


@pytest.mark.parametrize("level", ["90", "95"])
def test_medians_under_each_rule_and_scale_are_those_of_r(times, reference, level):
    expected = reference["s03_kaplan_meier"]["evaluable"]["pr_censoring_as_printed"]["median"]
    medians = chapter.compare_medians(times, float(level) / 100).set_index(["rule", "km_ci"])
    for scale, limits in expected["ci_midpoint_convention_weeks"].items():
        assert medians.loc[("first", scale), "weeks"] == expected["first_time_at_or_below_half_weeks"]
        row = medians.loc[("midpoint", scale)]
        upper = math.inf if math.isnan(limits[level]["upper"]) else limits[level]["upper"]
        assert row["weeks"] == expected["midpoint_convention_weeks"]
        assert (row["lower"], row["upper"]) == (limits[level]["lower"], upper)


def test_a_share_before_any_censoring_has_the_exact_interval_and_not_the_curves(trial, times):
    # The mistake it had: 11 of 14 with 55% to 95% here and, as a share, 49% to 95% beside it, called different results.
    for way, counts in (
        ("evaluable", (11, 14)),
        ("censored", (11, 14)),
        ("never-responds", (11, 15)),
        ("competing", (11, 15)),
    ):
        curve = chapter.estimate_curve(chapter.read_times(trial, *chapter.WAYS[way][1], *DEFAULTS), 0.95, "log-log")
        exact = binomtest(*counts).proportion_ci()
        found = chapter.estimate_share_by(curve, 12, 0.95)
        assert found == close((counts[0] / counts[1], exact.low, exact.high)), way
    curve = chapter.estimate_curve(times, 0.95, "log-log")
    score = binomtest(11, 14).proportion_ci(method="wilson")
    assert chapter.estimate_share_by(curve, 12, 0.95, "wilson")[1:] == close((score.low, score.high))
    assert chapter.estimate_share_by(curve, 1, 0.95) == close((0, 0, 1 - 0.025 ** (1 / 14)))  # nobody of 14
    # Patient 13 is censored at 34.8 weeks: from then on the interval is the curve's.
    assert chapter.estimate_share_by(curve, 36, 0.95).lower == close(1 - curve.set_index("weeks").loc[36, "upper"])


@pytest.mark.parametrize("horizon", [12, 24])
def test_restricted_mean_before_any_censoring_is_a_students_mean(times, reference, horizon):
    answers = reference["s03_kaplan_meier"]["evaluable"]["pr_censoring_as_printed"]["rmst"]
    expected = answers[f"tau_{horizon}_weeks"]["student"]
    for level, name in ((0.9, "90"), (0.95, "95")):
        found = chapter.estimate_mean_without_response(times, level, horizon)
        answer = [expected[key] for key in ("rmst_weeks", f"lower_{name}", f"upper_{name}", "std_error_weeks")]
        assert found == close(tuple(answer))


def test_restricted_mean_after_a_censoring_has_normal_limits(times, reference):
    expected = reference["s03_kaplan_meier"]["evaluable"]["pr_censoring_as_printed"]["rmst"]["tau_36_weeks"]
    mean, error = expected["rmst_weeks"], expected["std_error_weeks"]
    found = chapter.estimate_mean_without_response(times, 0.9, 36)
    assert (found.value, found.std_error) == close((mean, error))
    assert (found.lower, found.upper) == pytest.approx((mean - 1.644854 * error, mean + 1.644854 * error), abs=1e-5)


def test_withdrawal_moves_the_curve_as_in_r(trial, reference):
    curves = {
        way: chapter.estimate_curve(chapter.read_times(trial, *counted, *DEFAULTS), 0.95, "log-log")
        for way, (_, counted) in chapter.WAYS.items()
    }
    found = chapter.summarise_curves(curves, "first")
    incidence = reference["s04_aalen_johansen"]["complete_response"]["cumulative_incidence"]
    never = reference["s03_kaplan_meier"]["all_treated_never_responds"]["pr_censoring_as_printed"]["table"]
    assert found.loc["competing", "by_end"] == close(incidence[-1])
    assert found.loc["never-responds", "by_end"] == close(1 - never["survival"][-1])
    assert found.loc["censored", "by_end"] == close(found.loc["evaluable", "by_end"])


@pytest.mark.parametrize(
    ("rounding", "answer"), [("low", "minus_half_month"), ("printed", "as_printed"), ("high", "plus_half_month")]
)
def test_rounding_of_follow_up_moves_the_tail_as_in_r(trial, reference, rounding, answer):
    table = reference["s03_kaplan_meier"]["evaluable"][f"pr_censoring_{answer}"]["table"]
    last = table["time_weeks"].index(36)  # table 2: the last response, of patient 5
    rows = chapter.read_times(trial, "evaluable", "censored", WEEKS_PER_MONTH, rounding)
    found = chapter.summarise_curves({rounding: chapter.estimate_curve(rows, 0.95, "log-log")}, "first").iloc[0]
    assert (found["left"], found["at_risk"]) == close((table["survival"][last], table["n_at_risk"][last]))


def test_only_patient_13_may_have_left_before_or_after_a_response(times):
    # Table 2: 8 months, so 7.5 to 8.5 months or 32.6 to 37.0 weeks, with patient 5's response at week 36 between.
    assert chapter.list_crossings(times)["SUBJID"].tolist() == [13]


def test_step_names_the_patients_whose_time_it_is(times):
    curve = chapter.name_steps(chapter.estimate_curve(times, 0.95, "log-log"), times).set_index("weeks")
    assert sorted(curve.loc[4, "patients"]) == [2, 6, 11, 12] and curve.loc[36, "patients"] == [5]


def test_visits_follow_the_schedule_of_the_text_and_the_estimate_is_that_of_r(trial, times, reference):
    expected = reference["s21_visits"]
    visits = chapter.list_visits(trial, WEEKS_PER_MONTH, times["weeks"].max())
    assert 2 in visits  # everybody was scored at week 2
    assert list(visits[visits != 2][:9] / WEEKS_PER_MONTH) == close([0, 1, 2, 3, 4, 5, 6, 9, 12])
    lower, upper = bracket_times(times["weeks"], times["event"], visits)
    assert sorted(lower) == close(sorted(expected["left"])) and sorted(upper) == close(sorted(expected["right"]))
    masses = list_masses(interval_censored_estimate(lower, upper))
    assert masses["mass"].tolist() == pytest.approx(expected["mass"], abs=1e-6)
    # The mistake it had: half by week 2, when Table 2 has two clearances by then and the paper scores everyone.
    assert find_median_interval(masses) == (2, 3)
    assert masses["mass"].iloc[0] == pytest.approx(2 / 14)
    # Weeks 3, 7, 10, 11, 12 and 36: all but the two of week 2 and the four of week 4.
    assert count_off_schedule(times.loc[times["event"], "weeks"], visits) == 6


def test_hazard_ratio_is_that_of_r_at_its_level(times, reference):
    expected = reference["s06_cox"]["efron"]
    for points, infix, key in ((1, "", "hazard_ratio"), (5, "_5_points", "hazard_ratio_5_points")):
        profile = expected["profile"]
        answer = (expected[key], profile[f"hr{infix}_lower_95"], profile[f"hr{infix}_upper_95"])
        assert chapter.estimate_association(times, points, 0.95) == pytest.approx(answer, rel=1e-6)
    assert chapter.estimate_association(times, 1, 0.9).lower > expected["profile"]["hr_lower_95"]
    p_value = check_proportionality(times["weeks"], times["event"], times["CLASI_ACTIVITY"])
    assert p_value == pytest.approx(expected["proportionality_p"], rel=1e-6)


def edit_outcome(data_copy, patient: int, **cells) -> None:
    headings = {"outcome": "Clinical outcome", "weeks": "Time to complete response (weeks)"}
    headings |= {"months": "Follow-up period (months)", "relapse": "Relapse", "dose": "Dose at relapse"}
    for name, value in cells.items():
        data_copy.set_cell("table2", patient + 1, headings[name], value)


def edit_nobody_responds(data_copy):
    for patient in (1, 2, *range(4, 16)):
        edit_outcome(data_copy, patient, outcome="PR", weeks="-", relapse="-", dose="-")


def edit_everyone_responds(data_copy):
    for patient in (3, 9, 13):
        edit_outcome(data_copy, patient, outcome="CR", weeks="5", months="20", relapse="No")


def edit_no_profundus(data_copy):
    for patient in (2, 5):
        data_copy.set_cell("table1", patient + 1, "Diagnosis", "DLE (L)")


def edit_follow_up_missing(data_copy):
    edit_outcome(data_copy, 9, months="-")


@pytest.mark.site  # the chapter again for each copy
@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            edit_nobody_responds,
            {"n_events": "0", "median_headline": "not reached (95% CI not reached)"},
        ),
        (edit_nobody_responds, {"cox_hr": "not estimable", "permutation_p_groups": "not estimable"}),
        (
            edit_everyone_responds,
            {"n_censored": "0", "cr_by_end": "100% (95% CI 78% to 100%)", "censored_parts_from_evaluable": "never"},
        ),
        (edit_no_profundus, {"permutation_p_profundus": "not estimable", "n_events": "12"}),
        (edit_follow_up_missing, {"untimed_patients": "9", "n_patients": "13", "rounding_patients": "one patient"}),
    ],
)
def test_chapter_stands_on_an_edited_copy_of_the_tables(data_copy, edit, expected):
    edit(data_copy)
    notebook = execute(REPOSITORY / "notebooks" / "time_to_response.ipynb", {"data_dir": str(data_copy.path)})
    results = check_executed(notebook, "time_to_response")
    assert {name: results[name]["text"] for name in expected} == expected


def test_published_numbers_and_limits_are_those_of_r(reference):
    results = check_executed(execute(REPOSITORY / "notebooks" / "time_to_response.ipynb", {}), "time_to_response")
    cox, curve = reference["s06_cox"]["efron"], reference["s03_kaplan_meier"]["evaluable"]["pr_censoring_as_printed"]
    landmarks = reference["s19_landmarks"]["evaluable"]
    expected = {
        "cox_hr": (cox["hazard_ratio"], *(cox["profile"][f"hr_{end}_95"] for end in ("lower", "upper"))),
        "median_headline": (5.5, *curve["median"]["ci_midpoint_convention_weeks"]["log-log"]["95"].values()),
        "cr_by_week_12": tuple(landmarks["given"]["log-log"][name][1] for name in ("share", "lower", "upper")),
    }
    for name, answer in expected.items():
        assert (results[name]["value"], *results[name]["limits"]) == pytest.approx(answer, rel=1e-5), name
    assert results["rmst_12"]["value"] == close(curve["rmst"]["tau_12_weeks"]["rmst_weeks"])
    assert results["rmst_24_se"]["value"] == close(curve["rmst"]["tau_24_weeks"]["student"]["std_error_weeks"])


def test_confidence_level_and_scale_reach_what_is_published(reference):
    parameters = {"confidence_level": 0.9, "km_ci": "log"}
    notebook = execute(REPOSITORY / "notebooks" / "time_to_response.ipynb", parameters)
    results = check_executed(notebook, "time_to_response")
    limits = reference["s03_kaplan_meier"]["evaluable"]["pr_censoring_as_printed"]["median"]
    expected = limits["ci_midpoint_convention_weeks"]["log"]["90"]
    assert results["median_midpoint"]["limits"] == [expected["lower"], expected["upper"]] == [4, 12]
    assert results["median_midpoint"]["text"] == "5.5 weeks (90% CI 4 to 12)"


def test_medians_of_groups_are_the_ordinary_ones(trial, times):
    # Table 2, lupus profundus: weeks 4 and 36, so 20; the mistake it had: 4, the first week at or below one half.
    curves = subtypes.estimate_curves(times, 0.95, "log-log")
    groups = subtypes.summarise_groups(trial, times, curves, default_parameters()["median_rule"]).set_index("group")
    assert groups["weeks"].to_dict() == {"DLE": 7, "LEP": 20, "other": 5, "SCLE": 7.5}
