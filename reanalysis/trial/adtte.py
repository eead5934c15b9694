"""ADTTE, one row a patient and a time: to complete response, and to relapse on two clocks."""

from dataclasses import dataclass

import pandas as pd

from reanalysis.data.facts import Facts
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial.adsl import HALF_MONTH
from reanalysis.trial.cohort import Trial, select_population

MONTH_SHIFT = {"printed": 0.0, "low": -HALF_MONTH, "high": HALF_MONTH}
PARAMETERS_TTE = {
    "TTCR": "start of treatment to complete response",
    "TTREL": "complete response to relapse",
    "TTRELTAP": "start of taper or withdrawal of the drug to relapse",
}


def build_adtte(
    trial: Trial,
    *,
    withdrawal: str = "censored",
    unrecorded_relapse: str = "no",
    weeks_per_month: float = WEEKS_PER_MONTH,
    month_rounding: str = "printed",
) -> pd.DataFrame:
    """One row a patient and a time: to complete response, and to relapse on each of the two clocks.

    Parameters
    ----------
    trial : Trial
        As read by `read_trial`.
    withdrawal, unrecorded_relapse, month_rounding : str
        Conventions; `reanalysis.parameters` gives their values and meanings.
    weeks_per_month : float
        Weeks in a month of printed follow-up.

    Returns
    -------
    DataFrame
        The columns described under `adtte` in the data package; times in weeks, CNSR 0 = event.
    """
    weeks = _FollowupWeeks(weeks_per_month, MONTH_SHIFT[month_rounding])
    patients = trial.adsl.to_dict("records")
    response = [_time_to_response(patient, trial.facts, weeks, withdrawal) for patient in patients]
    if withdrawal == "never-responds":
        longest = max((row["AVAL"] for row in response if row["AVAL"] is not None), default=None)
        for row in response:
            if row["DESCRIPTION"] == "withdrawn":
                row |= {"AVAL": longest, "AVAL_LOWER": None, "AVAL_UPPER": None, "AVAL_ORIGIN": "assumed"}
                row["ANL01FL"] = "N" if longest is None else "Y"
    responders = [patient for patient in patients if patient["BEST_RESPONSE"] == "CR"]
    relapse = [_time_to_relapse(patient, weeks, unrecorded_relapse) for patient in responders]
    tapered = [_time_from_taper(patient, trial.facts, unrecorded_relapse) for patient in responders]
    columns = ["STUDYID", "USUBJID", "SUBJID", "PARAMCD", "PARAM", "AVAL", "AVALU", "AVAL_LOWER", "AVAL_UPPER"]
    columns += ["AVAL_ORIGIN", "CNSR", "CNSR_ORIGIN", "DESCRIPTION", "ANL01FL"]
    frame = pd.DataFrame(response + relapse + tapered, columns=columns)
    return frame.astype({"AVAL": float, "AVAL_LOWER": float, "AVAL_UPPER": float})


def response_times(trial: Trial, adtte: pd.DataFrame, population: str) -> pd.DataFrame:
    """What a time-to-response analysis needs: one row a patient of the population with a known time.

    Returns
    -------
    DataFrame
        SUBJID, weeks, event (bool: complete response), competing (bool: withdrawal), and ADSL's columns.
    """
    timed = adtte[(adtte["PARAMCD"] == "TTCR") & adtte["AVAL"].notna()]
    patients = trial.adsl.drop(columns=["STUDYID", "USUBJID"])
    rows = select_population(timed, trial.adsl, population).merge(patients, on="SUBJID")
    return rows.assign(weeks=rows["AVAL"], event=rows["CNSR"] == 0, competing=rows["CNSR"] == 2)


@dataclass(frozen=True)
class _FollowupWeeks:
    """Weeks of follow-up from whole printed months, with the interval that the rounding leaves."""

    weeks_per_month: float
    shift_months: float

    def convert(self, months: float) -> tuple[float, float, float]:
        shifts = (self.shift_months, -HALF_MONTH, HALF_MONTH)
        return tuple(max(months + shift, 0.0) * self.weeks_per_month for shift in shifts)


