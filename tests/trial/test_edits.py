"""Changed cells: the same trial as if they had been read from files; and which verdicts turn, counted by hand."""

import pandas as pd
import pytest

from reanalysis.data.tables import DataError
from reanalysis.trial.edits import EDITS, change_cells, describe_cells
from workflow.steps.execute_chapter import collect_results


def test_changed_cells_give_the_trial_that_the_edited_files_give(trial, data_copy):
    cells = {"Relapse": "Yes", "Dose at relapse": "5 mg alternate days"}
    for column, value in cells.items():
        data_copy.set_cell("table2", 6, column, value)
    edited, read = change_cells(trial, "table2", 5, cells), data_copy.read_trial()
    pd.testing.assert_frame_equal(edited.adsl, read.adsl)
    pd.testing.assert_frame_equal(edited.adae, read.adae)
    assert trial.adsl.set_index("SUBJID").loc[5, "RELAPSE"] == ""  # the trial itself is as it was


@pytest.mark.parametrize(
    ("patient", "cells", "message"),
    [
        (99, {"Relapse": "No"}, "there is no patient 99; allowed: 1, 2, 3"),
        (5, {"Relapsed": "No"}, "there is no column 'Relapsed'; allowed: Patient number, "),
        (5, {"Clinical outcome": "PR"}, "row 6, column 'Time to complete response"),
    ],
)
def test_cells_that_are_not_there_or_do_not_fit_are_refused(trial, patient, cells, message):
    with pytest.raises(DataError, match=r".*") as refused:
        change_cells(trial, "table2", patient, cells)
    assert message in str(refused.value)


def test_an_edit_says_its_cells(trial):
    assert describe_cells(trial, EDITS[4]) == (
        "In the paper’s Table 2, patient 3: Clinical outcome, “Withdrawn”, becomes “PR”."
    )


def test_the_ledger_reacts_to_every_edit(default_runs):
    tried = collect_results(default_runs("ledger"), "ledger")["edits"]["value"]
    flips = dict(zip(tried["label"], tried["flips"], strict=True))
    assert list(flips) == [edit.label for edit in EDITS]
    found = {label: {flip["claim_id"]: flip["after"] for flip in own} for label, own in flips.items()}
    # A tenth relapse: 10 of 12 is 83%, and 75% is printed; nine are counted in the text.
    relapsed = found["Patient 5’s dash is a relapse"]
    assert relapsed["C020"] == relapsed["C155"] == relapsed["C156"] == relapsed["C214"] == "discrepant"
    # Without her week 36 the latest response is in week 12, as one sentence has it.
    assert found["Patient 5 improved and did not clear"]["C212"] == "reproduced"
    # With her there are four patients whom thalidomide had failed and who responded.
    assert found["Patient 3 improved before she stopped"]["C130"] == "reproduced"
    assert found["Patient 2 cleared a week sooner"] == {"C141": "discrepant"}
