"""Harms that this trial looked for and did not see, beside the same harms in published series."""

import pandas as pd

from reanalysis.statistics.proportions import estimate_proportion
from reanalysis.trial.chapters.toxicity import count_retested
from reanalysis.trial.cohort import Trial
from reanalysis.trial.series import OUTCOMES, describe_share, list_shares, name_drug

HARMS = {  # outcome, and the fact of this trial's text
    "thrombotic_event": "n_thrombosis",
    "polyneuropathy": "n_polyneuropathy",
}


def compare_harms(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """Thrombosis and polyneuropathy in this trial and in each published series that states them.

    Returns
    -------
    DataFrame
        harm (in words), is_own (this trial), and the columns of `reanalysis.trial.series.list_shares`.
    """
    published = list_shares(trial.folder, level, method)
    parts = []
    for outcome in HARMS:
        own = pd.DataFrame(list_own_harm(trial, outcome, level, method))
        others = published[published["outcome"] == outcome]
        parts += [part.assign(harm=OUTCOMES[outcome].words, is_own=part is own) for part in (own, others) if len(part)]
    columns = ["harm", "is_own", *published.columns]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def list_own_harm(trial: Trial, outcome: str, level: float, method: str) -> list[dict[str, object]]:
    """This trial's rows of one harm: everyone treated, and for nerves those tested again; none where the text tells no zero."""
    if trial.facts.number(HARMS[outcome]) != 0:
        return []
    totals = {"This trial": len(trial.adsl)}
    if outcome == "polyneuropathy" and (retested := count_retested(trial)):
        totals["This trial, nerves tested again"] = retested
    drug = trial.folder.trial["drug"]
    row = {"outcome": outcome, "drug": drug, "drug_name": name_drug(drug), "source": "the paper, Toxicity, 1"}
    return [
        row | {"label": label} | describe_share(estimate_proportion(0, total, level, method))
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
