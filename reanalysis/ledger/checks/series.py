"""The check of this trial against a published series.

It tests no hypothesis: patients of two series of one centre may be the same ones, and were not chosen at random.
"""

import pandas as pd

from reanalysis.data.printed import find_reading
from reanalysis.ledger.arguments import QUANTITY, TEXT
from reanalysis.ledger.checks.comparisons import COMPARISONS, SENSES
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import TOLERANCE, Finding, Registry
from reanalysis.ledger.wording import capitalise
from reanalysis.show.text import format_percent

CHECKS = Registry()
MOST_PATIENTS = 60  # a series that prints a percentage alone is tried at every number of patients up to this


@CHECKS.register(
    "series",
    {"name": TEXT, "count": TEXT, "total": TEXT, "k": QUANTITY, "n": QUANTITY},
    {"percent": TEXT, "what": TEXT, "note": TEXT},
)
def check_series(claim: Claim, evidence: Evidence) -> Finding:
    """Compare a share of this trial with that of a published series, to within one patient and without a test."""
    row = find_series(claim.arguments["name"], evidence.read_series())
    own = [evidence.quantities(claim.arguments[key], claim) for key in ("k", "n")]
    if row is None or not all(own) or not own[1][0].value:
        return Finding("untestable", "The series that this is compared with is not in the data folder.")
    count, total = (int(quantities[0].value) for quantities in own)
    shares, printed = read_shares(row, claim)
    source, what = f"{count} of {total} ({format_percent(count / total)})", claim.arguments.get("what", "")
    opening, note = f"{capitalise(what)}: " if what else "", f" {claim.arguments.get('note', '')}".rstrip()
    if not shares:
        return Finding("untestable", f"{opening or 'Here '}{source}, in the series nothing to compare.{note}", source)
    recomputed, sense = f"{source} here, {printed} in the series", SENSES.get(claim.reported.casefold(), "=")
    low, high = total * min(shares), total * max(shares)
    expected = f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f}"
    reason = f"{opening}{recomputed}, which would be {expected} of {total}."
    if sense == "=":
        held = max(abs(count - low), abs(count - high)) < 1 - TOLERANCE
        power = f"weak: any count of {total} one patient or more away from the series would have failed"
        reason += f" They differ by {'less than one patient' if held else 'one patient or more'}.{note}"
        return Finding("consistent" if held else "discrepant", reason, recomputed, power=power)
    if not all(COMPARISONS[sense][0](count / total, share) for share in shares):
        return Finding("discrepant", f"{reason} This is not the direction that is stated.{note}", recomputed)
    reason += " The direction is as stated; what it is due to, such a comparison cannot tell."
    return Finding("untestable", f"{reason}{note}", recomputed)


def find_series(name: str, published: pd.DataFrame | None) -> dict[str, str] | None:
    """The first published series whose name holds a text."""
    rows = [] if published is None else published.to_dict("records")
    return next((row for row in rows if name.casefold() in row["series"].casefold()), None)


def read_shares(row: dict[str, str], claim: Claim) -> tuple[list[float], str]:
    """The shares that a series can have, and how it prints them; none where it prints nothing.

    Count and total are columns of the series, or whole numbers that its note gives; where only a percentage is printed,
    every count out of every number of patients that prints so is tried.
    """
    count, total = (
        row.get(text, text if text.isdigit() else "") for text in map(claim.arguments.get, ("count", "total"))
    )
    if count and total:
        return [int(count) / int(total)], f"{count} of {total} ({format_percent(int(count) / int(total))})"
    percent = row.get(claim.arguments.get("percent", ""), "")
    return list_shares(percent) if percent else [], f"{percent}% of a number that is not given"


def list_shares(percent: str, most: int = MOST_PATIENTS) -> list[float]:
    """Every share of any number of patients up to the most that prints as a percentage.

    Examples
    --------
    >>> list_shares("70", 20)  # 7 of 10, 12 of 17 if truncated, and 14 of 20
    [0.7, 0.7058823529411765, 0.7]
    """
    shares = ((part, whole) for whole in range(1, most + 1) for part in range(whole + 1))
    return [part / whole for part, whole in shares if find_reading(100 * part / whole, percent)]
