"""Kaplan–Meier medians of the time to response: what a printed median may have been instead."""

import math

import pandas as pd

from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import TOLERANCE, Alternative, judge_value
from reanalysis.show.text import format_weeks
from reanalysis.statistics.survival import HALF_TOLERANCE, kaplan_meier, median_survival
from reanalysis.trial.adtte import build_adtte, response_times


def explain_median(claim: Claim, evidence: Evidence, rows: pd.DataFrame, judged: float) -> tuple[Alternative, ...]:
    """What a printed median of the weeks to response may have been instead; nothing of another statistic."""
    if claim.arguments["column"].name != "WEEKS_TO_CR" or claim.arguments["stat"] != "median":
        return ()
    return list_median_rules(claim, evidence, rows["SUBJID"], judged)


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
