"""Turn the printed tables into three tidy frames in CDISC ADaM terms: ADSL, ADTTE and ADAE.

The only place that parses printed strings. Values that are not printed carry a tag: inferred or assumed.
"""

import re
from dataclasses import dataclass

import pandas as pd

from reanalysis.data.tables import DataFolder, read_data_folder
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial.facts import Facts, read_facts

PATIENT = "Patient number"
SEX = "Sex"
DIAGNOSIS = "Diagnosis"
SITES = "Site involvement"
REASONS = "Reason for inclusión"
ANTIBODIES = "ANA/dsDNA ^α antibodies"
ANTI_RO_LA = "Anti-Ro/SSA/La/SSB antibodies"
CLASI = "CLASI A/D"
TREATMENTS = "Previous received treatment"
OUTCOME = "Clinical outcome"
WEEKS_TO_CR = "Time to complete response (weeks)"
FOLLOWUP = "Follow-up period (months)"
MAX_DOSE = "Maximum dose received (mg)"
RELAPSE = "Relapse"
RELAPSE_DOSE = "Dose at relapse"
AE_PATIENT = "Patient"
AE_TERM = "Graded diagnosis"
AE_GRADE = "NCI toxicity grade"
AE_RELATION = "Causal relationship to lenalidomide treatment"

NOT_PRINTED = ("-", "")
MEASURED = ("DSDNA_IU_ML", "WEEKS_TO_CR", "FOLLOWUP_MONTHS", "MAX_DOSE_MG", "RELAPSE_DOSE_MG_WEEK")  # may be empty
HALF_MONTH = 0.5  # a follow-up printed in whole months stands for half a month either side
MONTH_SHIFT = {"printed": 0.0, "low": -HALF_MONTH, "high": HALF_MONTH}
PARAMETERS_TTE = {
    "TTCR": "start of treatment to complete response",
    "TTREL": "complete response to relapse",
    "TTRELTAP": "start of taper or withdrawal of the drug to relapse",
}


@dataclass(frozen=True)
class Trial:
    """A trial as read: its folder, ADSL, ADAE and what its text states."""

    folder: DataFolder
    adsl: pd.DataFrame
    adae: pd.DataFrame
    facts: Facts


def read_trial(data_dir: str = "data") -> Trial:
    """Read a data folder and build ADSL and ADAE; ADTTE follows from `build_adtte`.

    Raises
    ------
    DataError
        If a cell cannot be used or the tables do not fit together.
    """
    folder = read_data_folder(data_dir)
    adsl = build_adsl(folder)
    return Trial(folder, adsl, build_adae(folder, adsl), read_facts(folder))


def build_adsl(folder: DataFolder) -> pd.DataFrame:
    """One row a patient: entry data of table 1, outcome of table 2.

    Returns
    -------
    DataFrame
        The columns that the data package's `derived` section describes under `adsl`, in table 1's order.

    Raises
    ------
    DataError
        If a cell cannot be parsed, a patient is missing from or doubled in a table, or times contradict each other.
    """
    check_patients(folder)
    outcomes = folder.tables["table2"].to_dict("records")
    outcome_rows = {int(outcome[PATIENT]): position for position, outcome in enumerate(outcomes)}
    patients = []
    for position, entry in enumerate(folder.tables["table1"].to_dict("records")):
        number = int(entry[PATIENT])
        entry_cells = _Row(folder, "table1", position + 2, entry)
        outcome_position = outcome_rows[number]
        outcome_cells = _Row(folder, "table2", outcome_position + 2, outcomes[outcome_position])
        patient = {
            "STUDYID": folder.trial["study_id"],
            "USUBJID": f"{folder.trial['study_id']}-{number:03d}",
            "SUBJID": number,
        }
        patients.append(patient | _parse_entry(entry_cells) | _parse_outcome(outcome_cells))
    # A column without any number is a column of numbers all the same.
    return pd.DataFrame(patients).astype(dict.fromkeys(MEASURED, float))


