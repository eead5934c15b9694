"""Who was treated: denominators, a standard deviation, and the registry's dates."""

import numpy as np

from reanalysis.data.registry import count_months
from reanalysis.learn.answers import Key

LACK, THALIDOMIDE = "LACK_OF_EFFICACY", "T"


def share_not_helped(given) -> Key:
    """Share of those treated with thalidomide before whom it had not helped."""
    patients = given.trial.adsl
    had = patients["PRIOR_TREATMENTS"].str.split("; ").map(lambda items: THALIDOMIDE in items)
    failed = patients["REASONS"].str.split("; ").map(lambda items: LACK in items)
    if not had.any():
        return Key(None, "")
    count = int((had & failed).sum())
    return Key(
        right=count / had.sum(),
        because=f"{count} of the {had.sum()} who had had it. Whoever never took a drug cannot have been failed by it.",
        wrong={
            "You divided by everyone treated. Who never took thalidomide cannot say whether it works.": count
            / len(patients),
            "You divided by those who were not failed. A share has the whole group below the line, not the rest.": count
            / max(had.sum() - count, 1),
        },
    )


def sd_of_activity(given) -> Key:
    """Standard deviation of CLASI activity at entry."""
    scores = given.trial.adsl["CLASI_ACTIVITY"].to_numpy(float)
    if len(scores) < 2:
        return Key(None, "")
    sd = scores.std(ddof=1)
    return Key(
        right=sd,
        because=f"{sd:.3f}. The deviations are taken from the sample’s own mean, which lies closer to them than the "
        "true one; n − 1 makes up for that.",
        wrong={
            "You divided by n (NumPy’s default, ddof=0). An SD of a sample divides by n − 1 (ddof=1, pandas’ "
            "default).": scores.std(),
            "That is the variance. Take its root.": scores.var(ddof=1),
            "That is the standard error of the mean, SD/√n: how well the mean is known, not how patients differ.": sd
            / np.sqrt(len(scores)),
        },
    )


def months_to_registration(given) -> Key:
    """Months from the start that the registry gives to the registration."""
    record = given.trial.registry
    names = ("registered", "start", "primary_completion", "posted")
    if not all(name in record for name in names):
        return Key(None, "")
    months = {name: count_months(record[name].value) for name in names}
    late = months["registered"] - months["start"]
    return Key(
        right=late,
        because=f"{late} months. What a record says on the day it is made may have been planned long before; of an earlier "
        "day it is no proof.",
        wrong={
            "You counted both the first and the last month. From January to February is one month.": late + 1,
            "You counted from the completion of the primary outcome. The question is how late after the start.": months[
                "registered"
            ]
            - months["primary_completion"],
            "The sign is turned: the registration came after the start.": -late,
        },
    )
