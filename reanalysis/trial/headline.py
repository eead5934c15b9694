"""The headline results of the chapters under any parameters, without running the chapters, and what each of them says.

Estimates and texts are made by the functions that the chapters on efficacy, time to complete response and relapse call;
this module brings them together with what each says, by the rules of `reanalysis.trial.readings`.
"""

import functools
import math
from dataclasses import dataclass

import pandas as pd

from reanalysis.show.text import (
    format_bound,
    format_curve_share,
    format_median,
    format_proportion,
    format_restricted_mean,
    format_weeks,
)
from reanalysis.statistics.proportions import Proportion
from reanalysis.statistics.survival import median_survival
from reanalysis.trial.chapters.efficacy import (
    estimate_response,
    estimate_sustained_remission,
    find_response_week,
)
from reanalysis.trial.chapters.relapse import estimate_relapse
from reanalysis.trial.chapters.time_to_response import (
    estimate_curve,
    estimate_mean_without_response,
    estimate_share_by,
    read_times,
)
from reanalysis.trial.cohort import Trial
from reanalysis.trial.readings import NOT_ESTIMABLE, read_bound, read_mean, read_median, read_share
from reanalysis.trial.relapse_clocks import bound_taper_median

LANDMARK_WEEK = 12
MEAN_WEEKS = 24
TIME_CONVENTIONS = ("population", "withdrawal", "weeks_per_month", "month_rounding")  # what `read_times` takes
NO_NUMBERS = (math.nan, math.nan, math.nan)
NOT_KNOWN = "not known"

Finding = tuple[tuple[float, float, float], str, str]  # estimate and limits, text, reading


@dataclass(frozen=True)
class Kind:
    """What a headline result is in every run: its label, a short one for figures, its unit, and the published result.

    {week} stands for the week by which the paper's definition judges a response, {population} for who is counted.
    """

    label: str
    short: str
    unit: str
    source: str


KINDS = {
    "complete_response": Kind("Complete response", "Complete response", "share", "efficacy.cr_headline"),
    "response_by_week": Kind(
        "Complete response by week {week}",
        "Complete response by week {week}",
        "share",
        "efficacy.cr_week12_{population}",
    ),
    "sustained_remission": Kind(
        "Sustained remission without the drug",
        "Sustained remission",
        "share",
        "efficacy.sustained_remission_{population}",
    ),
    "median_weeks_to_cr": Kind(
        "Median time to complete response",
        "Median time to response",
        "weeks",
        "time_to_response.median_headline",
    ),
    "estimated_by_week": Kind(
        f"Estimated share with complete response by week {LANDMARK_WEEK}",
        f"Estimated, by week {LANDMARK_WEEK}",
        "share",
        f"time_to_response.cr_by_week_{LANDMARK_WEEK}",
    ),
    "estimated_by_end": Kind(
        "Estimated share with complete response by the end",
        "Estimated, by the end",
        "share",
        "time_to_response.cr_by_end",
    ),
    "mean_weeks_without_cr": Kind(
        f"Mean time without complete response in the first {MEAN_WEEKS} weeks",
        f"Mean time without, of {MEAN_WEEKS} weeks",
        "weeks",
        f"time_to_response.rmst_{MEAN_WEEKS}",
    ),
    "relapse": Kind("Relapse among complete responders", "Relapse", "share", "relapse.relapse_headline"),
    "taper_median_earliest": Kind(
        "Earliest possible median time from taper to relapse",
        "Taper to relapse, earliest",
        "weeks",
        "relapse.taper_median_earliest",
    ),
    "taper_median_latest": Kind(
        "Latest possible median time from taper to relapse",
        "Taper to relapse, latest",
        "weeks",
        "relapse.taper_median_latest",
    ),
}


@dataclass(frozen=True)
class Headline:
    """One headline result under one set of parameters.

    `unit` is share (then the numbers are fractions) or weeks; `estimate` is nan where there is none and inf for a
    median that is not reached, `lower` and `upper` are nan without an interval. `text` is what the chapter publishes
    under the name `source`; `reading` is what the result says by its rule in `reanalysis.trial.readings`.
    """

    key: str
    label: str
    short: str
    unit: str
    estimate: float
    lower: float
    upper: float
    text: str
    reading: str
    source: str


