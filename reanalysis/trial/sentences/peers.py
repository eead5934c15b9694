"""Sentences of the chapter on peers whose truth hangs on the data or on a parameter."""

import math

import pandas as pd

from reanalysis.show.text import (
    format_chance,
    format_count,
    format_level,
    format_percent_interval,
    format_points,
    format_weeks,
    join_words,
    spell_count,
)
from reanalysis.trial.beliefs import INFORMED, NEXT_PATIENTS, RELATIVE, SCEPTICAL
from reanalysis.trial.chapters.peers import NOTHING
from reanalysis.trial.cohort import Trial
from reanalysis.trial.harms import HARMS
from reanalysis.trial.series import OUTCOMES, SAME_CENTRE, list_series, select_poolable


def say_clearing(shares: pd.DataFrame) -> str:
    """How many cleared here, in other series of the drug, and in series of its relative."""
    rows = shares[(shares["outcome"] == "complete_response") & shares["lower"].notna()]
    own, others = rows[rows["is_own"]], rows[~rows["is_own"]]
    drug = shares["drug_name"].iloc[0]
    judged = own.loc[own["label"].str.endswith("evaluable"), "share"]
    told = [f"Here {_count(judged.iloc[0], ' the')} patients whom the paper judges cleared." if len(judged) else ""]
    same = others[others["drug_name"] == drug]
    if len(same):
        told.append(f"In other series of {drug} it was {join_words([_count(share) for share in same['share']])}.")
    related = others.loc[others["drug_name"] == RELATIVE, "estimate"]
    if len(related) > 1:
        spread = format_percent_interval(related.min(), related.max())
        told.append(f"In {spell_count(len(related))} series of {RELATIVE} it was {spread}.")
    return " ".join(filter(None, told)) if len(others) else f"{' '.join(told)} No other series counts it.".strip()


def _count(share, article: str = "") -> str:
    return f"{share.count} of{article} {share.total}"


def say_against_centre(centre: pd.DataFrame, level: float) -> str:
    """Which difference in complete response from the same centre's series is excluded, and which is not."""
    rows = centre[centre["outcome"] == "complete_response"]
    if rows.empty:
        return "No series of the same centre counts complete responses."
    row = rows.iloc[0]
    told = f"In the thalidomide series of the same centre {row['other_count']} of the {row['other_total']} patients judged "
    told += f"cleared, and here {row['count']} of {row['total']}: {_say_points(row['difference'])}"
    low, high = row["difference_lower"], row["difference_upper"]
    limits = f"({format_level(level)} CI {_say_side(low)} to {_say_side(high)})"
    if low < 0 < high:
        return f"{told} {limits}. Any difference between these ends is left open, and so is none at all."
    return f"{told} {limits}. Equal shares lie outside that interval."


def _say_points(difference: float) -> str:
    points = format_points(abs(difference))
    if float(points) < 0.5:
        return "no difference to speak of"
    return f"{points} percentage point{'' if points == '1' else 's'} {'more' if difference > 0 else 'fewer'} here"


def _say_side(difference: float) -> str:
    return f"{format_points(abs(difference))} {'more' if difference > 0 else 'fewer'}"


def say_harms_against_centre(centre: pd.DataFrame) -> str:
    """Which difference in harms from the same centre's series is left open."""
    rows = centre[centre["outcome"].isin(HARMS)]
    if rows.empty:
        return "No series of the same centre counts these harms."
    told = [_say_harm(row) for row in rows.itertuples()]
    if ((rows["difference_lower"] < 0) & (rows["difference_upper"] > 0)).all():
        told.append("So few patients cannot tell whether either is rarer here.")
    return " ".join(told)


def _say_harm(row) -> str:
    spread = f"in percentage points, anything from {_say_side(row.difference_lower)} to {_say_side(row.difference_upper)} fits"
    counts = f"{row.count} of {row.total} here and {row.other_count} of {row.other_total} there"
    return f"{OUTCOMES[row.outcome].words} was seen in {counts}; {spread}."


