"""Changed cells: the trial as it would be if other cells were printed, and the changes that the ledger's chapter tries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reanalysis.data.tables import DataError
from reanalysis.trial.cohort import Trial, build_trial

OUTCOME, WEEKS, RELAPSE, DOSE = (
    "Clinical outcome",
    "Time to complete response (weeks)",
    "Relapse",
    "Dose at relapse",
)


@dataclass(frozen=True)
class Edit:
    """A change of one patient's cells in one table, in words and by column."""

    label: str
    table: str
    patient: int
    cells: Mapping[str, str]


EDITS = (
    Edit("Patient 5’s dash is a relapse", "table2", 5, {RELAPSE: "Yes", DOSE: "5 mg alternate days"}),
    Edit("Patient 5’s dash is no relapse", "table2", 5, {RELAPSE: "No"}),
    Edit("Patient 5 improved and did not clear", "table2", 5, {OUTCOME: "PR", WEEKS: "-"}),
    Edit("Patient 13 cleared in week 20", "table2", 13, {OUTCOME: "CR", WEEKS: "20", RELAPSE: "No"}),
    Edit("Patient 3 improved before she stopped", "table2", 3, {OUTCOME: "PR"}),
    Edit("Patient 6 relapsed", "table2", 6, {RELAPSE: "Yes", DOSE: "5 mg alternate days"}),
    Edit("Patient 2 cleared a week sooner", "table2", 2, {WEEKS: "3"}),
    Edit("Patient 1 had a point more of damage at entry", "table1", 1, {"CLASI A/D": "6/3"}),
)


def change_cells(trial: Trial, table: str, patient: int, cells: Mapping[str, str]) -> Trial:
    """The trial as it would be with other strings in some cells of a patient's first row in a table.

    Parameters
    ----------
    table : str
        table1, table2 or table3.
    cells : mapping of str to str
        The new string of each column, as it would be printed; `-` is a dash.

    Raises
    ------
    DataError
        If there is no such patient or column, or the cells do not fit together.
    """
    rows = trial.folder.tables[table].copy()
    own = rows.index[rows.iloc[:, 0] == str(patient)]
    unknown = [column for column in cells if column not in rows.columns]
    if unknown or own.empty:
        raise DataError(
            f"{table}: there is no column {unknown[0]!r}; allowed: {', '.join(rows.columns)}"
            if unknown
            else f"{table}: there is no patient {patient}; allowed: {', '.join(filter(None, rows.iloc[:, 0]))}"
        )
    rows.loc[own[0], list(cells)] = list(cells.values())
    return build_trial(replace(trial.folder, tables=trial.folder.tables | {table: rows}))


def describe_cells(trial: Trial, edit: Edit) -> str:
    """The cells of an edit, each with what is printed and what it becomes."""
    rows = trial.folder.tables[edit.table]
    own = rows[rows.iloc[:, 0] == str(edit.patient)].iloc[0]
    changes = [f"{column}, “{own[column]}”, becomes “{value}”" for column, value in edit.cells.items()]
    return f"In the paper’s Table {edit.table[-1]}, patient {edit.patient}: {'; '.join(changes)}."
