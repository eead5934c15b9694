"""Checks that recompute a printed value from the patients' rows: counts, percentages, statistics, single cells."""

import math
import re

from reanalysis.book import find_book
from reanalysis.ledger.arguments import COLUMN, FILTER, FRAME, GROUP, PASS, STATISTIC, TEXT, WHOLE
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import (
    Alternative,
    Finding,
    Registry,
    explain_impossible,
    judge_value,
    keep_if_few,
    list_grim,
    make_alternative,
    other_population,
    rate_pass,
)
from reanalysis.ledger.quantities import compute_statistic, format_value, read_numbers
from reanalysis.ledger.syntax import ALL_ROWS, SyntaxProblem, keep_where
from reanalysis.ledger.wording import (
    MOST_NAMED,
    bracket_patients,
    describe_how,
    list_columns,
    list_whole_groups,
    name_column,
    name_tables,
    unit_sign,
)
from reanalysis.show.text import join_words

CHECKS = Registry()
STATISTIC_NAMES = {"mean": "mean", "median": "median", "sd": "SD", "min": "smallest value", "max": "largest value"}


@CHECKS.register("count", optional={"filter": FILTER, "frame": FRAME, **PASS})
def check_count(claim: Claim, evidence: Evidence) -> Finding:
    """Count the rows of a frame that satisfy a filter."""
    chosen, frame = claim.arguments.get("filter", ALL_ROWS), claim.arguments.get("frame", "adsl")
    rows = evidence.select(chosen, claim, frame)
    verdict, how = judge_value(claim, len(rows))
    tables = name_tables(list_columns(chosen) if frame == "adsl" else ("AESEQ",))
    who = bracket_patients(rows["SUBJID"]) if len(rows) < len(evidence.frames[frame]) else ""
    if verdict == "reproduced":
        reason = f"Counted in {tables}: {len(rows)}{who}, as printed." if len(rows) else f"{tables} lists none."
    else:
        reason = f"Counted in {tables}: {len(rows)}{who}, while {claim.reported} is printed."
    alternatives = ()
    if frame == "adsl":
        for label, other in other_population(chosen):
            alternatives += make_alternative(claim, label, len(evidence.select(other, claim)), len(rows))
    patients = keep_if_few(rows["SUBJID"], evidence)
    finding = Finding(verdict, reason, str(len(rows)), how, alternatives, "", patients)
    return rate_pass(finding, claim, f"any other count than {len(rows)} would have failed")


@CHECKS.register("percentage", {"of": FILTER, "in": GROUP}, {"beside": GROUP, "note": TEXT})
def check_percentage(claim: Claim, evidence: Evidence) -> Finding:
    """Work out what percentage of one group belongs to another."""
    part, whole = claim.arguments["of"], claim.arguments["in"]
    base = evidence.select(whole, claim)
    chosen = base[base["SUBJID"].isin(evidence.select(part, claim)["SUBJID"])]
    source = name_tables(list_columns(part, whole))
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
    if "beside" in claim.arguments:
        total = len(evidence.select(claim.arguments["beside"], claim))
        note = claim.arguments.get("note", "Of the other group")
        reason += f" {note}: {len(chosen)} of {total} is {100 * len(chosen) / total:.1f}%."
    alternatives = list_denominators(claim, evidence, len(chosen), share)
    return Finding(verdict, reason, recomputed, how, alternatives, "", keep_if_few(chosen["SUBJID"], evidence))


def list_denominators(claim: Claim, evidence: Evidence, count: int, judged: float) -> tuple[Alternative, ...]:
    """The same count as a percentage of other groups."""
    totals = {label: len(evidence.select(rule, claim)) for label, rule in list_whole_groups()}
    totals |= {label: size for size, label in evidence.sizes(claim).items()}
    alternatives = ()
    for label, size in totals.items():
        if size and size >= count:
            share = 100 * count / size
            text = f"{count}/{size} = {share:.1f}%"
            alternatives += make_alternative(claim, f"of {label}", share, judged, text)
    return alternatives


