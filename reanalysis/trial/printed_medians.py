"""Which summary of the patients' times gives a printed median or longest time."""

import re

import pandas as pd

from reanalysis.data.facts import is_number
from reanalysis.forensics.conventions import LONGEST, MEDIANS, prints_as, summarise_times
from reanalysis.show.text import format_weeks, list_values
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.cohort import Trial

TIME_TO_RESPONSE = re.compile(r"complete_response_weeks_(median|max)_(\w+)")  # the key ends in subtypes' codes
KINDS = {"median": ("median", MEDIANS), "max": ("longest", LONGEST)}
AT_ENTRY = "Median CLASI activity at entry"


def check_times(trial: Trial) -> pd.DataFrame:
    """Each printed median and longest time to response of some subtypes beside summaries of the same patients.

    Returns
    -------
    DataFrame
        group (subtypes), kind (median or longest), printed, conventions (weeks that the conventions for it give, in
        words), equal (what of all that was tried prints so, in words), is_reproduced (whether a convention does). No
        row for subtypes without a response.
    """
    times = response_times(trial, build_adtte(trial), "evaluable")
    rows = []
    for fact in trial.facts.claims["fact"].unique():
        found, printed = TIME_TO_RESPONSE.fullmatch(fact), trial.facts.reported(fact)
        if not found or not is_number(printed):
            continue
        kind, conventions = KINDS[found[1]]
        chosen = times[times["DIAGNOSIS"].isin(found[2].upper().split("_"))]
        if not chosen["event"].any():
            continue
        values = summarise_times(chosen["weeks"], chosen["event"])
        values[AT_ENTRY] = chosen.loc[chosen["event"], "CLASI_ACTIVITY"].median()
        proper = sorted({values[label] for label in conventions})
        equal = [label for label, value in values.items() if prints_as(value, printed)]
        group = "+".join(sorted(set(chosen["DIAGNOSIS"])))
        words = list_values(map(format_weeks, proper)), "; ".join(equal) or "nothing that was tried"
        rows.append((group, kind, printed, *words, bool(set(equal) & set(conventions))))
    return pd.DataFrame(rows, columns=["group", "kind", "printed", "conventions", "equal", "is_reproduced"])
