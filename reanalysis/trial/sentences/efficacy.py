"""Efficacy: sentences that hang on who cleared."""

import pandas as pd

from reanalysis.show.text import format_count, join_words

FATES = {  # of those who did not clear, by their best response
    "PR": "improved without clearing",
    "NR": "did not improve",
    "WITHDRAWN": "left before a response could be judged",
}
MOST_NAMED = 5


def say_uncleared(adsl: pd.DataFrame) -> str:
    """What became of everyone treated who did not clear completely."""
    parts = []
    for outcome, fate in FATES.items():
        patients = adsl.loc[adsl["BEST_RESPONSE"] == outcome, "SUBJID"].tolist()
        who = f"patient{'s' if len(patients) > 1 else ''} {join_words(list(map(str, patients)))}"
        parts += (
            [f"{who if len(patients) <= MOST_NAMED else format_count(len(patients), 'patient')} {fate}"]
            if patients
            else []
        )
    if not parts:
        return "Everyone treated cleared."
    told = ", and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return f"{told[0].upper()}{told[1:]}."
