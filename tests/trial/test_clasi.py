"""CLASI scores known only as means, against R's tests, the printed strings and hand-worked sizes."""

from dataclasses import replace
from math import isnan, nan

import pytest
from scipy.stats import ttest_ind_from_stats

from reanalysis.data.facts import Facts
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial import clasi
from reanalysis.trial.courses import list_courses

R_NAMES = {"activity": "activity_baseline_vs_week_2", "damage": "damage_baseline_vs_one_year"}


@pytest.fixture
def courses(trial):
    return list_courses(trial, "no", WEEKS_PER_MONTH, "printed")


@pytest.fixture
def tests(trial, courses):
    return clasi.tabulate_tests(trial, courses, WEEKS_PER_MONTH)


def test_changes_are_as_printed_and_entry_as_in_the_section_of_the_later_score(trial):
    activity, damage = clasi.read_changes(trial.facts)
    assert activity == clasi.Change("activity", "week 2", "11", "5.9", "4.13", "3.66", "0.0009")
    assert damage == clasi.Change("damage", "month 12", "2.39", "2.96", "3.08", "3.15", "0.398")  # 2.33 elsewhere


@pytest.mark.parametrize("score", R_NAMES)
def test_tests_are_those_of_r(tests, reference, score):
    own = tests[(tests["score"] == score) & (tests["n_first"] == tests["n_second"])]
    assert len(own) >= 2
    for row in own.to_dict("records"):
        expected = reference["s09_t_tests"][R_NAMES[score]][f"n{row['n_first']}"]
        for kind in ("student", "welch"):
            assert row[f"{kind}_p"] == pytest.approx(expected["unpaired"][kind]["p"])
        for r in ("0", "0.5", "0.9"):
            assert row[f"r{r}_p"] == pytest.approx(expected["paired_by_correlation"][f"r_{r}"]["p"])
        solved = expected["correlation_giving_printed_p"]["correlation"]
        assert row["implied_correlation"] == pytest.approx(solved)


@pytest.mark.parametrize("score", R_NAMES)
def test_unequal_sizes_and_the_room_of_rounding_are_those_of_r(tests, reference, score):
    expected = reference["s25_further_t_tests"][score]
    row = tests[(tests["score"] == score) & (tests["n_first"] != tests["n_second"])].iloc[0]
    assert (row["n_first"], row["n_second"]) == (15, 14)
    assert (row["student_p"], row["welch_p"]) == pytest.approx((expected["student_p"], expected["welch_p"]))
    ends = expected["least_p_within_rounding"], expected["greatest_p_within_rounding"]
    assert (row["lowest_p"], row["highest_p"]) == pytest.approx(ends)
    assert isnan(row["implied_correlation"]) and isnan(row["r0_p"])


def test_what_gives_the_printed_p(tests):
    activity = tests[tests["score"] == "activity"].set_index("n")["gives"]
    # R's p-values: 0.00089 and 0.00090 for 15 and 14; 0.00066 and 0.00083 for 15, 0.00101 and 0.00126 for 14.
    assert activity.to_dict() == {
        "15 (all-treated)": "either, by rounding",
        "14 (evaluable)": "either, by rounding",
        "15 at entry, 14 later": "Student and Welch",
    }
    assert set(tests.loc[tests["score"] == "damage", "gives"]) == {"neither"}  # 0.54 and above, 0.398 is printed


def test_sizes_that_can_have_a_mean_of_whole_numbers():
    # 33/8 = 4.125 and 62/15 = 4.133; 37/12 = 3.083 and 40/13 = 3.077; no total of up to 15 gives 2.385 to 2.395.
    assert clasi.list_fitting_sizes("4.13", 15) == [8, 15]
    assert clasi.list_fitting_sizes("3.08", 15) == [12, 13]
    assert clasi.list_fitting_sizes("2.39", 15) == []


