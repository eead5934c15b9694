"""Who was still followed at a time, beside the number of patients that a mean printed for it needs."""

import pandas as pd

from reanalysis.trial.clasi import list_summaries
from reanalysis.trial.cohort import Trial
from reanalysis.trial.courses import count_followed

TIMES = {"week 2": (2.0, 0), "month 6": (0.0, 6), "month 12": (0.0, 12)}  # weeks and months from the start


def count_at_times(trial: Trial, courses: pd.DataFrame, weeks_per_month: float) -> pd.DataFrame:
    """Patients followed to week 2, month 6 and month 12, and the numbers that can have the CLASI mean printed there.

    Returns
    -------
    DataFrame
        time (words), weeks, followed, mean (string; blank where none is printed), fits (list of numbers of patients).
    """
    summaries = list_summaries(trial, courses, weeks_per_month, len(trial.adsl)).drop_duplicates("time")
    printed = {row.time: (row.mean, row.fits) for row in summaries.itertuples()}
    rows = []
    for time, (weeks, months) in TIMES.items():
        week = weeks + months * weeks_per_month
        rows.append((time, week, count_followed(courses, week), *printed.get(time, ("", []))))
    return pd.DataFrame(rows, columns=["time", "weeks", "followed", "mean", "fits"])
