"""Checks of the ledger that recompute a printed value, or test a printed rule, from the patients' rows."""

import math
import re

import numpy as np
import pandas as pd

from reanalysis.ledger.evidence import (
    LABELS,
    POPULATIONS,
    STATISTICS,
    Claim,
    Evidence,
    compute_statistic,
    format_value,
    name_tables,
    read_numbers,
)
from reanalysis.ledger.findings import (
    MOST_NAMED,
    TOLERANCE,
    Alternative,
    Finding,
    Registry,
    bracket_patients,
    capitalise,
    cite,
    describe_how,
    explain_impossible,
    judge_value,
    list_conflicts,
    list_grim,
    make_alternative,
    name_patients,
    other_population,
    read_columns,
    read_printed,
    single_out,
    unit_sign,
    weaken,
)
from reanalysis.ledger.language import SyntaxProblem
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.show.text import format_weeks, join_words
from reanalysis.statistics.survival import HALF_TOLERANCE, kaplan_meier, median_survival
from reanalysis.trial.cohort import build_adtte, response_times

TABLE_CHECKS = Registry()
STATISTIC_NAMES = {"mean": "mean", "median": "median", "sd": "SD", "min": "smallest value", "max": "largest value"}
MONTH_LENGTHS_WEEKS = (4.0, WEEKS_PER_MONTH)  # a month of four weeks, a calendar month
LATE_VISITS = 100
MOST_SHOWN = 3  # different cells that an explanation quotes


@TABLE_CHECKS.register("count", "", "filter frame evidence note")
def check_count(claim: Claim, evidence: Evidence) -> Finding:
    """Count the rows of a frame that satisfy a filter."""
    text, frame = claim.arguments.get("filter", ""), claim.arguments.get("frame", "adsl")
    rows = evidence.select(text, claim, frame)
    verdict, how = judge_value(claim, len(rows))
    tables = name_tables(read_columns(text))
    who = bracket_patients(rows["SUBJID"]) if len(rows) < len(evidence.frames[frame]) else ""
    if verdict == "reproduced":
        reason = (
            f"Counted in {tables}: {len(rows)}{who}, as printed." if len(rows) else f"{tables}: none listed, as told."
        )
    else:
        reason = f"Counted in {tables}: {len(rows)}{who}, while {claim.reported} is printed."
    alternatives = ()
    if frame == "adsl":
        label, other = other_population(text)
        alternatives = make_alternative(claim, label, len(evidence.select(other, claim)), len(rows))
    patients = single_out(rows["SUBJID"], evidence)
    finding = Finding(verdict, reason, str(len(rows)), how, alternatives, "", patients)
    return weaken(finding, claim, f"any other count than {len(rows)} would have failed")


@TABLE_CHECKS.register("percentage", "of in")
def check_percentage(claim: Claim, evidence: Evidence) -> Finding:
    """Work out what percentage of one group belongs to another."""
    part, whole = claim.arguments["of"], claim.arguments["in"]
    base = evidence.select("" if whole == "all" else whole, claim)
    chosen = base[base["SUBJID"].isin(evidence.select(part, claim)["SUBJID"])]
    source = name_tables(read_columns(part, whole))
    if base.empty:
        reason = f"{source}: nobody belongs to the group of which {claim.reported}{unit_sign(claim)} is printed."
        return Finding("discrepant", reason, "nobody")
    share = 100 * len(chosen) / len(base)
    verdict, how = judge_value(claim, share)
    recomputed = f"{len(chosen)}/{len(base)} = {share:.1f}%"
    reason = f"{source}: {len(chosen)} of {len(base)} is {share:.1f}%, {describe_how(claim, how)}."
    impossible = "" if claim.explains else explain_impossible(claim, evidence)
    if impossible:
        verdict, reason = "impossible", f"{impossible} {reason}"
    totals = {
        label: len(evidence.select(POPULATIONS[name][1], claim))
        for name, label in (("evaluable", "the evaluable"), ("all-treated", "everyone treated"))
    }
    totals |= {label: size for size, label in evidence.sizes(claim).items()}
    alternatives = [
        alternative
        for label, size in totals.items()
        if size >= len(chosen) and size
        for alternative in make_alternative(
            claim,
            f"of {label}",
            100 * len(chosen) / size,
            share,
            f"{len(chosen)}/{size} = {100 * len(chosen) / size:.1f}%",
        )
    ]
    return Finding(verdict, reason, recomputed, how, tuple(alternatives), "", single_out(chosen["SUBJID"], evidence))