def build_adae(folder: DataFolder, adsl: pd.DataFrame) -> pd.DataFrame:
    """One row an adverse event; a blank patient cell continues the patient above.

    Raises
    ------
    DataError
        If the first row names no patient, or a row names one who is not in table 1.
    """
    columns = ["STUDYID", "USUBJID", "SUBJID", "SUBJID_ORIGIN", "AESEQ", "AEDECOD", "AETOXGR", "AEREL"]
    known, events, number = set(adsl["SUBJID"]), [], None
    for position, record in enumerate(folder.tables["table3"].to_dict("records")):
        row = _Row(folder, "table3", position + 2, record)
        printed = record[AE_PATIENT].strip() not in NOT_PRINTED
        number = row.whole_number(AE_PATIENT) if printed else number
        if number not in known:
            raise row.error(
                AE_PATIENT, "is not a patient of table 1" if printed else "has no patient above to continue"
            )
        events.append(
            {
                "STUDYID": folder.trial["study_id"],
                "USUBJID": f"{folder.trial['study_id']}-{number:03d}",
                "SUBJID": number,
                "SUBJID_ORIGIN": "published" if printed else "inferred",
                "AESEQ": 1 + sum(event["SUBJID"] == number for event in events),
                "AEDECOD": record[AE_TERM],
                "AETOXGR": row.grade(AE_GRADE),
                "AEREL": record[AE_RELATION],
            }
        )
    return pd.DataFrame(events, columns=columns).astype({"AETOXGR": "Float64"})


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


def select_population(frame: pd.DataFrame, adsl: pd.DataFrame, population: str) -> pd.DataFrame:
    """The rows of a frame that belong to a population: all-treated or evaluable."""
    kept = adsl if population == "all-treated" else adsl[adsl["EVALFL"] == "Y"]
    return frame[frame["SUBJID"].isin(kept["SUBJID"])].reset_index(drop=True)


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


def check_patients(folder: DataFolder) -> None:
    """Raise a DataError unless tables 1 and 2 hold the same patients, each once."""
    seen = {}
    for table in ("table1", "table2"):
        numbers = []
        for position, record in enumerate(folder.tables[table].to_dict("records")):
            number = _Row(folder, table, position + 2, record).whole_number(PATIENT)
            if number in numbers:
                raise folder.cell_error(table, position + 2, PATIENT, record[PATIENT], "stands twice")
            numbers.append(number)
        seen[table] = numbers
    for table, other in (("table2", "table1"), ("table1", "table2")):
        missing = [number for number in seen[other] if number not in seen[table]]
        if missing:
            last = len(seen[table]) + 1
            raise folder.cell_error(table, last, PATIENT, missing[0], f"is a patient of {other} who is missing here")
    if not seen["table1"]:
        raise folder.cell_error("table1", 2, PATIENT, "", "is no patient: the table is empty")


@dataclass(frozen=True)
class _Row:
    """One row of one printed table, and the parsing of its cells."""

    folder: DataFolder
    table: str
    number: int
    cells: dict[str, str]

    def error(self, column: str, reason: str):
        return self.folder.cell_error(self.table, self.number, column, self.cells[column], reason)

    def match(self, column: str, pattern: str) -> tuple[str, ...]:
        found = re.fullmatch(pattern, self.cells[column].strip())
        if not found:
            raise self.error(column, "cannot be read")
        return found.groups()

    def whole_number(self, column: str) -> int:
        return int(self.match(column, r"([0-9]+)")[0])

    def number_or_none(self, column: str) -> float | None:
        if self.cells[column].strip() in NOT_PRINTED:
            return None
        return float(self.match(column, r"([0-9]+(?:\.[0-9]+)?)")[0])

    def grade(self, column: str) -> int | None:
        if self.cells[column].strip() in NOT_PRINTED:
            return None
        return int(self.match(column, r"Grade ([1-5])")[0])

    def category(self, column: str) -> dict:
        categories = self.folder.field(self.table, column)["categories"]
        for category in categories:
            if category["value"] == self.cells[column]:
                return category
        raise self.error(column, "is not a known code")

    def categories(self, column: str) -> list[str]:
        codes = {
            category["value"]: category["code"] for category in self.folder.field(self.table, column)["categories"]
        }
        items = [item.strip() for item in self.cells[column].rstrip(", ").split(",")]
        for item in items:
            if item not in codes:
                raise self.error(column, f"holds an unknown code ({item!r})")
        return [codes[item] for item in items]


@dataclass(frozen=True)
class _FollowupWeeks:
    """Weeks of follow-up from whole printed months, with the interval that the rounding leaves."""

    weeks_per_month: float
    shift_months: float

    def convert(self, months: float) -> tuple[float, float, float]:
        shifts = (self.shift_months, -HALF_MONTH, HALF_MONTH)
        return tuple(max(months + shift, 0.0) * self.weeks_per_month for shift in shifts)


