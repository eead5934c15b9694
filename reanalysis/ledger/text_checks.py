"""Checks of the ledger that hold printed numbers against each other, against arithmetic and against publications."""

import itertools
import math
import re

import pandas as pd

from reanalysis.data.printed import find_reading
from reanalysis.forensics.grim import grim_power, grim_scalar, percent_counts
from reanalysis.forensics.grimmer import grimmer_power, grimmer_scalar
from reanalysis.forensics.summaries import find_matching_tests
from reanalysis.ledger.evidence import POPULATIONS, Claim, Evidence, Quantity, format_value, name_tables
from reanalysis.ledger.findings import (
    TOLERANCE,
    Alternative,
    Finding,
    Registry,
    add_note,
    capitalise,
    cite,
    describe_how,
    describe_quantity,
    explain_impossible,
    judge_value,
    list_conflicts,
    list_grim,
    name_beside,
    name_sizes,
    single_out,
    weaken,
)
from reanalysis.ledger.language import SyntaxProblem
from reanalysis.show.text import format_p, format_percent, join_words

TEXT_CHECKS = Registry()
SENSES = {  # what a printed word says of a first quantity beside a second
    "shorter": "<",
    "reduction": "<",
    "less": "<",
    "better": "<",
    "more frequent": ">",
    "increment": ">",
    "longer": ">",
    "frequent": ">",
    "majority": ">",
    "same": "=",
}
COMPARISONS = {
    ">=": (lambda left, right: left >= right - TOLERANCE, "at least"),
    "<=": (lambda left, right: left <= right + TOLERANCE, "at most"),
    ">": (lambda left, right: left > right + TOLERANCE, "more than"),
    "<": (lambda left, right: left < right - TOLERANCE, "less than"),
    "=": (lambda left, right: abs(left - right) <= TOLERANCE, "equal to"),
}
# Common toxicity criteria (CTCAE 3.0 and 4.0, National Cancer Institute 2006 and 2009): from, to below.
LIMITS = {
    "neutrophils": {"1": (1500, 2000), "2": (1000, 1500), "3": (500, 1000), "4": (0, 500)},
    "severity": {
        "mild": (1, 2),
        "minor": (1, 3),
        "moderate": (2, 3),
        "severe": (3, 4),
        "disabling": (3, 5),
        "life-threatening": (4, 5),
    },
}
LIMIT_NAMES = {
    "neutrophils": "the toxicity criteria's neutrophils per mm3 for grade {}",
    "severity": "the toxicity criteria's grades for what is {}",
}
TEST_NAMES = {"student": "Student's t", "welch": "Welch's t", "paired": "paired t"}
SIGNIFICANT = 0.05


@TEXT_CHECKS.register("compare", "left right", "op when given what beside evidence note")
def check_compare(claim: Claim, evidence: Evidence) -> Finding:
    """Compare two quantities, in the direction of an operator or of the printed word."""
    operator = claim.arguments.get("op") or SENSES.get(claim.reported.casefold(), claim.reported)
    if operator not in COMPARISONS:
        raise SyntaxProblem(operator, "is not a comparison", ", ".join([*COMPARISONS, *SENSES]))
    given = read_condition(claim, evidence) if "when" in claim.arguments else ""
    if given is None:
        return Finding("untestable", "The case that this is about does not arise in what is printed.")
    pairs = list(itertools.product(*(evidence.quantities(claim.arguments[side], claim) for side in ("left", "right"))))
    if not pairs:
        return Finding("untestable", "One of the two numbers to compare is neither printed nor to be worked out.")
    test, words = COMPARISONS[operator]
    failed = [pair for pair in pairs if not test(pair[0].value, pair[1].value)]
    left, right = (failed or pairs)[0]
    is_tabled, what = left.tabled or right.tabled, claim.arguments.get("what", "")
    beside = name_beside(right, claim.arguments.get("beside", ""))
    recomputed = " and ".join(_show_share(side) for side in (left, right) if side.tabled)
    patients = single_out((*left.patients, *right.patients), evidence)
    if failed:
        reason = f"{given}{describe_quantity(left, what)} is not {words} {beside}."
        conflicts = list_conflicts(*(side for pair in failed for side in pair))
        return Finding(
            "discrepant" if is_tabled else "contradicted",
            capitalise(reason),
            recomputed,
            patients=patients,
            conflicts=conflicts,
        )
    reason = f"{given}{describe_quantity(left, what)} is {words} {beside}, as it should be."
    power = (
        f"would have failed had it not been {words} {_show_share(right) if right.told_by or right.tabled else beside}"
    )
    finding = Finding("reproduced", capitalise(reason), recomputed, "exact", patients=patients)
    return weaken(finding, claim, power, partial=not left.tabled or bool(right.told_by) or "op" in claim.arguments)


