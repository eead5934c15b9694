"""Checks on printed numbers: which means, SDs and percentages can be.

What gives the printed p-values, who can have been in a later sample and what a printed median is have modules of their
own in `reanalysis.trial`: `printed_p_values`, `later_samples` and `printed_medians`.
"""

import pandas as pd

from reanalysis.data.printed import ROUNDED, TRUNCATED, count_decimals, find_readings, reported_interval
from reanalysis.forensics.grim import grim_power, grim_scalar, percent_counts, percent_power
from reanalysis.forensics.grimmer import Grimmer, grimmer_power
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.quantities import compute_statistic
from reanalysis.show.text import join_words, list_values
from reanalysis.trial.cohort import Trial
from reanalysis.trial.printed_summaries import (
    SCORES,
    Summary,
    list_plausible,
    list_printed,
    list_score_means,
    name_fact,
)

QUOTED = {  # result name: words, facts of the text
    "printed_damage": ("mean and SD of damage at one year", ("clasi_damage_month12_mean", "clasi_damage_month12_sd")),
    "printed_activity": ("mean and SD of activity at week 2", ("clasi_activity_week2_mean", "clasi_activity_week2_sd")),
    "printed_damage_p": ("P of the change in damage", ("clasi_damage_month12_p",)),
    "printed_activity_p": ("P of the change in activity", ("clasi_activity_week2_p",)),
    "printed_response": ("percentage of complete responses", ("percent_complete_response",)),
    "printed_relapse_median": ("median time to relapse", ("relapse_weeks_median",)),
}
COMPARED = {"activity": "clasi_activity_week2", "damage": "clasi_damage_month12"}  # later scores with a printed P
OF_WEEK_2 = {  # result name: field of `Cleared`
    "week2_sets_listed": "listed",
    "week2_sets": "kept",
    "week2_sets_improved": "improved",
    "week2_lowest_p": "lowest_p",
    "week2_highest_p": "highest_p",
    "week2_highest_paired_p": "highest_paired_p",
}
PUBLISHED = {
    "means_impossible": ("means", "printed means of whole-number scores that no plausible number of patients gives"),
    "truncated_only": (
        "numbers",
        "printed means and SDs that fit the tables, or whole-number scores, only if truncated instead of rounded",
    ),
    "percentages_possible": ("percentages", "printed percentages that a count out of a plausible denominator gives"),
    "p_unpaired": (
        "p-values",
        "printed p-values that an unpaired t test gives from printed or tabulated means and SDs at a plausible size",
    ),
    "p_mann_whitney": (
        "p-values",
        "printed p-values that the Mann–Whitney test gives for at least one data set that fits the printed mean and SD",
    ),
    "samples_impossible": ("samples", "later means and SDs that need more patients than the printed follow-up leaves"),
    "clasi_activity_entry_of_stayed": (
        "points",
        "mean CLASI activity at entry of those followed as long as the latest printed mean of it",
    ),
    "clasi_damage_entry_of_stayed": (
        "points",
        "mean CLASI damage at entry of those followed as long as the latest printed mean of it",
    ),
    "changes_by_composition": ("changes", "changes of a mean over months that leaving patients alone could make"),
    "conventions_unmatched": (
        "numbers",
        "printed medians and longest times to response by subtype that no convention reproduces",
    ),
    "finding_sizes": ("sentence", "later means that need more patients than were still followed"),
    "finding_times": ("sentence", "printed times to response that the patients' own times do not give"),
    "finding_means": ("sentence", "printed means that no group of patients can have"),
    "finding_p": ("sentence", "printed p-values that no unpaired t test gives"),
    "relapse_median": ("sentence", "what the printed median time to relapse can be"),
    "rounding_habit": ("sentence", "whether one habit of rounding explains the printed summaries"),
    "activity_test": ("sentence", "which unpaired t test gives the P printed for activity at week 2"),
    "damage_test": ("sentence", "which unpaired t test gives the P printed for damage at month 12"),
    "activity_pairing": ("sentence", "whether the paired t test of activity at week 2 hangs on the pairing"),
    "damage_pairing": ("sentence", "whether the paired t test of damage at month 12 hangs on the pairing"),
    "week2_cleared": ("sentence", "which scores of week 2 remain, since Table 2 says who had cleared by then"),
    "week2_improved": ("sentence", "which scores of week 2 remain if everybody else had improved as well"),
    "week2_sets_listed": ("data sets", "sets of scores with the mean and SD of activity at week 2"),
    "week2_sets": ("data sets", "of these, the sets with as many zeros as Table 2 has cleared by week 2"),
    "week2_sets_improved": ("data sets", "of these, the sets that fit if everybody else had improved"),
    "week2_lowest_p": ("p-value", "Mann–Whitney test of activity at week 2, lowest over the sets that remain"),
    "week2_highest_p": ("p-value", "Mann–Whitney test of activity at week 2, highest over the sets that remain"),
    "week2_highest_paired_p": ("p-value", "paired t test of activity at week 2, highest if everybody improved"),
    **{name: ("numbers", f"{words}, as the text prints it") for name, (words, _) in QUOTED.items()},
    "damage_composition": ("sentence", "whether leaving patients can explain the change of mean damage"),
    "readings": ("table", "printed summaries that can be recomputed, and the readings under which they fit"),
    "means": ("table", "GRIM for every printed mean of a whole-number score"),
    "spreads": ("table", "GRIMMER for every printed mean with its SD"),
    "percentages": ("table", "printed percentages and the counts that they can stand for"),
    "samples": ("table", "later samples held against the printed follow-up"),
    "groups": ("table", "scores at entry of those who were followed longer"),
    "conventions": ("table", "printed times to response by subtype beside what conventions give"),
}