@CHECKS.register("statistic", {"column": COLUMN, "stat": STATISTIC}, {"filter": FILTER, "frame": FRAME, **PASS})
def check_statistic(claim: Claim, evidence: Evidence) -> Finding:
    """Work out the mean, median, SD, smallest or largest value of a column."""
    column, statistic = claim.arguments["column"].name, claim.arguments["stat"]
    chosen = claim.arguments.get("filter", ALL_ROWS)
    rows = evidence.select(chosen, claim, claim.arguments.get("frame", "adsl"))
    values = read_numbers(rows, column)
    source, printed = name_tables((column, *chosen.columns)), read_printed(claim, evidence)
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
        alternatives += list_grim(claim, evidence, evidence.possible_sizes(claim))
    unit = "mg/week" if claim.unit == "regimen" else "" if claim.explains or not claim.is_numeric else claim.unit
    patients = keep_if_few(holders, evidence) if len(holders) < len(values) else ()
    finding = Finding(verdict, reason, f"{format_value(value)} {unit}".strip(), how, alternatives, "", patients)
    return rate_pass(finding, claim, f"any other value than {format_value(value)} would have failed")


def list_statistics(claim: Claim, evidence: Evidence, rows, values, judged: float) -> tuple[Alternative, ...]:
    """Other summaries of the same values, the other population, and what the trial itself offers."""
    column, statistic = claim.arguments["column"].name, claim.arguments["stat"]
    if not claim.is_numeric or claim.explains:
        return ()
    tried = ()
    for other in {"median": ("mean",), "mean": ("median",)}.get(statistic, ()):
        tried += make_alternative(claim, f"{other} of the same values", compute_statistic(values, other), judged)
    if statistic == "sd":
        tried += make_alternative(claim, "SD with n in its denominator", float(values.std(ddof=0)), judged)
    if claim.arguments.get("frame", "adsl") == "adsl":
        for label, other in other_population(claim.arguments.get("filter", ALL_ROWS)):
            numbers = read_numbers(evidence.select(other, claim), column)
            if len(numbers):
                tried += make_alternative(claim, label, compute_statistic(numbers, statistic), judged)
    return tried + find_book().explain_statistic(claim, evidence, rows, judged)


@CHECKS.register("cell", {"column": COLUMN}, {"patient": WHOLE, "filter": FILTER, "frame": FRAME, **PASS})
def check_cell(claim: Claim, evidence: Evidence) -> Finding:
    """Compare with one cell: a number, a word, or words that stand in a list."""
    column, frame = claim.arguments["column"].name, claim.arguments.get("frame", "adsl")
    patient = str(claim.arguments.get("patient", "patient"))
    chosen = keep_where("SUBJID", "=", patient) & claim.arguments.get("filter", ALL_ROWS)
    rows = evidence.select(chosen, claim, frame)
    if rows.empty and frame != "adsl" and column in rows:
        return Finding("untestable", f"{name_tables((column,))} lists no such event.", "not listed")
    if rows.empty or column not in rows:
        raise SyntaxProblem(f"{chosen}, {column}", "is no cell", "a patient of table 1 and a column of the frame")
    cell, source, patients = rows[column].iloc[0], name_tables((column,)), (int(rows["SUBJID"].iloc[0]),)
    if is_blank(cell):
        return Finding("untestable", f"{source} has nothing in this cell.", "not printed", patients=patients)
    if isinstance(cell, str):
        wanted = {item.strip().casefold() for item in re.split(r"[;,]", claim.reported)}
        held = wanted <= {item.strip().casefold() for item in cell.split(";")}
        verdict, how = ("reproduced", "exact") if held else ("discrepant", "")
    else:
        verdict, how = judge_value(claim, float(cell))
    shown = show_cell(cell)
    agrees = "as stated" if verdict == "reproduced" else f"while {claim.reported} is stated"
    reason = f"{source}, {name_column(column)} of patient {patients[0]}: {shown}, {agrees}."
    finding = Finding(verdict, reason, shown, how, patients=patients)
    return rate_pass(finding, claim, "another entry in this cell would have failed")


def is_blank(value) -> bool:
    """Whether nothing stands in a cell: None, an empty string or nan."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def show_cell(value) -> str:
    """A cell as a reason shows it."""
    if is_blank(value):
        return "nothing"
    return value.replace(";", ",") if isinstance(value, str) else format_value(float(value))


def read_printed(claim: Claim, evidence: Evidence) -> str:
    """The printed number; for dose regimens in words, the lowest weekly dose that the words name."""
    if claim.is_numeric or claim.unit != "regimen":
        return claim.reported
    categories = evidence.trial.folder.list_categories("mg_per_week")
    names = {re.sub(r"^[0-9.]+ *mg ", "", each["value"]).casefold(): each["mg_per_week"] for each in categories}
    named = [weekly for name, weekly in names.items() if name in claim.reported.casefold()]
    if not named and not claim.explains:
        raise SyntaxProblem(claim.reported, "names no known dose", ", ".join(each["value"] for each in categories))
    return format_value(min(named)) if named else claim.reported
