"""The check of a claim against the trial's registry record, a document of its own beside the paper."""

import re

from reanalysis.data.registry import (
    Entry,
    agrees,
    count_months,
    format_date,
    measure_months,
)
from reanalysis.ledger.arguments import TEXT, parse_choice
from reanalysis.ledger.checks.statements import check_same_fact
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry
from reanalysis.ledger.syntax import SyntaxProblem
from reanalysis.show.text import join_words

CHECKS = Registry()
OPEN = "Two documents disagree; which of them is right cannot be told"


def parse_items(text: str) -> tuple[str, ...]:
    """Read names of the record's items joined by `|`."""
    if not re.fullmatch(r"[a-z0-9_]+(\|[a-z0-9_]+)*", text):
        raise SyntaxProblem(
            text, "does not name items of the registry record", "small letters, digits and _, joined by |"
        )
    return tuple(text.split("|"))


@CHECKS.register(
    "registry",
    {"items": parse_items},
    {"adds": parse_items, "also": parse_items, "words": TEXT, "by": parse_choice("value", "end", "span")},
)
def check_registry(claim: Claim, evidence: Evidence) -> Finding:
    """Compare with the trial's registry record: its value, or that it ended by then, or lasted so long."""
    record = evidence.trial.registry
    if not record:
        return check_same_fact(claim, evidence)
    items, adds, also = (find_entries(record, claim.arguments.get(name, ())) for name in ("items", "adds", "also"))
    source = f"The registry record of {format_date(items[0].record_date)}"
    by = claim.arguments.get("by", "value")
    told = f"at most {measure_months(items)} months" if by == "span" else join_words([entry.text for entry in items])
    if not fits(claim.arguments.get("words", claim.reported), items, by):
        return Finding("differs", f"{source} has {told}. {OPEN}.", told)
    if adds:
        reason = f"{source} names the same and adds {join_words([entry.text for entry in adds])}; the paper gives none."
        return Finding("differs", f"{reason} {OPEN}.", join_words([entry.text for entry in adds]))
    rest = f", with {join_words([describe_entry(entry) for entry in also])} beside it" if also else f": {told}"
    power = "would have failed had the registry record said otherwise"
    return Finding("consistent", f"{source} has this as well{rest}.", told, power=power)


def find_entries(record: dict[str, Entry], names: tuple[str, ...]) -> list[Entry]:
    """The record's items of these names.

    Raises
    ------
    SyntaxProblem
        For a name that the record does not have.
    """
    for name in names:
        if name not in record:
            raise SyntaxProblem(name, "is not an item of the registry record", ", ".join(record))
    return [record[name] for name in names]


def fits(reported: str, entries: list[Entry], by: str) -> bool:
    """Whether a printed value can mean what the record says, was over by its dates, or fits between them."""
    if by == "span":
        return float(reported) <= measure_months(entries)
    if by == "end":
        return count_months(reported) <= max(count_months(entry.value) for entry in entries)
    return any(agrees(reported, entry) for entry in entries)


def describe_entry(entry: Entry) -> str:
    """An item with the field that it stands in: `phase 4 (phase field)`."""
    field = re.search(r"\(.*\)$", entry.source)
    return " ".join(filter(None, (entry.text, field and field[0])))
