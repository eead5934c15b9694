"""The headline results of the chapters under any parameters, without running the chapters, and what each of them says.

The estimates are those of the chapters on efficacy, time to complete response and relapse, from the same functions.
"""

import functools
import math
from dataclasses import dataclass

import pandas as pd
from scipy.special import ndtri

from reanalysis.show.text import (
    format_interval,
    format_level,
    format_median,
    format_number,
    format_percent,
    format_proportion,
    format_weeks,
)
from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.statistics.survival import (
    Median,
    kaplan_meier,
    median_survival,
    restricted_mean,
)
from reanalysis.trial.chapters.efficacy import estimate_remission, estimate_response, find_response_week
from reanalysis.trial.chapters.relapse import bound_taper_median, count_relapses
from reanalysis.trial.chapters.time_to_response import estimate_curve, estimate_share_by, is_followed, read_times
from reanalysis.trial.cohort import Trial

LANDMARK_WEEK = 12
MEAN_WEEKS = 24
TIME_CONVENTIONS = ("population", "withdrawal", "weeks_per_month", "month_rounding")  # what `read_times` takes
NOT_ESTIMABLE, NO_INTERVAL = "not estimable", "no interval"


@dataclass(frozen=True)
class Headline:
    """One headline result under one set of parameters.

    `unit` is share (then the numbers are fractions) or weeks; `estimate` is nan where there is none and inf for a
    median that is not reached, `lower` and `upper` are nan without an interval. `text` is what the chapter publishes
    under the name `source`; `reading` is what the result says by the rule for its kind (`read_share`, `read_median`,
    `read_mean`, `read_bound`).
    """

    key: str
    label: str
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
        Key to Headline, in the order of the chapters.

    Raises
    ------
    ValueError
        If no patient of the population has a time to complete response or to censoring.
    """
    parts = trial if isinstance(trial, TrialParts) else TrialParts(trial)
    headlines = [
        *_response_shares(parts, parameters),
        *_response_times(parts, parameters),
        *_relapses(parts, parameters),
    ]
    return {headline.key: headline for headline in headlines}


def read_share(estimate: float, lower: float, upper: float) -> str:
    """What a share says of one half: above it or below it if the whole interval is, else that it is inside."""
    return _read(estimate, lower, upper, 0.5, ("above one half", "below one half", "one half is within the interval"))


def read_median(median: Median, week: float) -> str:
    """What a median says of a week: reached by it or after it if the whole interval is, else that it is inside."""
    if median.upper == week:
        return f"by week {format_weeks(week)}"
    words = (
        f"after week {format_weeks(week)}",
        f"by week {format_weeks(week)}",
        f"week {format_weeks(week)} is within the interval",
    )
    return _read(median.weeks, median.lower, median.upper, week, words)


def read_mean(estimate: float, lower: float, upper: float, horizon: float) -> str:
    """What a restricted mean says of half of its horizon: more or less if the whole interval is, else inside."""
    half = f"{format_weeks(horizon / 2)} of {format_weeks(horizon)} weeks"
    return _read(
        estimate,
        lower,
        upper,
        horizon / 2,
        (f"more than {half}", f"less than {half}", f"{half} is within the interval"),
    )


def read_bound(weeks: float) -> str:
    """What a bound of a median says: whether one half is reached."""
    return NOT_ESTIMABLE if math.isnan(weeks) else "reached" if math.isfinite(weeks) else "not reached"


def _read(estimate: float, lower: float, upper: float, value: float, words: tuple[str, str, str]) -> str:
    above, below, inside = words
    if math.isnan(estimate):
        return NOT_ESTIMABLE
    if math.isnan(lower) or math.isnan(upper):
        return NO_INTERVAL
    return above if lower > value else below if upper < value else inside


def _from_proportion(key: str, label: str, share: Proportion | None, source: str) -> Headline:
    numbers = (share.estimate, share.lower, share.upper) if share else (math.nan,) * 3
    return Headline(key, label, "share", *numbers, format_proportion(share), read_share(*numbers), source)


def _response_shares(parts: TrialParts, parameters: dict) -> list[Headline]:
    population, level, method = (parameters[name] for name in ("population", "confidence_level", "proportion_ci"))
    name, week = population.replace("-", "_"), parts.response_week
    response = parts.estimate_response(population, level, method)
    remission = estimate_remission(parts.trial, response.total, level, method)
    early = parts.estimate_response(population, level, method, week)
    return [
        _from_proportion("complete_response", "Complete response", response, "efficacy.cr_headline"),
        _from_proportion(
            "response_by_week",
            f"Complete response by week {format_weeks(week)}",
            early,
            f"efficacy.cr_week12_{name}",
        ),
        _from_proportion(
            "sustained_remission",
            "Sustained remission without the drug",
            remission,
            f"efficacy.sustained_remission_{name}",
        ),
    ]


def _response_times(parts: TrialParts, parameters: dict) -> list[Headline]:
    level, km_ci = parameters["confidence_level"], parameters["km_ci"]
    conventions = tuple(parameters[name] for name in TIME_CONVENTIONS)
    times, curve = parts.read_times(*conventions), parts.estimate_curve(conventions, level, km_ci)
    median = median_survival(curve, parameters["median_rule"])
    plain = kaplan_meier(times["weeks"], times["event"], level, km_ci) if times["competing"].any() else curve
    return [
        Headline(
            "median_weeks_to_cr",
            "Median time to complete response",
            "weeks",
            median.weeks,
            median.lower,
            median.upper,
            format_median(median, level, km_ci),
            read_median(median, parts.response_week),
            "time_to_response.median_headline",
        ),
        _curve_share("estimated_by_week", f"by week {LANDMARK_WEEK}", curve, LANDMARK_WEEK, level),
        _curve_share("estimated_by_end", "by the end", curve, curve["weeks"].max(), level),
        _mean_without_response(plain, level),
    ]


def _curve_share(key: str, when: str, curve: pd.DataFrame, week: float, level: float) -> Headline:
    estimate, lower, upper = estimate_share_by(curve, week)
    text = format_percent(estimate)
    if not math.isnan(lower):
        text += f" ({format_level(level)} CI {format_percent(lower)} to {format_percent(upper)})"
    source = "cr_by_end" if key == "estimated_by_end" else f"cr_by_week_{LANDMARK_WEEK}"
    return Headline(
        key,
        f"Estimated share with complete response {when}",
        "share",
        estimate,
        lower,
        upper,
        text,
        read_share(estimate, lower, upper),
        f"time_to_response.{source}",
    )


def _mean_without_response(curve: pd.DataFrame, level: float) -> Headline:
    mean, lower, upper, text = math.nan, math.nan, math.nan, NOT_ESTIMABLE
    if is_followed(curve, MEAN_WEEKS):
        mean, std_error = restricted_mean(curve, MEAN_WEEKS)
        text = f"{format_number(mean)} weeks (nobody had responded, so no interval)"
        if std_error:
            half_width = ndtri((1 + level) / 2) * std_error
            lower, upper = max(mean - half_width, 0.0), min(mean + half_width, MEAN_WEEKS)
            limits = f"{format_level(level)} CI {format_interval(lower, upper)}"
            text = f"{format_number(mean)} weeks ({limits}; SE {format_number(std_error, 2)})"
    return Headline(
        "mean_weeks_without_cr",
        f"Mean time without complete response in the first {MEAN_WEEKS} weeks",
        "weeks",
        mean,
        lower,
        upper,
        text,
        read_mean(mean, lower, upper, MEAN_WEEKS),
        f"time_to_response.rmst_{MEAN_WEEKS}",
    )


def _relapses(parts: TrialParts, parameters: dict) -> list[Headline]:
    reading = parameters["unrecorded_relapse"]
    share = estimate_proportion(
        *count_relapses(parts.trial, reading), parameters["confidence_level"], parameters["proportion_ci"]
    )
    headlines = [_from_proportion("relapse", "Relapse among complete responders", share, "relapse.relapse_headline")]
    for edge, weeks in zip(("earliest", "latest"), parts.bound_taper_median(reading), strict=True):
        text = NOT_ESTIMABLE if math.isnan(weeks) else f"{weeks:.4g}" if math.isfinite(weeks) else "not reached"
        headlines.append(
            Headline(
                f"taper_median_{edge}",
                f"{edge.capitalize()} possible median time from taper to relapse",
                "weeks",
                weeks,
                math.nan,
                math.nan,
                text,
                read_bound(weeks),
                f"relapse.taper_median_{edge}",
            )
        )
    return headlines
