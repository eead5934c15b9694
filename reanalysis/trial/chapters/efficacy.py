"""Efficacy: shares of patients who responded, by when, and what followed."""

import math

from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.trial.cohort import Trial, select_population

USUAL_RESPONSE_WEEK = 12  # where the text does not say by which week a response is judged


def find_response_week(trial: Trial) -> float:
    """The week by which the paper's definition judges a response; week 12 where its text states none."""
    return trial.facts.number("partial_response_week") or float(USUAL_RESPONSE_WEEK)


def estimate_response(
    trial: Trial, population: str, level: float, method: str, by_week: float = math.inf
) -> Proportion:
    """The share of a population with a complete response by a week, or by the end of follow-up."""
    patients = select_population(trial.adsl, trial.adsl, population)
    responded = (patients["BEST_RESPONSE"] == "CR") & (patients["WEEKS_TO_CR"] <= by_week)
    return estimate_proportion(int(responded.sum()), len(patients), level, method)


def estimate_sustained_remission(trial: Trial, population: str, level: float, method: str) -> Proportion | None:
    """The share in remission without the drug, as the text counts them; None where it does not, or counts too many."""
    stated = trial.facts.number("n_sustained_remission")
    if stated is None or stated > (trial.adsl["BEST_RESPONSE"] == "CR").sum():
        return None
    return estimate_proportion(int(stated), len(select_population(trial.adsl, trial.adsl, population)), level, method)
