"""The check of a date that must come before another that the paper prints."""

from reanalysis.data.registry import format_date
from reanalysis.ledger.arguments import FACT_NAME, TEXT
from reanalysis.ledger.checks.statements import check_none
from reanalysis.ledger.claims import Claim, date_interval
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry
from reanalysis.show.text import join_words

CHECKS = Registry()


@CHECKS.register("precedes", {"fact": FACT_NAME, "what": TEXT, "beside": TEXT})
def check_precedes(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether a printed date can lie before the month of another fact."""
    own = date_interval(claim.reported)
    dated = [
        (date_interval(other.reported), other)
        for other in evidence.claims_about(claim.arguments["fact"])
        if date_interval(other.reported)
    ]
    if own is None or not dated:
        return check_none(claim, evidence)
    latest = max(interval[1] for interval, _ in dated)
    names = tuple(other.claim_id for _, other in dated)
    printed = join_words(dict.fromkeys(format_date(other.reported) for _, other in dated))
    opening = f"{claim.arguments['what']} is of {format_date(claim.reported)}, {claim.arguments['beside']} {printed}"
    cited = f"({join_words(names)})"
    if own[0] >= latest:
        return Finding("contradicted", f"{opening} {cited}: it cannot have come before that month.", conflicts=names)
    return Finding("consistent", f"{opening} {cited}.", power="a later date would have failed")
