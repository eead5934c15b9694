"""What each test would give for the scores that a printed mean and SD allow.

Brings together the data sets of `sprite` and the tests of `pairings`.
"""

from dataclasses import dataclass

import numpy as np

from reanalysis.forensics.pairings import p_values_over_datasets
from reanalysis.forensics.sprite import Datasets, enumerate_or_sample_datasets, keep_zeros

DRAWS = 3000
UNPAIRED = {"student": "unpaired t (Student)", "welch": "unpaired t (Welch)", "mann_whitney": "Mann–Whitney"}
ANY_PAIRING = "paired t, any pairing"


@dataclass(frozen=True)
class Reconstruction:
    """The data sets that fit a later mean and SD, and by test and pairing the p-values over them.

    `entry` holds the earlier scores of the same patients, sorted, None where it is unknown who they are; `one_way`
    counts the data sets in which everyone can have stayed or moved in the direction of the mean. Under ANY_PAIRING
    stand the two ends for each data set, between which every pairing lies. `listed` counts the data sets with the printed
    mean and SD, before those are left out that have another number of zeros than is known.
    """

    n: int
    listed: int
    datasets: Datasets
    entry: np.ndarray | None
    one_way: int | None
    p_values: dict[str, np.ndarray]


def reconstruct_tests(
    mean: str, sd: str, n: int, highest: int | None, everyone, entry=None, cleared=None, draws: int = DRAWS
) -> Reconstruction:
    """The p-values of a later sample against scores at entry, over all later scores that fit what is printed.

    Parameters
    ----------
    mean, sd : str
        As printed, of n later whole-number scores from 0 to `highest`.
    everyone : array-like
        Scores at entry that the unpaired tests use.
    entry : array-like, optional
        Scores at entry of the n patients of the later sample; without it there are no paired tests.
    cleared : array-like of bool, optional
        Who of these patients is known to have 0 later; everybody else is known to have more. Without it both are open.

    Examples
    --------
    >>> found = reconstruct_tests("3.4", "2.7", 5, 9, [6, 7, 3, 6, 19], [6, 7, 3, 6, 19])
    >>> found.p_values["Mann–Whitney"].round(3).tolist()
    [0.09, 0.14, 0.138]
    """
    datasets = enumerate_or_sample_datasets(mean, sd, n, 0, highest, draws=draws)
    listed, at_zero = len(datasets.values), np.array([])
    if cleared is not None:
        at_zero = np.asarray(entry)[np.asarray(cleared)]
        datasets = keep_zeros(datasets, len(at_zero))
    unpaired = p_values_over_datasets(everyone, datasets.values)
    p_values = {label: unpaired[test].to_numpy() for test, label in UNPAIRED.items()}
    if entry is None:
        return Reconstruction(n, listed, datasets, None, None, p_values)
    one_way = "never-higher" if float(mean) < np.mean(everyone) else "never-lower"
    ranked, turned, moved = (
        p_values_over_datasets(entry, datasets.values, pairing, at_zero=at_zero)
        for pairing in ("ranked", "reversed", one_way)
    )
    p_values[ANY_PAIRING] = np.concatenate([ranked["paired_t"], turned["paired_t"]])
    return Reconstruction(n, listed, datasets, np.sort(entry), int(moved["correlation"].notna().sum()), p_values)