@TABLE_CHECKS.register("statistic", "column stat", "filter frame evidence note")
def check_statistic(claim: Claim, evidence: Evidence) -> Finding:
    """Work out the mean, median, SD, smallest or largest value of a column."""
    column, statistic, text = claim.arguments["column"], claim.arguments["stat"], claim.arguments.get("filter", "")
    if statistic not in STATISTICS:
        raise SyntaxProblem(statistic, "is not a statistic", ", ".join(STATISTICS))
    rows = evidence.select(text, claim, claim.arguments.get("frame", "adsl"))
    values = read_numbers(rows, column)
    source, printed = name_tables((column, *read_columns(text or column_filter(column)))), read_printed(claim, evidence)
    if values.empty:
        reason = f"{source}: nobody in this group has a value, while {claim.reported} is printed."
        return Finding("discrepant", reason, "no value")
    value = compute_statistic(values, statistic)
    verdict, how = judge_value(claim, value, printed)
    holders = rows.loc[values.index[values == value], "SUBJID"] if statistic in ("min", "max") else ()
    listed = [format_value(each) for each in values.sort_values()]
    among = f" of the {len(values)} values{f' ({join_words(listed)})' if len(values) <= MOST_NAMED else ''}"
    weekly = "" if printed == claim.reported else f"{claim.reported} ({printed} mg a week)"
    reason = (
        f"{source}: the {STATISTIC_NAMES[statistic]}{bracket_patients(holders) if len(holders) else among} "
        f"is {format_value(value)}, {describe_how(claim, how, weekly)}."
    )
    whole_scores = statistic == "mean" and bool((values % 1 == 0).all()) and not claim.explains
    impossible = explain_impossible(claim, evidence) if whole_scores else ""
    alternatives = list_statistics(claim, evidence, rows, values, value)
    if impossible:
        verdict, reason = "impossible", f"{impossible} {reason}"
        alternatives += list_grim(claim, evidence, evidence.sizes(claim))
    unit = "mg/week" if claim.unit == "regimen" else "" if claim.explains or not claim.is_numeric else claim.unit
    patients = single_out(holders, evidence) if len(holders) < len(values) else ()
    finding = Finding(verdict, reason, f"{format_value(value)} {unit}".strip(), how, alternatives, "", patients)
    return weaken(finding, claim, f"any other value than {format_value(value)} would have failed")


@TABLE_CHECKS.register("cell", "column", "patient filter frame evidence")
def check_cell(claim: Claim, evidence: Evidence) -> Finding:
    """Compare with one cell: a number, a word, or words that stand in a list."""
    column, frame = claim.arguments["column"], claim.arguments.get("frame", "adsl")
    number = claim.arguments.get("patient", claim.patient)
    text = " & ".join(filter(None, (f"SUBJID = {number}", claim.arguments.get("filter", ""))))
    rows = evidence.select(text, claim, frame)
    if rows.empty and frame != "adsl" and column in rows:
        return Finding("untestable", f"{name_tables((column,))} lists no such event.", "not listed")
    if rows.empty or column not in rows:
        raise SyntaxProblem(f"{text}, {column}", "is no cell", "a patient of table 1 and a column of the frame")
    cell, source, patients = rows[column].iloc[0], name_tables((column,)), (int(rows["SUBJID"].iloc[0]),)
    if _is_blank(cell):
        return Finding("untestable", f"{source} has nothing in this cell.", "not printed", patients=patients)
    if isinstance(cell, str):
        wanted = {item.strip().casefold() for item in re.split(r"[;,]", claim.reported)}
        held = wanted <= {item.strip().casefold() for item in cell.split(";")}
        verdict, how = ("reproduced", "exact") if held else ("discrepant", "")
    else:
        verdict, how = judge_value(claim, float(cell))
    shown = _show_cell(cell)
    agrees = "as told" if verdict == "reproduced" else f"while {claim.reported} is told"
    reason = f"{source}, {LABELS.get(column, column)} of patient {patients[0]}: {shown}, {agrees}."
    finding = Finding(verdict, reason, shown, how, patients=patients)
    return weaken(finding, claim, "another entry in this cell would have failed")


@TABLE_CHECKS.register("all_rows", "rule", "scope word frame evidence note")
def check_all_rows(claim: Claim, evidence: Evidence) -> Finding:
    """Test a rule on every row of a scope, and name the patients who break it."""
    scope, rule, frame = claim.arguments.get("scope", ""), claim.arguments["rule"], claim.arguments.get("frame", "adsl")
    word = claim.arguments.get("word", claim.reported)
    if claim.reported.casefold() != word.casefold():
        return Finding("untestable", f"The tables can test this only where it reads {word!r}.")
    rows = evidence.select(scope, claim, frame)
    broken = rows[~rows.index.isin(evidence.select(rule, claim, frame).index)]
    if rows.empty:
        return Finding("untestable", "No row of the tables is one in which this could be seen.", "no rows")
    held, source, noun = (
        len(rows) - len(broken),
        name_tables(read_columns(rule)),
        "rows" if frame == "adae" else "patients",
    )
    recomputed = f"{held} of {len(rows)} {noun}"
    if len(broken):
        reason = f"{source}: {recomputed} whom this concerns fit it; {explain_broken(broken, rule)}."
        return Finding("discrepant", reason, recomputed, patients=tuple(dict.fromkeys(broken["SUBJID"])))
    reason = f"{source}: {recomputed} whom this concerns fit it."
    finding = Finding("reproduced", reason, recomputed, "exact", patients=single_out(rows["SUBJID"], evidence))
    return weaken(
        finding,
        claim,
        f"each of {len(rows)} {noun} could have failed" if len(rows) > 1 else "one row, which could have failed",
    )


