"""Relapse in this trial beside published series, as their abstracts state it."""

import math

import pandas as pd

from reanalysis.show.text import format_percent, format_percent_interval
from reanalysis.statistics.proportions import estimate_proportion
from reanalysis.trial.chapters.relapse import estimate_relapse
from reanalysis.trial.cohort import Trial
from reanalysis.trial.series import PrintedShare, read_series

AFTER_STOPPING, ON_MAINTENANCE = "relapse_percent", "relapse_maintenance_percent"
SITUATIONS = {AFTER_STOPPING: "Dose lowered or drug stopped", ON_MAINTENANCE: "On a maintenance dose"}


def compare_relapse(trial: Trial, unrecorded_relapse: str, level: float, method: str) -> pd.DataFrame:
    """Share who relapsed in this trial and in each series that states one; no limits where only a percentage is stated.

    Returns
    -------
    DataFrame
        label, drug, pmid, section (the situation in words), estimate, lower, upper, text.
    """
    own = estimate_relapse(trial, unrecorded_relapse, level, method)
    situation = SITUATIONS[AFTER_STOPPING]
    rows = [("This trial", trial.folder.trial["drug"], "–", situation, own)] if own.total else []
    for one in _list_series(trial):
        for name, words in SITUATIONS.items():
            share = _read_share(one, name, level, method)
            if share:
                rows.append((f"{one['series']} {one['year']}", one["drug"], one["pmid"] or "–", words, share))
    table = [(*row, share.estimate, share.lower, share.upper, _write(share)) for *row, share in rows]
    columns = ["label", "drug", "pmid", "section", "estimate", "lower", "upper", "text"]
    return pd.DataFrame(table, columns=columns).sort_values("section", kind="stable", ignore_index=True)


def quote_pooled(trial: Trial, name: str) -> str:
    """Relapse as the series that prints an interval states it, `71% (65% to 77%)`; `not known` without one."""
    for one in _list_series(trial):
        if one[f"{name}_lower"]:
            return _write(_read_printed(one, name))
    return "not known"


def quote_scle_odds(trial: Trial) -> str:
    """The odds ratio of lasting remission in subacute disease, as a series prints it; `not known` without one."""
    name = "scle_remission_odds_ratio"
    for one in _list_series(trial):
        if one[name]:
            return f"{one[name]} (95% CI {one[f'{name}_lower']} to {one[f'{name}_upper']})"
    return "not known"


def _list_series(trial: Trial) -> list[dict]:
    series = read_series(trial.folder)
    return [] if series is None else series.to_dict("records")


def _read_share(one: dict[str, str], name: str, level: float, method: str):
    """A share from the counts, where these are stated, else as printed; None where neither is."""
    if name == AFTER_STOPPING and one["relapse_events"] and one["relapse_at_risk"]:
        return estimate_proportion(int(one["relapse_events"]), int(one["relapse_at_risk"]), level, method)
    return _read_printed(one, name) if one[name] else None


def _read_printed(one: dict[str, str], name: str) -> PrintedShare:
    numbers = [one[name], one[f"{name}_lower"], one[f"{name}_upper"]]
    return PrintedShare(*(float(number) / 100 if number else math.nan for number in numbers))


def _write(share) -> str:
    if math.isnan(share.lower):
        return f"{format_percent(share.estimate)} (no counts stated)"
    limits = format_percent_interval(share.lower, share.upper)
    counted = f"{share.count}/{share.total}" if hasattr(share, "count") else format_percent(share.estimate)
    return f"{counted} ({limits})"
