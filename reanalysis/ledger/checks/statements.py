"""Checks that only look for other statements of the text."""

from reanalysis.ledger.arguments import FACT_NAME, TEXT
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry
from reanalysis.show.text import join_words

CHECKS = Registry()


@CHECKS.register("told", {"fact": FACT_NAME}, {"needed": TEXT})
def check_told(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether what the methods announce is reported anywhere."""
    others = evidence.claims_about(claim.arguments["fact"])
    if not others:
        needed = claim.arguments.get("needed", "the result")
        return Finding("untestable", f"Announced, but no result is printed; it would take {needed}.")
    names = join_words([other.claim_id for other in others])
    printed = join_words(dict.fromkeys(f"{other.reported}{'%' if other.unit == '%' else ''}" for other in others))
    reason = f"Announced, and reported as {printed} ({names})."
    return Finding("consistent", reason, printed, power="would have failed had no result been printed")


@CHECKS.register("same_fact", optional={"needed": TEXT})
def check_same_fact(claim: Claim, evidence: Evidence) -> Finding:
    """Test only whether the other statements of the same fact agree."""
    others = [other.claim_id for other in evidence.claims_about(claim.fact) if other.claim_id != claim.claim_id]
    if not others:
        return check_none(claim, evidence)
    power = "weak: only a different telling elsewhere in the paper would have failed"
    return Finding("consistent", f"Also told in {join_words(others)}, without conflict.", power=power)


@CHECKS.register("none", optional={"needed": TEXT})
def check_none(claim: Claim, evidence: Evidence) -> Finding:
    """Test nothing: say what it would take."""
    needed = claim.arguments.get("needed")
    return Finding("untestable", f"Nothing printed can test this{f'; it would take {needed}' if needed else ''}.")
