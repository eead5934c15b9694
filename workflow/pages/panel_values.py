"""What each panel of the book starts from: the trial's own numbers under a scenario's parameters.

None where the data have nothing to start from; the page then has no panel.
"""

import pandas as pd

from reanalysis.show.survival_figures import choose_ticks
from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.trial.adtte import build_adtte
from reanalysis.trial.chapters.efficacy import estimate_response
from reanalysis.trial.cohort import Trial

TEXTBOOK_MEAN, TEXTBOOK_SIZE = "5.19", 28  # the example of GRIM's authors (Brown & Heathers 2017)


def list_panels(trial: Trial, parameters: dict[str, object]) -> dict[str, dict | None]:
    """The values of every panel, by its name."""
    return {
        "grim": start_grim(trial),
        "intervals": start_intervals(trial, parameters),
        "kaplan-meier": start_curve(trial, parameters),
    }


def start_grim(trial: Trial) -> dict:
    """The printed mean of damage at one year and everyone treated; without one, the example of the test's authors."""
    mean = trial.facts.reported("clasi_damage_month12_mean")
    return {"mean": mean, "n": len(trial.adsl)} if mean else {"mean": TEXTBOOK_MEAN, "n": TEXTBOOK_SIZE}


def start_intervals(trial: Trial, parameters: dict[str, object]) -> dict | None:
    """The responders of the headline population, and the methods of interval."""
    level, method = parameters["confidence_level"], parameters["proportion_ci"]
    share = estimate_response(trial, parameters["population"], level, method)
    if not share.total:
        return None
    methods = [(name, method.label) for name, method in PROPORTION_METHODS.items()]
    return {"count": share.count, "total": share.total, "level": level, "method": method, "methods": methods}


def start_curve(trial: Trial, parameters: dict[str, object]) -> dict | None:
    """Each patient's time to complete response or to the last visit, and what the page chose."""
    conventions = {name: parameters[name] for name in ("weeks_per_month", "month_rounding")}
    adtte = build_adtte(trial, withdrawal="competing", **conventions)
    times = adtte[adtte["PARAMCD"] == "TTCR"].merge(trial.adsl[["SUBJID", "EVALFL", "ELIGFL"]], on="SUBJID")
    responses = times.loc[times["CNSR"] == 0, "AVAL"]
    if responses.empty:
        return None
    patients = [
        {
            "patient": row.SUBJID,
            "weeks": None if pd.isna(row.AVAL) else row.AVAL,
            "event": row.CNSR == 0,
            "withdrawn": row.DESCRIPTION == "withdrawn",
            "evaluable": row.EVALFL == "Y",
            "eligible": row.ELIGFL == "Y",
        }
        for row in times.itertuples()
    ]
    chosen = {"population": "population", "withdrawal": "withdrawal", "scale": "km_ci", "rule": "median_rule"}
    ticks = [float(tick) for tick in choose_ticks(responses.max())]
    return {
        "patients": patients,
        "ticks": ticks,
        "level": parameters["confidence_level"],
    } | {name: parameters[parameter] for name, parameter in chosen.items()}
