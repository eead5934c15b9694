"""Proportions of several series taken together: random effects on the logit, and what a further series may show.

Each series has a rate of its own; the logits of these rates are normal, with a centre and a spread. Beforehand every centre
is as likely, and the spread is half normal with scale 1, as Friede, Röver, Wandel & Neuenschwander (2017) advise for few
small studies: with three or four series, likelihood alone says next to nothing of the spread.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reanalysis.statistics.bayes import Belief

STEP = 0.05
CENTRES = np.arange(-8, 8 + STEP / 2, STEP)  # logits: 0.03% to 99.97%
LOGITS = np.arange(-14, 14 + STEP / 2, STEP)
SPREADS = np.arange(0.05, 4, 0.1)  # midpoints


@dataclass(frozen=True)
class Pooled:
    """The rate of a typical series with its interval, and what is predicted of the rate of a further one.

    `belief` is the beta distribution with the prediction's mean and variance.
    """

    series: int
    typical: float
    lower: float
    upper: float
    predicted_lower: float
    predicted_upper: float
    belief: Belief


def pool_proportions(counts: Sequence[int], totals: Sequence[int], level: float = 0.95) -> Pooled:
    """Pool the proportions of series by random effects on the logit; sums over grids of centres, spreads and logits.

    Raises
    ------
    ValueError
        If there are fewer than two series.
    """
    if len(counts) < 2:
        raise ValueError(f"pooling needs two series or more; there are {len(counts)}")
    likelihoods = np.array([_find_likelihood(*pair) for pair in zip(counts, totals, strict=True)])
    centres, rates = np.zeros(len(CENTRES)), np.zeros(len(LOGITS))
    for spread in SPREADS:
        kernel = np.exp(-(((LOGITS - CENTRES[:, np.newaxis]) / spread) ** 2) / 2) / spread
        share = np.exp(-(spread**2) / 2) * np.prod(kernel @ likelihoods.T, axis=1)
        centres += share
        rates += share @ kernel
    tails = (1 - level) / 2, (1 + level) / 2
    lower, typical, upper = (_find_quantile(CENTRES, centres, at) for at in (tails[0], 0.5, tails[1]))
    predicted = (_find_quantile(LOGITS, rates, at) for at in tails)
    return Pooled(len(counts), typical, lower, upper, *predicted, _match_beta(rates))


def _find_likelihood(count: int, total: int) -> np.ndarray:
    """The likelihood of a series at every logit, 1 at its largest."""
    log = -count * np.logaddexp(0, -LOGITS) - (total - count) * np.logaddexp(0, LOGITS)
    return np.exp(log - log.max())


def _find_quantile(logits: np.ndarray, density: np.ndarray, probability: float) -> float:
    """A quantile of a density on the logit scale, as a rate."""
    reached = np.concatenate([[0], np.cumsum(density)]) / density.sum()
    edges = np.append(logits - STEP / 2, logits[-1] + STEP / 2)
    return float(1 / (1 + np.exp(-np.interp(probability, reached, edges))))


def _match_beta(density: np.ndarray) -> Belief:
    """The beta distribution with the mean and variance of a rate."""
    rates = 1 / (1 + np.exp(-LOGITS))
    mean = density @ rates / density.sum()
    variance = density @ (rates - mean) ** 2 / density.sum()
    worth = mean * (1 - mean) / variance - 1
    return Belief(float(mean * worth), float((1 - mean) * worth))
