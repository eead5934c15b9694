"""The data folder: raw tables as printed, the data package that describes them, and reading them from anywhere."""

import json
import shutil

import pytest
from frictionless import Package

from reanalysis.data.tables import OWN_DATA, find_resource, list_tables, read_data_folder
from reanalysis.trial.cohort import read_trial

SECOND_TRIAL = "tests/fixtures/second_trial"

# The paper's tables by column, to stand apart from the raw files' rows; cells separated by |.
TABLE_1 = {
    "Patient number": "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15",
    "Sex": "F|F|F|F|F|F|F|F|F|F|F|F|F|F|F",
    "Diagnosis": (
        "DLE (L)|Lupus Profundus|DLE (L)|ACLE|Lupus Profundus|SCLE|SCLE|DLE (L)|DLE (G)|LET|DLE (G)|DLE (G)|"
        "DLE (L)|DLE (G)|DLE (L)"
    ),
    "Site involvement": (
        "V-neck, arm|Arm, back|Arm|Face, v-neck|Scalp, face, arms|Face, v-neck, back|"
        "Face, v-neck, hands, arms|Face, scalp, ear lobe|Face, ear lobe, arms, neck|Face|Face, scalp, back|"
        "Face, v-neck, back, scalp|Face|Face, v-neck|Face, scalp"
    ),
    "Reason for inclusión": (
        "T lack of efficacy, PN|T lack of efficacy|T lack of efficacy|T side effects|T side effects|"
        "> 18% body surface|T side effects, PN, > 18% body surface|T side effects|"
        "> 18% body surface, T side effects|T side effects, PN|T side effects, > 18% body surface|"
        "T side effects, PN|T lack of efficacy|T side effects|T side effects"
    ),
    "ANA/dsDNA ^α antibodies": (
        "1/640 (123)|1/160 (-)|1/640 (-)|1/640 (54)|1/640 (144)|1/640 (-)|1/640 (83)|1/40 (-)|1/320 (37)|"
        "1/640 (-)|1/40 (-)|1/40 (-)|1/160 (-)|1/640 (-)|1/40 (-)"
    ),
    "Anti-Ro/SSA/La/SSB antibodies": "+/-|-/-|-/-|-/-|-/-|+/-|-/-|-/-|-/-|-/-|+/-|+/-|-/-|-/-|-/-",
    "CLASI A/D": "6/2|7/1|3/1|6/0|19/6|19/0|20/1|9/0|13/2|6/0|15/9|17/8|3/0|11/2|10/3",
    "Previous received treatment": (
        "TCS, OCS, HCQ, T|TCS, OCS, HCQ, T|TCS, OCS, HCQ, T|TCS, OCS, HCQ, T, AZA,|TCS, OCS, HCQ, MMF, T|"
        "TCS, OCS, MMF|TCS, OCS, HCQ, AZA, T|TCS, OCS, HCQ, T|TCS, OCS, HCQ, MMF, T|TCS, HCQ, T|"
        "TCS, OCS, HCQ, T|TCS, OCS, HCQ, T|TCS, HCQ, T|TCS, OCS, HCQ, MMF, T|TCS, OCS, HCQ, T"
    ),
}
TABLE_2 = {
    "Patient number": "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15",
    "Clinical outcome": "CR|CR|Withdrawn|CR|CR|CR|CR|CR|PR|CR|CR|CR|PR|CR|CR",
    "Time to complete response (weeks)": "10|4|-|3|36|4|11|2|-|7|4|4|-|12|2",
    "Follow-up period (months)": "15|12|-|12|19|17|18|7|15|10|30|25|8|17|10",
    "Maximum dose received (mg)": "5|5|5|5|5|5|5|5|10|5|5|5|5|5|5",
    "Relapse": "Yes|Yes|-|Yes|-|No|No|Yes|-|Yes|Yes|Yes|-|Yes|Yes",
    "Dose at relapse": (
        "5 mg twice weekly|5 mg three times weekly|-|5 mg alternate days|-|-|-|5 mg alternate days|-|"
        "5 mg alternate days|5 mg twice weekly|5 mg alternate days|-|5 mg three times weekly|"
        "5 mg alternate days"
    ),
}
TABLE_3 = {
    "Patient": "3||||15|",
    "Graded diagnosis": "Vomiting|Diarrhea|Weight loss|Fatigue|Insomnia|Neutropenia",
    "NCI toxicity grade": "Grade 2|Grade 2|Grade 2|Grade 2|Grade 2|",
    "Causal relationship to lenalidomide treatment": "Possible|Possible|Possible|Possible|Probable|Possible",
}


@pytest.mark.parametrize(("table", "printed"), [("table1", TABLE_1), ("table2", TABLE_2), ("table3", TABLE_3)])
def test_raw_tables_are_cell_for_cell_as_printed(table, printed):
    frame = read_data_folder("data").tables[table]
    assert list(frame.columns) == list(printed)
    assert frame.to_dict("list") == {heading: cells.split("|") for heading, cells in printed.items()}


@pytest.mark.parametrize("folder", ["data", SECOND_TRIAL])
def test_data_package_is_valid_for_frictionless(folder):
    report = Package(str(OWN_DATA.parent / folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("folder", ["data", SECOND_TRIAL])
def test_codebook_says_of_every_column_what_it_means_and_what_is_allowed(folder):
    package = read_data_folder(folder).package
    for resource in package["resources"]:
        assert resource["licenses"] and resource["sources"] and resource["description"]
        for field in resource["schema"]["fields"]:
            assert field["description"].strip() and field["allowed"].strip(), (resource["name"], field["name"])


def test_every_own_table_carries_a_checksum_and_a_copied_one_needs_none():
    own, other = read_data_folder("data"), read_data_folder(SECOND_TRIAL)
    assert all(resource["hash"].startswith("sha256:") for resource in own.package["resources"])
    assert not any("hash" in resource for resource in other.package["resources"])
    assert own.is_own and not other.is_own


def test_second_trial_has_the_headings_of_the_published_one():
    own, other = read_data_folder("data"), read_data_folder(SECOND_TRIAL)
    for table in list_tables():
        assert list(own.tables[table].columns) == list(other.tables[table].columns)


def test_data_folder_is_found_from_another_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_data_folder("data").is_own


def test_working_directory_comes_before_the_repository(tmp_path, monkeypatch):
    shutil.copytree(OWN_DATA.parent / SECOND_TRIAL, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert not read_data_folder("data").is_own
    assert len(read_trial("data").adsl) == 24


def test_folder_without_a_package_is_read_by_the_repositorys_own(data_copy, trial):
    (data_copy.path / "datapackage.json").unlink()
    copied = data_copy.read_trial()
    assert copied.adsl.equals(trial.adsl)
    assert copied.folder.trial == trial.folder.trial and not copied.folder.is_own


def test_byte_order_mark_and_windows_line_ends_change_nothing(data_copy, trial):
    text = data_copy.file("table1").read_text(encoding="utf-8")
    data_copy.file("table1").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert data_copy.read_trial().adsl.equals(trial.adsl)


def test_describing_a_column_uses_the_folders_own_codebook(data_copy):
    path = data_copy.path / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    find_resource(package, "table1")["schema"]["fields"][1]["allowed"] = "anything"
    path.write_text(json.dumps(package), encoding="utf-8")
    assert read_data_folder(data_copy.path).field("table1", "Sex")["allowed"] == "anything"
