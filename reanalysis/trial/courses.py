"""Each patient's course in weeks from the start of treatment: response, relapse, end of follow-up."""

import math

import pandas as pd

from reanalysis.show.text import format_number, format_weeks
from reanalysis.trial.adtte import build_adtte
from reanalysis.trial.cohort import Trial

# What became of a patient as the tables print it, whatever is assumed of a dash; in the order in which figures show it.
FATES = (
    CLEARED_RELAPSED := "Cleared, then relapsed",
    CLEARED_STAYED := "Cleared, no relapse",
    CLEARED_UNRECORDED := "Cleared, relapse not recorded",
    IMPROVED := "Improved, not cleared",
    UNCHANGED := "Not improved",
    WITHDRAWN := "Stopped early",
)
TOLERANCE_WEEKS = 1e-9  # months become weeks in floating point


def list_courses(trial: Trial, unrecorded_relapse: str, weeks_per_month: float, month_rounding: str) -> pd.DataFrame:
    """One row a patient, by what became of the patient, then by week of response and length of follow-up.

    Returns
    -------
    DataFrame
        SUBJID, fate (one of FATES), DIAGNOSIS, outcome (CR, PR, NR, WITHDRAWN), relapse (Y, N or blank, under the convention for what is
        not printed), relapse_printed (bool), response_weeks (nan without a complete response), end_weeks (of
        follow-up, or of withdrawal; nan where not printed), course (a sentence).
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
        }
    )
    courses.insert(0, "fate", pd.Categorical(_tell_fates(patients), FATES))
    courses = (
        courses.sort_values(["fate", "response_weeks", "end_weeks"], kind="stable").astype({"fate": str}).reset_index()
    )
    return courses.assign(course=[describe_course(patient) for patient in courses.itertuples()])


def _tell_fates(patients: pd.DataFrame) -> pd.Series:
    relapses = patients["RELAPSE"].map({"Y": CLEARED_RELAPSED, "N": CLEARED_STAYED}).fillna(CLEARED_UNRECORDED)
    others = patients["BEST_RESPONSE"].map({"PR": IMPROVED, "NR": UNCHANGED, "WITHDRAWN": WITHDRAWN})
    return others.fillna(relapses)


def describe_course(patient) -> str:
    """What happened to a patient, in one sentence; `patient` is a row of `list_courses` as a named tuple."""
    who, seen = f"Patient {patient.SUBJID} ({patient.DIAGNOSIS})", format_number(patient.end_weeks, 0)
    is_dated = math.isfinite(patient.end_weeks)
    if patient.fate == WITHDRAWN:
        return f"{who} stopped at week {seen}." if is_dated else f"{who} stopped early; when is not printed."
    last = f"was last seen at week {seen}" if is_dated else "was followed for a time that is not printed"
    cleared = f"{who} cleared at week {format_weeks(patient.response_weeks)}"
    return {
        CLEARED_RELAPSED: f"{cleared}, {last}, and relapsed at some time in between.",
        CLEARED_STAYED: f"{cleared}, {last}, and had not relapsed.",
        CLEARED_UNRECORDED: f"{cleared} and {last}; whether the rash came back is not recorded.",
        IMPROVED: f"{who} improved without clearing, and {last}.",
        UNCHANGED: f"{who} did not improve, and {last}.",
    }[patient.fate]


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
