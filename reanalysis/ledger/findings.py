"""What every check of the ledger returns, and how checks judge one number."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from reanalysis.book import find_book
from reanalysis.data.printed import TRUNCATED, find_reading
from reanalysis.forensics.grim import grim_scalar, percent_counts
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.language import NUMBER
from reanalysis.ledger.quantities import format_value
from reanalysis.ledger.syntax import Filter, Parser, SyntaxProblem
from reanalysis.ledger.wording import name_sizes, unit_sign

TOLERANCE = 1e-9
LARGEST_SHARE = 1 / 3  # more of all patients are a group, and not patients whom a claim is about
NO_ARGUMENTS: Mapping[str, Parser] = {}


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
    """A check: its function, the arguments that it must and may have with their parsers, and what it does in a sentence.

    `reads` are columns of the tables that it looks at whatever its arguments are.
    """

    run: Callable[[Claim, Evidence], Finding]
    required: Mapping[str, Parser]
    optional: Mapping[str, Parser]
    reads: frozenset[str]
    meaning: str


class Registry(dict[str, Check]):
    """The checks of a module by their name in claims.csv."""

    def register(
        self,
        name: str,
        required: Mapping[str, Parser] = NO_ARGUMENTS,
        optional: Mapping[str, Parser] = NO_ARGUMENTS,
        reads: Iterable[str] = (),
    ):
        """Enter the decorated function; its docstring's first line says what it does."""

        def enter(run: Callable[[Claim, Evidence], Finding]):
            self[name] = Check(run, required, optional, frozenset(reads), run.__doc__.splitlines()[0])
            return run

        return enter


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


def rate_pass(finding: Finding, claim: Claim, power: str, partial: bool = False) -> Finding:
    """Reproduced stays reproduced only where the evidence is complete.

    Partial evidence shows only what must follow from a claim: to pass then makes it consistent, with the power that the
    test had. The claim's note is added to the reason.
    """
    finding = add_note(finding, claim)
    strength = claim.arguments.get("evidence", "partial" if partial else "complete")
    if strength == "complete" or finding.verdict != "reproduced":
        return finding
    return replace(finding, verdict="consistent", how="", power=power)


def add_note(finding: Finding, claim: Claim) -> Finding:
    """The claim's note at the end of the reason of a pass."""
    note = claim.arguments.get("note", "").replace("{reported}", claim.reported)
    if not note or finding.verdict not in ("reproduced", "consistent"):
        return finding
    return replace(finding, reason=f"{finding.reason.removesuffix('.')}, {note}.")


def explain_impossible(claim: Claim, evidence: Evidence, items: int = 1) -> str:
    """A sentence where no group that the paper names or implies gives the printed mean or percentage; empty where one does."""
    sizes = evidence.possible_sizes(claim)
    is_share = claim.kind == "percentage"

    def fits(size: int) -> bool:
        found = percent_counts(claim.reported, size) if is_share else grim_scalar(claim.reported, size, items)
        return found.consistent

    if not sizes or not claim.is_numeric or any(map(fits, sizes)):
        return ""
    largest = max([len(evidence.trial.adsl), *sizes])
    none_fits = not any(map(fits, range(1, largest + 1)))
    of = f"any number of patients up to {largest}" if none_fits else name_sizes(sizes)
    what = "count" if is_share else "whole total"
    return f"No {what} divided by {of} prints as {claim.reported}{unit_sign(claim)}, rounded or truncated."


def make_alternative(claim: Claim, label: str, value: float, judged: float, text: str = "") -> tuple[Alternative, ...]:
    """An alternative with a number of its own; none where it gives what was judged already."""
    if abs(value - judged) <= TOLERANCE or math.isnan(value):
        return ()
    verdict, how = judge_value(claim, value)
    cut = ", truncated" if how == TRUNCATED else ""
    return (Alternative(label, f"{text or format_value(value)}{cut}", verdict == "reproduced"),)


def other_population(chosen: Filter) -> list[tuple[str, Filter]]:
    """The same filter for the other population: everyone treated, or the evaluable; none where all are evaluable."""
    everyone = chosen.without("EVALFL")
    if everyone != chosen:
        return [("everyone treated", everyone)]
    evaluable = find_book().populations.get("evaluable")
    return [("the evaluable only", chosen & evaluable[1])] if evaluable else []


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


def keep_if_few(patients: Iterable[int], evidence: Evidence) -> tuple[int, ...]:
    """The patients whom a claim is about, where they are few enough to be about them."""
    patients = tuple(dict.fromkeys(patients))
    return patients if len(patients) <= LARGEST_SHARE * len(evidence.trial.adsl) else ()