def _adtte_row(patient: dict, parameter: str, **values) -> dict:
    keys = {key: patient[key] for key in ("STUDYID", "USUBJID", "SUBJID")}
    keys |= {"PARAMCD": parameter, "PARAM": PARAMETERS_TTE[parameter]}
    blank = {"AVAL": None, "AVALU": "WEEKS", "AVAL_LOWER": None, "AVAL_UPPER": None, "AVAL_ORIGIN": "not printed"}
    return keys | blank | {"CNSR_ORIGIN": "published", "ANL01FL": "Y"} | values


def _time_to_response(patient: dict, facts: Facts, weeks: _FollowupWeeks, withdrawal: str) -> dict:
    if patient["BEST_RESPONSE"] == "CR":
        time = patient["WEEKS_TO_CR"]
        return _adtte_row(
            patient,
            "TTCR",
            AVAL=time,
            AVAL_LOWER=time,
            AVAL_UPPER=time,
            AVAL_ORIGIN="published",
            CNSR=0,
            DESCRIPTION="complete response",
        )
    if patient["BEST_RESPONSE"] == "WITHDRAWN":
        time = facts.number("withdrawal_weeks", patient=patient["SUBJID"])
        return _adtte_row(
            patient,
            "TTCR",
            AVAL=time,
            AVAL_LOWER=time,
            AVAL_UPPER=time,
            AVAL_ORIGIN="not printed" if time is None else "published",
            CNSR=2 if withdrawal == "competing" else 1,
            CNSR_ORIGIN="assumed",
            DESCRIPTION="withdrawn",
            ANL01FL="N" if time is None else "Y",
        )
    if pd.isna(patient["FOLLOWUP_MONTHS"]):
        return _adtte_row(
            patient, "TTCR", CNSR=1, CNSR_ORIGIN="inferred", DESCRIPTION="no follow-up printed", ANL01FL="N"
        )
    time, lower, upper = weeks.convert(patient["FOLLOWUP_MONTHS"])
    return _adtte_row(
        patient,
        "TTCR",
        AVAL=time,
        AVAL_LOWER=lower,
        AVAL_UPPER=upper,
        AVAL_ORIGIN="inferred",
        CNSR=1,
        CNSR_ORIGIN="inferred",
        DESCRIPTION="last follow-up",
    )


def _relapse_status(patient: dict, unrecorded_relapse: str) -> dict:
    """CNSR, its origin and the analysis flag of a complete responder's relapse."""
    if patient["RELAPSE"]:
        relapsed = patient["RELAPSE"] == "Y"
        return {"CNSR": 0 if relapsed else 1, "DESCRIPTION": "relapse" if relapsed else "no relapse by last visit"}
    return {
        "CNSR": 0 if unrecorded_relapse == "yes" else 1,
        "CNSR_ORIGIN": "assumed",
        "DESCRIPTION": "relapse not printed",
        "ANL01FL": "N" if unrecorded_relapse == "exclude" else "Y",
    }


def _time_to_relapse(patient: dict, weeks: _FollowupWeeks, unrecorded_relapse: str) -> dict:
    """Relapse lies between complete response and last visit; without one, the last visit censors."""
    status = _relapse_status(patient, unrecorded_relapse)
    observed, lower, upper = (
        max(time - patient["WEEKS_TO_CR"], 0.0) for time in weeks.convert(patient["FOLLOWUP_MONTHS"])
    )
    if status["CNSR"] == 0:
        return _adtte_row(patient, "TTREL", AVAL_LOWER=0.0, AVAL_UPPER=observed, **status)
    return _adtte_row(
        patient, "TTREL", AVAL=observed, AVAL_LOWER=lower, AVAL_UPPER=upper, AVAL_ORIGIN="inferred", **status
    )


def _time_from_taper(patient: dict, facts: Facts, unrecorded_relapse: str) -> dict:
    """The printed range bounds a relapse on this clock; nothing is printed for those who did not relapse."""
    status = _relapse_status(patient, unrecorded_relapse)
    if patient["RELAPSE"] != "Y":
        return _adtte_row(patient, "TTRELTAP", **status)
    lower, upper = facts.interval("relapse_weeks_min"), facts.interval("relapse_weeks_max")
    return _adtte_row(patient, "TTRELTAP", AVAL_LOWER=lower and lower[0], AVAL_UPPER=upper and upper[1], **status)
