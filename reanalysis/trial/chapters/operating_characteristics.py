"""What a trial of this size can show: coverage of intervals, power of their lower limits, and what stays open."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reanalysis.statistics.operating import (
    coverage_curve,
    coverage_probability,
    exceedance_probability,
    fewest_responses,
    patients_for_width,
    summarise_coverage,
)
from reanalysis.statistics.proportions import EXACT, PROPORTION_METHODS, estimate_proportion, zero_event_upper
from reanalysis.trial.chapters.efficacy import estimate_response, find_response_week
from reanalysis.trial.cohort import Trial

POPULATIONS = ("evaluable", "all-treated")
REFERENCE_RATES = np.arange(10, 81, 10) / 100  # of the table of power
FINE_RATES = np.arange(5, 100, 5) / 100  # where the largest rate below a lower limit is looked for
DRAWN_RATES = (0.3, 0.5, 0.7)  # far enough apart to be told apart in a figure
POWER_RATES = np.arange(50, 91, 10) / 100
EVENT_RATES = (0.01, 0.05, 0.1)
HALF, POINTS_A_PIECE = 0.5, 6  # a piece of a curve between two limits is short and smooth

EACH_METHOD = {
    "coverage_mean": ("%", "mean coverage of the interval, {label}, over all true shares, percent"),
    "coverage_lowest": ("%", "lowest coverage of the interval, {label}, over all true shares, percent"),
}
EACH_POPULATION = {
    "patients": ("patients", "patients"),
    "responses": ("patients", "patients with a complete response"),
    "largest_reference": ("%", "largest rate, in steps of 5%, below the lower limit of the exact interval, percent"),
    "responses_by_week": ("patients", "patients with a complete response by the week by which the registry judges one"),
    "lower_by_week": ("%", "lower limit of the exact interval of a complete response by that week, percent"),
    "responses_needed_half": ("patients", "responses that lift the lower limit above one half"),
    "zero_event_upper": ("%", "exact one-sided upper limit of an event seen in nobody, percent"),
    "unseen_5": ("%", "trials of this size in which nobody has an event that 5% of patients have, percent"),
    "width": ("percentage points", "width of the exact interval at the observed share"),
    "patients_half_width": ("patients", "patients that would halve the width of the exact interval"),
}
PUBLISHED = {
    **{
        f"{name}_{population.replace('-', '_')}": (unit, f"{meaning}, {population} population")
        for population in POPULATIONS
        for name, (unit, meaning) in (
            EACH_POPULATION
            | {
                f"{name}_{method.key}": (unit, meaning.format(label=method.label))
                for method in PROPORTION_METHODS.values()
                for name, (unit, meaning) in EACH_METHOD.items()
            }
        ).items()
    },
    **{
        f"larger_errors_{method.key}": (
            "rows",
            f"rows of the table of power with a type I error above half of what the level leaves, {method.label}",
        )
        for method in PROPORTION_METHODS.values()
    },
    "half": ("sentence", "responders that put the exact interval above one half, and whether there were so many"),
    "half_by_week": ("sentence", "the same by the week by which the registry judges a response"),
    "patients_for_power": (
        "patients",
        "patients that lift the exact interval above one half, if 70% respond, in 80% of trials",
    ),
    "plan": ("table", "what trials of several sizes could show"),
    "times_as_many": ("", "how many times as many patients halve the width of an interval, lowest to highest"),
    "coverage": ("table", "coverage and width of each interval"),
    "power": ("table", "responses needed, type I error and power by interval and reference rate"),
    "unseen_events": ("table", "limits of an event that nobody had, and how often one goes unseen"),
    "precision": ("table", "widths of the intervals, and patients needed for half of them"),
}


@dataclass(frozen=True)
class Population:
    """A population with at least one patient, and how many of it had a complete response, ever and by the fixed week."""

    name: str
    total: int
    responses: int
    by_week: int

    @property
    def share(self) -> float:
        """Share with a complete response, a fraction."""
        return self.responses / self.total


def count_populations(trial: Trial) -> list[Population]:
    """The evaluable, if any are, and all treated."""
    found = {
        name: [estimate_response(trial, name, 0.95, EXACT, week) for week in (math.inf, find_response_week(trial))]
        for name in POPULATIONS
    }
    return [
        Population(name, ever.total, ever.count, by_week.count) for name, (ever, by_week) in found.items() if ever.total
    ]


def measure_coverage(populations: list[Population], level: float) -> pd.DataFrame:
    """Coverage and width of each interval in each population.

    Returns
    -------
    DataFrame
        population, total, method, mean, minimum, minimum_rate, at_observed, mean_width; fractions.
    """
    rows = []
    for group, method in itertools.product(populations, PROPORTION_METHODS):
        found = summarise_coverage(group.total, level, method)
        here = float(coverage_probability(group.total, group.share, level, method))
        rows.append(
            (group.name, group.total, method, found.mean, found.minimum, found.minimum_rate, here, found.mean_width)
        )
    numbers = ["mean", "minimum", "minimum_rate", "at_observed", "mean_width"]
    return pd.DataFrame(rows, columns=["population", "total", "method", *numbers])


def trace_coverage(populations: list[Population], level: float) -> pd.DataFrame:
    """Coverage against the true rate: population, total, method, piece (between two limits), rate, coverage."""
    frames = []
    for group, method in itertools.product(populations, PROPORTION_METHODS):
        rates, coverage = coverage_curve(group.total, level, method, POINTS_A_PIECE)
        piece = np.repeat(np.arange(len(rates)), rates.shape[1])
        columns = {"piece": piece, "rate": rates.ravel(), "coverage": coverage.ravel()}
        frames.append(pd.DataFrame({"population": group.name, "total": group.total, "method": method} | columns))
    return pd.concat(frames, ignore_index=True)


def measure_power(populations: list[Population], level: float) -> pd.DataFrame:
    """Responses that lift the lower limit above each reference rate, and how often they occur.

    Returns
    -------
    DataFrame
        population, total, reference_rate, method, needed (None where no count is enough), type_1_error, and power_50
        to power_90, the probability of so many responses at true shares of 50% to 90%; fractions.
    """
    rows = []
    for group, reference, method in itertools.product(populations, REFERENCE_RATES, PROPORTION_METHODS):
        design = (reference, level, method)
        error, *power = exceedance_probability(group.total, [reference, *POWER_RATES], *design)
        rows.append((group.name, group.total, reference, method, fewest_responses(group.total, *design), error, *power))
    columns = ["population", "total", "reference_rate", "method", "needed", "type_1_error"]
    frame = pd.DataFrame(rows, columns=[*columns, *(f"power_{100 * rate:.0f}" for rate in POWER_RATES)], dtype=object)
    return frame.infer_objects().assign(needed=pd.Series([row[4] for row in rows], dtype=object))


def trace_power(populations: list[Population], level: float) -> pd.DataFrame:
    """Probability (chance) that the lower limit of the exact interval lies above a reference rate, by the true rate.

    In fractions, with the share that was observed and the count that is needed (None where no count is enough).
    """
    rates = np.linspace(0, 1, 201)
    frames = []
    for group, reference in itertools.product(populations, DRAWN_RATES):
        design = (reference, level, EXACT)
        curve = pd.DataFrame({"rate": rates, "chance": exceedance_probability(group.total, rates, *design)})
        needed = pd.Series([fewest_responses(group.total, *design)] * len(rates), dtype=object)
        head = {"population": group.name, "total": group.total, "observed": group.share, "reference_rate": reference}
        frames.append(curve.assign(**head, needed=needed))
    return pd.concat(frames, ignore_index=True)


def find_largest_reference(group: Population, level: float) -> float:
    """The largest rate of the grid below the lower limit of the exact interval; nan where there is none."""
    below = FINE_RATES[estimate_proportion(group.responses, group.total, level, EXACT).lower > FINE_RATES]
    return float(below.max()) if len(below) else math.nan


def bound_unseen_events(populations: list[Population], level: float) -> pd.DataFrame:
    """How frequent an event can be that nobody had, and how often an event of a given rate is seen in nobody.

    Returns
    -------
    DataFrame
        population, total, one_sided and two_sided (exact upper limits), rule (its approximation, -ln(1 - level) / n),
        and unseen_1, unseen_5 and unseen_10 for events that 1%, 5% and 10% of patients have; fractions.
    """
    rows = [
        {
            "population": group.name,
            "total": group.total,
            "one_sided": zero_event_upper(group.total, level, sided=1),
            "two_sided": zero_event_upper(group.total, level, sided=2),
            "rule": -math.log(1 - level) / group.total,
            **{f"unseen_{100 * rate:.0f}": (1 - rate) ** group.total for rate in EVENT_RATES},
        }
        for group in populations
    ]
    return pd.DataFrame(rows)


def measure_precision(populations: list[Population], level: float) -> pd.DataFrame:
    """Width of each interval at the observed share, and how many patients would halve it.

    Returns
    -------
    DataFrame
        population, total, method, estimate, lower, upper, width (fractions), patients, ratio (patients to total).
    """
    rows = []
    for group, method in itertools.product(populations, PROPORTION_METHODS):
        share = estimate_proportion(group.responses, group.total, level, method)
        width = share.upper - share.lower
        patients = patients_for_width(width / 2, group.share, level, method)
        rows.append((group.name, group.total, method, share.estimate, share.lower, share.upper, width, patients))
    columns = ["population", "total", "method", "estimate", "lower", "upper", "width", "patients"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(ratio=frame["patients"] / frame["total"])


def count_larger_errors(power: pd.DataFrame, level: float) -> dict[str, int]:
    """By method, the rows of `measure_power` with a type I error above half of what the level leaves."""
    larger = power["type_1_error"] > (1 - level) / 2
    return {method: int(larger[power["method"] == method].sum()) for method in PROPORTION_METHODS}


def summarise_populations(populations: list[Population], level: float) -> pd.DataFrame:
    """What pages quote of each population: its name in results' names, then the columns of `EACH_POPULATION`.

    Shares and widths are fractions; needed is None where no count is enough.
    """
    unseen = bound_unseen_events(populations, level).set_index("population")
    precision = measure_precision(populations, level)
    precision = precision[precision["method"] == EXACT].set_index("population")
    rows = [
        {
            "name": group.name.replace("-", "_"),
            "patients": group.total,
            "responses": group.responses,
            "responses_by_week": group.by_week,
            "lower_by_week": estimate_proportion(group.by_week, group.total, level, EXACT).lower,
            "largest_reference": find_largest_reference(group, level),
            "responses_needed_half": fewest_responses(group.total, HALF, level, EXACT),
            "zero_event_upper": unseen.loc[group.name, "one_sided"],
            "unseen_5": unseen.loc[group.name, "unseen_5"],
            "width": precision.loc[group.name, "width"],
            "patients_half_width": precision.loc[group.name, "patients"],
        }
        for group in populations
    ]
    return pd.DataFrame(rows, dtype=object)
