"""The checks of printed p-values: which t tests give one, and what one at or above the level supports."""

import itertools
from collections.abc import Iterable

from reanalysis.forensics.grim import grim_scalar
from reanalysis.forensics.summaries import find_matching_tests
from reanalysis.ledger.arguments import QUANTITY, TEXT, parse_choice
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Alternative, Finding, Registry
from reanalysis.ledger.syntax import Expression
from reanalysis.ledger.wording import cite, list_conflicts, list_whole_groups
from reanalysis.show.text import format_p

CHECKS = Registry()
TEST_NAMES = {"student": "Student's t", "welch": "Welch's t", "paired": "paired t"}


@CHECKS.register("t_test", {"mean1": QUANTITY, "sd1": QUANTITY, "mean2": QUANTITY, "sd2": QUANTITY})
def check_t_test(claim: Claim, evidence: Evidence) -> Finding:
    """Work out which t tests of means and SDs can give the printed p-value."""
    inputs = [read_summary(claim.arguments[key], claim, evidence) for key in ("mean1", "sd1", "mean2", "sd2")]
    pairs = pair_sizes(claim, evidence, inputs[2])
    if None in inputs or not pairs:
        return Finding("untestable", "The means and SDs that this test compares are not printed.")
    tests = find_matching_tests(claim.reported, *inputs, pairs)
    alternatives = tuple(describe_test(row) for row in tests.to_dict("records"))
    unpaired, paired = tests[tests["test"] != "paired"], tests[tests["test"] == "paired"]
    reach = f"{format_p(unpaired['p_low'].min())} to {format_p(unpaired['p_high'].max())}"
    given = paired[paired["gives"]]
    correlations = (
        f"{given['correlation_low'].min():.2f} to {given['correlation_high'].max():.2f}" if len(given) else ""
    )
    recomputed = f"unpaired t: {reach}" + (f", paired t: needs a correlation of {correlations}" if correlations else "")
    if unpaired["gives"].any():
        reason = f"Unpaired t tests of these means and SDs give {reach}, which holds the printed {claim.reported}"
        reason += (
            f"; a paired one needs a correlation of {correlations} between the two scores." if correlations else "."
        )
        power = f"for unpaired tests, any p outside {reach} would have failed"
        return Finding("consistent", reason, recomputed, "rounded", alternatives, power)
    reason = f"No unpaired t test of these means and SDs gives {claim.reported}; they give {reach}."
    if correlations:
        reason += (
            f" A paired one does, if the two scores correlate at {correlations}; "
            "a rank test cannot be worked out without the scores."
        )
        power = f"weak: a paired test with some correlation reaches every p up to {format_p(paired['p_high'].max())}"
        return Finding("consistent", reason, recomputed, "", alternatives, power)
    return Finding("impossible", f"{reason} No paired one does either.", recomputed, "", alternatives)


@CHECKS.register("p_level", {"p": QUANTITY, "level": QUANTITY}, {"repeats": parse_choice("yes"), "needed": TEXT})
def check_p_level(claim: Claim, evidence: Evidence) -> Finding:
    """Hold a printed p-value against the level: one below it says otherwise, one at or above it supports nothing."""
    values, levels = (evidence.quantities(claim.arguments[key], claim) for key in ("p", "level"))
    if not values or not levels:
        return Finding("untestable", "The p-value or the level that this is about is not printed.")
    p, level = max(itertools.product(values, levels), key=lambda pair: pair[1].value - pair[0].value)
    told = f"P = {p.text}{cite(p)}"
    if p.value < level.value:
        reason = f"{told} is below the level {level.text}{cite(level)}."
        return Finding("contradicted", reason, conflicts=list_conflicts(p, level))
    above = f"{told} is not below the level {level.text}{cite(level)}"
    if "repeats" in claim.arguments:
        return Finding("repeated", f"This says again that {above}.")
    needed = f" It would take {claim.arguments['needed']}." if "needed" in claim.arguments else ""
    return Finding("untestable", f"{above}, which does not show that nothing changed.{needed}")


def pair_sizes(claim: Claim, evidence: Evidence, later_mean: str | float | None) -> list[tuple[int, int]]:
    """Numbers of patients before and after at which to try a test, largest first.

    The later number is one that the printed later mean allows: of those that the claim names or, where none of these does,
    of any group that the paper names. Before, there were as many, everyone treated, or the evaluable.
    """
    named = evidence.sizes(claim)
    whole = [label for label, _ in list_whole_groups()]
    first = {size for size, label in named.items() if label in whole}

    def allowed(sizes: Iterable[int]) -> list[int]:
        fits = [size for size in sizes if not isinstance(later_mean, str) or grim_scalar(later_mean, size).consistent]
        return [size for size in fits if size > 1]

    later = allowed(named) or allowed(evidence.possible_sizes(claim)) or [size for size in named if size > 1]
    return sorted({(before, size) for size in later for before in (*first, size) if before >= size}, reverse=True)


def read_summary(expression: Expression, claim: Claim, evidence: Evidence) -> str | float | None:
    """A printed mean or SD, as the closest claim has it, as a string; one recomputed from the tables as a number."""
    if expression.fact is None:
        quantities = evidence.quantities(expression, claim)
        return quantities[0].value if quantities else None
    printed = evidence.closest_claim(expression.fact, claim)
    return printed.reported if printed is not None and printed.is_numeric else None


def describe_test(row: dict) -> Alternative:
    """One row of `find_matching_tests`."""
    patients = f"n = {row['n1']}" if row["n1"] == row["n2"] else f"n = {row['n1']} and {row['n2']}"
    label, gives = f"{TEST_NAMES[row['test']]}, {patients}", bool(row["gives"])
    if row["test"] == "paired":
        span = f"with a correlation of {row['correlation_low']:.2f} to {row['correlation_high']:.2f}"
        return Alternative(label, span if gives else "with no correlation", gives)
    if format_p(row["p_low"]) == format_p(row["p_high"]):
        return Alternative(label, format_p(row["p"]), gives)
    return Alternative(label, f"{format_p(row['p'])} ({format_p(row['p_low'])} to {format_p(row['p_high'])})", gives)
