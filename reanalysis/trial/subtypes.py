"""Subtype groups in the time to complete response: their medians, their tests, and what the text says of them.

Groups are those of the data package, where rare subtypes share one.
"""

import math

import numpy as np
import pandas as pd

from reanalysis.data.facts import is_number
from reanalysis.data.printed import reported_interval
from reanalysis.statistics.logrank import logrank_scores, permutation_logrank, run_logrank
from reanalysis.statistics.survival import kaplan_meier, median_survival
from reanalysis.trial.chapters.time_to_response import name_steps
from reanalysis.trial.cohort import Trial
from reanalysis.trial.printed_rows import DIAGNOSIS

PROFUNDUS, SUPERFICIAL = "LEP", ("DLE", "SCLE")  # the paper sets lupus profundus against discoid and subacute lupus
SUMMARIES = {"min": ("shortest", min), "median": ("median", np.median), "max": ("longest", max)}


def estimate_curves(times: pd.DataFrame, level: float, km_ci: str) -> dict[str, pd.DataFrame]:
    """The Kaplan–Meier curve of each subtype group, the largest group first, with the patients of each step."""
    groups = [(name, times[times["SUBTYPE_GROUP"] == name]) for name in times["SUBTYPE_GROUP"].value_counts().index]
    return {name: name_steps(kaplan_meier(rows["weeks"], rows["event"], level, km_ci), rows) for name, rows in groups}


def label_group(trial: Trial, times: pd.DataFrame, group: str) -> str:
    """The subtypes of a group's patients in words."""
    categories = trial.folder.field("table1", DIAGNOSIS)["categories"]
    labels = {category["code"]: category["label"] for category in categories}
    return "; ".join(labels[code] for code in times.loc[times["SUBTYPE_GROUP"] == group, "DIAGNOSIS"].unique())


def summarise_groups(trial: Trial, times: pd.DataFrame, curves: dict[str, pd.DataFrame], rule: str) -> pd.DataFrame:
    """Patients, responses and median of each subtype group, from its curve.

    Returns
    -------
    DataFrame
        group, subtypes, patients, responses, and weeks, lower, upper: the median, inf where it is not reached.
    """
    rows = []
    for name, curve in curves.items():
        median, responses = median_survival(curve, rule), int(curve["events"].sum())
        counts = (name, label_group(trial, times, name), responses + int(curve["censored"].sum()), responses)
        rows.append((*counts, median.weeks, median.lower, median.upper))
    return pd.DataFrame(rows, columns=["group", "subtypes", "patients", "responses", "weeks", "lower", "upper"])


def compare_groups(times: pd.DataFrame) -> pd.DataFrame:
    """Log-rank tests of all groups, of each group against the rest, and of lupus profundus against its contrast.

    Returns
    -------
    DataFrame
        label, patients, excess (observed minus expected responses of the group named first; nan for all groups),
        logrank_p, permutation_p, relabelings, exact; p-values are nan where there is nothing to compare. Indexed by
        all, the names of the groups, and contrast.
    """
    groups = times["SUBTYPE_GROUP"]
    contrast = times[groups.isin((PROFUNDUS, *SUPERFICIAL))]
    superficial = " and ".join(name for name in SUPERFICIAL if name in set(groups))
    rows = {"all": _compare("All groups", times, groups)}
    rows |= {name: _compare(f"{name} against the rest", times, groups == name) for name in groups.value_counts().index}
    label = f"{PROFUNDUS} against {superficial}"
    rows["contrast"] = _compare(label, contrast, contrast["SUBTYPE_GROUP"] == PROFUNDUS)
    return pd.DataFrame.from_dict(rows, orient="index")


def _compare(label: str, times: pd.DataFrame, members: pd.Series) -> dict:
    row = {"label": label, "patients": len(times), "excess": math.nan, "logrank_p": math.nan}
    row |= {"permutation_p": math.nan, "relabelings": 0, "exact": True}
    if members.nunique() < 2 or not times["event"].any():
        return row
    weeks, events = times["weeks"], times["event"]
    permutation = permutation_logrank(weeks, events, members)
    if members.dtype == bool:
        row["excess"] = logrank_scores(weeks, events)[members].sum()
    row |= {"logrank_p": run_logrank(weeks, events, members).p_value, "permutation_p": permutation.p_value}
    return row | {"relabelings": permutation.relabelings, "exact": permutation.exact}


def compare_with_text(trial: Trial, times: pd.DataFrame) -> pd.DataFrame:
    """Shortest, median and longest week of response by subtype: as the text gives them, and from the table.

    Returns
    -------
    DataFrame
        group, summary, printed (a string), weeks, agree: yes if the recomputed number rounds to the printed one, else no.
    """
    rows = []
    for suffix, names in (("dle_scle", SUPERFICIAL), ("lep", (PROFUNDUS,))):
        weeks = times.loc[times["event"] & times["SUBTYPE_GROUP"].isin(names), "weeks"]
        for summary, (word, function) in SUMMARIES.items():
            printed = trial.facts.reported(f"complete_response_weeks_{summary}_{suffix}")
            if printed is None or not is_number(printed) or weeks.empty:
                continue
            value = float(function(weeks))
            lower, upper = reported_interval(printed)
            rows.append((" and ".join(names), word, printed, value, "yes" if lower <= value <= upper else "no"))
    return pd.DataFrame(rows, columns=["group", "summary", "printed", "weeks", "agree"])
