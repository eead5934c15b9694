"""What each panel of the book starts from: the trial's own numbers under a scenario's parameters.

None where the data have nothing to start from; the page then has no panel.
"""

import math

import pandas as pd

from reanalysis.ledger.verdicts import VERDICT_GROUPS
from reanalysis.parameters import CONTRACT
from reanalysis.show.exhibits import MOST_PATIENT_PAGES
from reanalysis.show.survival_figures import choose_ticks
from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.trial.adtte import build_adtte
from reanalysis.trial.beliefs import SCEPTICS
from reanalysis.trial.chapters.efficacy import estimate_response
from reanalysis.trial.chapters.relapse import READINGS, count_doses, count_relapses, list_doses
from reanalysis.trial.cohort import Trial
from reanalysis.trial.dose_readings import FIRST, FIRST_SHORT, RESPONSE, bound_remission
from reanalysis.trial.relapse_clocks import find_moments
from reanalysis.trial.taper_steps import compare_steps

TEXTBOOK_MEAN, TEXTBOOK_SIZE = "5.19", 28  # the example of GRIM's authors (Brown & Heathers 2017)


def list_panels(trial: Trial, parameters: dict[str, object], ledger: dict[str, dict]) -> dict[str, dict | None]:
    """The values of every panel, by its name; `ledger` is what the ledger's chapter published, by name.

    What takes each patient on its own is left out where there are too many to choose from.
    """
    is_small = len(trial.adsl) <= MOST_PATIENT_PAGES
    return {
        "beliefs": start_beliefs(trial, parameters),
        "grim": start_grim(trial),
        "intervals": start_intervals(trial, parameters),
        "kaplan-meier": start_curve(trial, parameters) if is_small else None,
        "ledger": start_ledger(ledger),
        "relapse": start_relapse(trial, parameters) if is_small else None,
    }


MOST_TICKS = 8
MOST_DOUBT = 60  # patients that a belief can weigh on the panel
DIGITS = 6  # of a week or a share that a panel reads and draws


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


def start_beliefs(trial: Trial, parameters: dict[str, object]) -> dict | None:
    """The sceptic's belief, and the responders of the headline population."""
    share = estimate_response(
        trial, parameters["population"], parameters["confidence_level"], parameters["proportion_ci"]
    )
    if not share.total:
        return None
    weight = parameters.get("sceptic_patients", CONTRACT["sceptic_patients"].default)
    expected = round(100 * SCEPTICS["complete_response"])
    return {"expected": expected, "weight": round(min(weight, MOST_DOUBT)), "count": share.count, "total": share.total}


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


def start_relapse(trial: Trial, parameters: dict[str, object]) -> dict | None:
    """Bounds of the share in remission under every reading of dash and dose on every clock, each set of bounds once."""
    counts = {reading: count_relapses(trial, reading) for reading in READINGS}
    end = find_moments(trial)["at_end"]
    if math.isnan(end) or not all(total for _, total in counts.values()):
        return None
    conventions = parameters["weeks_per_month"], parameters["month_rounding"]
    curves, places = [], {}
    for dash in READINGS:
        for dose, clocks in bound_remission(trial, dash, *conventions).items():
            for clock, bounds in clocks.items():
                rows = bounds.astype(float).round(DIGITS).to_numpy().tolist()
                curves += [] if rows in curves else [rows]
                places[f"{dash} {dose} {clock}"] = curves.index(rows)
    steps = compare_steps(trial, parameters["weeks_per_month"])
    doses = count_doses(list_doses(trial))
    longest = max(row[0] for dash in READINGS for row in curves[places[f"{dash} open {RESPONSE}"]])
    return {
        "dash": parameters["unrecorded_relapse"],
        "counts": counts,
        "on": doses["n_relapsed_on_drug"],
        "off": doses["n_relapsed_off_drug"],
        "reached": {FIRST: steps.lowest_weeks, FIRST_SHORT: steps.lowest_weeks_short} if steps else {},
        "latest": end,
        "week": math.floor(end / 2),
        "ticks": {"taper": list_ticks(end + 1), RESPONSE: list_ticks(longest)},
        "curves": curves,
        "places": places,
    }


def list_ticks(end: float) -> list[int]:
    """Whole weeks from 0 to an end or beyond it, at most `MOST_TICKS` steps of one length."""
    step = math.ceil(end / MOST_TICKS)
    return list(range(0, step * math.ceil(end / step) + 1, step))


def start_ledger(published: dict[str, dict]) -> dict | None:
    """The edits that the ledger's chapter tried, how many claims it judges, and the groups of their verdicts."""
    tried = published.get("edits", {}).get("value", {})
    if not tried.get("label"):
        return None
    edits = [dict(zip(tried, row, strict=True)) for row in zip(*tried.values(), strict=True)]
    groups = {verdict: group for group, verdicts in VERDICT_GROUPS.items() for verdict in verdicts}
    return {"total": published["n_claims"]["value"], "groups": groups, "edits": edits}