def say_relapse_times(trial: Trial, weeks_per_month: float) -> str:
    """Time to relapse here and in the same centre's series."""
    own = trial.facts.reported("relapse_weeks_median")
    months = [one["relapse_months"] for one in list_series(trial.folder) if one["relation"] == SAME_CENTRE]
    if not own or not any(months):
        return "The time to relapse is not stated for both series."
    there = next(filter(None, months))
    weeks = float(there) * weeks_per_month
    times = spell_count(round(weeks / float(own)))
    return (
        f"After lowering or stopping the drug the rash came back in a median of {own} weeks here, the authors report; "
        f"in their thalidomide series it took about {there} months, some {weeks:.0f} weeks: about {times} times as long."
    )


def say_pooling(pooled: pd.DataFrame, level: float) -> str:
    """Any response of a typical series of each drug, and of a further one."""
    whole = pooled[pooled["left_out"] == NOTHING]
    if whole.empty:
        return "No drug has three series of different authors that count it."
    return " ".join(
        f"A typical series of {row.drug_name} improves {format_chance(row.typical)} of its patients ({format_level(level)} "
        f"interval {format_chance(row.lower)} to {format_chance(row.upper)}, from {spell_count(row.series)} series); in a "
        f"further one it may be anything from {format_chance(row.predicted_lower)} to {_say_high(row.predicted_upper)}."
        for row in whole.itertuples()
    )


def _say_high(chance: float) -> str:
    return format_chance(chance).replace(">", "over ")


def say_sceptic(beliefs: pd.DataFrame) -> str:
    """What a sceptic makes of complete response after this trial."""
    row = _find(beliefs, "any_time", SCEPTICAL)
    patients = row["prior_a"] + row["prior_b"]
    return (
        f"A sceptic who expects {format_chance(row['prior_a'] / patients)} to clear, and whose doubt weighs as much as "
        f"{format_weeks(patients)} patients, would now put the chance that the rate is above one half at "
        f"{format_chance(row['above_50'])}, and above 80% at {format_chance(row['above_80'])}."
    )


def say_next_patients(beliefs: pd.DataFrame) -> str:
    """What to expect of the next patients, by each prior."""
    rows = beliefs[beliefs["outcome"] == "any_time"]
    told = [f"{row.fewest} to {row.most} ({row.prior})" for row in rows.itertuples()]
    return f"Of the next {spell_count(NEXT_PATIENTS)} patients like these, expect {join_words(told, 'or')} to clear."


def say_registered_belief(beliefs: pd.DataFrame, months: float | None) -> str:
    """The chance that most clear by the registered time, under the doubting and the other priors."""
    rows = beliefs[beliefs["outcome"] == "registered"]
    if rows.empty:
        return "No registered time is known, so there is no belief about it."
    low, high = rows["above_50"].min(), rows["above_50"].max()
    return (
        f"Judged at the registered {format_weeks(months)} months, the probability that the rate is above one half is "
        f"{format_chance(low)} to {format_chance(high)}, by prior."
    )


def say_informed_prior(shares: pd.DataFrame, beliefs: pd.DataFrame) -> str:
    """Where the informed prior of complete response comes from."""
    found = beliefs[(beliefs["outcome"] == "any_time") & (beliefs["prior"] == INFORMED)]
    if found.empty:
        return f"Fewer than two series of {RELATIVE} from other centres count complete responses, so there is none."
    row = found.iloc[0]
    names = join_words(list(select_poolable(shares, "complete_response", RELATIVE)["label"]))
    worth = format_count(math.floor(row["prior_a"] + row["prior_b"] + 0.5), "patient")
    return f"It comes from {names}, and weighs as much as {worth}: the series lie too far apart to weigh more."


def _find(beliefs: pd.DataFrame, outcome: str, prior: str) -> pd.Series:
    return beliefs[(beliefs["outcome"] == outcome) & (beliefs["prior"] == prior)].iloc[0]