class TrialParts:
    """A trial with what its headline results are made from, each part computed once however many runs ask for it."""

    def __init__(self, trial: Trial):
        self.trial = trial
        self.response_week = find_response_week(trial)
        self.read_times = functools.cache(functools.partial(read_times, trial))
        self.estimate_response = functools.cache(functools.partial(estimate_response, trial))
        self.bound_taper_median = functools.cache(functools.partial(bound_taper_median, trial))
        self.estimate_curve = functools.cache(self._estimate_curve)

    def _estimate_curve(self, conventions: tuple, level: float, km_ci: str) -> pd.DataFrame:
        return estimate_curve(self.read_times(*conventions), level, km_ci)


def compute_headline(trial: Trial | TrialParts, parameters: dict[str, object]) -> dict[str, Headline]:
    """The headline results of one run, as its chapters publish them.

    Parameters
    ----------
    trial : Trial or TrialParts
        As read by `reanalysis.trial.cohort.read_trial`; wrapped in `TrialParts`, many runs share what they have in common.
    parameters : dict
        Every parameter of `reanalysis.parameters.CONTRACT` (`data_dir` is not used).

    Returns
    -------
    dict
        Key to Headline, in the order of `KINDS`.

    Raises
    ------
    ValueError
        If no patient of the population has a time to complete response or to censoring.
    """
    parts = trial if isinstance(trial, TrialParts) else TrialParts(trial)
    found = _find_shares(parts, parameters) | _find_times(parts, parameters) | _find_relapses(parts, parameters)
    words = {"week": format_weeks(parts.response_week), "population": parameters["population"].replace("-", "_")}
    return {key: _build_headline(key, KINDS[key], found[key], words) for key in KINDS}


def _build_headline(key: str, kind: Kind, finding: Finding, words: dict[str, str]) -> Headline:
    label, short, source = (text.format(**words) for text in (kind.label, kind.short, kind.source))
    numbers, text, reading = finding
    return Headline(key, label, short, kind.unit, *numbers, text, reading, source)


def _find_shares(parts: TrialParts, parameters: dict) -> dict[str, Finding]:
    counted = tuple(parameters[name] for name in ("population", "confidence_level", "proportion_ci"))
    sustained = estimate_sustained_remission(parts.trial, *counted)
    return {
        "complete_response": _describe_proportion(parts.estimate_response(*counted)),
        "response_by_week": _describe_proportion(parts.estimate_response(*counted, parts.response_week)),
        "sustained_remission": _describe_proportion(sustained) if sustained else (NO_NUMBERS, NOT_KNOWN, NOT_ESTIMABLE),
    }


def _find_times(parts: TrialParts, parameters: dict) -> dict[str, Finding]:
    level, km_ci = parameters["confidence_level"], parameters["km_ci"]
    conventions = tuple(parameters[name] for name in TIME_CONVENTIONS)
    curve = parts.estimate_curve(conventions, level, km_ci)
    median = median_survival(curve, parameters["median_rule"])
    *mean, _ = estimate_mean_without_response(parts.read_times(*conventions), level, MEAN_WEEKS)
    weeks = {"estimated_by_week": LANDMARK_WEEK, "estimated_by_end": curve["weeks"].max()}
    return {
        "median_weeks_to_cr": (
            (median.weeks, median.lower, median.upper),
            format_median(median, level),
            read_median(median, parts.response_week),
        ),
        **{
            key: _describe_share(estimate_share_by(curve, week, level, parameters["proportion_ci"]), level)
            for key, week in weeks.items()
        },
        "mean_weeks_without_cr": (
            tuple(mean),
            format_restricted_mean(*mean, level),
            read_mean(*mean, MEAN_WEEKS),
        ),
    }


def _find_relapses(parts: TrialParts, parameters: dict) -> dict[str, Finding]:
    reading = parameters["unrecorded_relapse"]
    interval = parameters["confidence_level"], parameters["proportion_ci"]
    share = estimate_relapse(parts.trial, reading, *interval)
    bounds = zip(("taper_median_earliest", "taper_median_latest"), parts.bound_taper_median(reading), strict=True)
    return {
        "relapse": _describe_proportion(share),
        **{key: ((weeks, math.nan, math.nan), format_bound(weeks), read_bound(weeks)) for key, weeks in bounds},
    }


def _describe_proportion(share: Proportion) -> Finding:
    numbers = (share.estimate, share.lower, share.upper)
    return numbers, format_proportion(share), read_share(*numbers)


def _describe_share(numbers: tuple[float, float, float], level: float) -> Finding:
    return numbers, format_curve_share(*numbers, level), read_share(*numbers)
