"""One page a patient: rows in the printed tables, steps on the curves, adverse events, claims.

Written for trials of up to 60 patients; larger ones have none, and nothing links to them.
"""

import pandas as pd

from reanalysis.show.exhibits import MOST_PATIENT_PAGES, escape_cell
from reanalysis.show.text import format_number, format_percent, format_weeks
from reanalysis.statistics.survival import kaplan_meier, survival_at
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.cohort import Trial
from reanalysis.trial.printed_rows import PATIENT

JUST_BEFORE_WEEKS = 1e-9
ORIGINS_BY_WEAKNESS = ("published", "inferred", "assumed", "not printed")


def write_patient_pages(trial: Trial, parameters: dict) -> dict[str, str]:
    """Markdown of every patient's page, by page name; nothing for a trial that is too large.

    Parameters
    ----------
    trial : Trial
    parameters : dict
        Parameters of `build_adtte`, and `population`.
    """
    if len(trial.adsl) > MOST_PATIENT_PAGES:
        return {}
    population = parameters["population"]
    adtte = build_adtte(trial, **{name: value for name, value in parameters.items() if name != "population"})
    times = response_times(trial, adtte, population)
    curve = kaplan_meier(times["weeks"], times["event"])
    pages = {"patients": write_index(trial)}
    for patient in trial.adsl.to_dict("records"):
        pages[f"patients/{patient['SUBJID']}"] = write_page(trial, patient, adtte, curve, times, population)
    return pages


def write_index(trial: Trial) -> str:
    """Markdown of the page that lists all patients."""
    lines = [
        "# Patients",
        "",
        "A page for each patient: everything the paper prints of the patient, and what follows from it.",
        "",
    ]
    lines += ["| Patient | Subtype | Outcome |", "| --- | --- | --- |"]
    for patient in trial.adsl.to_dict("records"):
        number = patient["SUBJID"]
        lines.append(f"| [{number}](patients/{number}.md) | {patient['DIAGNOSIS']} | {describe_outcome(patient)} |")
    return "\n".join([*lines, ""])


def write_page(trial: Trial, patient: dict, adtte: pd.DataFrame, curve, times, population: str) -> str:
    """Markdown of one patient's page."""
    number = patient["SUBJID"]
    rows = adtte[adtte["SUBJID"] == number]
    return "\n".join([
        f"# Patient {number}",
        "",
        f"{patient['DIAGNOSIS']}, {describe_outcome(patient)}. Everything the paper prints of this patient, and what follows from it.",
        "",
        "## As printed",
        "",
        *[write_printed(trial, table, number) for table in ("table1", "table2")],
        "## Steps on the curves",
        "",
        write_times(rows),
        describe_step(number, curve, times, population),
        "",
        "## Adverse events",
        "",
        write_events(trial, number),
        "",
        "## Claims of the paper",
        "",
        f"```{{claims}}\n:patient: {number}\n```",
        "",
        "[All patients in one picture](../notebooks/efficacy.ipynb).",
        "",
    ])  # fmt: skip


def describe_outcome(patient: dict) -> str:
    """The outcome in words."""
    relapse = {"Y": "relapsed", "N": "no relapse", "": "relapse not printed"}[patient["RELAPSE"]]
    outcomes = {
        "CR": f"complete response at week {format_weeks(patient['WEEKS_TO_CR'])}, {relapse}",
        "PR": "partial response",
        "NR": "no response",
        "WITHDRAWN": "withdrawn",
    }
    return outcomes[patient["BEST_RESPONSE"]]


def write_printed(trial: Trial, table: str, number: int) -> str:
    """The patient's row of a printed table, one line a column."""
    frame = trial.folder.tables[table]
    row = frame[frame[PATIENT].str.strip() == str(number)].iloc[0]
    lines = [f"| {escape_cell(column)} | {escape_cell(value)} |" for column, value in row.items() if column != PATIENT]
    return "\n".join([f"| Table {table[-1]} | As printed |", "| --- | --- |", *lines, ""])


def write_times(rows: pd.DataFrame) -> str:
    """The patient's rows of ADTTE."""
    lines = ["| Time | Weeks | Earliest | Latest | Status | Rests on |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows.to_dict("records"):
        weeks, lower, upper = (show_weeks(row[name]) for name in ("AVAL", "AVAL_LOWER", "AVAL_UPPER"))
        lines.append(f"| {row['PARAM']} | {weeks} | {lower} | {upper} | {row['DESCRIPTION']} | {find_weakest(row)} |")
    return "\n".join([*lines, ""])


def find_weakest(row: dict) -> str:
    """The weaker of where a time and its status come from."""
    return max(row["AVAL_ORIGIN"], row["CNSR_ORIGIN"], key=ORIGINS_BY_WEAKNESS.index)


def show_weeks(value: float) -> str:
    return "not printed" if pd.isna(value) else format_number(value, 1)


def describe_step(number: int, curve, times: pd.DataFrame, population: str) -> str:
    """What the patient does to the Kaplan–Meier curve of the time to complete response."""
    own = times[times["SUBJID"] == number]
    if own.empty:
        return f"This patient does not enter the curve of the time to complete response ({population} population)."
    week = float(own["weeks"].iloc[0])
    at_risk = int((times["weeks"] >= week).sum())
    if not own["event"].iloc[0]:
        return f"On the curve of the time to complete response the patient is censored at week {format_weeks(week)}, {describe_last(at_risk)}."
    before, after = survival_at(curve, week - JUST_BEFORE_WEEKS), survival_at(curve, week)
    return (
        f"On the curve of the time to complete response the share without one falls from {format_percent(before)} to "
        f"{format_percent(after)} at week {format_weeks(week)}, with {at_risk} at risk ({population} population)."
    )


def describe_last(at_risk: int) -> str:
    """How many were still at risk when a patient was censored."""
    return "the last one at risk" if at_risk == 1 else f"one of {at_risk} still at risk"


def write_events(trial: Trial, number: int) -> str:
    """The patient's rows of the adverse event table."""
    events = trial.adae[trial.adae["SUBJID"] == number]
    if events.empty:
        return "None is listed."
    lines = ["| Event | NCI grade | Related to the drug |", "| --- | --- | --- |"]
    for event in events.to_dict("records"):
        grade = "not printed" if pd.isna(event["AETOXGR"]) else f"{event['AETOXGR']:g}"
        lines.append(f"| {escape_cell(event['AEDECOD'])} | {grade} | {escape_cell(event['AEREL'])} |")
    return "\n".join(lines)
