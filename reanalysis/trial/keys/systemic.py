"""Systemic disease: the error of a printed mean, what five values can show, and a denominator that a text leaves out."""

import math

from reanalysis.learn.answers import Key
from reanalysis.trial.chapters.systemic import list_dsdna, smallest_signed_rank_p


def sem_of_sledai(given) -> Key:
    """Standard error of the mean SLEDAI at entry, if everyone treated was scored."""
    sd, total = given.trial.facts.number("sledai_baseline_sd"), len(given.trial.adsl)
    if sd is None:
        return Key(None, "")
    sem = sd / math.sqrt(total)
    return Key(
        right=sem,
        because=f"{sem:.3f}, the SD divided by √{total}: how far such a mean would stray if the trial were repeated.",
        wrong={
            "That is the SD: how patients differ, not how well their mean is known.": sd,
            "You divided by n. The error falls with the root of n.": sd / total,
            "You divided by √(n − 1). The n − 1 is in the SD already.": sd / math.sqrt(total - 1)
            if total > 1
            else math.nan,
        },
    )


def smallest_p(given) -> Key:
    """Smallest two-sided p-value that a signed-rank test can give with the printed values of anti-dsDNA."""
    values = len(list_dsdna(given.trial))
    if not values:
        return Key(None, "")
    p = smallest_signed_rank_p(values)
    return Key(
        right=p,
        because=f"{p:.4f}: all {values} change in one direction, in one of 2^{values} equally likely patterns of signs, or "
        "all in the other. A test that cannot fall below the level cannot show a change, nor its absence.",
        wrong={
            "That is one direction. Two-sided, all up and all down both count.": p / 2,
            "You counted everyone treated. Only who has a printed value can be tested.": smallest_signed_rank_p(
                len(given.trial.adsl)
            ),
            "That is the level the paper draws its line at, not what these values can reach.": 0.05,
        },
        within=0.0001,
    )


def share_dsdna_positive(given) -> Key:
    """Share of everyone treated with anti-dsDNA at or above the normal limit at entry."""
    patients = given.trial.adsl
    positive, printed = (patients["DSDNA_POSITIVE"] == "Y").sum(), patients["DSDNA_IU_ML"].notna().sum()
    return Key(
        right=positive / len(patients),
        because=f"{positive} of {len(patients)}, if a hyphen in the table means “not raised”. That is a reading: it could "
        "mean “not measured”.",
        wrong={
            "You divided by those with a printed value. In the table a hyphen seems to stand for a normal one.": positive
            / printed
            if printed
            else math.nan,
            "That is how many, not which share.": positive,
        },
    )