def test_plausible_sizes_of_the_damage_score_come_from_its_mean_followup_and_populations(tests):
    sizes = tests.loc[tests["score"] == "damage", "n_first"].tolist()
    assert sizes == [15, 14, 13, 12, 10, 15]  # ten were followed 12 months


def test_entry_scores_agree_with_the_text_or_differ(trial):
    rows = clasi.check_entry(trial).set_index(["score", "population", "statistic", "printed"])["reading"]
    assert rows["activity", "all-treated", "mean", "11"] == "rounded"  # 164/15 = 10.93
    assert rows["activity", "evaluable", "mean", "11"] == "truncated"  # 11.5
    assert rows["damage", "all-treated", "mean", "2.33"] == "rounded"
    assert rows["damage", "all-treated", "mean", "2.39"] == "differs"


def test_summaries_tell_who_was_followed_and_the_standard_error(trial, courses, reference):
    rows = clasi.list_summaries(trial, courses, WEEKS_PER_MONTH, 15)
    later = rows[rows["time"] == "week 2"].iloc[0]
    assert (later["followed"], later["fits"]) == (14, [8, 15])
    expected = reference["s09_t_tests"][R_NAMES["activity"]]["n15"]["sem_second"]
    assert later["sem"] == pytest.approx(expected)
    entry = rows[(rows["score"] == "damage") & (rows["time"] == "entry")]
    assert entry["mean"].tolist() == ["2.33", "2.39"]


def test_published_tests_are_scipys_and_missing_without_a_text(trial, second_trial):
    rows = clasi.compare_populations(trial).set_index(["score", "sizes", "test"])["p"]
    expected = ttest_ind_from_stats(11, 5.9, 15, 4.13, 3.66, 14, equal_var=False).pvalue
    assert rows["activity", "all_treated_then_evaluable", "welch"] == pytest.approx(expected)
    missing = clasi.compare_populations(second_trial)
    assert len(missing) == 12
    assert missing["p"].isna().all() or clasi.read_changes(second_trial.facts)


def test_one_patient_gives_no_test(trial):
    change = clasi.read_change(trial.facts, "activity")
    assert isnan(change.test(1, 15, "student")) and isnan(change.solve_correlation(1))
    assert change.test_rounded(15, 0) == pytest.approx((nan, nan), nan_ok=True)
    assert isnan(replace(change, p=None).solve_correlation(15))


def test_curves_of_the_paired_test_pass_through_rs_values(trial, tests, reference):
    curves = clasi.trace_paired_p(clasi.read_changes(trial.facts), tests)
    assert curves.groupby("score")["n"].unique().map(list).to_dict() == {"activity": [15, 14], "damage": [15, 10]}
    own = curves[(curves["score"] == "damage") & (curves["n"] == 10) & (curves["r"].round(6) == 0.5)]
    expected = reference["s09_t_tests"][R_NAMES["damage"]]["n10"]["paired_by_correlation"]["r_0.5"]["p"]
    assert own["p"].item() == pytest.approx(expected)


def print_otherwise(trial, fact: str, reported: str):
    """The trial with another printed string for a fact, wherever it stands."""
    claims = trial.facts.claims.copy()
    claims.loc[claims["fact"] == fact, "reported"] = reported
    return replace(trial, facts=Facts(claims))


def test_words_in_place_of_a_p_value_leave_the_change_without_one(trial):
    facts = print_otherwise(trial, "clasi_activity_week2_p", "not significant").facts
    assert clasi.read_change(facts, "activity") == clasi.Change("activity", "week 2", "11", "5.9", "4.13", "3.66", None)


def test_words_in_place_of_an_sd_leave_no_standard_error(trial, courses):
    without = print_otherwise(trial, "clasi_activity_week2_sd", "wide")
    rows = clasi.list_summaries(without, courses, WEEKS_PER_MONTH, 15)
    assert rows.loc[rows["score"] == "activity", "time"].tolist() == ["entry"]
