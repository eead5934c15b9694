"""The check of grades against published toxicity criteria."""

import itertools
import math

from reanalysis.ledger.arguments import DECIMAL, QUANTITY, TEXT, parse_choice
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry, add_note, keep_if_few
from reanalysis.ledger.quantities import Quantity, format_value
from reanalysis.ledger.syntax import Expression, SyntaxProblem
from reanalysis.ledger.wording import capitalise, cite, list_conflicts, name_tables

CHECKS = Registry()
# Common toxicity criteria (CTCAE 3.0 and 4.0, National Cancer Institute 2006 and 2009): from, to below. Where grade 1 begins
# is the laboratory's lower limit of normal; 2,000 neutrophils and 4,000 white cells per mm3 are usual ones. Table 3
# names no version of the criteria.
LIMITS = {
    "neutrophils": {"1": (1500, 2000), "2": (1000, 1500), "3": (500, 1000), "4": (0, 500)},
    "leukocytes": {"0": (4000, math.inf), "1": (3000, 4000), "2": (2000, 3000), "3": (1000, 2000), "4": (0, 1000)},
    "severity": {
        "mild": (1, 2),
        "minor": (1, 3),
        "moderate": (2, 3),
        "severe": (3, 4),
        "disabling": (3, 5),
        "life-threatening": (4, 5),
    },
}
LIMIT_NAMES = {
    "neutrophils": "the neutrophils per mm3 that CTCAE 3.0 and 4.0 give for grade {}",
    "leukocytes": "grade {} of CTCAE 3.0 and 4.0 for white cells per mm3 (grade 0 begins at the usual lower limit of normal)",
    "severity": "what we count as {}",
}
SEVERITY_SOURCES = {  # how the grades of a word were chosen
    "mild": "the word of CTCAE 4.0 for it",
    "minor": "our reading, as CTCAE has no such word",
    "moderate": "the word of CTCAE 4.0 for it",
    "severe": "the word of CTCAE 4.0 for it",
    "disabling": "grade 4 in CTCAE 3.0, grade 3 in CTCAE 4.0",
    "life-threatening": "the word of CTCAE 4.0 for it",
}


@CHECKS.register(
    "range_check",
    {"limits": parse_choice(*LIMITS), "grade": QUANTITY, "value": QUANTITY},
    {"scale": DECIMAL, "what": TEXT, "note": TEXT},
)
def check_range(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether a value lies within the limits that published criteria give for a grade or a word."""
    limits, named = LIMITS[claim.arguments["limits"]], LIMIT_NAMES[claim.arguments["limits"]]
    scale = claim.arguments.get("scale", 1.0)
    grades = read_words(claim.arguments["grade"], claim, evidence)
    pairs = list(itertools.product(grades, evidence.quantities(claim.arguments["value"], claim)))
    if not pairs:
        return Finding("untestable", "The value or the grade that this needs is printed nowhere.")
    unknown = next((grade.text for grade, _ in pairs if grade.text not in limits), None)
    if unknown is not None:
        return Finding("untestable", f"The criteria have no limits for {unknown!r}.")
    failed = [
        (grade, value)
        for grade, value in pairs
        if not limits[grade.text][0] <= value.value * scale < limits[grade.text][1]
    ]
    grade, value = (failed or pairs)[0]
    is_severity = claim.arguments["limits"] == "severity"
    span = write_span(grade.text, limits, is_severity)
    shown = f"{'grade ' if is_severity else ''}{format_value(value.value * scale)}"
    source = f" in {name_tables(value.columns)}" if value.is_recomputed else cite(value)
    read = "" if scale == 1 else f", the point in {value.text} being read as a thousands mark,"
    lies = "outside" if failed else "within"
    what = claim.arguments.get("what", "")
    of = f"{what}, {shown}{source}{read or ','}" if what else f"{shown}{source}{read}"
    reason = capitalise(f"{of} lies {lies} {named.format(grade.text)}{cite(grade)}, {span}.")
    patients = keep_if_few(value.patients, evidence)
    if failed:
        conflicts = list_conflicts(*(side for pair in failed for side in pair))
        verdict = "discrepant" if value.is_recomputed else "contradicted"
        return Finding(verdict, reason, shown, patients=patients, conflicts=conflicts)
    outside = _write_grades(*limits[grade.text]) if is_severity else span
    power = f"any value outside {outside} would have failed"
    return add_note(Finding("consistent", reason, shown, "", (), power, patients), claim)


def write_span(grade: str, limits: dict[str, tuple[float, float]], is_severity: bool) -> str:
    """The limits of a grade or a word as a reason shows them.

    Examples
    --------
    >>> write_span("2", LIMITS["neutrophils"], False), write_span("severe", LIMITS["severity"], True)
    ('1000 to under 1500', 'grade 3 (the word of CTCAE 4.0 for it)')
    """
    low, high = limits[grade]
    if is_severity:
        return f"grade {_write_grades(low, high)} ({SEVERITY_SOURCES[grade]})"
    return f"{low} or more" if math.isinf(high) else f"{low} to under {high}"


def _write_grades(low: int, high: int) -> str:
    """The grades from one to below another: `3`, or `3 to 4`."""
    return f"{low}" if high == low + 1 else f"{low} to {high - 1}"


def read_words(expression: Expression, claim: Claim, evidence: Evidence) -> list[Quantity]:
    """The printed value of this claim or of a fact, as words."""
    if expression.is_reported:
        return [Quantity(math.nan, claim.reported)]
    if expression.fact is None:
        raise SyntaxProblem("grade", "is not a printed grade", "reported, or a fact")
    stated: dict[str, list[str]] = {}
    for other in evidence.claims_about(expression.fact):
        stated.setdefault(other.reported, []).append(other.claim_id)
    return [Quantity(math.nan, reported, tuple(names)) for reported, names in stated.items()]


def share_grade(claim: Claim, other: Claim) -> bool:
    """Whether two claims name a severity in words that can mean the same grade."""
    claims = (claim, other)
    limits = {each.arguments.get("limits") for each in claims if each.check == "range_check"}
    words = LIMITS.get(limits.pop(), {}) if len(limits) == 1 else {}
    if any(each.check != "range_check" or not each.arguments["grade"].is_reported for each in claims):
        return False
    if any(each.reported not in words for each in claims):
        return False
    (low, high), (other_low, other_high) = (words[each.reported] for each in claims)
    return max(low, other_low) < min(high, other_high)