def _parse_entry(row: _Row) -> dict:
    diagnosis = row.category(DIAGNOSIS)
    titre, dsdna = row.match(ANTIBODIES, r"1/([0-9]+) \(([0-9]+|-)\)")
    anti_ro, anti_la = row.match(ANTI_RO_LA, r"([+-])/([+-])")
    activity, damage = (int(score) for score in row.match(CLASI, r"([0-9]+)/([0-9]+)"))
    clasi = row.folder.field("table1", CLASI)
    if activity > clasi["maximum_activity"] or damage > clasi["maximum_damage"]:
        raise row.error(CLASI, "is beyond the scale")
    _check_reasons(row)
    sites = [site.strip() for site in row.cells[SITES].split(",") if site.strip()]
    normal_below = row.folder.field("table1", ANTIBODIES)["normal_below"]
    return {
        "SEX": row.category(SEX)["value"],
        "DIAGNOSIS": diagnosis["code"],
        "SUBTYPE_GROUP": diagnosis["group"],
        "DLE_EXTENT": diagnosis["extent"],
        "SITES": "; ".join(sites),
        "SITE_COUNT": len(sites),
        "REASONS": "; ".join(row.categories(REASONS)),
        "PRIOR_TREATMENTS": "; ".join(row.categories(TREATMENTS)),
        "ANA_TITRE": int(titre),
        "DSDNA_IU_ML": None if dsdna == "-" else float(dsdna),
        "DSDNA_POSITIVE": "Y" if dsdna != "-" and float(dsdna) >= normal_below else "N",
        "ANTI_RO": "Y" if anti_ro == "+" else "N",
        "ANTI_LA": "Y" if anti_la == "+" else "N",
        "CLASI_ACTIVITY": activity,
        "CLASI_DAMAGE": damage,
    }


def _check_reasons(row: _Row) -> None:
    """Raise a DataError where a reason speaks of an earlier treatment that the row does not list."""
    given, treatments = row.categories(REASONS), row.categories(TREATMENTS)
    for category in row.folder.field("table1", REASONS)["categories"]:
        treatment = category.get("treatment")
        if treatment and category["code"] in given and treatment not in treatments:
            raise row.error(TREATMENTS, f"lacks {treatment}, which the reason {category['value']!r} speaks of")


def _parse_outcome(row: _Row) -> dict:
    response = row.category(OUTCOME)["value"].upper()
    weeks, months = row.number_or_none(WEEKS_TO_CR), row.number_or_none(FOLLOWUP)
    if response == "CR" and weeks is None:
        raise row.error(WEEKS_TO_CR, "stands for a complete response without a time")
    if response != "CR" and weeks is not None:
        raise row.error(WEEKS_TO_CR, f"is a time to complete response of a patient whose outcome is {response}")
    if response == "CR" and months is None:
        raise row.error(FOLLOWUP, "stands for a complete response without follow-up")
    if response == "CR" and weeks > (months + HALF_MONTH) * WEEKS_PER_MONTH:
        raise row.error(WEEKS_TO_CR, f"is a response after the end of follow-up ({months:g} months)")
    relapse = row.cells[RELAPSE].strip()
    if relapse not in ("Yes", "No", *NOT_PRINTED):
        raise row.error(RELAPSE, "is not a known code")
    if relapse == "Yes" and response != "CR":
        raise row.error(RELAPSE, "is a relapse without a complete response")
    dose_printed = row.cells[RELAPSE_DOSE].strip() not in NOT_PRINTED
    if dose_printed and relapse != "Yes":
        raise row.error(RELAPSE_DOSE, "is a dose at relapse without a relapse")
    return {
        "EVALFL": "N" if response == "WITHDRAWN" else "Y",
        "BEST_RESPONSE": response,
        "WEEKS_TO_CR": weeks,
        "FOLLOWUP_MONTHS": months,
        "MAX_DOSE_MG": row.number_or_none(MAX_DOSE),
        "RELAPSE": {"Yes": "Y", "No": "N"}.get(relapse, ""),
        "RELAPSE_DOSE": row.cells[RELAPSE_DOSE] if dose_printed else "",
        "RELAPSE_DOSE_MG_WEEK": row.category(RELAPSE_DOSE)["mg_per_week"] if dose_printed else None,
    }


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
