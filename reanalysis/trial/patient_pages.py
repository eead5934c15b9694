"""One page a patient: what happened, adverse events, claims; and the printed rows with what is computed from them.

Written for trials of up to 60 patients; larger ones have none, and nothing links to them.
"""

import pandas as pd

from reanalysis.show.exhibits import MOST_PATIENT_PAGES, escape_cell
from reanalysis.show.strip import draw_strip
from reanalysis.show.text import format_count, format_number, format_percent, format_value, format_weeks, join_words
from reanalysis.statistics.survival import kaplan_meier, survival_at
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.cohort import Trial
from reanalysis.trial.courses import list_courses
from reanalysis.trial.printed_rows import DIAGNOSIS, PATIENT, REASONS, TREATMENTS
from reanalysis.trial.table_one import read_labels

CODED = {"DIAGNOSIS": DIAGNOSIS, "REASONS": REASONS, "PRIOR_TREATMENTS": TREATMENTS}
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
    conventions = {name: parameters[name] for name in ("unrecorded_relapse", "weeks_per_month", "month_rounding")}
    adtte = build_adtte(trial, **{name: value for name, value in parameters.items() if name != "population"})
    times = response_times(trial, adtte, population)
    curve = kaplan_meier(times["weeks"], times["event"])
    courses = list_courses(trial, **conventions)
    pages = {"patients": write_index(courses)}
    for course in courses.sort_values("SUBJID").itertuples():
        pages[f"patients/{course.SUBJID}"] = write_page(trial, course, courses, adtte, curve, times, population)
    return pages


def write_index(courses: pd.DataFrame) -> str:
    """Markdown of the page that lists all patients, by what became of them."""
    lines = [
        "# Patient by patient",
        "",
        "A page for each patient: what happened, and everything the paper prints of it.",
        "",
    ]
    for fate, group in courses.groupby("fate", sort=False):
        lines += [f"**{fate}**", ""]
        for patient in group.itertuples():
            who, rest = f"Patient {patient.SUBJID}", patient.course.removeprefix(f"Patient {patient.SUBJID}")
            lines.append(f"- [{who}](patients/{patient.SUBJID}.md){escape_cell(rest)}")
        lines.append("")
    return "\n".join(lines)


def write_page(trial: Trial, course, courses: pd.DataFrame, adtte: pd.DataFrame, curve, times, population: str) -> str:
    """Markdown of one patient's page; `course` is the patient's row of `courses`."""
    number = course.SUBJID
    patient = trial.adsl.set_index("SUBJID").loc[number]
    return "\n".join([
        f"# Patient {number}",
        "",
        draw_course(course, courses["end_weeks"].max()),
        "",
        " ".join([escape_cell(course.course), *tell_order(course, courses), *tell_dose(patient)]),
        "",
        tell_entry(trial, patient),
        "",
        "[All patients in one picture](../notebooks/efficacy.ipynb).",
        "",
        "## Adverse events",
        "",
        write_events(trial, number),
        "",
        "## What the paper says of this patient",
        "",
        f"```{{claims}}\n:patient: {number}\n```",
        "",
        "<details><summary>The printed rows, and the times computed from them</summary>",
        "",
        *[write_printed(trial, table, number) for table in ("table1", "table2")],
        write_times(adtte[adtte["SUBJID"] == number]),
        describe_step(number, curve, times, population),
        "",
        "</details>",
        "",
    ])  # fmt: skip


def draw_course(course, longest: float) -> str:
    """A patient's weeks as one bar, on the scale of the patient who was followed longest."""
    if not (course.end_weeks > 0 and longest > 0):
        return ""
    cleared = course.response_weeks if course.outcome == "CR" else course.end_weeks
    parts = [("rash", cleared), ("clear", course.end_weeks - cleared), ("", longest - course.end_weeks)]
    if course.relapse == "Y":
        parts[1:2] = [("relapse", parts[1][1])]
    place = f'x="{100 * cleared / longest:.2f}%"'
    end = f'<rect class="end" {place} width="3" height="100%"/>' if cleared < course.end_weeks else ""
    return f"<div>{draw_strip(parts, 'course', end)}</div>"  # a drawing by itself would be a paragraph


def tell_order(course, courses: pd.DataFrame) -> list[str]:
    """How many cleared sooner, as a sentence; nothing of a patient who did not clear."""
    if course.outcome != "CR":
        return []
    weeks = courses.loc[courses["outcome"] == "CR", "response_weeks"]
    sooner = int((weeks < course.response_weeks).sum())
    return [
        f"Of the {len(weeks)} who cleared, {format_count(sooner, 'patient') if sooner else 'nobody'} did so sooner."
    ]


def tell_dose(patient) -> list[str]:
    """The dose that the paper prints beside a relapse, as a sentence; nothing where there is none."""
    dose = patient["RELAPSE_DOSE"]
    return [f"Beside the relapse the paper prints a dose of {escape_cell(dose)}."] if dose else []


def tell_entry(trial: Trial, patient) -> str:
    """Who came, and why, in sentences."""
    printed = {name: read_labels(trial, column) for name, column in CODED.items()}
    diagnosis = printed["DIAGNOSIS"][patient["DIAGNOSIS"]].capitalize()
    reasons, treatments = (
        join_words([printed[name].get(code, code) for code in patient[name].split("; ")])
        for name in ("REASONS", "PRIOR_TREATMENTS")
    )
    return escape_cell(
        f"{diagnosis}. CLASI at entry: activity {format_value(patient['CLASI_ACTIVITY'])}, "
        f"damage {format_value(patient['CLASI_DAMAGE'])}. Reason for entry: {reasons}. Earlier treatment: {treatments}."
    )


def write_printed(trial: Trial, table: str, number: int) -> str:
    """The patient's row of a printed table, one line a column."""
    frame = trial.folder.tables[table]
    row = frame[frame[PATIENT].map(int) == number].iloc[0]
    lines = [f"| {escape_cell(column)} | {escape_cell(value)} |" for column, value in row.items() if column != PATIENT]
    return "\n".join([f"| The paper's Table {table[-1]} | As printed |", "| --- | --- |", *lines, ""])


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
        claims = trial.facts.claims
        told = ((claims["fact"] == "n_arthritis") & (claims["patient"] == str(number))).any()
        return "None in the paper's Table 3." + (" The text reports new arthritis; see below." if told else "")
    lines = ["| Event | NCI grade | Related to the drug |", "| --- | --- | --- |"]
    for event in events.to_dict("records"):
        grade = "not printed" if pd.isna(event["AETOXGR"]) else f"{event['AETOXGR']:g}"
        lines.append(f"| {escape_cell(event['AEDECOD'])} | {grade} | {escape_cell(event['AEREL'])} |")
    return "\n".join(lines)
