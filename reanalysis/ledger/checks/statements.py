"""Checks that only look for other statements of the text."""

from reanalysis.ledger.arguments import FACT_NAME, FACT_NAMES, TEXT
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry
from reanalysis.ledger.wording import capitalise
from reanalysis.show.text import join_words

CHECKS = Registry()
RULE = "rule"  # the kind of a claim that lays down what is done or meant, and reports no result
KEPT = "To see whether it was kept would take"


@CHECKS.register("told", {"fact": FACT_NAME}, {"needed": TEXT})
def check_told(claim: Claim, evidence: Evidence) -> Finding:
    """Say where a result that the methods announce is printed, or that it is printed nowhere."""
    others = evidence.claims_about(claim.arguments["fact"])
    if not others:
        needed = claim.arguments.get("needed", "the result")
        return Finding("definition", f"Announced in the methods, but no result is printed; it would take {needed}.")
    names = join_words([other.claim_id for other in others])
    printed = join_words(dict.fromkeys(f"{other.reported}{'%' if other.unit == '%' else ''}" for other in others))
    return Finding("definition", f"Announced in the methods, and reported as {printed} ({names}).", printed)


@CHECKS.register("same_fact", optional={"needed": TEXT})
def check_same_fact(claim: Claim, evidence: Evidence) -> Finding:
    """Say where else the text states the same; a rule stays a definition."""
    others = [other.claim_id for other in evidence.claims_about(claim.fact) if other.claim_id != claim.claim_id]
    if not others:
        return check_none(claim, evidence)
    if claim.kind == RULE:
        return Finding("definition", f"A rule and not a result; also stated in {join_words(others)}, without conflict.")
    return Finding("repeated", f"Also stated in {join_words(others)}, without conflict.")


@CHECKS.register("exceptions", {"facts": FACT_NAMES, "what": TEXT}, {"needed": TEXT})
def check_exceptions(claim: Claim, evidence: Evidence) -> Finding:
    """Look for statements of other facts that speak against this one."""
    others = [other.claim_id for fact in claim.arguments["facts"] for other in evidence.claims_about(fact)]
    if not others:
        return check_none(claim, evidence)
    reason = f"{capitalise(claim.arguments['what'])} ({join_words(others)})."
    return Finding("contradicted", reason, conflicts=tuple(others))


@CHECKS.register("excluded", {"facts": FACT_NAMES}, {"note": TEXT})
def check_excluded(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether nobody is reported to have what kept a person out of the trial."""
    criteria = [other.claim_id for fact in claim.arguments["facts"] for other in evidence.claims_about(fact)]
    if not criteria or not claim.is_numeric:
        return check_none(claim, evidence)
    reason = f"This was a reason for exclusion ({join_words(criteria)})"
    if float(claim.reported):
        return Finding("contradicted", f"{reason}, and yet {claim.reported} had it.", conflicts=tuple(criteria))
    note = f"; {claim.arguments['note']}" if "note" in claim.arguments else ""
    return Finding("consistent", f"{reason}{note}.", power="any other number than 0 would have failed")


@CHECKS.register("none", optional={"needed": TEXT, "note": TEXT})
def check_none(claim: Claim, evidence: Evidence) -> Finding:
    """Test nothing: say what it would take, and that a rule is no result."""
    needed, note = claim.arguments.get("needed"), claim.arguments.get("note")
    after = f" {capitalise(note)}." if note else ""
    if claim.kind == RULE:
        return Finding("definition", f"A rule and not a result.{f' {KEPT} {needed}.' if needed else ''}{after}")
    return Finding(
        "untestable", f"Nothing printed can test this{f'; it would take {needed}' if needed else ''}.{after}"
    )
