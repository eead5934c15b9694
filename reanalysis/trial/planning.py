"""What the trial could have shown at every count of responders, and what a next trial should plan for."""

from collections.abc import Sequence

import pandas as pd

from reanalysis.statistics.operating import exceedance_probability, fewest_responses
from reanalysis.statistics.proportions import EXACT, estimate_proportion
from reanalysis.trial.chapters.operating_characteristics import HALF, Population

SIZES = (15, 20, 30, 40, 60, 100)
MOST_PATIENTS = 200


def list_intervals(populations: list[Population], level: float) -> pd.DataFrame:
    """The exact interval of every count of responders.

    Returns
    -------
    DataFrame
        population, total, count, estimate, lower, upper (fractions), is_own (the count that was seen).
    """
    rows = []
    for group in populations:
        for count in range(group.total + 1):
            share = estimate_proportion(count, group.total, level, EXACT)
            limits = share.estimate, share.lower, share.upper
            rows.append((group.name, group.total, count, *limits, count == group.responses))
    return pd.DataFrame(rows, columns=["population", "total", "count", "estimate", "lower", "upper", "is_own"])


def plan_sizes(level: float, sizes: Sequence[int] = SIZES) -> pd.DataFrame:
    """What trials of several sizes could show.

    Returns
    -------
    DataFrame
        patients, needed (responders that lift the exact interval above one half), power_70 and power_80 (the probability
        of so many if 70% or 80% respond), width_80 (of the interval where 80% respond), unseen_5 (the probability that
        nobody has an event of 5%); fractions.
    """
    rows = []
    for size in sizes:
        power = exceedance_probability(size, [0.7, 0.8], HALF, level, EXACT)
        share = estimate_proportion(round(0.8 * size), size, level, EXACT)
        needed = fewest_responses(size, HALF, level, EXACT)
        rows.append((size, needed, *power, share.upper - share.lower, 0.95**size))
    return pd.DataFrame(rows, columns=["patients", "needed", "power_70", "power_80", "width_80", "unseen_5"])


def find_patients(rate: float, power: float, level: float) -> int:
    """The number of patients from which on the exact interval lies above one half with a power, at a true rate.

    Power rises in teeth, so every larger trial, up to 200 patients, must have it too.
    """
    sizes = range(MOST_PATIENTS, 0, -1)
    weak = (size for size in sizes if exceedance_probability(size, [rate], HALF, level, EXACT)[0] < power)
    return next(weak, 0) + 1
