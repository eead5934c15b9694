"""Published series of other patients beside this trial: counts from their abstracts, each with its own interval."""

from dataclasses import dataclass

import pandas as pd

from reanalysis.data.series import read_series
from reanalysis.show.text import format_percent, format_percent_interval, format_proportion
from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.trial.chapters.efficacy import ANY, COMPLETE, POPULATIONS, estimate_response
from reanalysis.trial.cohort import Trial


@dataclass(frozen=True)
class PrintedShare:
    """A share that an abstract prints with its interval and without the counts (fractions)."""

    estimate: float
    lower: float
    upper: float


OUTCOMES = {"n_complete_response": "Complete response", "n_any_response": "Any response"}


def compare_series(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """Responses in this trial's two populations and in each published series.

    Returns
    -------
    DataFrame
        label (with the week of the responses, where the abstract names one), drug, pmid, evaluable (string), and for each
        of `OUTCOMES` its share: a Proportion; a PrintedShare where only a percentage is stated; None where nothing is.
    """
    rows = []
    for population in POPULATIONS:
        shares = [estimate_response(trial, population, level, method, outcomes=met) for met in (COMPLETE, ANY)]
        row = {"label": f"This trial, {population}", "drug": trial.folder.trial["drug"], "pmid": "–"}
        rows.append(row | {"evaluable": str(shares[0].total)} | dict(zip(OUTCOMES, shares, strict=True)))
    series = read_series(trial.folder)
    for one in [] if series is None else series.to_dict("records"):
        week = f" (week {one['response_week']})" if one["response_week"] else ""
        row = {"label": f"{one['series']} {one['year']}{week}", "drug": one["drug"], "pmid": one["pmid"] or "–"}
        shares = {name: estimate_counted(one[name], one["n_evaluable"], level, method) for name in OUTCOMES}
        shares["n_any_response"] = shares["n_any_response"] or read_printed(one, "any_response")
        rows.append(row | {"evaluable": one["n_evaluable"] or "not known"} | shares)
    return pd.DataFrame(rows)


def list_known_shares(series: pd.DataFrame) -> pd.DataFrame:
    """One row a share that is known: section (the outcome in words), label, estimate, lower, upper, text."""
    rows = [
        (words, label, share.estimate, share.lower, share.upper, write_share(share))
        for name, words in OUTCOMES.items()
        for label, share in zip(series["label"], series[name], strict=True)
        if share
    ]
    return pd.DataFrame(rows, columns=["section", "label", "estimate", "lower", "upper", "text"])


def format_share(share: Proportion | PrintedShare | None) -> str:
    """A share with its interval; without counts as in `90% (85% to 94% as printed)`."""
    if isinstance(share, PrintedShare):
        limits = format_percent_interval(share.lower, share.upper)
        return f"{format_percent(share.estimate)} ({limits} as printed)"
    return format_proportion(share)


def write_share(share: Proportion | PrintedShare) -> str:
    """A share beside its interval in a figure: `12/14 (57% to 98%)`."""
    limits = format_percent_interval(share.lower, share.upper)
    if isinstance(share, PrintedShare):
        return f"{format_percent(share.estimate)} ({limits})"
    return f"{share.count}/{share.total} ({limits if share.total else 'no patients'})"


def read_printed(one: dict[str, str], outcome: str) -> PrintedShare | None:
    """A share that a series' abstract prints as a percentage with its interval; None where it does not."""
    printed = [one.get(f"{outcome}_percent{end}", "") for end in ("", "_lower", "_upper")]
    return PrintedShare(*(float(number) / 100 for number in printed)) if all(printed) else None


def estimate_counted(count: str, total: str, level: float, method: str) -> Proportion | None:
    """The share of two printed counts; None where one of them is not stated."""
    return estimate_proportion(int(count), int(total), level, method) if count and total else None
