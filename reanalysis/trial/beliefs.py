"""What to believe of response and relapse before and after this trial, and of the next patients."""

import pandas as pd

from reanalysis.statistics.bayes import (
    Belief,
    describe_belief,
    find_probability_above,
    predict_interval,
    update_belief,
)
from reanalysis.statistics.pooling import pool_proportions
from reanalysis.trial.chapters.efficacy import estimate_response
from reanalysis.trial.chapters.peers import list_counts
from reanalysis.trial.chapters.relapse import count_relapses
from reanalysis.trial.cohort import Trial
from reanalysis.trial.rates import estimate_registered
from reanalysis.trial.series import select_poolable

THRESHOLDS = (0.5, 0.6, 0.7, 0.8)
NEXT_PATIENTS = 10
RELATIVE = "thalidomide"  # the drug whose series inform a belief
SCEPTICAL, NEUTRAL, INFORMED = "sceptical", "neutral", "from thalidomide"
SCEPTICS = {"complete_response": 0.3, "relapse": 0.9}  # the share that somebody who doubts the drug expects
BELIEVED = {  # in words, and what the prior is about
    "any_time": ("Cleared at any time", "complete_response"),
    "registered": ("Cleared by the registered time", "complete_response"),
    "relapse": ("Relapsed after clearing", "relapse"),
}


def list_priors(shares: pd.DataFrame, outcome: str, sceptic_patients: float) -> dict[str, Belief]:
    """Three beliefs in a rate before this trial.

    The sceptical one expects the share of `SCEPTICS` and is worth `sceptic_patients`; the neutral one holds every rate as
    likely; the informed one is what series of the relative from other centres predict for a further series, left out where
    fewer than two count the outcome.
    """
    expected = SCEPTICS[outcome]
    sceptical = Belief(expected * sceptic_patients, (1 - expected) * sceptic_patients)
    priors = {SCEPTICAL: sceptical, NEUTRAL: Belief(1.0, 1.0)}
    kept = select_poolable(shares, outcome, RELATIVE)
    if len(kept) >= 2:
        priors[INFORMED] = pool_proportions(*list_counts(kept)).belief
    return priors


def count_believed(
    trial: Trial, population: str, unrecorded_relapse: str, weeks_per_month: float
) -> dict[str, tuple[int, int]]:
    """What each belief is updated by: count and total; without the registered time where no record states it."""
    at_any_time = estimate_response(trial, population, 0.95, "wilson")
    counted = {"any_time": (at_any_time.count, at_any_time.total)}
    registered = estimate_registered(trial, population, 0.95, "wilson", weeks_per_month)
    if registered:
        counted["registered"] = (registered.count, registered.total)
    return counted | {"relapse": count_relapses(trial, unrecorded_relapse)}


def list_beliefs(
    shares: pd.DataFrame, counted: dict[str, tuple[int, int]], sceptic_patients: float, level: float
) -> pd.DataFrame:
    """Each outcome under each prior: what to believe of its rate, and what to expect of the next patients.

    Returns
    -------
    DataFrame
        outcome (a key of `BELIEVED`), words, prior, count, total, prior_a, prior_b, a, b (of the belief afterwards), mean,
        lower, upper, above_50 to above_80 (probabilities), expected, fewest, most (of the next `NEXT_PATIENTS`).
    """
    rows = []
    priors = {kind: list_priors(shares, kind, sceptic_patients) for kind in SCEPTICS}
    for outcome, (count, total) in counted.items():
        words, kind = BELIEVED[outcome]
        for name, prior in priors[kind].items():
            belief = update_belief(prior, count, total)
            mean, lower, upper = describe_belief(belief, level)
            expected, fewest, most = predict_interval(belief, NEXT_PATIENTS, level)
            row = {"outcome": outcome, "words": words, "prior": name, "count": count, "total": total}
            row |= {"prior_a": prior.a, "prior_b": prior.b, "a": belief.a, "b": belief.b}
            row |= {"mean": mean, "lower": lower, "upper": upper}
            row |= {f"above_{100 * rate:.0f}": find_probability_above(belief, rate) for rate in THRESHOLDS}
            rows.append(row | {"expected": expected, "fewest": fewest, "most": most})
    return pd.DataFrame(rows)