@TABLE_CHECKS.register("schedule", "early until late part", "column weeks")
def check_schedule(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether times in weeks fall on the scheduled visits."""
    told = [evidence.quantities(claim.arguments[key], claim) for key in ("early", "until", "late")]
    if not all(told):
        return Finding("untestable", "The visits are not printed.")
    early, until, late = (quantities[0] for quantities in told)
    if "weeks" in claim.arguments:
        times, patients = pd.Series([each.value for each in evidence.quantities(claim.arguments["weeks"], claim)]), None
    else:
        rows = evidence.select("", claim)
        times = read_numbers(rows, claim.arguments["column"])
        patients = rows.loc[times.index, "SUBJID"]
    is_early = times <= until.value * WEEKS_PER_MONTH
    times = times[is_early if claim.arguments["part"] == "early" else ~is_early]
    if times.empty:
        return Finding("untestable", "No printed time falls into this part of the schedule.")
    missed = times[~times.map(lambda week: is_on_visit(week, early.value, until.value, late.value))]
    weeks, rules = join_words([format_value(week) for week in sorted(set(times))]), cite(early, until, late)
    if missed.empty:
        who = () if patients is None else single_out(patients.loc[times.index], evidence)
        power = f"{len(times)} time{'s' if len(times) > 1 else ''} could have failed"
        reason = f"{weeks} weeks: a scheduled visit{rules}."
        return weaken(Finding("reproduced", reason, patients=who), claim, power, partial=True)
    weeks = join_words([format_value(week) for week in sorted(set(missed))])
    lengths = "whether months of four weeks or calendar months are meant"
    if patients is None:
        reason = f"No visit is scheduled at {weeks} weeks{rules}, {lengths}; visits beyond the schedule were allowed."
        return Finding("contradicted", reason, "no scheduled visit", conflicts=list_conflicts(early, until))
    who = patients.loc[missed.index]
    reason = (
        f"{name_tables((claim.arguments['column'],))}: {len(missed)} of {len(times)} times, at {weeks} weeks"
        f"{bracket_patients(who)}, are on no scheduled visit, {lengths}; visits beyond the schedule were allowed."
    )
    recomputed = f"{len(times) - len(missed)} of {len(times)} times on a visit"
    return Finding("discrepant", reason, recomputed, patients=tuple(who))


@TABLE_CHECKS.register("dose_after_response", "doses months start decision interval")
def check_dose_after_response(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether doses told of single patients fit a taper that begins with complete response."""
    told = [evidence.quantities(claim.arguments[key], claim) for key in ("start", "decision", "interval")]
    response_weeks = evidence.frames["adsl"].set_index("SUBJID")["WEEKS_TO_CR"].dropna()
    cases = [
        (int(dose.patient), dose, month)
        for dose_fact, month_fact in _pair_lists(claim.arguments["doses"], claim.arguments["months"])
        for dose, month in zip(evidence.tellings(dose_fact), evidence.tellings(month_fact), strict=False)
        if dose.patient and int(dose.patient) in response_weeks.index
    ]
    if not all(told) or not cases:
        return Finding("untestable", "No dose is told of a patient at a time after complete response.")
    start, decision, interval = (quantities[0] for quantities in told)
    broken = [
        (patient, dose, month)
        for patient, dose, month in cases
        if float(dose.reported) >= start.value
        and float(month.reported) * WEEKS_PER_MONTH
        > max(response_weeks[patient], decision.value) + interval.value * WEEKS_PER_MONTH
    ]
    if not broken:
        power = f"{len(cases)} told dose{'s' if len(cases) > 1 else ''} could have failed"
        reason = f"{_tell_doses(cases, response_weeks)}: this fits a taper that begins with complete response."
        return Finding("consistent", reason, power=power, patients=tuple(case[0] for case in cases))
    names = [name for _, dose, month in broken for name in (dose.claim_id, month.claim_id)]
    conflicts = tuple(name for name in dict.fromkeys([*names, *interval.told_by]) if name != claim.claim_id)
    reason = (
        f"{_tell_doses(broken, response_weeks)}, while the dose should fall each month from complete response on"
        f" ({join_words(conflicts)}); a relapse in between may have brought it back."
    )
    return Finding("contradicted", reason, patients=tuple(case[0] for case in broken), conflicts=conflicts)


def _pair_lists(first: str, second: str) -> list[tuple[str, str]]:
    if first.count("|") != second.count("|"):
        raise SyntaxProblem(second, "has another length than the doses", "as many facts, separated by |")
    return list(zip(first.split("|"), second.split("|"), strict=True))


def _tell_doses(cases, response_weeks) -> str:
    return capitalise(
        join_words(
            [
                f"patient {patient}, with complete response at week {response_weeks[patient]:g}, is told to take "
                f"{dose.reported} mg daily at {month.reported} months"
                for patient, dose, month in cases
            ]
        )
    )


def column_filter(column: str) -> str:
    """A filter that only names a column."""
    return f"{column} != blank"


def list_statistics(claim: Claim, evidence: Evidence, rows, values, judged: float) -> tuple[Alternative, ...]:
    """Other summaries of the same values, the other population, and Kaplan–Meier medians."""
    column, statistic, text = claim.arguments["column"], claim.arguments["stat"], claim.arguments.get("filter", "")
    if not claim.is_numeric or claim.explains:
        return ()
    tried = ()
    for other in {"median": ("mean",), "mean": ("median",)}.get(statistic, ()):
        tried += make_alternative(claim, f"{other} of the same values", compute_statistic(values, other), judged)
    if statistic == "sd":
        tried += make_alternative(claim, "SD with n in its denominator", float(values.std(ddof=0)), judged)
    if claim.arguments.get("frame", "adsl") == "adsl":
        label, other = other_population(text)
        numbers = read_numbers(evidence.select(other, claim), column)
        if len(numbers):
            tried += make_alternative(claim, label, compute_statistic(numbers, statistic), judged)
    if column == "WEEKS_TO_CR" and statistic == "median":
        tried += list_median_rules(claim, evidence, rows["SUBJID"], judged)
    return tried


def list_median_rules(claim: Claim, evidence: Evidence, patients, judged: float) -> tuple[Alternative, ...]:
    """The Kaplan–Meier median of a group under each rule, in both populations where they differ."""
    adtte, medians = build_adtte(evidence.trial), {}
    for population in ("evaluable", "all-treated"):
        times = response_times(evidence.trial, adtte, population)
        times = times[times["SUBJID"].isin(patients)]
        if times.empty:
            continue
        table = kaplan_meier(times["weeks"], times["event"])
        below = table.loc[(table["events"] > 0) & (table["survival"] < 0.5 - HALF_TOLERANCE), "weeks"]
        for rule, weeks in (
            ("first time at or below one half", median_survival(table, "first").weeks),
            ("midpoint of the flat stretch", median_survival(table, "midpoint").weeks),
            ("first time below one half", float(below.iloc[0]) if len(below) else math.inf),
        ):
            medians.setdefault((rule, weeks), population)
    return tuple(
        Alternative(
            f"Kaplan–Meier median, {population}, {rule}",
            format_weeks(weeks),
            math.isfinite(weeks) and judge_value(claim, weeks)[0] == "reproduced",
        )
        for (rule, weeks), population in medians.items()
        if abs(weeks - judged) > TOLERANCE
    )


def is_on_visit(week: float, early: float, until: float, late: float) -> bool:
    """Whether a visit is in a week, to the nearest one: every `early` months until a month, then every `late`."""
    months = [*np.arange(0, until + TOLERANCE, early), *(until + late * np.arange(1, LATE_VISITS))]
    return any(
        abs(month * weeks_per_month - week) <= 0.5 + TOLERANCE
        for month in months
        for weeks_per_month in MONTH_LENGTHS_WEEKS
    )


def explain_broken(broken: pd.DataFrame, rule: str) -> str:
    """Who breaks a rule, and what stands in the cells that the rule looks at."""
    columns = [column for column in read_columns(rule) if column in broken]
    patients = list(dict.fromkeys(broken["SUBJID"]))
    cells = {column: list(dict.fromkeys(map(_show_cell, broken[column].sort_values()))) for column in columns}
    shown = "; ".join(f"{LABELS.get(column, column)}: {join_words(values)}" for column, values in cells.items())
    shown = f" ({shown})" if max(map(len, cells.values())) <= MOST_SHOWN else ""
    return f"{name_patients(patients)} {'do' if len(patients) > 1 else 'does'} not{shown}"


def _is_blank(value) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _show_cell(value) -> str:
    if _is_blank(value):
        return "nothing"
    return value.replace(";", ",") if isinstance(value, str) else format_value(float(value))
