"""What an edited copy changes: every cell with its place, and what follows, counted by hand from the printed tables."""

import json

import pytest

from reanalysis.ledger.changes import list_changed_cells, list_changed_verdicts
from reanalysis.ledger.verdicts import judge_claims
from reanalysis.parameters import default_parameters
from workflow.pages.changes_page import compare_headlines, find_changes, write_changes_page


def list_cells(trial, copy) -> list[tuple]:
    return list(list_changed_cells(trial.folder, copy.read_trial().folder).itertuples(index=False, name=None))


def test_a_changed_cell_is_told_with_its_row_as_a_spreadsheet_counts_it(trial, data_copy):
    data_copy.set_cell("table2", 6, "Follow-up period (months)", "31")
    assert list_cells(trial, data_copy) == [("raw/table2.csv", "6", "Follow-up period (months)", "19", "31")]


def test_a_row_that_is_left_out_is_one_change_though_those_below_move_up(trial, data_copy):
    rows = data_copy.read_rows("table3")
    rows[6][1] = "Cough"
    data_copy.write_rows("table3", [*rows[:3], *rows[4:]])
    assert list_cells(trial, data_copy) == [
        ("raw/table3.csv", "4", "(the whole row)", ", ".join(filter(None, rows[3])), "(not there)"),
        ("raw/table3.csv", "6", "Graded diagnosis", trial.folder.tables["table3"].iloc[5, 1], "Cough"),
    ]


def test_a_change_of_the_codebook_and_a_missing_file_are_told(trial, data_copy):
    path = data_copy.path / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["trial"]["label"] = "Another label"
    package["resources"][0]["hash"] = "sha256:0"
    path.write_text(json.dumps(package), encoding="utf-8")
    (data_copy.path / "series.csv").unlink()
    label = trial.folder.trial["label"]
    assert list_cells(trial, data_copy) == [
        (
            "series.csv",
            "",
            "(the whole file)",
            f"{len((trial.folder.path / 'series.csv').read_text().splitlines()) - 1} rows",
            "(not there)",
        ),
        ("datapackage.json", "", "trial.label", label, "Another label"),
    ]


def test_nothing_differs_in_a_copy_that_a_spreadsheet_saved_with_other_line_ends(trial, data_copy):
    path = data_copy.file("table1")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert find_changes(data_copy.read_trial(), None) == {"cells": [], "verdicts": []}
    assert find_changes(trial, None) == {"cells": [], "verdicts": []}


@pytest.fixture
def without_one_response(data_copy):
    """Patient 7, who cleared in week 11 and did not relapse, clears in part alone."""
    for column, value in (("Clinical outcome", "PR"), ("Time to complete response (weeks)", "-"), ("Relapse", "-")):
        data_copy.set_cell("table2", 8, column, value)
    return data_copy.read_trial()


def test_headline_results_stand_before_and_after(trial, without_one_response):
    found = compare_headlines(trial, without_one_response, default_parameters()).set_index("label")
    before, after, changed = found.loc["Relapse among complete responders", ["before", "after", "changed"]]
    assert before.startswith("9/12 (75%") and after.startswith("9/11 (82%") and changed
    assert not compare_headlines(trial, trial, default_parameters())["changed"].any()


def test_verdicts_that_flip_are_told_with_both_reasons_and_no_others(trial, without_one_response):
    ledgers = judge_claims(trial), judge_claims(without_one_response)
    flipped = list_changed_verdicts(*ledgers).set_index("claim_id")
    row = flipped.loc["C128"]  # twelve complete responses
    assert (row["verdict_before"], row["verdict_after"]) == ("reproduced", "discrepant")
    assert "Table 2: 12" in row["reason_before"] and "Table 2: 11" in row["reason_after"]
    assert "C002" not in flipped.index  # fifteen were enrolled, and still are
    assert list_changed_verdicts(ledgers[0], ledgers[0]).empty


def test_the_page_reads_well_for_one_change_and_nothing_in_a_cell_acts_as_markup(data_copy):
    data_copy.set_cell("table1", 2, "Sex", "M")
    edited = data_copy.read_trial()
    changes = find_changes(edited, judge_claims(edited))
    page = write_changes_page("my_data", changes, edited, default_parameters())
    assert "One place differs." in page and "| raw/table1.csv | 2 | Sex | F | M |" in page
    assert "folder my\\_data," in page
    assert "None of the 10 headline results changed under this scenario." in page
    changes["cells"][0]["after"] = "<b>|{ref}`x`"
    assert "| F | &lt;b&gt;\\|\\{ref\\}\\`x\\` |" in write_changes_page("d", changes, edited, default_parameters())
