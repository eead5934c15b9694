"""Toxicity: who had which adverse event, per patient and per month, and what so few patients could have missed."""

import pandas as pd

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.statistics.proportions import Proportion, estimate_proportion, rate_interval
from reanalysis.trial.cohort import Trial

PUBLISHED = {
    "patients_with_event": ("patients", "patients with at least one adverse event"),
    "events": ("events", "adverse events"),
    "followup_months": ("months", "months of follow-up, all patients together"),
    "event_rate": ("per 100 patient-months", "patients with an event per 100 patient-months of follow-up"),
    "zero_event_upper_one_sided": ("share", "one-sided upper limit of an event seen in nobody"),
    "zero_event_upper_two_sided": ("share", "two-sided upper limit of an event seen in nobody"),
    "event_counts": ("table", "patients and events of each grade, relation and kind, with intervals"),
}
UNSEEN = {  # facts of the text that say zero
    "n_polyneuropathy": "Polyneuropathy",
    "n_thrombosis": "Thrombosis",
    "n_paraesthesia": "Paraesthesia",
    "n_somnolence": "Somnolence",
    "n_ovarian_toxicity": "Ovarian toxicity",
}


def count_events(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """Patients and events of each grade, relation to the drug and kind; of all treated, whoever is evaluable.

    Returns
    -------
    DataFrame
        label, kind (any, grade, relation or event), patients, total, estimate, lower, upper (fractions), events. A
        patient counts once in a row, so rows do not add up.
    """
    events = trial.adae
    grades = sorted(events["AETOXGR"].dropna().unique().astype(int))
    selections = [
        ("any", "Any adverse event", events),
        ("grade", "Grade not printed", events[events["AETOXGR"].isna()]),
        *(("grade", f"Grade {grade}", events[events["AETOXGR"] == grade]) for grade in grades),
        *(
            ("relation", f"Related: {relation.lower()}", events[events["AEREL"] == relation])
            for relation in events["AEREL"].unique()
        ),
        *(("event", term, events[events["AEDECOD"] == term]) for term in events["AEDECOD"].unique()),
    ]
    rows = []
    for kind, label, chosen in selections:
        share = estimate_proportion(chosen["SUBJID"].nunique(), len(trial.adsl), level, method)
        limits = (share.count, share.total, share.estimate, share.lower, share.upper)
        rows.append((label, kind, *limits, len(chosen)))
    return pd.DataFrame(rows, columns=["label", "kind", "patients", "total", "estimate", "lower", "upper", "events"])


def estimate_any_event(trial: Trial, level: float, method: str) -> Proportion:
    """The share of all treated patients with at least one adverse event."""
    return estimate_proportion(trial.adae["SUBJID"].nunique(), len(trial.adsl), level, method)


def list_followup_months(trial: Trial) -> pd.Series:
    """Months that each patient was followed, as printed, or to withdrawal where the text states it; nan where neither."""
    adsl = trial.adsl
    weeks = [
        trial.facts.number("withdrawal_weeks", patient=patient) if outcome == "WITHDRAWN" else None
        for patient, outcome in zip(adsl["SUBJID"], adsl["BEST_RESPONSE"], strict=True)
    ]
    return adsl["FOLLOWUP_MONTHS"].fillna(pd.Series(weeks, adsl.index, dtype=float) / WEEKS_PER_MONTH)


def sum_followup_months(trial: Trial) -> float:
    """Months of follow-up of all patients together."""
    return list_followup_months(trial).sum()


def estimate_event_rate(trial: Trial, level: float) -> tuple[float, float, float]:
    """Patients with an event per 100 patient-months of follow-up, with exact Poisson limits (Garwood 1936).

    A patient counts with the whole of her follow-up, also after her event, so the rate is a floor.
    """
    patients = trial.adae["SUBJID"].nunique()
    return tuple(100 * value for value in rate_interval(patients, sum_followup_months(trial), level))


def list_unseen(trial: Trial) -> list[str]:
    """Events that the text says nobody had."""
    return [label for fact, label in UNSEEN.items() if trial.facts.number(fact) == 0]
