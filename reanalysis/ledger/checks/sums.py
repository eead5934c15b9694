"""Checks of arithmetic between printed numbers."""

import itertools
import math

from reanalysis.data.printed import find_reading
from reanalysis.forensics.grim import percent_counts
from reanalysis.ledger.arguments import QUANTITY
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Alternative, Finding, Registry, judge_value
from reanalysis.ledger.quantities import Quantity
from reanalysis.ledger.wording import capitalise, cite, describe_how, list_conflicts, list_whole_groups
from reanalysis.show.text import format_percent, join_words

CHECKS = Registry()


@CHECKS.register("sum_of_facts", {"of": QUANTITY})
def check_sum(claim: Claim, evidence: Evidence) -> Finding:
    """Work out the printed number from other printed numbers."""
    quantities = evidence.quantities(claim.arguments["of"], claim)
    if not quantities:
        return Finding("untestable", "One of the numbers that this follows from is printed nowhere.")
    failed = [each for each in quantities if judge_value(claim, each.value)[0] == "discrepant"]
    shown = (failed or quantities)[0]
    reason = f"From {join_words(list_conflicts(*quantities))} follows {shown.text}"
    if failed:
        conflicts = list_conflicts(*failed)
        return Finding("contradicted", f"{reason}, while {claim.reported} is printed.", shown.text, conflicts=conflicts)
    how = judge_value(claim, shown.value)[1]
    power = f"any value but {shown.text} would have failed"
    return Finding("consistent", f"{reason}, {describe_how(claim, how)}.", shown.text, how, power=power)


@CHECKS.register("percent_of", {"percent": QUANTITY, "k": QUANTITY, "n": QUANTITY})
def check_percent_of(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether a printed count out of a printed number gives a printed percentage."""
    worked = [
        (percent, count, total, find_reading(100 * count.value / total.value, percent.text))
        for percent, count, total in itertools.product(
            *(evidence.quantities(claim.arguments[key], claim) for key in ("percent", "k", "n"))
        )
        if total.value
    ]
    if not worked:
        return Finding("untestable", "A number that this percentage needs is printed nowhere.")
    worked.sort(key=lambda each: each[3] is None)
    failed = [each for each in worked if not each[3]]
    reason = capitalise("; ".join(dict.fromkeys(_describe_share(*each) for each in worked)))
    percent, count, total, how = worked[0]
    recomputed = f"{count.text}/{total.text} = {_percent(count, total)}"
    sizes = dict.fromkeys([*(int(each[2].value) for each in worked), *evidence.possible_sizes(claim)])
    is_share = claim.arguments["percent"].is_reported
    if is_share and not any(percent_counts(claim.reported, size).consistent for size in sizes):
        impossible = f"No count of {join_words(sizes)} patients is {claim.reported}%. {reason}."
        return Finding("impossible", impossible, recomputed)
    alternatives = _list_denominators(claim, evidence, percent, count, total) if is_share else ()
    if failed:
        conflicts = list_conflicts(*(side for each in failed for side in each[:3]))
        return Finding("contradicted", f"{reason}.", recomputed, "", alternatives, conflicts=conflicts)
    missed = percent_counts(percent.text, int(total.value)).power
    power = (
        f"{format_percent(missed)} of the {'percentages so printed' if '.' in percent.text else 'whole percentages'} "
        f"are no count of {total.text}, and only {_list_prints(count, total, percent.text)} for {count.text}"
    )
    return Finding("consistent", f"{reason}.", recomputed, how, alternatives, power)


def _describe_share(percent: Quantity, count: Quantity, total: Quantity, how: str | None) -> str:
    verb = "printed as" if how else "not"
    return (
        f"{count.text} of {total.text}{cite(count, total)} is {_percent(count, total)}, "
        f"{verb} {percent.text}%{cite(percent)}"
    )


def _list_denominators(
    claim: Claim, evidence: Evidence, percent: Quantity, count: Quantity, total: Quantity
) -> tuple[Alternative, ...]:
    """The same count out of the numbers of patients in other groups."""
    sizes = {len(evidence.select(rule, claim)): label for label, rule in list_whole_groups()} | evidence.sizes(claim)
    shares = {size: 100 * count.value / size for size in sizes if count.value <= size != total.value and size}
    return tuple(
        Alternative(f"of {sizes[size]}", f"{count.text}/{size} = {share:.1f}%", bool(find_reading(share, percent.text)))
        for size, share in shares.items()
    )


def _percent(count: Quantity, total: Quantity) -> str:
    return f"{100 * count.value / total.value:.1f}%"


def _list_prints(count: Quantity, total: Quantity, percent: str) -> str:
    """Which percentages with as many decimals a count prints as, truncated or rounded, with their verb."""
    share, decimals = 100 * count.value / total.value, len(percent.partition(".")[2])
    near = [f"{math.floor(share * 10**decimals + step) / 10**decimals:.{decimals}f}" for step in (0, 1)]
    prints = [text for text in near if find_reading(share, text)]
    return f"{join_words(prints)} stand{'s' if len(prints) == 1 else ''}"
