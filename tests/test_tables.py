"""The data folder: raw tables as printed, the data package that describes them, and reading them from anywhere."""

import json
import shutil

import pytest
from frictionless import Package

from reanalysis.cohort import read_trial
from reanalysis.tables import OWN_DATA, TABLES, find_resource, read_data_folder

SECOND_TRIAL = "tests/fixtures/second_trial"

# The paper's tables, cells separated by |.
TABLE_1 = """
Patient number|Sex|Diagnosis|Site involvement|Reason for inclusión|ANA/dsDNA ^α antibodies|\
Anti-Ro/SSA/La/SSB antibodies|CLASI A/D|Previous received treatment
1|F|DLE (L)|V-neck, arm|T lack of efficacy, PN|1/640 (123)|+/-|6/2|TCS, OCS, HCQ, T
2|F|Lupus Profundus|Arm, back|T lack of efficacy|1/160 (-)|-/-|7/1|TCS, OCS, HCQ, T
3|F|DLE (L)|Arm|T lack of efficacy|1/640 (-)|-/-|3/1|TCS, OCS, HCQ, T
4|F|ACLE|Face, v-neck|T side effects|1/640 (54)|-/-|6/0|TCS, OCS, HCQ, T, AZA,
5|F|Lupus Profundus|Scalp, face, arms|T side effects|1/640 (144)|-/-|19/6|TCS, OCS, HCQ, MMF, T
6|F|SCLE|Face, v-neck, back|> 18% body surface|1/640 (-)|+/-|19/0|TCS, OCS, MMF
7|F|SCLE|Face, v-neck, hands, arms|T side effects, PN, > 18% body surface|1/640 (83)|-/-|20/1|TCS, OCS, HCQ, AZA, T
8|F|DLE (L)|Face, scalp, ear lobe|T side effects|1/40 (-)|-/-|9/0|TCS, OCS, HCQ, T
9|F|DLE (G)|Face, ear lobe, arms, neck|> 18% body surface, T side effects|1/320 (37)|-/-|13/2|TCS, OCS, HCQ, MMF, T
10|F|LET|Face|T side effects, PN|1/640 (-)|-/-|6/0|TCS, HCQ, T
11|F|DLE (G)|Face, scalp, back|T side effects, > 18% body surface|1/40 (-)|+/-|15/9|TCS, OCS, HCQ, T
12|F|DLE (G)|Face, v-neck, back, scalp|T side effects, PN|1/40 (-)|+/-|17/8|TCS, OCS, HCQ, T
13|F|DLE (L)|Face|T lack of efficacy|1/160 (-)|-/-|3/0|TCS, HCQ, T
14|F|DLE (G)|Face, v-neck|T side effects|1/640 (-)|-/-|11/2|TCS, OCS, HCQ, MMF, T
15|F|DLE (L)|Face, scalp|T side effects|1/40 (-)|-/-|10/3|TCS, OCS, HCQ, T
"""
TABLE_2 = """
Patient number|Clinical outcome|Time to complete response (weeks)|Follow-up period (months)|Maximum dose received (mg)|\
Relapse|Dose at relapse
1|CR|10|15|5|Yes|5 mg twice weekly
2|CR|4|12|5|Yes|5 mg three times weekly
3|Withdrawn|-|-|5|-|-
4|CR|3|12|5|Yes|5 mg alternate days
5|CR|36|19|5|-|-
6|CR|4|17|5|No|-
7|CR|11|18|5|No|-
8|CR|2|7|5|Yes|5 mg alternate days
9|PR|-|15|10|-|-
10|CR|7|10|5|Yes|5 mg alternate days
11|CR|4|30|5|Yes|5 mg twice weekly
12|CR|4|25|5|Yes|5 mg alternate days
13|PR|-|8|5|-|-
14|CR|12|17|5|Yes|5 mg three times weekly
15|CR|2|10|5|Yes|5 mg alternate days
"""
TABLE_3 = """
Patient|Graded diagnosis|NCI toxicity grade|Causal relationship to lenalidomide treatment
3|Vomiting|Grade 2|Possible
|Diarrhea|Grade 2|Possible
|Weight loss|Grade 2|Possible
|Fatigue|Grade 2|Possible
15|Insomnia|Grade 2|Probable
|Neutropenia||Possible
"""


@pytest.mark.parametrize(("table", "printed"), [("table1", TABLE_1), ("table2", TABLE_2), ("table3", TABLE_3)])
def test_raw_tables_are_cell_for_cell_as_printed(table, printed):
    rows = [line.split("|") for line in printed.strip("\n").split("\n")]
    frame = read_data_folder("data").tables[table]
    assert [list(frame.columns), *frame.to_numpy().tolist()] == rows


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
    for table in TABLES:
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
