"""What the dose printed beside a relapse may mean, and what each meaning leaves of when relapse came."""

import numpy as np
import pandas as pd

from reanalysis.statistics.bounds import survival_bounds
from reanalysis.trial.cohort import Trial
from reanalysis.trial.relapse_clocks import bound_taper, read_last_visits
from reanalysis.trial.taper_steps import SHORT_MONTH_WEEKS, list_steps

OPEN, LAST, TAKEN, FIRST, FIRST_SHORT = "open", "last", "taken", "first", "first-short"
DOSE_READINGS = {
    OPEN: "nothing is said of the dose",
    LAST: "it was her last before she stopped, and the printed weeks run from stopping",
    TAKEN: "she was taking it, and they run from the last reduction",
    FIRST: "she was taking it, and they run from the first reduction, so none is shorter than the dose took to reach",
    FIRST_SHORT: "the same, in months of four weeks",
}
RESPONSE = "response"  # the clock from complete response; the other clock has a curve under each of `ASSUMPTIONS`


def bound_remission(
    trial: Trial, unrecorded_relapse: str, weeks_per_month: float, month_rounding: str
) -> dict[str, dict[str, pd.DataFrame]]:
    """Lowest and highest share in remission on both clocks, under each reading of the dose beside a relapse.

    Each reading but `open` takes the printed doses for steps of a taper that came down once a month (`list_steps`), so
    that a dose is reached a number of weeks after the first reduction, and that after the response.

    Returns
    -------
    dict of dict of DataFrame
        By reading (`DOSE_READINGS`), then by clock: followed, unfollowed (weeks as printed) and response (weeks from
        complete response); weeks, lowest, highest. No rows where no times fit.
    """
    visits = read_last_visits(trial, unrecorded_relapse, weeks_per_month, month_rounding)
    months = {FIRST_SHORT: SHORT_MONTH_WEEKS}
    plain = bound_taper(trial, unrecorded_relapse)
    soonest = {OPEN: visits["soonest_weeks"]}
    tapers = {}
    for reading in (TAKEN, FIRST, FIRST_SHORT):
        steps = list_steps(trial, months.get(reading, weeks_per_month)).set_index("SUBJID")["earliest_weeks"]
        reached = visits["SUBJID"].map(steps).fillna(0.0)
        soonest[reading] = soonest[OPEN] + reached if reading == TAKEN else np.maximum(soonest[OPEN], reached)
        tapers[reading] = plain if reading == TAKEN else bound_taper(trial, unrecorded_relapse, steps)
    responses = {
        reading: survival_bounds(visits["weeks"], visits["relapsed"], weeks)[["weeks", "lowest", "highest"]]
        for reading, weeks in soonest.items()
    }
    responses[LAST] = responses[
        TAKEN
    ]  # whichever it was, she had reached the dose, and the printed weeks came after it
    return {reading: tapers.get(reading, plain) | {RESPONSE: responses[reading]} for reading in DOSE_READINGS}
