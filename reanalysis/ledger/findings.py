"""What every check of the ledger returns, and the wording and judging that checks share."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from reanalysis.data.printed import TRUNCATED, find_reading
from reanalysis.forensics.grim import grim_scalar, percent_counts
from reanalysis.ledger.evidence import NUMBER, Claim, Evidence, Quantity, format_value, name_tables
from reanalysis.ledger.language import SyntaxProblem, parse_filter
from reanalysis.show.text import join_words
from reanalysis.trial.cohort import RELAPSE_DOSE

TOLERANCE = 1e-9
MOST_NAMED = 12  # values or patients named one by one in a reason
SINGLED_OUT = 1 / 3  # a larger share of all patients is a group, not patients whom a claim is about


@dataclass(frozen=True)
class Alternative:
    """Something else that was tried: what it is, what it gives, and whether that is the printed value."""

    label: str
    text: str
    matches: bool = False


@dataclass(frozen=True)
class Finding:
    """What one check says of one claim; `conflicts` are the claims that say otherwise."""

    verdict: str
    reason: str
    recomputed: str = ""
    how: str = ""
    alternatives: tuple[Alternative, ...] = ()
    power: str = ""
    patients: tuple[int, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A check with the arguments that it must and may have, and what it does in a sentence."""

    run: Callable[[Claim, Evidence], Finding]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    meaning: str


class Registry(dict):
    """The checks of a module by their name in claims.csv."""

    def register(self, name: str, required: str = "", optional: str = ""):
        """Enter the decorated function; arguments are separated by spaces."""

        def enter(run: Callable[[Claim, Evidence], Finding]):
            self[name] = Check(run, tuple(required.split()), tuple(optional.split()), run.__doc__.splitlines()[0])
            return run

        return enter


# Judging one number


def judge_value(claim: Claim, value: float, printed: str | None = None) -> tuple[str, str]:
    """Reproduced or discrepant, and how the recomputed value prints as the reported string; counts compare exactly."""
    printed = claim.reported if printed is None else printed
    if not NUMBER.fullmatch(printed):
        if claim.explains:
            return "discrepant", ""
        raise SyntaxProblem(printed, "is not a number", "a claim whose printed value is a number")
    if abs(value - float(printed)) <= TOLERANCE:
        return "reproduced", "exact"
    how = None if claim.kind == "count" else find_reading(value, printed)
    return ("reproduced", how) if how else ("discrepant", "")


def weaken(finding: Finding, claim: Claim, power: str, partial: bool = False) -> Finding:
    """Where the tables show only what must follow from a claim, a pass makes it consistent and not reproduced."""
    finding = add_note(finding, claim)
    strength = claim.arguments.get("evidence", "partial" if partial else "complete")
    if strength not in ("complete", "partial"):
        raise SyntaxProblem(strength, "is no strength of evidence", "complete, partial")
    if strength == "complete" or finding.verdict != "reproduced":
        return finding
    return replace(finding, verdict="consistent", how="", power=power)


def add_note(finding: Finding, claim: Claim) -> Finding:
    """The claim's note at the end of the reason of a pass."""
    note = claim.arguments.get("note", "").replace("{reported}", claim.reported)
    if not note or finding.verdict not in ("reproduced", "consistent"):
        return finding
    return replace(finding, reason=f"{finding.reason.removesuffix('.')}, {note}.")


def read_printed(claim: Claim, evidence: Evidence) -> str:
    """The printed number; for dose regimens in words, the lowest weekly dose that the words name."""
    if claim.is_numeric or claim.unit != "regimen":
        return claim.reported
    categories = evidence.trial.folder.field("table2", RELAPSE_DOSE).get("categories", [])
    names = {re.sub(r"^[0-9.]+ *mg ", "", each["value"]).casefold(): each["mg_per_week"] for each in categories}
    named = [weekly for name, weekly in names.items() if name in claim.reported.casefold()]
    if not named and not claim.explains:
        raise SyntaxProblem(claim.reported, "names no known dose", ", ".join(each["value"] for each in categories))
    return format_value(min(named)) if named else claim.reported


def explain_impossible(claim: Claim, evidence: Evidence, items: int = 1) -> str:
    """A sentence where no plausible number of patients gives the printed mean or percentage; empty where one does."""
    sizes = evidence.sizes(claim)
    is_share = claim.kind == "percentage"
    if (
        not sizes
        or not claim.is_numeric
        or any(
            percent_counts(claim.reported, size).consistent
            if is_share
            else grim_scalar(claim.reported, size, items).consistent
            for size in sizes
        )
    ):
        return ""
    what = "count" if is_share else "whole total"
    return f"No {what} divided by {name_sizes(sizes)} prints as {claim.reported}{unit_sign(claim)}, rounded or cut off."


# Alternatives


