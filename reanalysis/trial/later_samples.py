"""Who was still there at a later time, and what their scores at entry were.

Where patients leave, a mean can change though nobody's score does: those who stay were not like the others.
"""

import math
from dataclasses import dataclass

import pandas as pd

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial.chapters.toxicity import list_followup_months
from reanalysis.trial.cohort import Trial
from reanalysis.trial.printed_summaries import SCORES, Summary, find_score

TOLERANCE = 1e-9  # weeks turned into months and back


@dataclass(frozen=True)
class Change:
    """A printed later mean beside the means at entry: of everyone, and of those followed so long."""

    score: str
    later: float
    everyone: float
    stayed: float
    stayed_count: int

    @property
    def shift(self) -> float:
        """What the mean moves by who stayed alone."""
        return self.stayed - self.everyone

    @property
    def is_explained(self) -> bool:
        """Whether who stayed moves the mean in the printed direction, and as far."""
        change = self.later - self.everyone
        return self.shift * change > 0 and abs(self.shift) >= abs(change)


def count_observed(trial: Trial, unit: str, number: float) -> int:
    """Patients whose follow-up reaches a time in weeks or months."""
    months = number / WEEKS_PER_MONTH if unit == "week" else number
    return int((list_followup_months(trial) >= months - TOLERANCE).sum())


def find_longest(trial: Trial, size: int) -> tuple[pd.DataFrame | None, str]:
    """Whose scores at entry belong to a later sample of some size, and who they are in words.

    Everyone, the evaluable, or those with the longest printed follow-up; None where the last place is tied.
    """
    adsl = trial.adsl
    evaluable = adsl[adsl["EVALFL"] == "Y"]
    if size == len(adsl):
        return adsl, "everyone treated"
    if size == len(evaluable):
        return evaluable, "the evaluable"
    months = adsl["FOLLOWUP_MONTHS"].dropna().sort_values(ascending=False)
    if size > len(months):
        return None, "nobody in particular"
    chosen = adsl[adsl["FOLLOWUP_MONTHS"] >= months.iloc[size - 1]]
    if len(chosen) != size:
        return None, "nobody in particular"
    return chosen, f"the {size} followed longest ({months.iloc[size - 1]:g} months or more)"


def check_samples(trial: Trial, summaries: list[Summary]) -> pd.DataFrame:
    """Whether follow-up leaves as many patients as a later mean and SD need.

    Returns
    -------
    DataFrame
        A row a later summary: label, mean, sd, sizes (that give both), observed (patients followed so long), enough:
        yes; possibly, where a smaller size fits than what was left; no, where every size that fits is larger; or no
        size fits.
    """
    rows = []
    for summary in summaries:
        if summary.time is None:
            continue
        observed, possible = count_observed(trial, *summary.time), summary.possible
        enough = "yes" if observed in possible else "possibly" if any(n < observed for n in possible) else "no"
        enough = enough if possible else "no size fits"
        rows.append((summary.label, summary.mean, summary.sd, tuple(sorted(possible)), observed, enough))
    return pd.DataFrame(rows, columns=["label", "mean", "sd", "sizes", "observed", "enough"])


def list_changes(trial: Trial, summaries: list[Summary]) -> list[Change]:
    """Printed means of a tabulated score at a month when some patients, and not all, had left."""
    changes = []
    for summary in summaries:
        score = find_score(summary.fact)
        if score is None or summary.time is None or summary.time[0] != "month":
            continue
        everyone = trial.adsl[SCORES[score]]
        stayed = everyone[trial.adsl["FOLLOWUP_MONTHS"] >= summary.time[1]]
        if 0 < len(stayed) < len(everyone):
            changes.append(Change(score, float(summary.mean), everyone.mean(), stayed.mean(), len(stayed)))
    return changes


def describe_groups(trial: Trial, summaries: list[Summary]) -> pd.DataFrame:
    """Scores at entry of all, the evaluable, those followed to each later month, and as many as each later mean needs.

    Returns
    -------
    DataFrame
        group, patients, and for each score `<score>_mean`, `<score>_sd` (nan for one patient) and `<score>_change`, from
        there to the printed later mean (nan where none is printed). Groups without patients are left out.
    """
    adsl = trial.adsl
    groups = {"all treated": adsl, "the evaluable": adsl[adsl["EVALFL"] == "Y"]}
    later = [summary for summary in summaries if summary.time]
    for months in sorted({summary.time[1] for summary in later if summary.time[0] == "month"}):
        groups[f"followed {months} months or longer"] = adsl[adsl["FOLLOWUP_MONTHS"] >= months]
    for size in sorted({size for summary in later for size in summary.possible}):
        chosen, who = find_longest(trial, size)
        if chosen is not None and "longest" in who:
            groups[who] = chosen
    means = {find_score(summary.fact): float(summary.mean) for summary in later}
    rows = []
    for who, group in groups.items():
        row = {"group": who, "patients": len(group)}
        for score, column in SCORES.items():
            mean = group[column].mean()
            row |= {f"{score}_mean": mean, f"{score}_sd": group[column].std()}
            row[f"{score}_change"] = means.get(score, math.nan) - mean
        rows += [row] if len(group) else []
    return pd.DataFrame(rows)