def name_those(printed: list[str], total: int) -> tuple[int, str]:
    """How many of a total, and which: what `Results.publish` takes as value and text.

    Examples
    --------
    >>> name_those(["3.08", "2.39"], 6)
    (2, '3.08 and 2.39 (2 of 6)')
    """
    return len(printed), f"{join_words(printed)} ({len(printed)} of {total})"


def count_those(holds) -> tuple[int, str]:
    """How many of a series of truths hold, as value and text.

    Examples
    --------
    >>> count_those([True, False, True])
    (2, '2 of 3')
    """
    return sum(map(bool, holds)), f"{sum(map(bool, holds))} of {len(holds)}"


def quote_printed(trial: Trial) -> dict[str, str]:
    """Numbers of the text that the chapter takes as its examples, by result name: `3.08 (3.15)`."""
    told = {}
    for name, (_, facts) in QUOTED.items():
        first, *others = (trial.facts.reported(fact) or "not printed" for fact in facts)
        told[name] = first + "".join(f" ({other})" for other in others)
    return told


def check_readings(evidence: Evidence) -> pd.DataFrame:
    """Printed means, SDs and medians of entry scores and follow-up beside what the tables give.

    Returns
    -------
    DataFrame
        statement, printed, lower, upper (what it stands for, if rounded), value, fits: rounded, truncated, `rounded or
        truncated`, or neither.
    """
    adsl = evidence.trial.adsl
    columns = {f"{score}_baseline": column for score, column in SCORES.items()} | {"followup_months": "FOLLOWUP_MONTHS"}
    rows = []
    for statistic in ("mean", "sd", "median"):
        for claim in list_printed(evidence, statistic):
            subject, _, ending = claim.fact.rpartition("_")
            if subject not in columns or ending != statistic:
                continue
            value = compute_statistic(adsl[columns[subject]].dropna(), statistic)
            fits = " or ".join(find_readings(value, claim.reported)) or "neither"
            rows.append((claim.statement, claim.reported, *reported_interval(claim.reported), value, fits))
    return pd.DataFrame(rows, columns=["statement", "printed", "lower", "upper", "value", "fits"])


