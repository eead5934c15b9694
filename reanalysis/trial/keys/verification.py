"""Checking: one half in floating point, two conventions of a quartile, and how many slips somebody notices."""

import numpy as np

from reanalysis.learn.answers import Key
from reanalysis.trial.chapters.verification import count_slips
from reanalysis.verification.compare import read_mutations

STEPS = (12 / 14, 11 / 12, 7 / 11)  # of the curve of response, to week 4, by the printed tables


def is_at_most_half(given) -> Key:
    """Whether 12/14 × 11/12 × 7/11, which is one half, is at most one half once logarithms have multiplied it."""
    product = float(np.exp(np.log(STEPS).sum()))
    return Key(
        right=product <= 0.5,
        because=f"The program has {product!r}. Compare with a tolerance, not with ≤ alone: this last digit moves a median "
        "by weeks.",
        wrong={"On paper it is just one half. Let the program multiply and print every digit.": product > 0.5},
    )


def quartile_by_averages(given) -> Key:
    """Upper quartile of CLASI activity at entry, as SAS takes it: NumPy's averaged_inverted_cdf."""
    scores = given.trial.adsl["CLASI_ACTIVITY"].to_numpy(float)
    averaged = float(np.quantile(scores, 0.75, method="averaged_inverted_cdf"))
    return Key(
        right=averaged,
        because=f"{averaged:g}. Programs know at least nine quartiles, each right in its way. A comparison has to name its own.",
        wrong={
            "That is NumPy’s, pandas’ and R’s default, which interpolates between two scores.": np.quantile(
                scores, 0.75
            ),
            "That is the lower quartile.": np.quantile(scores, 0.25, method="averaged_inverted_cdf"),
        },
    )


def share_noticed(given) -> Key:
    """Share of the single changed cells that somebody noticed."""
    mutations = read_mutations()
    changes, noticed = count_slips(mutations)
    return Key(
        right=noticed / changes,
        because=f"{noticed} of {changes}. The rest would go unnoticed: where one table is all there is, nothing can contradict "
        "it.",
        wrong={
            "You left out the changes that are refused when the table is read. To be refused is to be noticed.": mutations[
                "ledger"
            ].sum()
            / changes,
            "That is the share that nobody noticed.": 1 - noticed / changes,
            "You averaged over columns. Columns have different numbers of changes: add first, then divide.": (
                1 - mutations["unnoticed"] / mutations["changes"]
            ).mean(),
        },
    )
