"""The trial as analyses use it: a row a child, with pair, arm, weeks in remission and whether it ended."""

from collections.abc import Iterator

import pandas as pd

from reanalysis.book import PlainTrial as Trial  # trials were not registered in 1963
from reanalysis.data.facts import read_facts
from reanalysis.data.tables import DataError, DataFolder, read_data_folder

ACTIVE, CONTROL = "6-MP", "placebo"
ARMS = {"6-MP": ACTIVE, "control": CONTROL}  # as the raw table has them
TABLE = "remission"


def read_trial(data_dir: str = "data") -> Trial:
    """Read a data folder.

    Raises
    ------
    DataError
        If a cell cannot be used, or a pair is not one child of each arm.
    """
    folder = read_data_folder(data_dir)
    for problem in list_problems(folder):
        raise problem
    table = folder.tables[TABLE]
    subjects = range(1, len(table) + 1)
    adsl = pd.DataFrame(
        {
            "STUDYID": folder.trial["study_id"],
            "USUBJID": [f"{folder.trial['study_id']}-{subject:02}" for subject in subjects],
            "SUBJID": subjects,
            "PAIR": table["pair"].map(int),
            "TRT01P": table["treat"].map(ARMS),
            "WEEKS": table["time"].map(float),
            "RELAPSE": table["cens"].map({"1": "Y", "0": "N"}),
        }
    )
    adsl["PAIR_RELAPSES"] = (adsl["RELAPSE"] == "Y").groupby(adsl["PAIR"]).transform("sum")
    return Trial(folder, adsl, read_facts(folder))


def list_problems(folder: DataFolder) -> Iterator[DataError]:
    """Every cell of the table that cannot be used, then every pair that is none."""
    table, broken = folder.tables[TABLE], False
    allowed = {
        "pair": lambda cell: cell.isdecimal(),
        "time": lambda cell: cell.isdecimal() and int(cell) > 0,
        "cens": {"0", "1"}.__contains__,
        "treat": ARMS.__contains__,
    }
    for row, cells in enumerate(table.to_dict("records"), start=2):
        for column, is_allowed in allowed.items():
            if not is_allowed(cells[column]):
                broken = True
                yield folder.cell_error(TABLE, row, column, cells[column], "is not possible")
    for pair, rows in table.groupby("pair") if not broken else ():
        if sorted(rows["treat"]) != sorted(ARMS):
            reason = "is not the pair of one child with 6-MP and one without"
            yield folder.cell_error(TABLE, int(rows.index[-1]) + 2, "pair", pair, reason)


def split_arms(trial: Trial) -> dict[str, pd.DataFrame]:
    """The children of each arm: columns weeks and event, by the arm's name."""
    times = trial.adsl.assign(weeks=trial.adsl["WEEKS"], event=trial.adsl["RELAPSE"] == "Y")
    return {arm: times[times["TRT01P"] == arm].reset_index(drop=True) for arm in (ACTIVE, CONTROL)}


def build_adtte(trial: Trial) -> pd.DataFrame:
    """The time to relapse in CDISC's columns, a row a child."""
    frame = trial.adsl[["STUDYID", "USUBJID", "SUBJID", "PAIR", "TRT01P"]].copy()
    frame["PARAMCD"], frame["PARAM"] = "TTREL", "Weeks to relapse"
    frame["AVAL"], frame["CNSR"] = trial.adsl["WEEKS"], (trial.adsl["RELAPSE"] == "N").astype(int)
    return frame
