"""Checks whether whole scores can have a printed mean, SD or median."""

import math

from reanalysis.forensics.grim import grim_power, grim_scalar
from reanalysis.forensics.grimmer import grimmer_power, grimmer_scalar, learns_nothing
from reanalysis.ledger.arguments import FACT_NAME, FILTER, QUANTITY, TEXT, WHOLE
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import TOLERANCE, Alternative, Finding, Registry, explain_impossible, list_grim
from reanalysis.ledger.wording import cite, describe_how, join_or, list_columns, list_conflicts, name_sizes, name_tables
from reanalysis.show.text import format_percent, join_words

CHECKS = Registry()


@CHECKS.register("grim", optional={"items": WHOLE, "at": QUANTITY, "left_at": FACT_NAME, "group": FILTER, "who": TEXT})
def check_grim(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether whole numbers of any group that the paper names can have the printed mean (GRIM)."""
    sizes, items = evidence.possible_sizes(claim), claim.arguments.get("items", 1)
    if not sizes:
        return Finding("untestable", "How many patients this mean is of is not known.")
    alternatives = list_grim(claim, evidence, sizes, items)
    impossible = explain_impossible(claim, evidence, items)
    if impossible:
        return Finding("impossible", impossible, "no whole total", "", alternatives)
    fits = {size: grim_scalar(claim.reported, size, items) for size in sizes}
    other = describe_other_group(claim, evidence, sizes, items)
    if other:
        totals = [f"{fit.totals[0]}/{size * items}" for size, fit in fits.items() if fit.consistent]
        return Finding("discrepant", other, " or ".join(totals), "", alternatives)
    size = next(
        (size for size in fits if fits[size].how == "rounded"), next(size for size in fits if fits[size].consistent)
    )
    fit, failed = fits[size], {size: sizes[size] for size in fits if not fits[size].consistent}
    reason = (
        f"{fit.totals[0]} points in {size} patients ({sizes[size]}) give {fit.totals[0] / (size * items):.3f}, "
        f"{describe_how(claim, fit.how)}{f'; no total of {name_sizes(failed)} patients does' if failed else ''}."
        f"{describe_gone(claim, evidence, size, items)}"
    )
    power = grim_power(claim.reported, list(sizes), items)
    if power <= 0:
        reason += " Any mean with as many decimals would have passed, so nothing is learnt."
        return Finding("untestable", reason, alternatives=alternatives)
    words = f"{format_percent(power)} of the means with as many decimals would have failed"
    return Finding("consistent", reason, f"{fit.totals[0]}/{size * items}", fit.how, alternatives, words)


def describe_other_group(claim: Claim, evidence: Evidence, sizes: dict[int, str], items: int = 1) -> str:
    """Sentences where a mean fits a group that the paper names, but not the group that the claim speaks of."""
    if "group" not in claim.arguments:
        return ""
    own = len(evidence.select(claim.arguments["group"], claim))
    fits = {size: grim_scalar(claim.reported, size, items) for size in sizes}
    if not own or grim_scalar(claim.reported, own, items).consistent:
        return ""
    given = [
        f"{size} ({label}: {fits[size].totals[0]}/{size * items} = {fits[size].totals[0] / (size * items):.3f})"
        for size, label in sizes.items()
        if fits[size].consistent
    ]
    source, who = name_tables(list_columns(claim.arguments["group"])), claim.arguments.get("who", "belong to the group")
    return (
        f"{source}: {own} patients {who}, and no whole total divided by {own} prints as {claim.reported}. "
        f"The mean fits {' or '.join(given)}."
    )


def describe_gone(claim: Claim, evidence: Evidence, size: int, items: int = 1) -> str:
    """A sentence where so many patients cannot all have been under treatment at the time of a mean."""
    times = evidence.quantities(claim.arguments["at"], claim) if "at" in claim.arguments else []
    gone = [
        other
        for other in evidence.claims_about(claim.arguments.get("left_at", ""))
        if other.is_numeric and times and float(other.reported) < times[0].value
    ]
    left = len(evidence.trial.adsl) - len(gone)
    if not gone or size <= left:
        return ""
    fewer = [str(number) for number in range(2, left + 1) if grim_scalar(claim.reported, number, items).consistent]
    unless = f", unless only {' or '.join(fewer)} were scored," if fewer else ""
    who = join_words([f"patient {each.patient}, who left after {_write_time(each)} ({each.claim_id})" for each in gone])
    return f" So{unless} it counts {who}."


def _write_time(claim: Claim) -> str:
    return f"{claim.reported} {claim.unit.removesuffix('s') if float(claim.reported) == 1 else claim.unit}"


@CHECKS.register("grimmer", {"mean": FACT_NAME}, {"lower": WHOLE, "upper": WHOLE})
def check_grimmer(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether whole numbers of any group that the paper names can have the printed mean and SD (GRIMMER)."""
    beside = evidence.closest_claim(claim.arguments["mean"], claim)
    bounds = [claim.arguments.get(side) for side in ("lower", "upper")]
    sizes = {size: label for size, label in evidence.possible_sizes(claim).items() if size > 1}
    if beside is None or not beside.is_numeric or not sizes:
        return Finding("untestable", "The mean beside this SD, or how many patients it is of, is not printed.")
    printed = beside.reported, claim.reported
    candidates = range(2, max([len(evidence.trial.adsl), *sizes]) + 1)
    free = {size for size in candidates if learns_nothing(*printed, size, *bounds)}
    tried = {size: grimmer_scalar(*printed, size, *bounds) for size in candidates if size not in free}
    alternatives = _list_grimmer(claim, beside, sizes, tried, free)
    if idle := sorted(free & set(sizes)):
        reason = f"With {join_or(idle)} patients any SD with as many decimals would have passed, so nothing is learnt."
        return Finding("untestable", reason, alternatives=alternatives)
    if not any(grim_scalar(beside.reported, size).consistent for size in sizes):
        reason = (
            f"The mean beside it, {beside.reported} ({beside.claim_id}), is already impossible with "
            f"{name_sizes(sizes)} patients, and an SD alone cannot be tested; it would take the scores."
        )
        return Finding("untestable", reason, alternatives=alternatives)
    fitting = [size for size in sizes if tried[size].consistent]
    if not fitting:
        scores = f"{name_sizes(sizes)} whole scores with mean {beside.reported} ({beside.claim_id})"
        reason = f"No {scores} have an SD of {claim.reported}."
        return Finding("impossible", reason, "no such scores", "", alternatives)
    size, fit = fitting[0], tried[fitting[0]]
    total, squares = fit.sums[0]
    spread = math.sqrt((squares - total**2 / size) / (size - 1))
    reason = (
        f"{size} whole scores with sum {total} and sum of squares {squares} have an SD of {spread:.3f}, "
        f"{describe_how(claim, fit.sd_how)}{'; the mean beside it is truncated' if fit.mean_how == 'truncated' else ''}"
        f"{f'; {join_or(fitting[1:])} can have both as well' if fitting[1:] else ''}."
    )
    power = grimmer_power(beside.reported, claim.reported, fitting, *bounds)
    if power <= 0:
        reason += " Any SD with as many decimals would have passed, so nothing is learnt."
        return Finding("untestable", reason, alternatives=alternatives)
    words = f"{format_percent(power)} of the SDs around it would have failed beside this mean"
    return Finding("consistent", reason, f"n = {size}, sum {total}, squares {squares}", fit.sd_how, alternatives, words)


def _list_grimmer(
    claim: Claim, beside: Claim, sizes: dict[int, str], tried: dict, free: set[int]
) -> tuple[Alternative, ...]:
    """Other numbers of patients that can have this mean and SD, and SDs with n in their denominator."""
    exist = f"whole scores with mean {beside.reported} and SD {claim.reported} exist"
    possible = free | {size for size, fit in tried.items() if fit.consistent}
    others = sorted(possible - set(sizes))
    population = [size for size in sizes if size in tried and not tried[size].consistent and tried[size].population]
    label = "SD with n in its denominator, n = {}"
    return (
        *(Alternative(f"n = {size}", exist, True) for size in others),
        *(Alternative(label.format(size), f"fits the mean {beside.reported}", True) for size in population),
    )


@CHECKS.register("between_facts", {"low": QUANTITY, "high": QUANTITY}, {"n": QUANTITY, "parts": WHOLE})
def check_between(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether a median lies in its printed range, and whether n values in parts of a unit can have it."""
    lows, highs = (evidence.quantities(claim.arguments[side], claim) for side in ("low", "high"))
    if not lows or not highs or not claim.is_numeric:
        return Finding("untestable", "The range that this belongs to is not printed.")
    low, high = min(lows, key=lambda each: each.value), max(highs, key=lambda each: each.value)
    span = f"{low.text} to {high.text}"
    if not low.value - TOLERANCE <= float(claim.reported) <= high.value + TOLERANCE:
        reason = f"A median of {claim.reported} lies outside its own range, {span}{cite(low, high)}."
        return Finding("impossible", reason, span, conflicts=list_conflicts(low, high))
    reason = f"{claim.reported} lies within its range, {span}{cite(low, high)}"
    power = f"any value outside {span} would have failed"
    counts = evidence.quantities(claim.arguments["n"], claim) if "n" in claim.arguments else []
    if not counts:
        return Finding("consistent", f"{reason}.", span, power=power)
    count, parts = int(counts[0].value), claim.arguments.get("parts", 1)
    halves = 1 if count % 2 else 2  # the median of an even number of values may lie halfway between two
    alternatives = tuple(
        Alternative(f"mean of {count} whole {claim.unit}", f"{total}/{count} = {total / count:.2f}", True)
        for total in grim_scalar(claim.reported, count).totals
        if low.value * count <= total <= high.value * count
    )
    if not grim_scalar(claim.reported, parts * halves).consistent:
        reason = f"The median of {count} values in steps of one part in {parts} cannot be {claim.reported}."
        return Finding("impossible", reason, span, "", alternatives)
    if not grim_scalar(claim.reported, halves).consistent:
        reason += (
            f"; {count} values in whole {claim.unit} cannot have this median, values in parts of one in {parts} can"
        )
    missed = grim_power(claim.reported, parts * halves)
    power += f", and so would {format_percent(missed)} of the endings with as many decimals" if missed else ""
    return Finding("consistent", f"{reason}.", span, "", alternatives, power)
