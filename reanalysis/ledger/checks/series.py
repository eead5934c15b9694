"""The check of this trial against a published series."""

from functools import lru_cache

import pandas as pd

from reanalysis.ledger.arguments import QUANTITY, TEXT
from reanalysis.ledger.checks.comparisons import COMPARISONS, SENSES
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry
from reanalysis.ledger.wording import capitalise
from reanalysis.show.text import format_p, format_percent

CHECKS = Registry()
SIGNIFICANT = 0.05


@CHECKS.register(
    "series",
    {"name": TEXT, "count": TEXT, "total": TEXT, "k": QUANTITY, "n": QUANTITY},
    {"percent": TEXT, "what": TEXT},
)
def check_series(claim: Claim, evidence: Evidence) -> Finding:
    """Compare a share of this trial with that of a published series."""
    row = find_series(claim.arguments["name"], evidence.read_series())
    own = [evidence.quantities(claim.arguments[key], claim) for key in ("k", "n")]
    if row is None or not all(own) or not own[1][0].value:
        return Finding("untestable", "The series that this is compared with is not in the data folder.")
    count, total = (int(quantities[0].value) for quantities in own)
    source, what = f"{count} of {total} ({format_percent(count / total)})", claim.arguments.get("what", "")
    opening = f"{capitalise(what)}: " if what else ""
    if not row.get(claim.arguments["count"]) or not row.get(claim.arguments["total"]):
        known = row.get(claim.arguments.get("percent", ""), "")
        other = f"{known}% of a number that is not given" if known else "nothing to compare"
        return Finding(
            "untestable", f"{opening or 'Here '}{source}, in the series {other}, so that no test can be made.", source
        )
    other_count, other_total = int(row[claim.arguments["count"]]), int(row[claim.arguments["total"]])
    p = fisher_p(count, total, other_count, other_total)
    sense = SENSES.get(claim.reported.casefold(), "=")
    held = p >= SIGNIFICANT if sense == "=" else COMPARISONS[sense][0](count / total, other_count / other_total)
    recomputed = f"{source} against {other_count} of {other_total} ({format_percent(other_count / other_total)})"
    chance = ", though a difference like this can be chance" if held and sense != "=" and p >= SIGNIFICANT else ""
    agrees = "agrees" if held else "does not agree"
    tested = f"{opening}{recomputed}, Fisher's exact p = {format_p(p)}"
    if held and sense != "=" and not list_detectable(total, other_count, other_total, sense):
        reason = f"{tested}; no count of {total} could be told from the series in this direction."
        return Finding("untestable", reason, recomputed)
    reason = f"{tested}: this {agrees} with what is told{chance}."
    distinct = find_detectable(total, other_count, other_total)
    power = f"weak: a test at {SIGNIFICANT:g} would tell only {distinct} from the series, which is a historical one"
    return Finding("consistent" if held else "discrepant", reason, recomputed, power=power)


def find_series(name: str, published: pd.DataFrame | None) -> dict[str, str] | None:
    """The first published series whose name holds a text."""
    rows = [] if published is None else published.to_dict("records")
    return next((row for row in rows if name.casefold() in row["series"].casefold()), None)


@lru_cache(maxsize=4096)
def fisher_p(count: int, total: int, other_count: int, other_total: int) -> float:
    """Two-sided p of Fisher's exact test (1935) of two counts out of their totals."""
    from scipy.stats import fisher_exact  # takes a second to import, and most folders name no series

    return fisher_exact([[count, total - count], [other_count, other_total - other_count]]).pvalue


def list_detectable(total: int, other_count: int, other_total: int, sense: str) -> list[int]:
    """The counts of a total below (<) or above (>) the share of a series that Fisher's test would find different from it."""
    return [
        count
        for count in range(total + 1)
        if COMPARISONS[sense][0](count / total, other_count / other_total)
        and fisher_p(count, total, other_count, other_total) < SIGNIFICANT
    ]


def find_detectable(total: int, other_count: int, other_total: int) -> str:
    """Which counts of a total Fisher's test would find different from a series."""
    below, above = (list_detectable(total, other_count, other_total, sense) for sense in ("<", ">"))
    parts = ([f"{max(below)} or fewer"] if below else []) + ([f"{min(above)} or more"] if above else [])
    return f"{' and '.join(parts)} of {total}" if parts else f"no count of {total}"
