"""The headline results under every scenario, side by side, and whether two of them hold everything between."""

import itertools
import math

import pandas as pd

from reanalysis.parameters import CONTRACT, KINDS_OF_CHOICE, default_parameters
from reanalysis.scenarios.files import DEFAULT, list_scenarios, read_scenario
from reanalysis.trial.headline import Headline, TrialParts, compute_headline

OPEN_CHOICES = ("population", "withdrawal", "unrecorded_relapse", "month_rounding")
ENDS = ("pessimistic", "optimistic")
# Shares that the ends should hold, and whether more of it is better (1) or worse (-1).
BETTER = {
    "complete_response": 1,
    "response_by_week": 1,
    "estimated_by_week": 1,
    "estimated_by_end": 1,
    "relapse": -1,
}
TOLERANCE = 1e-9


def read_scenarios() -> dict[str, dict]:
    """Every scenario by its name, the default first."""
    return {name: read_scenario(name) for name in list_scenarios()}


def list_differences(scenario: dict) -> dict[str, object]:
    """The parameters whose value differs from the default scenario's."""
    usual = read_scenario(DEFAULT)["parameters"]
    return {name: value for name, value in scenario["parameters"].items() if value != usual[name]}


def compare_headlines(parts: TrialParts, scenarios: dict[str, dict]) -> pd.DataFrame:
    """Every headline result under every scenario, result by result.

    Returns
    -------
    DataFrame
        scenario, title, the fields of `reanalysis.trial.headline.Headline`, changed (whether the reading differs from
        the default's) and same_value (whether the published text is the default's, to the last character).
    """
    found = {name: compute_headline(parts, scenario["parameters"]) for name, scenario in scenarios.items()}
    rows = [
        {"scenario": name, "title": scenarios[name]["title"], **vars(found[name][key])}
        | _compare(found[name][key], found[DEFAULT][key])
        for key in found[DEFAULT]
        for name in scenarios
    ]
    return pd.DataFrame(rows)


def _compare(headline: Headline, usual: Headline) -> dict[str, bool]:
    return {"changed": headline.reading != usual.reading, "same_value": headline.text == usual.text}


def count_agreement(headlines: pd.DataFrame) -> pd.DataFrame:
    """By scenario, the default left out: how many headline results have the same value, and the same reading.

    Returns
    -------
    DataFrame
        scenario, title, same_values, same_readings, total.
    """
    others = headlines[headlines["scenario"] != DEFAULT].assign(same_reading=lambda frame: ~frame["changed"])
    return (
        others.groupby(["scenario", "title"], sort=False)
        .agg(same_values=("same_value", "sum"), same_readings=("same_reading", "sum"), total=("key", "size"))
        .reset_index()
    )


def list_changed(headlines: pd.DataFrame) -> list[str]:
    """Labels of the results whose reading differs from the default's in some scenario."""
    return list(headlines.loc[headlines["changed"], "label"].unique())


def list_changed_by(parts: TrialParts, scenarios: dict[str, dict], kind: str) -> list[str]:
    """Labels of the results whose reading differs from the default's when only choices of one kind are a scenario's."""
    usual, changed = compute_headline(parts, default_parameters()), {}
    for scenario in scenarios.values():
        differing = {name: value for name, value in list_differences(scenario).items() if CONTRACT[name].kind == kind}
        found = compute_headline(parts, default_parameters() | differing)
        changed |= {key: one.label for key, one in found.items() if one.reading != usual[key].reading}
    return [usual[key].label for key in usual if key in changed]


def describe_differences(scenario: dict) -> str:
    """The parameters that a scenario changes, each with the kind of choice it is, in words."""
    told = [
        f"{name}: {value} ({KINDS_OF_CHOICE[CONTRACT[name].kind]})"
        for name, value in list_differences(scenario).items()
    ]
    return "; ".join(told) or "none"


def count_combinations() -> int:
    """How many combinations of the open choices there are."""
    return math.prod(len(CONTRACT[name].choices) for name in OPEN_CHOICES)


def bound_ends(parts: TrialParts, headlines: pd.DataFrame) -> pd.DataFrame:
    """Each share under all combinations of the open choices, beside the two scenarios that should hold them.

    All other parameters are the default scenario's.

    Returns
    -------
    DataFrame
        key, label, smallest, largest, pessimistic, optimistic (fractions), outside: combinations that are worse than
        the pessimistic or better than the optimistic scenario.
    """
    usual = read_scenario(DEFAULT)["parameters"]
    levels = itertools.product(*(CONTRACT[name].choices for name in OPEN_CHOICES))
    found = [compute_headline(parts, usual | dict(zip(OPEN_CHOICES, values, strict=True))) for values in levels]
    estimates = headlines.set_index(["key", "scenario"])["estimate"]
    rows = []
    for key, sign in BETTER.items():
        shares = [combination[key].estimate for combination in found]
        worst, best = (estimates[key, name] for name in ENDS)
        outside = sum(
            sign * share < sign * worst - TOLERANCE or sign * share > sign * best + TOLERANCE for share in shares
        )
        rows.append((key, found[0][key].label, min(shares), max(shares), worst, best, outside))
    return pd.DataFrame(rows, columns=["key", "label", "smallest", "largest", *ENDS, "outside"])
