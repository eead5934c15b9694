"""ADSL, one row a patient, parsed from the printed strings of tables 1 and 2."""

from functools import partial

import pandas as pd

from reanalysis.data.facts import read_facts
from reanalysis.data.tables import DataError, DataFolder
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial.printed_rows import (
    ANTI_RO_LA,
    ANTIBODIES,
    CLASI,
    DIAGNOSIS,
    FOLLOWUP,
    MAX_DOSE,
    NOT_PRINTED,
    OUTCOME,
    PATIENT,
    REASONS,
    RELAPSE,
    RELAPSE_DOSE,
    SEX,
    SITES,
    TREATMENTS,
    WEEKS_TO_CR,
    PrintedRow,
)

MEASURED = ("DSDNA_IU_ML", "WEEKS_TO_CR", "FOLLOWUP_MONTHS", "MAX_DOSE_MG", "RELAPSE_DOSE_MG_WEEK")  # may be empty
REQUIRED_TREATMENTS = ("HCQ", "TCS")  # an antimalarial and a topical steroid, where the text has that rule of entry
HALF_MONTH = 0.5  # a follow-up printed in whole months stands for half a month either side


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
    patients, errors = parse_patients(folder)
    for error in errors:
        raise error
    # A column without any number is a column of numbers all the same.
    return pd.DataFrame(patients).astype(dict.fromkeys(MEASURED, float))


def parse_patients(folder: DataFolder) -> tuple[list[dict], list[DataError]]:
    """The rows of ADSL, and what is wrong with the printed ones: in each row of each table the first problem."""
    try:
        check_patients(folder)
    except DataError as error:
        return [], [error]
    outcomes = folder.tables["table2"].to_dict("records")
    outcome_rows = {int(outcome[PATIENT]): position for position, outcome in enumerate(outcomes)}
    patients, errors, facts = [], [], read_facts(folder)
    required = REQUIRED_TREATMENTS if facts.reported("prior_antimalarial_required") == "yes" else ()
    for position, entry in enumerate(folder.tables["table1"].to_dict("records")):
        number = int(entry[PATIENT])
        outcome_position = outcome_rows[number]
        patient = {
            "STUDYID": folder.trial["study_id"],
            "USUBJID": f"{folder.trial['study_id']}-{number:03d}",
            "SUBJID": number,
        }
        for parse, row in (
            (partial(_parse_entry, required=required), PrintedRow(folder, "table1", position + 2, entry)),
            (_parse_outcome, PrintedRow(folder, "table2", outcome_position + 2, outcomes[outcome_position])),
        ):
            try:
                patient |= parse(row)
            except DataError as error:
                errors.append(error)
        patients.append(patient)
    return patients, errors


def check_patients(folder: DataFolder) -> None:
    """Raise a DataError unless tables 1 and 2 hold the same patients, each once."""
    seen = {}
    for table in ("table1", "table2"):
        numbers = []
        for position, record in enumerate(folder.tables[table].to_dict("records")):
            number = PrintedRow(folder, table, position + 2, record).whole_number(PATIENT)
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


def _parse_entry(row: PrintedRow, required: tuple[str, ...]) -> dict:
    diagnosis = row.category(DIAGNOSIS)
    titre, dsdna = row.match(ANTIBODIES, r"1/([0-9]+) \(([0-9]+|-)\)")
    anti_ro, anti_la = row.match(ANTI_RO_LA, r"([+-])/([+-])")
    activity, damage = (int(score) for score in row.match(CLASI, r"([0-9]+)/([0-9]+)"))
    clasi = row.folder.field("table1", CLASI)
    if activity > clasi["maximum_activity"] or damage > clasi["maximum_damage"]:
        raise row.error(CLASI, "is beyond the scale")
    _check_reasons(row)
    sites = list(dict.fromkeys(site.strip() for site in row.cells[SITES].split(",") if site.strip()))
    normal_below = row.folder.field("table1", ANTIBODIES)["normal_below"]
    return {
        "SEX": row.category(SEX)["value"],
        "DIAGNOSIS": diagnosis["code"],
        "SUBTYPE_GROUP": diagnosis["group"],
        "DLE_EXTENT": diagnosis["extent"],
        "SITES": "; ".join(sites),
        "SITE_COUNT": len({site.lower().removesuffix("s") for site in sites}),
        "REASONS": "; ".join(row.categories(REASONS)),
        "PRIOR_TREATMENTS": "; ".join(row.categories(TREATMENTS)),
        "ELIGFL": "Y" if set(required) <= set(row.categories(TREATMENTS)) else "N",
        "ANA_TITRE": int(titre),
        "DSDNA_IU_ML": None if dsdna == "-" else float(dsdna),
        "DSDNA_POSITIVE": "Y" if dsdna != "-" and float(dsdna) >= normal_below else "N",
        "ANTI_RO": "Y" if anti_ro == "+" else "N",
        "ANTI_LA": "Y" if anti_la == "+" else "N",
        "CLASI_ACTIVITY": activity,
        "CLASI_DAMAGE": damage,
    }


def _check_reasons(row: PrintedRow) -> None:
    """Raise a DataError where a reason speaks of an earlier treatment that the row does not list."""
    given, treatments = row.categories(REASONS), row.categories(TREATMENTS)
    for category in row.folder.field("table1", REASONS)["categories"]:
        treatment = category.get("treatment")
        if treatment and category["code"] in given and treatment not in treatments:
            raise row.error(TREATMENTS, f"lacks {treatment}, which the reason {category['value']!r} speaks of")


def _parse_outcome(row: PrintedRow) -> dict:
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
