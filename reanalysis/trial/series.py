"""Published series of other patients: counts and shares from their abstracts, each with its own interval.

What an abstract does not state is empty, and never guessed.
"""

import math
from dataclasses import dataclass

import pandas as pd

from reanalysis.data.series import read_series
from reanalysis.data.tables import DataFolder
from reanalysis.show.text import format_percent, format_percent_interval
from reanalysis.statistics.proportions import Proportion, estimate_proportion

SAME_CENTRE, OTHER_CENTRE, POOLED = "same centre", "other centre", "pooled"
NOT_IDENTIFIED = "not identified yet"


@dataclass(frozen=True)
class PrintedShare:
    """A share that an abstract prints without the counts (fractions); no limits (nan) where it prints none."""

    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Outcome:
    """What is compared: in words, and the columns with its count and with the number of patients looked at.

    Responses are counted among the evaluable. Everyone who entered is counted for a harm, since a drug can harm whoever
    takes it.
    """

    words: str
    count: str
    total: str


OUTCOMES = {  # a share without counts stands in the column of this name and _percent
    "complete_response": Outcome("Complete response", "n_complete_response", "n_evaluable"),
    "any_response": Outcome("Any response", "n_any_response", "n_evaluable"),
    "relapse": Outcome("Relapse", "relapse_events", "relapse_at_risk"),
    "relapse_maintenance": Outcome("Relapse on maintenance", "", ""),
    "polyneuropathy": Outcome("Polyneuropathy", "n_polyneuropathy", "n_enrolled"),
    "thrombotic_event": Outcome("Thrombosis", "n_thrombotic_event", "n_enrolled"),
}


def list_series(folder: DataFolder) -> list[dict[str, str]]:
    """The published series, one a dictionary; an empty list for a folder without them."""
    series = read_series(folder)
    return [] if series is None else series.to_dict("records")


def list_shares(folder: DataFolder, level: float, method: str) -> pd.DataFrame:
    """Every share that a published series states.

    Returns
    -------
    DataFrame
        outcome (a key of `OUTCOMES`), label (series, year, and the week of responses where one is named), drug (with its
        dose), drug_name, relation, author_group, source, caution, share (Proportion or PrintedShare), estimate, lower,
        upper (fractions) and text, as in `29/48 (45% to 74%)`.
    """
    rows = []
    for one in list_series(folder):
        same = {name: one[name] for name in ("drug", "relation", "author_group", "caution")}
        same |= {"drug_name": name_drug(one["drug"]), "source": name_source(one)}
        for outcome in OUTCOMES:
            if share := read_share(one, outcome, level, method):
                rows.append({"outcome": outcome, "label": name_series(one, outcome)} | same | describe_share(share))
    columns = ["outcome", "label", "drug", "relation", "author_group", "caution", "drug_name", "source"]
    return pd.DataFrame(rows, columns=[*columns, *describe_share(PrintedShare(math.nan, math.nan, math.nan))])


def read_share(one: dict[str, str], outcome: str, level: float, method: str) -> Proportion | PrintedShare | None:
    """A series' share from its counts, where these are stated, else as printed; None where neither is."""
    asked = OUTCOMES[outcome]
    counted = estimate_counted(one.get(asked.count, ""), one.get(asked.total, ""), level, method)
    return counted or read_printed(one, outcome)


def estimate_counted(count: str, total: str, level: float, method: str) -> Proportion | None:
    """The share of two printed counts; None where one of them is not stated."""
    return estimate_proportion(int(count), int(total), level, method) if count and total else None


def read_printed(one: dict[str, str], outcome: str) -> PrintedShare | None:
    """A share that an abstract prints as a percentage, with its interval if it has one; None where it prints none."""
    printed = [one.get(f"{outcome}_percent{end}", "") for end in ("", "_lower", "_upper")]
    return PrintedShare(*(float(number) / 100 if number else math.nan for number in printed)) if printed[0] else None


def describe_share(share: Proportion | PrintedShare) -> dict[str, object]:
    """A share, its numbers and its text as cells of a row."""
    numbers = {name: getattr(share, name) for name in ("estimate", "lower", "upper")}
    return {"share": share} | numbers | {"text": write_share(share)}


def write_share(share: Proportion | PrintedShare) -> str:
    """A share beside its interval in a figure: `12/14 (57% to 98%)`, `90% (85% to 94%)`, `70% (no counts stated)`."""
    if isinstance(share, Proportion) and not share.total:
        return f"{share.count}/{share.total} (no patients)"
    shown = f"{share.count}/{share.total}" if isinstance(share, Proportion) else format_percent(share.estimate)
    has_limits = not math.isnan(share.lower)
    return f"{shown} ({format_percent_interval(share.lower, share.upper) if has_limits else 'no counts stated'})"


def name_drug(drug: str) -> str:
    """A drug without its dose."""
    return drug.partition(" ")[0]


def name_series(one: dict[str, str], outcome: str = "") -> str:
    """A series by name and year, without its drug; a response with the week at which it was counted, where one is stated."""
    name = one["series"].removesuffix(f" {name_drug(one['drug'])}")
    week = f" (week {one['response_week']})" if outcome.endswith("response") and one["response_week"] else ""
    return f"{name} {one['year']}".strip() + week


def name_source(one: dict[str, str]) -> str:
    """Where a series is printed."""
    if one["pmid"]:
        return f"PubMed {one['pmid']}"
    return f"doi {one['doi']}" if one["doi"] else NOT_IDENTIFIED


def select_poolable(shares: pd.DataFrame, outcome: str, drug: str) -> pd.DataFrame:
    """The series of a drug whose counts of an outcome can be taken together.

    Series of other centres alone, since this trial's own probably shares its patients; none that itself pools series; and
    of those with authors in common the largest, since a patient must not count twice.
    """
    counted = shares["share"].map(lambda share: isinstance(share, Proportion)).astype(bool)
    kept = shares[
        counted & (shares["outcome"] == outcome) & (shares["drug_name"] == drug) & (shares["relation"] == OTHER_CENTRE)
    ]
    totals = kept["share"].map(lambda share: share.total)
    groups = kept["author_group"].where(kept["author_group"] != "", kept["label"])
    largest = totals.groupby(groups).idxmax()
    return kept.loc[sorted(largest)]


def quote_printed(folder: DataFolder, outcome: str) -> str:
    """A share as the first series that prints it with an interval states it, `71% (65% to 77%)`; `not known` without one."""
    for one in list_series(folder):
        share = read_printed(one, outcome)
        if share and not math.isnan(share.lower):
            return write_share(share)
    return "not known"


def quote_scle_odds(folder: DataFolder) -> str:
    """The odds ratio of lasting remission in subacute disease, as a series prints it; `not known` without one."""
    name = "scle_remission_odds_ratio"
    for one in list_series(folder):
        if one[name]:
            return f"{one[name]} (95% CI {one[f'{name}_lower']} to {one[f'{name}_upper']})"
    return "not known"
