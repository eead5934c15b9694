"""Efficacy: shares of patients who responded, by when and in which subgroup, and who stayed well without the drug."""

import math
from collections.abc import Iterable
from dataclasses import asdict

import pandas as pd

from reanalysis.statistics.groups import estimate_groups
from reanalysis.statistics.proportions import PROPORTION_METHODS, Proportion, estimate_proportion
from reanalysis.trial.cohort import Trial, select_population

POPULATIONS = ("all-treated", "evaluable", "eligible")
USUAL_RESPONSE_WEEK = 12  # where the text does not say by which week a response is judged
COMPLETE, PARTIAL, ANY = ("CR",), ("PR",), ("CR", "PR")
AT_ANY_TIME = math.inf
RESPONDERS = "complete responders"
ENDPOINTS = {  # name: (outcomes that meet it, whether by the week of judgement, label)
    "cr": (COMPLETE, False, "complete response by the end of follow-up"),
    "cr_week12": (COMPLETE, True, "complete response by week {week}"),
    "partial_response": (PARTIAL, False, "partial response only"),
    "any_response": (ANY, False, "any response"),
}
FAILURES = {"any_response": ANY, "cr": COMPLETE}  # endpoints of those in whom thalidomide had not worked


def name_result(name: str, group: str) -> str:
    """The name of a result for a group of patients: `cr`, `all-treated` → `cr_all_treated`."""
    return f"{name}_{group.replace('-', '_').replace(' ', '_')}"


def _declare_shares() -> dict[str, tuple[str, str]]:
    shares = {
        name_result(name, population): f"{label}, {population} population"
        for name, (_, _, label) in ENDPOINTS.items()
        for population in POPULATIONS
    }
    for population in POPULATIONS:
        meaning = f"complete response by the registered {{months}} months, {population} population"
        shares[name_result("cr_registered", population)] = meaning
    shares["cr_headline"] = "complete response by the end of follow-up, {population} population"
    for group in (*POPULATIONS, RESPONDERS):
        shares[name_result("sustained_remission", group)] = f"sustained remission off the drug, {group}"
    for name, label in (("any_response", "any response"), ("cr", "complete response")):
        meaning = f"{label} where thalidomide had not worked, evaluable population"
        shares[f"{name}_thalidomide_failure"] = meaning
    declared = {}
    for name, meaning in shares.items():
        declared |= {name: ("%", f"{meaning}, percent"), f"{name}_count": ("patients", meaning)}
    return declared


PUBLISHED = {
    "relapse_weeks_printed": ("weeks", "how long after taper or withdrawal relapse came, as the text prints it"),
    **_declare_shares(),
    "four_rates": ("table", "complete response counted four ways, and where each interval lies beside one half"),
    "uncleared": ("sentence", "what became of everyone treated who did not clear completely"),
    "half": ("sentence", "what the intervals of the four countings say of one half"),
    "registered_months": ("months", "when the registry record judges the primary outcome"),
    "cr_share_range": ("", "lowest and highest of the four shares with a complete response"),
    "interval_methods": ("table", "complete response by the end of follow-up, each population and interval method"),
    "followup_range": ("months", "shortest and longest printed follow-up"),
    "response_week": ("weeks", "week by which a response is judged"),
    "cr_after_week12": ("patients", "complete response after week {week}"),
    "not_followed": ("patients", "without a complete response, and not known to be followed to week {week}"),
    "subgroups": ("table", "complete response by the end of follow-up by subgroup"),
    "non_responders": ("patients", "no complete response, population of the headline"),
    "courses": ("table", "each patient's response, relapse and end of follow-up, in weeks"),
    "relapse_window": ("weeks", "median, shortest and longest time within which a relapse can lie"),
    **{
        f"clasi_{score}_p_{test}_{sizes}": (
            "",
            f"P of CLASI {score}, entry to {later}, {test.capitalize()}'s unpaired test, "
            "n = {n_first} and {n_second}",
        )
        for score, later in (("activity", "week 2"), ("damage", "month 12"))
        for sizes in ("all_treated", "evaluable", "all_treated_then_evaluable")
        for test in ("student", "welch")
    },
    "followed": (
        "table",
        "patients followed to week 2, month 6 and month 12, and the numbers that a mean printed there needs",
    ),
    **{
        f"{name}_{time}": (unit, meaning.format(time=time.replace("_", " ")))
        for time in ("week_2", "month_12")
        for name, unit, meaning in (
            ("followed", "patients", "patients followed to {time}"),
            ("needed", "patients", "numbers of patients that can have the mean printed for {time}"),
        )
    },
    "clasi_tests": ("table", "tests of CLASI scores from printed summaries, for each plausible pair of sizes"),
}


def find_response_week(trial: Trial) -> float:
    """The week by which the paper's definition judges a response; week 12 where its text states none."""
    return trial.facts.number("partial_response_week") or float(USUAL_RESPONSE_WEEK)


def has_responded(
    patients: pd.DataFrame, by_week: float = AT_ANY_TIME, outcomes: Iterable[str] = COMPLETE
) -> pd.Series:
    """Whose best response is among the outcomes; by a week, which is printed for a complete response only."""
    responded = patients["BEST_RESPONSE"].isin(outcomes)
    return responded if by_week == AT_ANY_TIME else responded & (patients["WEEKS_TO_CR"] <= by_week)


