"""Kaplan–Meier medians of the time to response: what a printed median may have been instead."""

import math

from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import TOLERANCE, Alternative, judge_value
from reanalysis.show.text import format_weeks
from reanalysis.statistics.survival import HALF_TOLERANCE, kaplan_meier, median_survival
from reanalysis.trial.adtte import build_adtte, response_times


def list_median_rules(claim: Claim, evidence: Evidence, patients, judged: float) -> tuple[Alternative, ...]:
    """The Kaplan–Meier median of a group under each rule, and of all subtypes, in both populations where they differ."""
    adtte, medians, of_all = build_adtte(evidence.trial), {}, {}
    for population in ("evaluable", "all-treated"):
        everyone = response_times(evidence.trial, adtte, population)
        times = everyone[everyone["SUBJID"].isin(patients)]
        if times.empty:
            continue
        whole = kaplan_meier(everyone["weeks"], everyone["event"])
        of_all.setdefault(median_survival(whole, "midpoint").weeks, population)
        table = kaplan_meier(times["weeks"], times["event"])
        below = table.loc[(table["events"] > 0) & (table["survival"] < 0.5 - HALF_TOLERANCE), "weeks"]
        for rule, weeks in (
            ("first time at or below one half", median_survival(table, "first").weeks),
            ("midpoint of the flat stretch", median_survival(table, "midpoint").weeks),
            ("first time below one half", float(below.iloc[0]) if len(below) else math.inf),
        ):
            medians.setdefault((rule, weeks), population)
    named = [(f"Kaplan–Meier median, {population}, {rule}", weeks) for (rule, weeks), population in medians.items()]
    named += [(f"Kaplan–Meier median of all subtypes, {population}", weeks) for weeks, population in of_all.items()]
    return tuple(
        Alternative(label, format_weeks(weeks), math.isfinite(weeks) and judge_value(claim, weeks)[0] == "reproduced")
        for label, weeks in named
        if abs(weeks - judged) > TOLERANCE
    )
