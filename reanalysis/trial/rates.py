"""The primary outcome counted four ways: whom the paper counts or all enrolled, without a time or at the registered one."""

from dataclasses import asdict

import pandas as pd

from reanalysis.show.text import format_proportion
from reanalysis.statistics.proportions import Proportion
from reanalysis.trial.chapters.efficacy import AT_ANY_TIME, estimate_response
from reanalysis.trial.cohort import Trial

HALF = 0.5
ABOVE, WITHIN, BELOW = "lies above one half", "holds one half", "lies below one half"
AT_END, AT_REGISTERED = "end of followup", "registered time"  # as keys, not as words
READINGS = (  # label, population, when judged
    ("As the paper counts, without a time limit", "evaluable", AT_END),
    ("Of all enrolled, without a time limit", "all-treated", AT_END),
    ("Of all enrolled, by {months} months as registered", "all-treated", AT_REGISTERED),
    ("Of those whom the paper counts, by {months} months", "evaluable", AT_REGISTERED),
)


def find_registered_months(trial: Trial) -> float | None:
    """The months after which the registry record judges the primary outcome; None without a record."""
    judged = trial.registry.get("primary_outcome_time")
    return float(judged.value) if judged else None


def estimate_registered(
    trial: Trial, population: str, level: float, method: str, weeks_per_month: float
) -> Proportion | None:
    """Complete response by the registered time in a population; None without a record."""
    months = find_registered_months(trial)
    if months is None:
        return None
    return estimate_response(trial, population, level, method, by_week=months * weeks_per_month)


def compare_rates(trial: Trial, level: float, method: str, weeks_per_month: float) -> pd.DataFrame:
    """Complete response in four countings; two of them without a registry record.

    Returns
    -------
    DataFrame
        label, population, judged (`AT_END` or `AT_REGISTERED`), the fields of a Proportion, printed,
        half (where the interval lies beside one half).
    """
    months = find_registered_months(trial)
    rows = []
    for label, population, judged in READINGS:
        if judged == AT_END:
            share = estimate_response(trial, population, level, method, AT_ANY_TIME)
        else:
            share = estimate_registered(trial, population, level, method, weeks_per_month)
        if share:
            row = {"label": label.format(months=f"{months or 0:g}"), "population": population, "judged": judged}
            rows.append(row | asdict(share) | {"printed": format_proportion(share), "half": place_half(share)})
    return pd.DataFrame(rows)


def place_half(share: Proportion) -> str:
    """Where the interval of a share lies beside one half."""
    if share.lower > HALF:
        return ABOVE
    return BELOW if share.upper < HALF else WITHIN
