"""Checks that test a printed rule on the patients' rows."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from reanalysis.ledger.arguments import COLUMN, FACT_NAMES, FILTER, FRAME, PASS, QUANTITY, TEXT, parse_choice
from reanalysis.ledger.checks.tables import show_cell
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import (
    TOLERANCE,
    Finding,
    Registry,
    keep_if_few,
    rate_pass,
)
from reanalysis.ledger.quantities import format_value, read_numbers
from reanalysis.ledger.syntax import ALL_ROWS, Filter, SyntaxProblem
from reanalysis.ledger.wording import (
    bracket_patients,
    capitalise,
    cite,
    describe_filter,
    list_columns,
    list_conflicts,
    name_column,
    name_patients,
    name_tables,
)
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.show.text import join_words

CHECKS = Registry()
MONTH_LENGTHS_WEEKS = (4.0, WEEKS_PER_MONTH)  # a month of four weeks, a calendar month
MONTH_WORDS = {  # what a reason adds where only some lengths of a month make a statement hold
    MONTH_LENGTHS_WEEKS: "",
    MONTH_LENGTHS_WEEKS[:1]: " if a month has four weeks, and not with calendar months",
    MONTH_LENGTHS_WEEKS[1:]: " with calendar months, and not if a month has four weeks",
    (): " with months of four weeks at some times and calendar months at others",
}
LATE_VISITS = 100
MOST_SHOWN = 3  # different cells that an explanation quotes


@CHECKS.register("all_rows", {"rule": FILTER}, {"scope": FILTER, "word": TEXT, "frame": FRAME, "given": TEXT, **PASS})
def check_all_rows(claim: Claim, evidence: Evidence) -> Finding:
    """Test a rule on every row of a scope, and name the patients who break it."""
    scope, rule, frame = (
        claim.arguments.get("scope", ALL_ROWS),
        claim.arguments["rule"],
        claim.arguments.get("frame", "adsl"),
    )
    word = claim.arguments.get("word", claim.reported)
    if claim.reported.casefold() != word.casefold():
        return Finding("untestable", f"The tables can test this only where it reads {word!r}.")
    rows = evidence.select(scope, claim, frame)
    broken = rows[~rows.index.isin(evidence.select(rule, claim, frame).index)]
    if rows.empty:
        return Finding("untestable", "No row of the tables is one in which this could be seen.", "no rows")
    held, source, noun = (
        len(rows) - len(broken),
        name_tables(list_columns(rule)),
        "rows" if frame == "adae" else "patients",
    )
    recomputed = f"{held} of {len(rows)} {noun}"
    given = f"{claim.arguments['given']}. " if "given" in claim.arguments else ""
    rule_words = describe_filter(rule, lambda word: evidence.find_meaning(word, claim))
    reason = f"{given}{source}: {rule_words} in {count_held(held, len(rows), noun, len(evidence.frames[frame]))}"
    if len(broken):
        reason += f"{'; not in' if held else ':'} {explain_broken(broken, rule)}."
        return Finding("discrepant", reason, recomputed, patients=tuple(dict.fromkeys(broken["SUBJID"])))
    reason += "."
    finding = Finding("reproduced", reason, recomputed, "exact", patients=keep_if_few(rows["SUBJID"], evidence))
    return rate_pass(
        finding,
        claim,
        f"each of {len(rows)} {noun} could have failed" if len(rows) > 1 else "one row, which could have failed",
    )


def count_held(held: int, total: int, noun: str, everyone: int) -> str:
    """How many of the rows concerned have what a rule asks for.

    Examples
    --------
    >>> count_held(15, 15, "patients", 15), count_held(0, 9, "patients", 15), count_held(1, 1, "patients", 15)
    ('all 15 patients', 'none of the 9 patients concerned', 'the one patient concerned')
    """
    if total == 1:
        return f"{'the one' if held else 'no'} {noun.removesuffix('s')} concerned"
    concerned = f"{noun}{'' if total == everyone else ' concerned'}"
    if held == total:
        return f"{'both' if total == 2 else f'all {total}'} {concerned}"
    return f"{held or 'none'} of the {total} {concerned}"


def explain_broken(broken: pd.DataFrame, rule: Filter) -> str:
    """Who breaks a rule, and what stands in the cells that the rule looks at."""
    columns = [column for column in list_columns(rule) if column in broken]
    patients = list(dict.fromkeys(broken["SUBJID"]))
    cells = {column: list(dict.fromkeys(map(show_cell, broken[column].sort_values()))) for column in columns}
    shown = "; ".join(f"{name_column(column)}: {join_words(values)}" for column, values in cells.items())
    shown = f" ({shown})" if max(map(len, cells.values())) <= MOST_SHOWN else ""
    return f"{name_patients(patients)}{shown}"


@CHECKS.register(
    "schedule",
    {"early": QUANTITY, "until": QUANTITY, "late": QUANTITY, "part": parse_choice("early", "late")},
    {"column": COLUMN, "weeks": QUANTITY},
)
def check_schedule(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether times in weeks fall on the scheduled visits."""
    visits = [evidence.quantities(claim.arguments[key], claim) for key in ("early", "until", "late")]
    if not all(visits):
        return Finding("untestable", "The visits are not printed.")
    early, until, late = (quantities[0] for quantities in visits)
    if "weeks" in claim.arguments:
        times, patients = pd.Series([each.value for each in evidence.quantities(claim.arguments["weeks"], claim)]), None
    elif "column" in claim.arguments:
        rows = evidence.select(ALL_ROWS, claim)
        times = read_numbers(rows, claim.arguments["column"].name)
        patients = rows.loc[times.index, "SUBJID"]
    else:
        raise SyntaxProblem("schedule", "has no times", "column=... or weeks=...")
    is_early = times <= until.value * WEEKS_PER_MONTH
    times = times[is_early if claim.arguments["part"] == "early" else ~is_early]
    if times.empty:
        return Finding("untestable", "No printed time falls into this part of the schedule.")
    missed = times[~times.map(lambda week: is_on_visit(week, early.value, until.value, late.value))]
    weeks, rules = join_words([format_value(week) for week in sorted(set(times))]), cite(early, until, late)
    if missed.empty:
        who = () if patients is None else keep_if_few(patients.loc[times.index], evidence)
        power = f"{len(times)} time{'s' if len(times) > 1 else ''} could have failed"
        lengths = find_month_lengths(times, early.value, until.value, late.value)
        reason = f"{'Week' if len(times) == 1 else 'Weeks'} {weeks}: a scheduled visit{rules}{MONTH_WORDS[lengths]}."
        return rate_pass(Finding("reproduced", reason, patients=who), claim, power, partial=True)
    weeks = join_words([format_value(week) for week in sorted(set(missed))])
    lengths = "whether months of four weeks or calendar months are meant"
    if patients is None:
        reason = f"No visit is scheduled at {weeks} weeks{rules}, {lengths}; visits beyond the schedule were allowed."
        return Finding("contradicted", reason, "no scheduled visit", conflicts=list_conflicts(early, until))
    who = patients.loc[missed.index]
    reason = (
        f"{name_tables(claim.arguments['column'].columns)}: {len(missed)} of {len(times)} times, at {weeks} weeks"
        f"{bracket_patients(who)}, are on no scheduled visit, {lengths}; visits beyond the schedule were allowed."
    )
    recomputed = f"{len(times) - len(missed)} of {len(times)} times on a visit"
    return Finding("discrepant", reason, recomputed, patients=tuple(who))


