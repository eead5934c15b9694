"""Bad data: each ends in one line that names the file, the row, the column, the value and what is allowed."""

import json
import unicodedata

import pytest

from reanalysis.data.tables import OWN_DATA, DataError
from reanalysis.trial.cohort import read_trial
from workflow.steps.check_data import list_problems, main

WEEKS = "Time to complete response (weeks)"
MONTHS = "Follow-up period (months)"
A_NUMBER_OF_WEEKS = "a number of weeks from 0 for a complete response, else a dash"
A_NUMBER_OF_MONTHS = "a number of months from 0, or a dash"
A_DOSE = "one of: 5 mg alternate days, 5 mg three times weekly, 5 mg twice weekly, or a dash"


def message_of(data_copy) -> str:
    """The message that reading the spoilt folder ends with; always a single line."""
    with pytest.raises(DataError) as caught:
        data_copy.read_trial()
    message = str(caught.value)
    assert message and len(message.splitlines()) == 1
    return message


# Table, row (the heading is row 1), column, what is put there, what the message says of it, and what is allowed.
BAD_CELLS = {
    "a patient number that is no number": (
        "table1",
        3,
        "Patient number",
        "two",
        "cannot be read",
        "a whole number from 1, each once",
    ),
    "a patient twice in table 1": (
        "table1",
        3,
        "Patient number",
        "1",
        "stands twice",
        "a whole number from 1, each once",
    ),
    "a patient twice in table 2": (
        "table2",
        16,
        "Patient number",
        "1",
        "stands twice",
        "a patient number of table 1, each once",
    ),
    "an unknown sex": ("table1", 2, "Sex", "X", "is not a known code", "F or M"),
    "an unknown diagnosis": (
        "table1",
        6,
        "Diagnosis",
        "DLE (X)",
        "is not a known code",
        "one of: DLE (L), DLE (G), SCLE, ACLE, LET, Lupus Profundus",
    ),
    "an unknown reason": (
        "table1",
        4,
        "Reason for inclusión",
        "T side effects, ennui",
        "holds an unknown code ('ennui')",
        "one or more of: T lack of efficacy, T side effects, PN, > 18% body surface",
    ),
    "a treatment listed twice": (
        "table1",
        4,
        "Previous received treatment",
        "TCS, TCS, OCS, HCQ, T",
        "holds 'TCS' twice",
        "one or more of: TCS, OCS, HCQ, AZA, MMF, T",
    ),
    "months with a decimal comma": (
        "table2",
        2,
        MONTHS,
        "15,5",
        "has a decimal comma; write a point",
        A_NUMBER_OF_MONTHS,
    ),
    "an event that is a space": ("table3", 2, "Graded diagnosis", " ", "is empty", "the name of an adverse event"),
    "an unknown treatment": (
        "table1",
        4,
        "Previous received treatment",
        "TCS, XYZ",
        "holds an unknown code ('XYZ')",
        "one or more of: TCS, OCS, HCQ, AZA, MMF, T",
    ),
    "an antibody titre in another form": (
        "table1",
        2,
        "ANA/dsDNA ^α antibodies",
        "640 (123)",
        "cannot be read",
        "a titre and a number or dash in brackets, such as 1/640 (123) or 1/640 (-)",
    ),
    "an antibody that is neither + nor -": (
        "table1",
        2,
        "Anti-Ro/SSA/La/SSB antibodies",
        "+/?",
        "cannot be read",
        "+/+, +/-, -/+ or -/-",
    ),
    "a CLASI without damage": (
        "table1",
        16,
        "CLASI A/D",
        "10",
        "cannot be read",
        "two whole numbers such as 6/2: activity 0 to 70, damage 0 to 56",
    ),
    "a CLASI activity beyond the scale": (
        "table1",
        16,
        "CLASI A/D",
        "71/3",
        "is beyond the scale",
        "two whole numbers such as 6/2: activity 0 to 70, damage 0 to 56",
    ),
    "a CLASI damage beyond the scale": (
        "table1",
        16,
        "CLASI A/D",
        "10/57",
        "is beyond the scale",
        "two whole numbers such as 6/2: activity 0 to 70, damage 0 to 56",
    ),
    "an unknown outcome": ("table2", 2, "Clinical outcome", "Cured", "is not a known code", "CR, PR, NR or Withdrawn"),
    "a word where weeks belong": ("table2", 2, WEEKS, "ten", "cannot be read", A_NUMBER_OF_WEEKS),
    "a negative number of weeks": ("table2", 2, WEEKS, "-10", "cannot be read", A_NUMBER_OF_WEEKS),
    "no number of weeks but one in name": ("table2", 2, WEEKS, "nan", "cannot be read", A_NUMBER_OF_WEEKS),
    "a word where months belong": ("table2", 2, MONTHS, "a year", "cannot be read", A_NUMBER_OF_MONTHS),
    "a dose with its unit": (
        "table2",
        2,
        "Maximum dose received (mg)",
        "5 mg",
        "cannot be read",
        "a number of mg a day from 0, or a dash",
    ),
    "a complete response without a time": (
        "table2",
        2,
        WEEKS,
        "-",
        "stands for a complete response without a time",
        A_NUMBER_OF_WEEKS,
    ),
    "a complete response with an empty time": (
        "table2",
        2,
        WEEKS,
        "",
        "stands for a complete response without a time",
        A_NUMBER_OF_WEEKS,
    ),
    "a time to complete response without one": (
        "table2",
        10,
        WEEKS,
        "6",
        "is a time to complete response of a patient whose outcome is PR",
        A_NUMBER_OF_WEEKS,
    ),
    "a complete response without follow-up": (
        "table2",
        2,
        MONTHS,
        "-",
        "stands for a complete response without follow-up",
        A_NUMBER_OF_MONTHS,
    ),
    "a response beyond follow-up": (
        "table2",
        2,
        WEEKS,
        "68",
        "is a response after the end of follow-up (15 months)",
        A_NUMBER_OF_WEEKS,
    ),
    "an unknown relapse": ("table2", 2, "Relapse", "Maybe", "is not a known code", "Yes, No or a dash"),
    "a relapse without a complete response": (
        "table2",
        10,
        "Relapse",
        "Yes",
        "is a relapse without a complete response",
        "Yes, No or a dash",
    ),
    "a dose at relapse without a relapse": (
        "table2",
        7,
        "Dose at relapse",
        "5 mg twice weekly",
        "is a dose at relapse without a relapse",
        A_DOSE,
    ),
    "an unknown dose at relapse": ("table2", 2, "Dose at relapse", "5 mg monthly", "is not a known code", A_DOSE),
    "an adverse event of an unknown patient": (
        "table3",
        6,
        "Patient",
        "16",
        "is not a patient of table 1",
        "a patient number of table 1, or blank for the patient above",
    ),
    "an adverse event of nobody": (
        "table3",
        2,
        "Patient",
        "",
        "has no patient above to continue",
        "a patient number of table 1, or blank for the patient above",
    ),
    "a patient of an adverse event that is no number": (
        "table3",
        6,
        "Patient",
        "fifteen",
        "cannot be read",
        "a patient number of table 1, or blank for the patient above",
    ),
    "a grade beyond the scale": (
        "table3",
        2,
        "NCI toxicity grade",
        "Grade 6",
        "cannot be read",
        "Grade 1 to Grade 5, or blank",
    ),
    "a cell of two lines": (
        "table2",
        2,
        "Clinical outcome",
        "CR\nPR",
        "is not a known code",
        "CR, PR, NR or Withdrawn",
    ),
}


