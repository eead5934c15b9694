"""Harms that this trial looked for and did not see, beside the same harms in published series."""

import pandas as pd

from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.trial.chapters.toxicity import count_retested
from reanalysis.trial.cohort import Trial
from reanalysis.trial.series import estimate_counted, read_printed, read_series, write_share

HARMS = {  # column of the series: words, and the fact of this trial's text
    "thrombotic_event": ("Thrombosis or embolism", "n_thrombosis"),
    "polyneuropathy": ("Confirmed polyneuropathy", "n_polyneuropathy"),
}
COLUMNS = ("section", "label", "drug", "source", "is_own", "estimate", "lower", "upper", "text")


def compare_harms(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """Thrombosis and polyneuropathy in this trial and in each published series that states them.

    Everyone who entered is counted, since a drug can harm whoever takes it.

    Returns
    -------
    DataFrame
        section (the harm in words), label, drug, source (where it is printed), is_own (this trial), estimate, lower, upper
        (fractions) and text, as in `1/9 (0% to 48%)`.
    """
    published = read_series(trial.folder)
    series = [] if published is None else published.to_dict("records")
    rows = []
    for harm, (words, fact) in HARMS.items():
        rows += [(words, *own) for own in _list_own(trial, fact, level, method)]
        for one in series:
            share = estimate_counted(one.get(f"n_{harm}", ""), one["n_enrolled"], level, method) or read_printed(one, harm)
            if share:
                source = f"PubMed {one['pmid']}" if one["pmid"] else "source not stated"
                rows.append((words, f"{one['series']} {one['year']}", one["drug"], source, False, share))
    listed = [(*row[:-1], row[-1].estimate, row[-1].lower, row[-1].upper, write_share(row[-1])) for row in rows]
    return pd.DataFrame(listed, columns=COLUMNS)


def _list_own(trial: Trial, fact: str, level: float, method: str) -> list[tuple[str, str, str, bool, Proportion]]:
    """This trial's rows of one harm: everyone treated, and for nerves those tested again."""
    if trial.facts.number(fact) != 0:
        return []
    totals = {"This trial": len(trial.adsl)}
    if fact == "n_polyneuropathy" and (retested := count_retested(trial)):
        totals["This trial, nerves tested again"] = retested
    drug = trial.folder.trial["drug"]
    return [
        (label, drug, "the paper, Toxicity, 1", True, estimate_proportion(0, total, level, method))
        for label, total in totals.items()
    ]


def count_held(harms: pd.DataFrame) -> pd.DataFrame:
    """Of the shares of other series, those that this trial's interval over everyone treated holds.

    Returns
    -------
    DataFrame
        section, upper (end of this trial's interval), held and others (numbers of series), smallest and largest (of the
        other shares).
    """
    rows = []
    for section, each in harms.groupby("section", sort=False):
        own, others = each[each["is_own"]], each.loc[~each["is_own"], "estimate"]
        if len(own) and len(others):
            upper = own["upper"].iloc[0]
            rows.append((section, upper, int((others <= upper).sum()), len(others), others.min(), others.max()))
    return pd.DataFrame(rows, columns=["section", "upper", "held", "others", "smallest", "largest"])