def is_on_visit(week: float, early: float, until: float, late: float, lengths=MONTH_LENGTHS_WEEKS) -> bool:
    """Whether a visit is in a week, to the nearest one: every `early` months until a month, then every `late`."""
    months = [*np.arange(0, until + TOLERANCE, early), *(until + late * np.arange(1, LATE_VISITS))]
    return any(
        abs(month * weeks_per_month - week) <= 0.5 + TOLERANCE for month in months for weeks_per_month in lengths
    )


def find_month_lengths(times: Iterable[float], early: float, until: float, late: float) -> tuple[float, ...]:
    """The lengths of a month, in weeks, with which every time is on a visit."""
    visits = (early, until, late)
    return tuple(
        length for length in MONTH_LENGTHS_WEEKS if all(is_on_visit(week, *visits, (length,)) for week in times)
    )


@CHECKS.register(
    "dose_after_response",
    {"doses": FACT_NAMES, "months": FACT_NAMES, "start": QUANTITY, "decision": QUANTITY, "interval": QUANTITY},
    reads=["WEEKS_TO_CR"],
)
def check_dose_after_response(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether the doses that the text gives of single patients fit a taper that begins with complete response."""
    taper = [evidence.quantities(claim.arguments[key], claim) for key in ("start", "decision", "interval")]
    response_weeks = evidence.frames["adsl"].set_index("SUBJID")["WEEKS_TO_CR"].dropna()
    cases = [
        (int(dose.patient), dose, month)
        for dose_fact, month_fact in _pair_facts(claim.arguments["doses"], claim.arguments["months"])
        for dose, month in zip(evidence.claims_about(dose_fact), evidence.claims_about(month_fact), strict=False)
        if dose.patient and int(dose.patient) in response_weeks.index
    ]
    if not all(taper) or not cases:
        return Finding("untestable", "No dose is given of a patient at a time after complete response.")
    start, decision, interval = (quantities[0] for quantities in taper)

    def is_late(case, weeks_per_month: float) -> bool:
        patient, dose, month = case
        fall = max(response_weeks[patient], decision.value) + interval.value * weeks_per_month
        return float(dose.reported) >= start.value and float(month.reported) * weeks_per_month > fall + TOLERANCE

    late = {length: [case for case in cases if is_late(case, length)] for length in MONTH_LENGTHS_WEEKS}
    broken = [case for case in cases if all(case in late[length] for length in MONTH_LENGTHS_WEEKS)]
    unsure = [case for case in cases if case not in broken and any(case in found for found in late.values())]
    if not broken:
        power = f"{len(cases)} stated dose{'s' if len(cases) > 1 else ''} could have failed"
        lengths = tuple(length for length in MONTH_LENGTHS_WEEKS if not late[length])
        reason = f"{_describe_doses(cases, response_weeks)}: this fits a taper that begins with complete response"
        patients = tuple(case[0] for case in cases)
        return Finding("consistent", f"{reason}{MONTH_WORDS[lengths]}.", power=power, patients=patients)
    names = [name for _, dose, month in broken for name in (dose.claim_id, month.claim_id)]
    conflicts = tuple(name for name in dict.fromkeys([*names, *interval.claim_ids]) if name != claim.claim_id)
    reason = (
        f"{_describe_doses(broken, response_weeks)}, while the dose should fall each month from complete response on"
        f" ({join_words(conflicts)}); a relapse in between may have brought it back."
    )
    if unsure:
        reason += f" {_describe_doses(unsure, response_weeks)}, which fits or not by the length of a month."
    return Finding("contradicted", reason, patients=tuple(case[0] for case in broken), conflicts=conflicts)


def _pair_facts(doses: tuple[str, ...], months: tuple[str, ...]) -> list[tuple[str, str]]:
    if len(doses) != len(months):
        raise SyntaxProblem("|".join(months), "has another length than the doses", "as many facts, separated by |")
    return list(zip(doses, months, strict=True))


def _describe_doses(cases, response_weeks) -> str:
    return capitalise(
        join_words(
            [
                f"patient {patient}, with complete response at week {response_weeks[patient]:g}, is said to take "
                f"{dose.reported} mg daily at {month.reported} months"
                for patient, dose, month in cases
            ]
        )
    )
