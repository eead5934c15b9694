"""The check what the SLEDAI at entry says of a later one, after the rash has cleared."""

from reanalysis.ledger.arguments import FACT_NAME, QUANTITY, TEXT
from reanalysis.ledger.checks.statements import check_none
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry
from reanalysis.ledger.wording import cite
from reanalysis.show.text import join_words
from reanalysis.trial.sledai_points import RASH_POINTS, find_points, mean_without_rash

CHECKS = Registry()


@CHECKS.register(
    "rash_points", {"mean": FACT_NAME, "sd": FACT_NAME, "systemic": QUANTITY, "cleared": QUANTITY}, {"needed": TEXT}
)
def check_rash_points(claim: Claim, evidence: Evidence) -> Finding:
    """Work out how many patients must have scored in SLEDAI at entry, and what cleared rashes would have taken away."""
    mean, sd = (evidence.closest_claim(claim.arguments[key], claim) for key in ("mean", "sd"))
    systemic, cleared = (evidence.quantities(claim.arguments[key], claim) for key in ("systemic", "cleared"))
    if None in (mean, sd) or not systemic or not cleared:
        return check_none(claim, evidence)
    points = find_points(mean.reported, sd.reported, len(evidence.trial.adsl))
    most = max(int(each.value) for each in systemic)
    if points is None or points.least_above_zero <= most:
        return check_none(claim, evidence)
    count = int(cleared[0].value)
    numbers = " or ".join(dict.fromkeys(each.text for each in sorted(systemic, key=lambda each: each.value)))
    reason = (
        f"{mean.reported} ± {sd.reported} ({join_words([mean.claim_id, sd.claim_id])}) are {points.total} points in "
        f"{points.n} patients ({points.cut}), of whom at least "
        f"{points.least_above_zero} scored above zero, though {numbers}{cite(*systemic)} had systemic lupus. At least "
        f"{points.least_above_zero - most} others scored for something, most simply the rash ({RASH_POINTS} points), which "
        f"all had. If so, {count} cleared rashes alone would take the mean to {mean_without_rash(points, count):.2f}, which "
        "hardly fits no change, unless rashes had come back, other points were added, or the rash was scored otherwise. "
        f"It would take {claim.arguments.get('needed', 'the later scores')}."
    )
    return Finding("untestable", reason, f"at least {points.least_above_zero} of {points.n} above zero at entry")