def check_means(evidence: Evidence) -> pd.DataFrame:
    """GRIM for every printed mean of a whole-number score.

    Returns
    -------
    DataFrame
        label, printed, plausible (sizes of the groups that it could rest on), sizes (in words, all up to the
        number treated that give it), verdict, power (share of means with as many decimals that no plausible size gives).
    """
    every_size = range(1, len(evidence.trial.adsl) + 1)
    rows = []
    for claim in list_score_means(evidence):
        plausible = list_plausible(evidence, claim)
        hows = [grim_scalar(claim.reported, size).how for size in plausible]
        found = {size: how for size in every_size if (how := grim_scalar(claim.reported, size).how)}
        verdict = "possible" if ROUNDED in hows else "only if truncated"
        if not any(hows):
            verdict = "impossible with a plausible n" if found else "impossible"
        words = list_values(f"{size}{' (truncated)' if how == TRUNCATED else ''}" for size, how in found.items())
        sizes = words if count_decimals(claim.reported) else "any"
        power = grim_power(claim.reported, plausible)
        rows.append((name_fact(claim.fact), claim.reported, plausible, sizes, verdict, power))
    return pd.DataFrame(rows, columns=["label", "printed", "plausible", "sizes", "verdict", "power"])


def list_truncated(means: pd.DataFrame, readings: pd.DataFrame) -> list[str]:
    """The printed numbers that fit only if truncated instead of rounded, each once."""
    only = means["verdict"] == "only if truncated"
    cut = [*means.loc[only, "printed"], *readings.loc[readings["fits"] == TRUNCATED, "printed"]]
    return list(dict.fromkeys(cut))


def check_spreads(summaries: list[Summary]) -> pd.DataFrame:
    """GRIMMER for every printed mean with its SD, at each size that GRIM lets pass.

    Returns
    -------
    DataFrame
        label, mean, sd, n, plausible (whether n is a named group), fits (how mean and SD were cut), sums (total and sum
        of squares, or how many of them), population (whether an SD with n in its denominator fits), power (share of SDs
        near the printed one that no scores with this mean have).
    """
    rows = [
        {
            "label": summary.label,
            "mean": summary.mean,
            "sd": summary.sd,
            "n": n,
            "plausible": n in summary.plausible,
            "fits": _describe_cut(found),
            "sums": f"{len(found.sums)} pairs" if len(found.sums) > 1 else list_values(*found.sums or [()]),
            "population": found.population,
            "power": grimmer_power(summary.mean, summary.sd, n, 0, summary.highest),
        }
        for summary in summaries
        for n, found in summary.fits.items()
    ]
    columns = ["label", "mean", "sd", "n", "plausible", "fits", "sums", "population", "power"]
    return pd.DataFrame(rows, columns=columns)


def _describe_cut(found: Grimmer) -> str:
    if not found.consistent:
        return "no such scores"
    same = found.mean_how == found.sd_how
    return f"both {found.how}" if same else f"mean {found.mean_how}, SD {found.sd_how}"


def check_percentages(evidence: Evidence) -> pd.DataFrame:
    """Printed percentages, and the counts out of the numbers of patients they could rest on.

    Returns
    -------
    DataFrame
        statement, printed, counts (in words), missing (denominators that give none), power (share of percentages with as
        many decimals that no denominator gives).
    """
    rows = []
    for claim in list_printed(evidence, "percentage"):
        sizes = tuple(sorted(evidence.sizes(claim), reverse=True))
        found = {size: percent_counts(claim.reported, size) for size in sizes}
        counts = [
            f"{' or '.join(map(str, each.counts))} of {size}{' (truncated)' if each.how == TRUNCATED else ''}"
            for size, each in found.items()
            if each.consistent
        ]
        missing = list_values(sorted(size for size, each in found.items() if not each.consistent))
        if sizes:
            power = percent_power(claim.reported, sizes)
            rows.append((claim.statement, claim.reported, "; ".join(counts) or "none", missing, power))
    return pd.DataFrame(rows, columns=["statement", "printed", "counts", "missing", "power"])
