"""Harms that this trial looked for and did not see, beside the same harms in published series."""

import pandas as pd

from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.trial.chapters.toxicity import count_retested
from reanalysis.trial.cohort import Trial
from reanalysis.trial.series import estimate_counted, read_printed, read_series, write_share

HARMS = {  # column of the series: words, and the fact of this trial's text
    "thrombotic_event": ("Thrombosis", "n_thrombosis"),
    "polyneuropathy": ("Polyneuropathy", "n_polyneuropathy"),
}
COLUMNS = ("harm", "drug", "label", "source", "is_own", "share")


def compare_harms(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """Thrombosis and polyneuropathy in this trial and in each published series that states them, its own drug first.

    Everyone who entered is counted, since a drug can harm whoever takes it.

    Returns
    -------
    DataFrame
        harm, section (the harm and the drug, without its dose), drug, label, source (where it is printed), is_own (this trial),
        estimate, lower, upper (fractions) and text, as in `1/9 (0% to 48%)`.
    """
    published = read_series(trial.folder)
    series = [] if published is None else published.to_dict("records")
    rows = []
    for harm, (words, fact) in HARMS.items():
        rows += [(words, *own) for own in _list_own(trial, fact, level, method)]
        for one in series:
            share = estimate_counted(one.get(f"n_{harm}", ""), one["n_enrolled"], level, method) or read_printed(
                one, harm
            )
            if share:
                name = one["series"].removesuffix(f" {_name_drug(one['drug'])}")
                source = f"PubMed {one['pmid']}" if one["pmid"] else "source not stated"
                rows.append((words, one["drug"], f"{name} {one['year']}", source, False, share))
    listed = pd.DataFrame(rows, columns=COLUMNS)
    for end in ("estimate", "lower", "upper"):
        listed[end] = [getattr(share, end) for share in listed["share"]]
    names = listed["drug"].map(_name_drug)
    listed = listed.assign(
        section=listed["harm"] + ", " + names,
        text=[write_share(share) for share in listed["share"]],
        order=listed["harm"].map(list(dict.fromkeys(listed["harm"])).index) * 2
        + (names != _name_drug(trial.folder.trial["drug"])),
    )
    return listed.sort_values("order", kind="stable", ignore_index=True).drop(columns=["share", "order"])


def _name_drug(drug: str) -> str:
    """A drug without its dose."""
    return drug.partition(" ")[0]


def _list_own(trial: Trial, fact: str, level: float, method: str) -> list[tuple[str, str, str, bool, Proportion]]:
    """This trial's rows of one harm: everyone treated, and for nerves those tested again."""
    if trial.facts.number(fact) != 0:
        return []
    totals = {"This trial": len(trial.adsl)}
    if fact == "n_polyneuropathy" and (retested := count_retested(trial)):
        totals["This trial, nerves tested again"] = retested
    drug = trial.folder.trial["drug"]
    return [
        (drug, label, "the paper, Toxicity, 1", True, estimate_proportion(0, total, level, method))
        for label, total in totals.items()
    ]


def count_held(harms: pd.DataFrame) -> pd.DataFrame:
    """Of the shares of other series, those that this trial's interval over everyone treated holds.

    Returns
    -------
    DataFrame
        harm, upper (end of this trial's interval), held and others (numbers of series), smallest and largest (of the
        other shares).
    """
    rows = []
    for harm, each in harms.groupby("harm", sort=False):
        own, others = each[each["is_own"]], each.loc[~each["is_own"], "estimate"]
        if len(own) and len(others):
            upper = own["upper"].iloc[0]
            rows.append((harm, upper, int((others <= upper).sum()), len(others), others.min(), others.max()))
    return pd.DataFrame(rows, columns=["harm", "upper", "held", "others", "smallest", "largest"])