@pytest.mark.parametrize(("table", "row", "column", "value", "problem", "allowed"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_bad_cell_is_named_with_its_place_and_what_is_allowed(data_copy, table, row, column, value, problem, allowed):
    data_copy.set_cell(table, row, column, value)
    place = f"{data_copy.file(table)}, row {row}, column '{column}'"
    assert message_of(data_copy) == f"{place}: {value!r} {problem}; allowed: {allowed}"


@pytest.mark.parametrize(("row", "value"), [(2, "67"), (2, "0")])
def test_response_at_the_very_start_or_within_half_a_month_of_the_last_visit_is_possible(data_copy, row, value):
    data_copy.set_cell("table2", row, WEEKS, value)  # follow-up of 15 months: 15.5 months are 67.4 weeks
    assert data_copy.read_trial().adsl["WEEKS_TO_CR"].iloc[0] == float(value)


@pytest.mark.parametrize(
    ("table", "other", "allowed"),
    [
        ("table2", "table1", "a patient number of table 1, each once"),
        ("table1", "table2", "a whole number from 1, each once"),
    ],
)
def test_patient_missing_from_a_table_is_named(data_copy, table, other, allowed):
    rows = data_copy.read_rows(table)
    data_copy.write_rows(table, [row for row in rows if row[0] != "7"])
    place = f"{data_copy.file(table)}, row 15, column 'Patient number'"
    assert message_of(data_copy) == f"{place}: '7' is a patient of {other} who is missing here; allowed: {allowed}"


def test_trial_without_patients_is_refused(data_copy):
    for table in ("table1", "table2", "table3"):
        data_copy.write_rows(table, data_copy.read_rows(table)[:1])
    assert message_of(data_copy) == (
        f"{data_copy.file('table1')}, row 2, column 'Patient number': '' is no patient: the table is empty; "
        "allowed: a whole number from 1, each once"
    )


def test_wrong_column_is_named_with_the_right_one(data_copy):
    data_copy.set_cell("table1", 1, "Sex", "Gender")
    place = f"{data_copy.file('table1')}, row 1, column 2"
    assert message_of(data_copy) == f"{place}: heading 'Gender' is not known; allowed: 'Sex'"


@pytest.mark.parametrize(("change", "found"), [(lambda row: row[:-1], 3), (lambda row: [*row, ""], 5)])
def test_missing_or_further_column_is_refused(data_copy, change, found):
    rows = data_copy.read_rows("table3")
    data_copy.write_rows("table3", [change(row) for row in rows])
    assert message_of(data_copy) == (
        f"{data_copy.file('table3')}, row 1: has {found} columns; allowed: 4 ({', '.join(rows[0])})"
    )


@pytest.mark.parametrize(("row", "found"), [(["1", "F"], 2), (["1"] * 10, 10)])
def test_row_of_another_width_is_named(data_copy, row, found):
    rows = data_copy.read_rows("table1")
    data_copy.write_rows("table1", [*rows[:4], row, *rows[5:]])
    problem = f"row 5: has {found} cells; allowed: 9, one for each column"
    assert message_of(data_copy) == f"{data_copy.file('table1')}, {problem}"


@pytest.mark.parametrize("blank", [[], ["", "", ""], [" "] * 9])
def test_a_blank_row_within_a_table_is_named_and_blank_rows_below_it_are_nothing(data_copy, trial, blank):
    rows = data_copy.read_rows("table1")
    data_copy.write_rows("table1", [*rows, blank, blank])
    assert data_copy.read_trial().adsl.equals(trial.adsl)
    data_copy.write_rows("table1", [*rows[:4], blank, *rows[4:]])
    assert message_of(data_copy).startswith(f"{data_copy.file('table1')}, row 5: is empty; allowed:")


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
@pytest.mark.parametrize("before", ["", "sep=;\n"])
def test_cells_that_are_not_separated_by_commas_are_named(data_copy, sign, name, before):
    rows = data_copy.read_rows("table2")
    text = before + "".join(sign.join(row) + "\n" for row in rows)
    data_copy.file("table2").write_text(text, encoding="utf-8")
    name = "semicolons" if before else name
    assert f"row 1: cells are separated by {name}; allowed: commas" in message_of(data_copy)


def test_what_spreadsheets_and_typists_do_to_a_table_changes_nothing(data_copy, trial):
    """Accents in two signs, numbers with a leading zero, a site listed twice, an event in another case."""
    text = data_copy.file("table1").read_text(encoding="utf-8")
    text = unicodedata.normalize("NFD", text).replace("\n1,F", "\n01,F").replace('"V-neck, arm"', '"V-neck, arm, Arms"')
    data_copy.file("table1").write_text(text, encoding="utf-8")
    data_copy.set_cell("table3", 3, "Graded diagnosis", "vomiting  ")
    found = data_copy.read_trial()
    assert found.adsl.drop(columns="SITES").equals(trial.adsl.drop(columns="SITES"))
    assert found.adae["AEDECOD"].tolist()[:2] == ["Vomiting", "Vomiting"]


def test_every_problem_is_listed_one_a_cell(data_copy, capsys):
    data_copy.set_cell("table1", 2, "CLASI A/D", "6-2")
    data_copy.set_cell("table2", 3, "Clinical outcome", "cr")
    data_copy.set_cell("table2", 2, MONTHS, "1,5")
    found = list_problems(str(data_copy.path))
    assert [problem.split(", row ")[1].split(": ")[0] for problem in found] == [
        "2, column 'CLASI A/D'",
        f"2, column '{MONTHS}'",
        "3, column 'Clinical outcome'",
    ]
    assert "write a point" in found[1]
    with pytest.raises(SystemExit):
        main(str(data_copy.path))
    assert "3 problems, listed above" in capsys.readouterr().err
    assert list_problems(str(OWN_DATA)) == []


@pytest.mark.parametrize("table", ["table1", "table2", "table3"])
def test_missing_file_is_named(data_copy, table):
    data_copy.file(table).unlink()
    problem = "there is no such file; allowed: a CSV file with columns Patient"
    assert message_of(data_copy).startswith(f"{data_copy.file(table)}: {problem}")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", id="binary"),
        pytest.param("Patient number,Sex\n1,ñ\n".encode("latin-1"), id="another encoding"),
        pytest.param(b'"Patient number,Sex\n1,F\n', id="a quote never closed"),
    ],
)
def test_unreadable_file_is_named(data_copy, content):
    data_copy.file("table1").write_bytes(content)
    message = message_of(data_copy)
    assert message.startswith(f"{data_copy.file('table1')}: cannot be read (")
    assert "; allowed: a CSV file in UTF-8" in message


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_empty_file_is_named(data_copy, content):
    data_copy.file("table2").write_bytes(content)
    assert message_of(data_copy).startswith(f"{data_copy.file('table2')}: is empty; allowed: a CSV file with columns")


