"""The four countings of the primary outcome: the sentence on what their intervals hold."""

import pandas as pd

from reanalysis.trial.rates import ABOVE, AT_END, WITHIN


def say_half(rates: pd.DataFrame) -> str:
    """What the intervals of the countings say of one half."""
    without_time = set(rates.loc[rates["judged"] == AT_END, "half"])
    registered = set(rates.loc[rates["judged"] != AT_END, "half"])
    if registered | without_time == {ABOVE}:
        return "Each of these intervals lies above one half."
    if registered | without_time == {WITHIN}:
        return "Each of these intervals holds one half."
    if without_time == {ABOVE} and registered == {WITHIN}:
        return "Without a time limit the interval lies above one half; at the registered time it holds one half."
    return "Some of these intervals hold one half and others do not, so the answer hangs on how patients are counted."
