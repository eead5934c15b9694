"""Checks that compare two quantities."""

import itertools

from reanalysis.ledger.arguments import COMPARISON, PASS, QUANTITY, TEXT, parse_choice
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import TOLERANCE, Finding, Registry, keep_if_few, rate_pass
from reanalysis.ledger.quantities import Quantity
from reanalysis.ledger.syntax import SyntaxProblem
from reanalysis.ledger.wording import capitalise, describe_quantity, list_conflicts, name_beside

CHECKS = Registry()
SENSES = {  # what a printed word says of a first quantity beside a second
    "shorter": "<",
    "reduction": "<",
    "less": "<",
    "better": "<",
    "more frequent": ">",
    "increment": ">",
    "longer": ">",
    "frequent": ">",
    "majority": ">",
    "same": "=",
}
COMPARISONS = {
    ">=": (lambda left, right: left >= right - TOLERANCE, "at least"),
    "<=": (lambda left, right: left <= right + TOLERANCE, "at most"),
    ">": (lambda left, right: left > right + TOLERANCE, "more than"),
    "<": (lambda left, right: left < right - TOLERANCE, "less than"),
    "=": (lambda left, right: abs(left - right) <= TOLERANCE, "equal to"),
}


@CHECKS.register(
    "compare",
    {"left": QUANTITY, "right": QUANTITY},
    {
        "op": parse_choice(*COMPARISONS),
        "when": COMPARISON,
        "given": TEXT,
        "what": TEXT,
        "beside": TEXT,
        **PASS,
    },
)
def check_compare(claim: Claim, evidence: Evidence) -> Finding:
    """Compare two quantities, in the direction of an operator or of the printed word."""
    operator = claim.arguments.get("op") or SENSES.get(claim.reported.casefold(), claim.reported)
    if operator not in COMPARISONS:
        raise SyntaxProblem(operator, "is not a comparison", ", ".join([*COMPARISONS, *SENSES]))
    given = read_condition(claim, evidence) if "when" in claim.arguments else ""
    if given is None:
        return Finding("untestable", "The case that this is about does not arise in what is printed.")
    pairs = list(itertools.product(*(evidence.quantities(claim.arguments[side], claim) for side in ("left", "right"))))
    if not pairs:
        return Finding("untestable", "One of the two numbers to compare is neither printed nor to be worked out.")
    test, words = COMPARISONS[operator]
    failed = [pair for pair in pairs if not test(pair[0].value, pair[1].value)]
    left, right = (failed or pairs)[0]
    is_tabled, what = left.is_recomputed or right.is_recomputed, claim.arguments.get("what", "")
    beside = name_beside(right, claim.arguments.get("beside", ""))
    recomputed = " and ".join(_show_share(side) for side in (left, right) if side.is_recomputed)
    patients = keep_if_few((*left.patients, *right.patients), evidence)
    if failed:
        reason = f"{given}{describe_quantity(left, what)} is not {words} {beside}."
        conflicts = list_conflicts(*(side for pair in failed for side in pair))
        return Finding(
            "discrepant" if is_tabled else "contradicted",
            capitalise(reason),
            recomputed,
            patients=patients,
            conflicts=conflicts,
        )
    reason = f"{given}{describe_quantity(left, what)} is {words} {beside}."
    power = f"would have failed had it not been {words} {_show_share(right) if right.claim_ids or right.is_recomputed else beside}"
    finding = Finding("reproduced", capitalise(reason), recomputed, "exact", patients=patients)
    return rate_pass(
        finding, claim, power, partial=not left.is_recomputed or bool(right.claim_ids) or "op" in claim.arguments
    )


def read_condition(claim: Claim, evidence: Evidence) -> str | None:
    """The condition of a comparison in words; None where nothing printed fulfils it."""
    when = claim.arguments["when"]
    test, words = COMPARISONS[when.operator]
    sides = (evidence.quantities(when.left, claim), evidence.quantities(when.right, claim))
    met = [(left, right) for left, right in itertools.product(*sides) if test(left.value, right.value)]
    if not met:
        return None
    left, right = met[0]
    if "{left}" in claim.arguments.get("given", ""):
        given = claim.arguments["given"].replace("{left}", describe_quantity(left))
        return given.replace("{right}", describe_quantity(right)) + " "
    return f"{describe_quantity(left, claim.arguments.get('given', 'where'))} is {words} {describe_quantity(right)}, "


def _show_share(quantity: Quantity) -> str:
    return quantity.text if " of " not in quantity.text else f"{quantity.text} ({quantity.value:.0f}%)"
