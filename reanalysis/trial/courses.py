"""Each patient's course in weeks from the start of treatment: response, relapse, end of follow-up."""

import pandas as pd

from reanalysis.trial.adtte import build_adtte
from reanalysis.trial.cohort import Trial

TOLERANCE_WEEKS = 1e-9  # months become weeks in floating point


def list_courses(trial: Trial, unrecorded_relapse: str, weeks_per_month: float, month_rounding: str) -> pd.DataFrame:
    """One row a patient, larger subtypes first, then by length of follow-up.

    Returns
    -------
    DataFrame
        SUBJID, DIAGNOSIS, outcome (CR, PR, NR, WITHDRAWN), relapse (Y, N or blank, under the convention for what is
        not printed), relapse_printed (bool), response_weeks (nan without a complete response), end_weeks (of
        follow-up, or of withdrawal; nan where not printed).
    """
    adtte = build_adtte(
        trial, unrecorded_relapse=unrecorded_relapse, weeks_per_month=weeks_per_month, month_rounding=month_rounding
    )
    response, relapse = (adtte[adtte["PARAMCD"] == name].set_index("SUBJID") for name in ("TTCR", "TTREL"))
    relapsed = relapse["CNSR"] == 0
    window = relapse["AVAL_UPPER"].where(relapsed, relapse["AVAL"])
    patients = trial.adsl.set_index("SUBJID")
    courses = pd.DataFrame(
        {
            "DIAGNOSIS": patients["DIAGNOSIS"],
            "outcome": patients["BEST_RESPONSE"],
            "relapse": patients["RELAPSE"].mask(relapsed.reindex(patients.index, fill_value=False), "Y"),
            "relapse_printed": patients["RELAPSE"] != "",
            "response_weeks": response["AVAL"].where(patients["BEST_RESPONSE"] == "CR"),
            "end_weeks": response["AVAL"] + window.reindex(patients.index).fillna(0.0),
            "months": patients["FOLLOWUP_MONTHS"],
            "subtype_size": patients.groupby("DIAGNOSIS")["DIAGNOSIS"].transform("size"),
        }
    ).reset_index()
    order = {"subtype_size": False, "DIAGNOSIS": True, "months": False, "SUBJID": True}
    ordered = courses.sort_values(list(order), ascending=list(order.values()))
    return ordered.drop(columns=["months", "subtype_size"]).reset_index(drop=True)


def count_followed(courses: pd.DataFrame, weeks: float) -> int:
    """Patients who can be shown to have been followed to a week."""
    return int((courses["end_weeks"] >= weeks - TOLERANCE_WEEKS).sum())


def count_unseen(courses: pd.DataFrame, weeks: float) -> int:
    """Patients without a complete response who cannot be shown to have been followed to a week."""
    waiting = courses[courses["outcome"] != "CR"]
    return len(waiting) - count_followed(waiting, weeks)


def measure_windows(courses: pd.DataFrame) -> pd.Series:
    """Weeks from response to last visit of those who relapsed: where in them the relapse lies is not printed."""
    relapsed = courses[courses["relapse"] == "Y"]
    return relapsed["end_weeks"] - relapsed["response_weeks"]