def estimate_response(
    trial: Trial,
    population: str,
    level: float,
    method: str,
    by_week: float = AT_ANY_TIME,
    outcomes: Iterable[str] = COMPLETE,
) -> Proportion:
    """The share of a population with a response by a week, or by the end of follow-up."""
    patients = select_population(trial.adsl, trial.adsl, population)
    responded = has_responded(patients, by_week, outcomes)
    return estimate_proportion(int(responded.sum()), len(patients), level, method)


def estimate_endpoints(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """Every endpoint in both populations.

    Returns
    -------
    DataFrame
        name (of the result), endpoint (in words), population, share (Proportion).
    """
    week = find_response_week(trial)
    rows = [
        {
            "name": name_result(name, population),
            "endpoint": label.format(week=f"{week:g}"),
            "population": population,
            "share": estimate_response(trial, population, level, method, week if by_week else AT_ANY_TIME, outcomes),
        }
        for name, (outcomes, by_week, label) in ENDPOINTS.items()
        for population in POPULATIONS
    ]
    return pd.DataFrame(rows)


def compare_methods(trial: Trial, level: float) -> pd.DataFrame:
    """Complete response by the end of follow-up in both populations, under every interval method.

    Returns
    -------
    DataFrame
        population, and the fields of a Proportion.
    """
    rows = [
        {"population": population} | asdict(estimate_response(trial, population, level, method))
        for population in POPULATIONS
        for method in PROPORTION_METHODS
    ]
    return pd.DataFrame(rows)


def count_after_week(trial: Trial) -> int:
    """Complete responses that came after the week by which a response is judged."""
    return int(has_responded(trial.adsl).sum() - has_responded(trial.adsl, find_response_week(trial)).sum())


def estimate_sustained_remission(trial: Trial, among: str, level: float, method: str) -> Proportion | None:
    """The share in remission without the drug, as the text counts them; None where it does not, or counts too many.

    Parameters
    ----------
    among : str
        A population, or complete responders.
    """
    responders = trial.adsl[has_responded(trial.adsl)]
    patients = responders if among == RESPONDERS else select_population(trial.adsl, trial.adsl, among)
    stated = trial.facts.number("n_sustained_remission")
    if stated is None or stated > len(responders):
        return None
    if among == "eligible":  # the text's count is known by name where Table 2 has as many without a relapse
        unrelapsed = responders[responders["RELAPSE"] == "N"]
        if len(unrelapsed) != stated:
            return None
        stated = unrelapsed["SUBJID"].isin(patients["SUBJID"]).sum()
    return estimate_proportion(int(stated), len(patients), level, method)


def has_reason(patients: pd.DataFrame, code: str) -> pd.Series:
    """Who has a code among the reasons for inclusion."""
    return patients["REASONS"].str.split("; ").map(lambda codes: code in codes).astype(bool)


def list_splits(patients: pd.DataFrame, surface_percent: str | None) -> dict[str, dict[str, pd.Series]]:
    """Ways to divide patients: split → group → who belongs to it (bool)."""
    extensive, failed = has_reason(patients, "EXTENSIVE_RASH"), has_reason(patients, "LACK_OF_EFFICACY")
    median = patients["CLASI_ACTIVITY"].median()
    above = patients["CLASI_ACTIVITY"] > median
    shown = f" ({median:.1f})" if len(patients) else ""
    extent = f"over {surface_percent}% of body surface" if surface_percent else "extensive"
    return {
        "Subtype": {code: patients["DIAGNOSIS"] == code for code in patients["DIAGNOSIS"].value_counts().index},
        "Rash as a reason for inclusion": {extent: extensive, "not given": ~extensive},
        "Earlier treatment as a reason": {"thalidomide had not worked": failed, "other reasons only": ~failed},
        "CLASI activity at entry": {f"above the median{shown}": above, "at or below the median": ~above},
    }


def estimate_subgroups(trial: Trial, population: str, level: float, method: str) -> pd.DataFrame:
    """Complete response by the end of follow-up in each group of each split of a population.

    Returns
    -------
    DataFrame
        split, and the columns of `estimate_groups`; p is nan where a split has not exactly two groups.
    """
    patients = select_population(trial.adsl, trial.adsl, population)
    frames = []
    for split, members in list_splits(patients, trial.facts.reported("body_surface_percent_threshold")).items():
        groups = estimate_groups(members, has_responded(patients), level, method).assign(split=split)
        frames.append(groups if len(members) == 2 else groups.assign(p=math.nan))
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


def estimate_after_failure(trial: Trial, level: float, method: str) -> dict[str, Proportion]:
    """Responses of the evaluable in whom thalidomide had not worked: result's name → share."""
    patients = select_population(trial.adsl, trial.adsl, "evaluable")
    failed = patients[has_reason(patients, "LACK_OF_EFFICACY")]
    return {
        f"{name}_thalidomide_failure": estimate_proportion(
            int(has_responded(failed, outcomes=outcomes).sum()), len(failed), level, method
        )
        for name, outcomes in FAILURES.items()
    }


def quote_relapse_weeks(trial: Trial) -> str:
    """How long after taper or withdrawal relapse came, as the text prints it: `2 to 8 weeks`."""
    ends = [trial.facts.reported(f"relapse_weeks_{name}") for name in ("min", "max")]
    return f"{ends[0]} to {ends[1]} weeks" if all(ends) else "no range"