def read_condition(claim: Claim, evidence: Evidence) -> str | None:
    """The condition of a comparison in words, None where no telling fulfils it."""
    text = claim.arguments["when"]
    found = re.fullmatch(r"(.+?)\s(>=|<=|=|>|<)\s(.+)", text)
    if not found:
        raise SyntaxProblem(text, "is not a condition", f"two quantities and one of {', '.join(COMPARISONS)}")
    test, words = COMPARISONS[found[2]]
    sides = (evidence.quantities(found[1], claim), evidence.quantities(found[3], claim))
    met = [(left, right) for left, right in itertools.product(*sides) if test(left.value, right.value)]
    if not met:
        return None
    left, right = met[0]
    if "{left}" in claim.arguments.get("given", ""):
        given = claim.arguments["given"].replace("{left}", describe_quantity(left))
        return given.replace("{right}", describe_quantity(right)) + " "
    return f"{describe_quantity(left, claim.arguments.get('given', 'where'))} is {words} {describe_quantity(right)}, "


@TEXT_CHECKS.register("sum_of_facts", "of")
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


@TEXT_CHECKS.register("percent_of", "percent k n")
def check_percent_of(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether a printed count out of a printed number gives a printed percentage."""
    worked = [
        (percent, count, total, find_reading(100 * count.value / total.value, percent.text))
        for percent, count, total in itertools.product(
            *(read_tellings(claim.arguments[key], claim, evidence) for key in ("percent", "k", "n"))
        )
        if total.value
    ]
    if not worked:
        return Finding("untestable", "A number that this percentage needs is printed nowhere.")
    worked.sort(key=lambda each: each[3] is None)
    failed = [each for each in worked if not each[3]]
    reason = capitalise(
        "; ".join(
            dict.fromkeys(
                f"{count.text} of {total.text}{cite(count, total)} is {_percent(count, total)}"
                f"{f', printed as {percent.text}%{cite(percent)}' if how else f', not {percent.text}%{cite(percent)}'}"
                for percent, count, total, how in worked
            )
        )
    )
    percent, count, total, how = worked[0]
    recomputed = f"{count.text}/{total.text} = {_percent(count, total)}"
    sizes = {int(each[2].value): "told" for each in worked} | evidence.sizes(claim)
    is_share = claim.arguments["percent"] == "reported"
    if is_share and not any(percent_counts(claim.reported, size).consistent for size in sizes):
        return Finding(
            "impossible", f"No count of {join_words(sizes)} patients is {claim.reported}%. {reason}.", recomputed
        )
    alternatives = tuple(
        Alternative(f"of {label}", f"{count.text}/{size} = {share:.1f}%", bool(find_reading(share, percent.text)))
        for size, label in (_population_sizes(claim, evidence) | evidence.sizes(claim)).items()
        if is_share and count.value <= size != total.value and (share := 100 * count.value / size) is not None
    )
    if failed:
        conflicts = list_conflicts(*(side for each in failed for side in each[:3]))
        return Finding("contradicted", f"{reason}.", recomputed, "", alternatives, conflicts=conflicts)
    missed = percent_counts(percent.text, int(total.value)).power
    power = (
        f"{format_percent(missed)} of the {'percentages so printed' if '.' in percent.text else 'whole percentages'} "
        f"are no count of {total.text}, and only {_list_prints(count, total, percent.text)} for {count.text}"
    )
    return Finding("consistent", f"{reason}.", recomputed, how, alternatives, power)


@TEXT_CHECKS.register("grim", "", "items at left_at")
def check_grim(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether whole numbers of any plausible sample size can have the printed mean (GRIM)."""
    sizes, items = evidence.sizes(claim), int(claim.arguments.get("items", "1"))
    if not sizes:
        return Finding("untestable", "How many patients this mean is of is not known.")
    alternatives = list_grim(claim, evidence, sizes, items)
    impossible = explain_impossible(claim, evidence, items)
    if impossible:
        return Finding("impossible", impossible, "no whole total", "", alternatives)
    fits = {size: grim_scalar(claim.reported, size, items) for size in sizes}
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


def describe_gone(claim: Claim, evidence: Evidence, size: int, items: int = 1) -> str:
    """A sentence where so many patients cannot all have been under treatment at the time of a mean."""
    times = evidence.quantities(claim.arguments["at"], claim) if "at" in claim.arguments else []
    gone = [
        told
        for told in evidence.tellings(claim.arguments.get("left_at", ""))
        if told.is_numeric and times and float(told.reported) < times[0].value
    ]
    left = len(evidence.trial.adsl) - len(gone)
    if not gone or size <= left:
        return ""
    fewer = [str(number) for number in range(2, left + 1) if grim_scalar(claim.reported, number, items).consistent]
    unless = f", unless only {' or '.join(fewer)} were scored," if fewer else ""
    who = join_words([f"patient {told.patient}, who left after {_tell_time(told)} ({told.claim_id})" for told in gone])
    return f" So{unless} it counts {who}."


def _tell_time(told: Claim) -> str:
    return f"{told.reported} {told.unit.removesuffix('s') if float(told.reported) == 1 else told.unit}"


@TEXT_CHECKS.register("grimmer", "mean", "lower upper")
def check_grimmer(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether whole numbers of any plausible sample size can have the printed mean and SD together (GRIMMER)."""
    beside = evidence.nearest(claim.arguments["mean"], claim)
    bounds = [int(claim.arguments[side]) if side in claim.arguments else None for side in ("lower", "upper")]
    sizes = {size: label for size, label in evidence.sizes(claim).items() if size > 1}
    if beside is None or not beside.is_numeric or not sizes:
        return Finding("untestable", "The mean beside this SD, or how many patients it is of, is not printed.")
    tried = {
        size: grimmer_scalar(beside.reported, claim.reported, size, *bounds)
        for size in range(2, max([len(evidence.trial.adsl), *sizes]) + 1)
    }
    alternatives = tuple(
        Alternative(f"n = {size}", f"whole scores with mean {beside.reported} and SD {claim.reported} exist", True)
        for size, fit in tried.items()
        if size not in sizes and fit.consistent
    ) + tuple(
        Alternative(f"SD with n in its denominator, n = {size}", f"fits the mean {beside.reported}", True)
        for size in sizes
        if not tried[size].consistent and tried[size].population
    )
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
        f"{describe_how(claim, fit.sd_how)}{'; the mean beside it is cut off' if fit.mean_how == 'truncated' else ''}."
    )
    power = grimmer_power(beside.reported, claim.reported, fitting, *bounds)
    if power <= 0:
        reason += " Any SD with as many decimals would have passed, so nothing is learnt."
        return Finding("untestable", reason, alternatives=alternatives)
    words = f"{format_percent(power)} of the SDs around it would have failed beside this mean"
    return Finding("consistent", reason, f"n = {size}, sum {total}, squares {squares}", fit.sd_how, alternatives, words)


@TEXT_CHECKS.register("t_test", "mean1 sd1 mean2 sd2")
def check_t_test(claim: Claim, evidence: Evidence) -> Finding:
    """Work out which t tests of means and SDs can give the printed p-value."""
    inputs = [read_summary(claim.arguments[key], claim, evidence) for key in ("mean1", "sd1", "mean2", "sd2")]
    sizes = sorted((size for size in evidence.sizes(claim) if size > 1), reverse=True)
    if None in inputs or not sizes:
        return Finding("untestable", "The means and SDs that this test compares are not printed.")
    tests = find_matching_tests(claim.reported, *inputs, itertools.combinations_with_replacement(sizes, 2))
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


def read_summary(expression: str, claim: Claim, evidence: Evidence) -> str | float | None:
    """A printed mean or SD, the nearest telling, as a string; one recomputed from the tables as a number."""
    if " " in expression:
        quantities = evidence.quantities(expression, claim)
        return quantities[0].value if quantities else None
    told = evidence.nearest(expression, claim)
    return told.reported if told is not None and told.is_numeric else None


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


@TEXT_CHECKS.register("between_facts", "low high", "n parts")
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
    count, parts = int(counts[0].value), int(claim.arguments.get("parts", "1"))
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


@TEXT_CHECKS.register("range_check", "limits grade value", "scale note")
def check_range(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether a value lies within the limits that published criteria give for a grade or a word."""
    if claim.arguments["limits"] not in LIMITS:
        raise SyntaxProblem(claim.arguments["limits"], "has no limits", ", ".join(LIMITS))
    limits, named = LIMITS[claim.arguments["limits"]], LIMIT_NAMES[claim.arguments["limits"]]
    scale = float(claim.arguments.get("scale", "1"))
    pairs = list(
        itertools.product(
            read_words(claim.arguments["grade"], claim, evidence), evidence.quantities(claim.arguments["value"], claim)
        )
    )
    if not pairs:
        return Finding("untestable", "The value or the grade that this needs is printed nowhere.")
    unknown = next((grade.text for grade, _ in pairs if grade.text not in limits), None)
    if unknown is not None:
        return Finding("untestable", f"The criteria have no limits for {unknown!r}.")
    failed = [
        (grade, value)
        for grade, value in pairs
        if not limits[grade.text][0] <= value.value * scale < limits[grade.text][1]
    ]
    grade, value = (failed or pairs)[0]
    low, high = limits[grade.text]
    span = (
        f"{low} to under {high}"
        if claim.arguments["limits"] != "severity"
        else (f"{low}" if high == low + 1 else f"{low} to {high - 1}")
    )
    shown, source = (
        f"{'grade ' if claim.arguments['limits'] == 'severity' else ''}{format_value(value.value * scale)}",
        f" in {name_tables(value.columns)}" if value.tabled else cite(value),
    )
    read = "" if scale == 1 else f", the point in {value.text} being read as a thousands mark,"
    place = f"{named.format(grade.text)}{cite(grade)}, {span}."
    patients = single_out(value.patients, evidence)
    if failed:
        conflicts = list_conflicts(*(side for pair in failed for side in pair))
        verdict = "discrepant" if value.tabled else "contradicted"
        return Finding(
            verdict,
            capitalise(f"{shown}{source}{read} lies outside {place}"),
            shown,
            patients=patients,
            conflicts=conflicts,
        )
    power = f"any value outside {span} would have failed"
    reason = capitalise(f"{shown}{source}{read} lies within {place}")
    return add_note(Finding("consistent", reason, shown, "", (), power, patients), claim)


def share_grade(claim: Claim, other: Claim) -> bool:
    """Whether two claims name a severity in words that can mean the same grade."""
    claims = (claim, other)
    limits = {each.arguments.get("limits") for each in claims if each.check == "range_check"}
    words = LIMITS.get(limits.pop(), {}) if len(limits) == 1 else {}
    if any(each.arguments.get("grade") != "reported" or each.reported not in words for each in claims):
        return False
    (low, high), (other_low, other_high) = (words[each.reported] for each in claims)
    return max(low, other_low) < min(high, other_high)


@TEXT_CHECKS.register("series", "name count total k n", "percent what")
def check_series(claim: Claim, evidence: Evidence) -> Finding:
    """Compare a share of this trial with that of a published series."""
    row = find_series(claim.arguments["name"], evidence.comparators())
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
    p = fisher_exact(count, total, other_count, other_total)
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
    told_apart = find_detectable(total, other_count, other_total)
    power = f"weak: a test at {SIGNIFICANT:g} would tell only {told_apart} from the series, which is a historical one"
    return Finding("consistent" if held else "discrepant", reason, recomputed, power=power)


def find_series(name: str, published: pd.DataFrame | None) -> dict[str, str] | None:
    """The first published series whose name holds a text."""
    rows = [] if published is None else published.to_dict("records")
    return next((row for row in rows if name.casefold() in row["series"].casefold()), None)


def fisher_exact(count1: int, total1: int, count2: int, total2: int) -> float:
    """Two-sided p of Fisher's exact test (1935): all tables no more probable than the one seen."""
    events, total = count1 + count2, total1 + total2
    weights = [
        math.comb(total1, count) * math.comb(total2, events - count)
        for count in range(max(0, events - total2), min(events, total1) + 1)
    ]
    seen = math.comb(total1, count1) * math.comb(total2, count2)
    return sum(weight for weight in weights if weight <= seen) / math.comb(total, events)


def list_detectable(total: int, other_count: int, other_total: int, sense: str) -> list[int]:
    """The counts of a total below (<) or above (>) the share of a series that Fisher's test would tell from it."""
    return [
        count
        for count in range(total + 1)
        if COMPARISONS[sense][0](count / total, other_count / other_total)
        and fisher_exact(count, total, other_count, other_total) < SIGNIFICANT
    ]


def find_detectable(total: int, other_count: int, other_total: int) -> str:
    """Which counts of a total Fisher's test would tell from a series."""
    below, above = (list_detectable(total, other_count, other_total, sense) for sense in ("<", ">"))
    parts = ([f"{max(below)} or fewer"] if below else []) + ([f"{min(above)} or more"] if above else [])
    return f"{' and '.join(parts)} of {total}" if parts else f"no count of {total}"


@TEXT_CHECKS.register("told", "fact", "needed")
def check_told(claim: Claim, evidence: Evidence) -> Finding:
    """Test whether what the methods announce is reported anywhere."""
    tellings = evidence.tellings(claim.arguments["fact"])
    if not tellings:
        needed = claim.arguments.get("needed", "the result")
        return Finding("untestable", f"Announced, but no result is printed; it would take {needed}.")
    names = join_words([other.claim_id for other in tellings])
    printed = join_words(dict.fromkeys(f"{other.reported}{'%' if other.unit == '%' else ''}" for other in tellings))
    reason = f"Announced, and reported as {printed} ({names})."
    return Finding("consistent", reason, printed, power="would have failed had no result been printed")


@TEXT_CHECKS.register("same_fact", "", "needed")
def check_same_fact(claim: Claim, evidence: Evidence) -> Finding:
    """Test only whether the other statements of the same fact agree."""
    others = [other.claim_id for other in evidence.tellings(claim.fact) if other.claim_id != claim.claim_id]
    if not others:
        return check_none(claim, evidence)
    power = "weak: only a different telling elsewhere in the paper would have failed"
    return Finding("consistent", f"Also told in {join_words(others)}, without conflict.", power=power)


@TEXT_CHECKS.register("none", "", "needed")
def check_none(claim: Claim, evidence: Evidence) -> Finding:
    """Test nothing: say what it would take."""
    needed = claim.arguments.get("needed")
    return Finding("untestable", f"Nothing printed can test this{f'; it would take {needed}' if needed else ''}.")


def read_tellings(expression: str, claim: Claim, evidence: Evidence) -> list[Quantity]:
    """The values of an expression, or the size of a population."""
    if expression in POPULATIONS:
        size = len(evidence.select(POPULATIONS[expression][1], claim))
        return [Quantity(size, str(size), (), ("EVALFL",))]
    return evidence.quantities(expression, claim)


def read_words(expression: str, claim: Claim, evidence: Evidence) -> list[Quantity]:
    """The printed value of this claim or of a fact, as words."""
    if expression == "reported":
        return [Quantity(math.nan, claim.reported)]
    told = {}
    for other in evidence.tellings(expression):
        told.setdefault(other.reported, []).append(other.claim_id)
    return [Quantity(math.nan, reported, tuple(names)) for reported, names in told.items()]


def _population_sizes(claim: Claim, evidence: Evidence) -> dict[int, str]:
    chosen = (POPULATIONS[name] for name in ("evaluable", "all-treated"))
    return {len(evidence.select(rule, claim)): label for label, rule in chosen}


def _percent(count: Quantity, total: Quantity) -> str:
    return f"{100 * count.value / total.value:.1f}%"


def _list_prints(count: Quantity, total: Quantity, percent: str) -> str:
    """Which percentages with as many decimals a count prints as, cut off or rounded, with their verb."""
    share, decimals = 100 * count.value / total.value, len(percent.partition(".")[2])
    near = [f"{math.floor(share * 10**decimals + step) / 10**decimals:.{decimals}f}" for step in (0, 1)]
    prints = [text for text in near if find_reading(share, text)]
    return f"{join_words(prints)} stand{'s' if len(prints) == 1 else ''}"


def _show_share(quantity: Quantity) -> str:
    return quantity.text if " of " not in quantity.text else f"{quantity.text} ({quantity.value:.0f}%)"
