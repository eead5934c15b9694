"""The registry record beside the paper; expected relations are read off data/registry.csv and the paper by hand."""

import pytest

from reanalysis.data.registry import Entry, agrees, count_months, format_date, read_registry
from reanalysis.data.tables import DataError, read_data_folder
from reanalysis.trial.registry_rows import AFTERWARDS, AGREE, DIFFER, PARTLY, REGISTRY_ONLY, compare_registry
from reanalysis.trial.sentences.registry import describe_registration
from tools.generate_cohort import write_cohort

RELATIONS = {
    "Date of registration": AFTERWARDS,  # 19 July 2011; enrolment closed in December 2010
    "Start": DIFFER,  # January 2010 against January 2009
    "Last enrolment, and last assessment of the primary outcome": DIFFER,  # December 2010 is after August 2010
    "Longest follow-up, and months from start to completion": DIFFER,  # 30 months against 19
    "Patients who took part": AGREE,
    "Planned number of patients": REGISTRY_ONLY,
    "Primary outcome": AGREE,
    "When the primary outcome is judged": REGISTRY_ONLY,
    "Flare of systemic lupus": DIFFER,  # SLEDAI of 6 or more against a change above 3 or 12
    "When side effects are counted": REGISTRY_ONLY,
    "When anti-dsDNA is judged": REGISTRY_ONLY,
    "Studies of the nerves": DIFFER,
    "Phase": PARTLY,  # phase II by the title, phase 4 by the field
    "Starting dose": AGREE,
    "Largest dose": DIFFER,
    "Design": AGREE,
    "Results in the registry": REGISTRY_ONLY,
}


def make_entry(value: str, unit: str = "") -> Entry:
    return Entry("item", value, unit, "Somewhere NCT01", "2011-08-02")


def test_each_row_says_whether_the_two_documents_agree(trial):
    rows = compare_registry(trial).set_index("item")
    assert rows["relation"].to_dict() == RELATIONS


def test_the_longest_follow_up_does_not_fit_between_the_registered_dates(trial):
    row = compare_registry(trial).set_index("item").loc["Longest follow-up, and months from start to completion"]
    assert row["paper"] == "30 months"
    assert row["registry"] == "January 2010 to August 2011: 19 months"


def test_what_the_paper_does_not_state_is_said_to_be_not_given(trial):
    rows = compare_registry(trial).set_index("item")
    assert rows.loc["Planned number of patients", ["paper", "registry"]].tolist() == ["not given", "12 patients"]


def test_only_a_difference_changes_something(trial):
    rows = compare_registry(trial)
    assert ((rows["change"] == "") == (rows["relation"] == AGREE)).all()


@pytest.mark.parametrize(
    ("reported", "value", "unit", "expected"),
    [
        ("2010-01", "2010-01", "month", True),
        ("2009-01", "2010-01", "month", False),
        ("2010", "2010-08", "month", True),
        ("2011-07", "2011-07-19", "date", True),
        ("15", "15", "patients", True),
        ("1", "15", "patients", False),
        ("3", "SLEDAI of 6 or more", "", False),
        ("open-label", "single group; open label", "", True),
        ("NCT01", "2011-07-19", "", True),  # the record's own number is in its source
        ("NCT02", "2011-07-19", "", False),
        ("2010-12", "2010-08", "month", False),  # the same year, and another month
    ],
)
def test_a_printed_string_agrees_by_its_kind(reported, value, unit, expected):
    assert agrees(reported, make_entry(value, unit)) is expected


@pytest.mark.parametrize(
    ("date", "words"), [("2011-07-19", "19 July 2011"), ("2011-08", "August 2011"), ("2010", "2010"), ("none", "none")]
)
def test_dates_are_written_as_a_sentence_has_them(date, words):
    assert format_date(date) == words


def test_a_year_alone_stands_for_its_last_month():
    assert count_months("2010") - count_months("2010-01") == 11
    assert count_months("three") is None


def test_registration_is_told_beside_enrolment_and_completion(trial, second_trial):
    assert describe_registration(trial) == (
        "It was registered in July 2011, after enrolment had ended and after the registered date of its primary completion."
    )
    assert describe_registration(second_trial) == "No registry record is known here."


def test_an_early_registration_is_not_said_to_be_late(data_copy):
    path = data_copy.path / "registry.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("registered,2011-07-19", "registered,2008-12-01"))
    trial = data_copy.read_trial()
    assert describe_registration(trial) == "It was registered in December 2008."
    assert compare_registry(trial).set_index("item").loc["Date of registration", "relation"] == AGREE


def test_a_folder_without_a_record_has_no_comparison(data_copy, second_trial, tmp_path):
    (data_copy.path / "registry.csv").unlink()
    assert read_registry(data_copy.read_trial().folder) == {}
    assert compare_registry(data_copy.read_trial()).empty
    assert compare_registry(second_trial).empty
    assert read_registry(read_data_folder(write_cohort(tmp_path / "cohort", 20))) == {}


def test_a_record_that_cannot_be_read_is_one_line(data_copy):
    path = data_copy.path / "registry.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("item,value", "thing,value"))
    with pytest.raises(DataError, match="registry.csv, row 1, column 1: heading 'thing' is not known; allowed: 'item'"):
        compare_registry(data_copy.read_trial())
