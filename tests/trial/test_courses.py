"""Each patient's course in weeks, against R's and the printed tables."""

import pytest

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial.courses import count_followed, count_unseen, list_courses, measure_windows


@pytest.fixture
def courses(trial):
    return list_courses(trial, "no", WEEKS_PER_MONTH, "printed")


def test_patients_stand_by_what_became_of_them_then_by_week_of_response_and_followup(courses):
    # Table 2: nine relapses, no relapse in 7 and 6, a dash for 5, partial responses of 13 and 9, 3 withdrawn.
    assert courses["SUBJID"].tolist() == [8, 15, 4, 2, 12, 11, 10, 1, 14, 6, 7, 5, 13, 9, 3]


def test_a_course_is_a_sentence(courses):
    told = courses.set_index("SUBJID")["course"]  # Table 2: months 15, 17, 18, 19, 8
    assert (
        told[1] == "Patient 1 (DLE) cleared at week 10, was last seen at week 65, and relapsed at some time in between."
    )
    assert told[7] == "Patient 7 (SCLE) cleared at week 11, was last seen at week 78, and had not relapsed."
    assert told[5] == (
        "Patient 5 (LEP) cleared at week 36 and was last seen at week 83; whether the rash came back is not recorded."
    )
    assert told[13] == "Patient 13 (DLE) improved without clearing, and was last seen at week 35."


def test_stretches_from_response_to_last_visit_are_those_of_r(courses, reference):
    expected = reference["s12_relapse_upper_bounds"]
    rows = courses.set_index("SUBJID").loc[expected["patient"]]
    found = (rows["end_weeks"] - rows["response_weeks"]).tolist()
    assert found == pytest.approx(expected["weeks_from_complete_response_to_last_visit"])


@pytest.mark.parametrize("reading, relapsed", [("no", 9), ("yes", 10), ("exclude", 9)])
def test_a_relapse_that_is_not_printed_follows_the_convention(trial, reference, reading, relapsed):
    windows = measure_windows(list_courses(trial, reading, WEEKS_PER_MONTH, "printed"))
    expected = reference["s17_response_clock"][reading]["window_weeks"]
    assert len(windows) == expected["n"] == relapsed
    numbers = [windows.min(), windows.median(), windows.max()]
    assert numbers == pytest.approx([expected[name] for name in ("min", "median", "max")])


def test_months_may_stand_for_half_a_month_more(trial, courses):
    longer = list_courses(trial, "no", WEEKS_PER_MONTH, "high")
    by_patient = longer.set_index("SUBJID")["end_weeks"] - courses.set_index("SUBJID")["end_weeks"]
    assert by_patient[1] == pytest.approx(WEEKS_PER_MONTH / 2)
    assert by_patient[3] == 0  # withdrawn at a printed week


def test_followed_means_at_least_so_long(courses):
    assert count_followed(courses, 1) == 15  # patient 3 left in week 1
    assert count_followed(courses, 2) == 14
    assert count_followed(courses, 12 * WEEKS_PER_MONTH) == 10  # Table 2: ten with 12 months or more
    assert count_unseen(courses, 12) == 1
    assert count_unseen(courses, 1) == 0


def test_a_followup_that_is_not_printed_is_not_followed(data_copy):
    row = next(index for index, cells in enumerate(data_copy.read_rows("table2")) if cells[0] == "13")
    data_copy.set_cell("table2", row + 1, "Follow-up period (months)", "-")
    courses = list_courses(data_copy.read_trial(), "no", WEEKS_PER_MONTH, "printed")
    assert count_unseen(courses, 12) == 2