def make_alternative(claim: Claim, label: str, value: float, judged: float, text: str = "") -> tuple[Alternative, ...]:
    """An alternative with a number of its own; none where it gives what was judged already."""
    if abs(value - judged) <= TOLERANCE or math.isnan(value):
        return ()
    verdict, how = judge_value(claim, value)
    cut = ", cut off" if how == TRUNCATED else ""
    return (Alternative(label, f"{text or format_value(value)}{cut}", verdict == "reproduced"),)


def other_population(text: str) -> tuple[str, str]:
    """The same filter for the other population: everyone treated, or the evaluable."""
    conditions = [part.strip() for part in text.split("&")]
    kept = [part for part in conditions if not part.startswith("EVALFL")]
    if len(kept) < len(conditions):
        return "everyone treated", " & ".join(kept)
    return "the evaluable only", " & ".join([*filter(None, kept), "EVALFL = Y"])


def list_grim(claim: Claim, evidence: Evidence, sizes: dict[int, str], items: int = 1) -> tuple[Alternative, ...]:
    """For each number of patients: the total that gives the mean, or for a plausible number what comes nearest."""
    alternatives = []
    for size in range(2, max([len(evidence.trial.adsl), *sizes]) + 1):
        fit = grim_scalar(claim.reported, size, items)
        if size not in sizes and fit.consistent:
            given = f"{fit.totals[0]}/{size * items} = {fit.totals[0] / (size * items):.3f}"
            alternatives.append(Alternative(f"n = {size}", given, True))
        elif size in sizes and not fit.consistent:
            total = round(float(claim.reported) * size * items)
            nearest = f"nearest {total}/{size * items} = {total / (size * items):.3f}"
            alternatives.append(Alternative(f"n = {size} ({sizes[size]})", nearest))
    return tuple(alternatives)


# Wording


def describe_how(claim: Claim, how: str | None, printed: str = "") -> str:
    """The end of a sentence that gave a recomputed value."""
    shown = f"{printed or claim.reported}{unit_sign(claim)}"
    return {
        "exact": "as printed",
        "rounded": f"which rounds to the printed {shown}",
        "truncated": f"which is the printed {shown} only when cut off, not when rounded",
    }.get(how, f"while {shown} is printed")


def unit_sign(claim: Claim) -> str:
    """The percent sign of a percentage, nothing for other units."""
    return "%" if claim.unit == "%" and claim.is_numeric else ""


def name_sizes(sizes: dict[int, str]) -> str:
    """Sample sizes with what they are: `15 (everyone treated) or 14 (the evaluable)`."""
    return _join_or(
        [f"{size} ({label})" if not label.startswith("n =") else str(size) for size, label in sizes.items()]
    )


def _join_or(items: Iterable) -> str:
    items = [str(item) for item in items]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"


def name_patients(patients: Iterable[int]) -> str:
    """`patients 1, 2 and 13`; nothing where there are none."""
    patients = list(dict.fromkeys(patients))
    return f"patient{'s' if len(patients) > 1 else ''} {join_words(patients)}" if patients else ""


def bracket_patients(patients: Iterable[int]) -> str:
    """The same in brackets after a space; nothing where there are none or too many."""
    patients = list(dict.fromkeys(patients))
    return f" ({name_patients(patients)})" if 0 < len(patients) <= MOST_NAMED else ""


def single_out(patients: Iterable[int], evidence: Evidence) -> tuple[int, ...]:
    """The patients whom a claim is about, where they are few enough to be about them."""
    patients = tuple(dict.fromkeys(patients))
    return patients if len(patients) <= SINGLED_OUT * len(evidence.trial.adsl) else ()


def describe_quantity(quantity: Quantity, what: str = "") -> str:
    """A quantity with where it comes from, after what it is."""
    value = quantity.text if " of " not in quantity.text else f"{quantity.text} ({quantity.value:.0f}%)"
    source = f" in {name_tables(quantity.columns)}" if quantity.tabled else cite(quantity)
    return f"{what}, {value}{source}," if what else f"{value}{source}"


def name_beside(quantity: Quantity, what: str = "") -> str:
    """A quantity that another is compared with, what it is being told first; a bare number gives way to its name."""
    if what and not quantity.tabled and not quantity.told_by:
        return what
    return ", ".join(filter(None, (what, describe_quantity(quantity))))


def cite(*quantities: Quantity) -> str:
    """The claims that tell quantities, in brackets after a space."""
    names = list(dict.fromkeys(name for quantity in quantities for name in quantity.told_by))
    return f" ({join_words(names)})" if names else ""


def list_conflicts(*quantities: Quantity) -> tuple[str, ...]:
    """The claims that tell quantities, each once."""
    return tuple(dict.fromkeys(name for quantity in quantities for name in quantity.told_by))


def read_columns(*filters: str) -> tuple[str, ...]:
    """The columns that filters use, the patient number only where there is no other."""
    used = dict.fromkeys(each.column for text in filters if text and text != "all" for each in parse_filter(text))
    return tuple(column for column in used if column != "SUBJID") or ("SUBJID",)


def capitalise(text: str) -> str:
    """A sentence's first letter as a capital."""
    return text[:1].upper() + text[1:]
