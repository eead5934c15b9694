"""What each panel of the book starts from: the trial's own numbers under a scenario's parameters.

None where the data have nothing to start from; the page then has no panel.
"""

from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.trial.chapters.efficacy import estimate_response
from reanalysis.trial.cohort import Trial


def list_panels(trial: Trial, parameters: dict[str, object]) -> dict[str, dict | None]:
    """The values of every panel, by its name."""
    return {"intervals": start_intervals(trial, parameters)}


def start_intervals(trial: Trial, parameters: dict[str, object]) -> dict | None:
    """The responders of the headline population, and the methods of interval."""
    level, method = parameters["confidence_level"], parameters["proportion_ci"]
    share = estimate_response(trial, parameters["population"], level, method)
    if not share.total:
        return None
    methods = [(name, method.label) for name, method in PROPORTION_METHODS.items()]
    return {"count": share.count, "total": share.total, "level": level, "method": method, "methods": methods}