def test_folder_in_place_of_a_file_is_named(data_copy):
    data_copy.file("table1").unlink()
    data_copy.file("table1").mkdir()
    assert message_of(data_copy).startswith(f"{data_copy.file('table1')}: cannot be read (")


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match=r"^data folder 'no/such' does not exist; allowed: a folder with raw/table1"):
        read_trial("no/such")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "cannot be read as JSON ("),
        ("[]", "has no 'trial'; allowed: "),
        ("{}", "has no 'trial'; allowed: "),
        (json.dumps({"trial": {}, "resources": [{"name": "table1"}]}), "has no resource 'table2'; allowed: "),
        ("\x00", "cannot be read as JSON ("),
    ],
)
def test_unusable_data_package_is_named(data_copy, content, problem):
    path = data_copy.path / "datapackage.json"
    path.write_text(content, encoding="utf-8")
    message = message_of(data_copy)
    assert message.startswith(f"{path}: {problem}") and "; allowed: " in message


def test_unreadable_claims_are_named(data_copy):
    (data_copy.path / "claims.csv").write_text("fact\nn_enrolled\n", encoding="utf-8")
    assert message_of(data_copy) == (
        f"{data_copy.path / 'claims.csv'}, row 1, column 1: heading 'fact' is not known; allowed: 'claim_id'"
    )


def test_folder_without_claims_states_no_facts(data_copy):
    (data_copy.path / "claims.csv").unlink()
    assert data_copy.read_trial().facts.reported("n_enrolled") is None


def test_message_names_the_file_as_seen_from_the_working_directory(data_copy, monkeypatch):
    data_copy.set_cell("table2", 2, "Clinical outcome", "Cured")
    monkeypatch.chdir(data_copy.path.parent)
    with pytest.raises(DataError, match=r"^data/raw/table2\.csv, row 2, column 'Clinical outcome': 'Cured' "):
        read_trial("data")


def test_good_copy_is_read(data_copy, trial):
    assert data_copy.read_trial().adsl.equals(trial.adsl)
