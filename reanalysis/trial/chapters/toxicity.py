"""Safety: who had which adverse event, per patient and per month, and what so few patients could have missed."""

import math
from dataclasses import dataclass

import pandas as pd

from reanalysis.data.printed import reported_interval
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.statistics.proportions import Proportion, estimate_proportion, rate_interval, zero_event_upper
from reanalysis.statistics.sum_bounds import bound_sum
from reanalysis.trial.cohort import Trial

PUBLISHED = {
    "patients_with_event": ("patients", "patients with at least one adverse event in Table 3"),
    "patients_by_definition": (
        "patients",
        "patients with an adverse event in Table 3 or the text: any adverse deviation from entry, as the methods define it",
    ),
    "patients_with_event_count": ("patients", "patients with at least one adverse event in Table 3, of all treated"),
    "patients_by_definition_count": (
        "patients",
        "patients with an adverse event in Table 3 or the text, of all treated",
    ),
    "worst_grade": ("grade", "the highest grade that Table 3 prints"),
    "harms_elsewhere": (
        "sentence",
        "thrombosis and polyneuropathy in other series, and whether this trial's interval holds them",
    ),
    "harms_same_drug": ("sentence", "thrombosis and polyneuropathy in other series of the same drug"),
    "patients_retested": ("patients", "patients with neuropathy before, whose nerves were tested again"),
    "retested_upper_one_sided": ("share", "one-sided upper limit of worse neuropathy, in those re-tested"),
    "retested_upper_two_sided": ("share", "two-sided upper limit of worse neuropathy, in those re-tested"),
    "events": ("events", "adverse events"),
    "followup_months": ("months", "months of follow-up, all patients together"),
    "exposure_lowest": ("months", "months on the drug, evaluable patients together, at least"),
    "exposure_highest": ("months", "months on the drug, evaluable patients together, at most"),
    "exposure_lowest_rounded": ("months", "months on the drug at least, if the printed ones are rounded"),
    "exposure_highest_rounded": ("months", "months on the drug at most, if the printed ones are rounded"),
    "exposure": ("sentence", "what the printed range and median of the times on the drug leave of their sum"),
    "exposure_rate_lowest": ("per 100 patient-months", "patients with an event per 100 months on the drug, at least"),
    "exposure_rate_highest": ("per 100 patient-months", "patients with an event per 100 months on the drug, at most"),
    "event_rate": ("per 100 patient-months", "patients with an event per 100 patient-months of follow-up"),
    "zero_event_upper_one_sided": ("share", "one-sided upper limit of an event seen in nobody"),
    "zero_event_upper_two_sided": ("share", "two-sided upper limit of an event seen in nobody"),
    "event_counts": ("table", "patients and events of each grade, relation and kind, with intervals"),
}
HALF_MONTH = 0.5  # a follow-up printed in whole months stands for half a month either side
RETESTED = "Worse neuropathy, re-tested"
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


def list_told(trial: Trial) -> list[int]:
    """Patients of whom the text tells new arthritis, where the trial's definition of an adverse event takes it in."""
    if trial.facts.reported("adverse_event_definition") is None:
        return []
    claims = trial.facts.claims
    told = claims[(claims["fact"] == "n_arthritis") & (claims["patient"] != "")]["patient"]
    return sorted(set(map(int, told)) & set(trial.adsl["SUBJID"]))


def list_by_definition(trial: Trial) -> list[int]:
    """Patients of Table 3, and those of whom the text alone tells an event by the trial's definition."""
    return sorted({*trial.adae["SUBJID"], *list_told(trial)})


def list_events(trial: Trial) -> pd.DataFrame:
    """Every adverse event, in Table 3 or told in the text alone.

    Returns
    -------
    DataFrame
        patient, event, grade and relation (text, empty where none is printed), listed (in Table 3).
    """
    adae = trial.adae
    grades = ["" if pd.isna(grade) else str(grade) for grade in adae["AETOXGR"]]
    rows = list(zip(adae["SUBJID"], adae["AEDECOD"], grades, adae["AEREL"], [True] * len(adae), strict=True))
    rows += [(patient, "Arthritis", "", "", False) for patient in list_told(trial)]
    return pd.DataFrame(rows, columns=["patient", "event", "grade", "relation", "listed"])


def estimate_by_definition(trial: Trial, level: float, method: str) -> Proportion:
    """The share of all treated patients with an adverse event by the trial's own definition, as far as it is told."""
    return estimate_proportion(len(list_by_definition(trial)), len(trial.adsl), level, method)


def count_retested(trial: Trial) -> int:
    """Patients with neuropathy under an earlier drug by Table 1: by the text they were tested again and none was worse.

    0 where the text does not say that none was worse.
    """
    if trial.facts.number("n_neuropathy_worsened") != 0:
        return 0
    return int(trial.adsl["REASONS"].str.contains("POLYNEUROPATHY").sum())


@dataclass(frozen=True)
class Exposure:
    """Months on the drug of the evaluable patients together: bounds, if the printed months are whole and if rounded."""

    patients: int
    printed: tuple[str, str, str]  # shortest, median, longest
    whole: tuple[float, float]
    rounded: tuple[float, float]


def bound_exposure(trial: Trial) -> Exposure | None:
    """Months on the drug, since nobody was treated for longer than followed; None where no range and median are printed.

    The shortest printed time is longer than that of who withdrew, so the times are those of the evaluable.
    """
    printed = tuple(trial.facts.reported(f"treatment_months_{name}") for name in ("min", "median", "max"))
    months = trial.adsl.loc[trial.adsl["EVALFL"] == "Y", "FOLLOWUP_MONTHS"]
    if None in printed or months.isna().any() or len(months) < 3:
        return None
    whole = bound_sum(months, *((float(number),) * 2 for number in printed))
    rounded = bound_sum(months + HALF_MONTH, *map(reported_interval, printed))
    return None if math.isnan(whole[0]) else Exposure(len(months), printed, whole, rounded)


def bound_exposure_rate(trial: Trial, exposure: Exposure) -> tuple[float, float]:
    """Patients of Table 3 per 100 months on the drug of all treated, lowest and highest.

    The months of who is not evaluable are those until withdrawal.
    """
    others = list_followup_months(trial)[trial.adsl["EVALFL"] != "Y"].sum()
    patients = trial.adae["SUBJID"].nunique()
    return tuple(100 * patients / (months + others) for months in reversed(exposure.whole))


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

    A patient counts with the whole of her follow-up, on the drug or off it, also after her event.
    """
    patients = trial.adae["SUBJID"].nunique()
    return tuple(100 * value for value in rate_interval(patients, sum_followup_months(trial), level))


def list_unseen(trial: Trial, level: float) -> pd.DataFrame:
    """Events that the text says nobody had, with exact upper limits.

    Returns
    -------
    DataFrame
        label, patients (0), total (all treated, or those re-tested), one_sided, two_sided (fractions).
    """
    treated, retested = len(trial.adsl), count_retested(trial)
    totals = {label: treated for fact, label in UNSEEN.items() if trial.facts.number(fact) == 0}
    totals |= {RETESTED: retested} if retested else {}
    rows = [(label, 0, n, zero_event_upper(n, level, 1), zero_event_upper(n, level, 2)) for label, n in totals.items()]
    return pd.DataFrame(rows, columns=["label", "patients", "total", "one_sided", "two_sided"])
