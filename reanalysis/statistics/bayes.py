"""What to believe of a rate: a beta distribution before, the same kind after counting patients, and the next patients.

The beta distribution is conjugate to counts: seeing x of n turns Beta(a, b) into Beta(a + x, b + n - x), so a + b can be
read as how many patients a belief is worth (Spiegelhalter, Abrams & Myles 2004, sections 3.6 and 3.13).
"""

from dataclasses import dataclass

import numpy as np

from reanalysis.statistics.estimates import Estimate


@dataclass(frozen=True)
class Belief:
    """A beta distribution of a rate, worth `a` patients with the event and `b` without."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The expected rate."""
        return self.a / (self.a + self.b)


def update_belief(prior: Belief, count: int, total: int) -> Belief:
    """The belief after seeing a count out of a total.

    Examples
    --------
    >>> update_belief(Belief(1, 1), 12, 14)
    Belief(a=13, b=3)
    """
    return Belief(prior.a + count, prior.b + total - count)


def describe_belief(belief: Belief, level: float = 0.95) -> Estimate:
    """The expected rate, and the limits with equal probability outside on either side."""
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    return Estimate(belief.mean, *(float(betaincinv(belief.a, belief.b, at)) for at in (tail, 1 - tail)))


def find_probability_above(belief: Belief, rate: float) -> float:
    """The probability that the rate exceeds a given one."""
    from scipy.special import betainc

    return float(betainc(belief.b, belief.a, 1 - rate))


def predict_counts(belief: Belief, patients: int) -> np.ndarray:
    """The probability of each count, 0 to `patients`, among that many new patients: beta-binomial."""
    from scipy.special import betaln, gammaln

    counts = np.arange(patients + 1)
    choose = gammaln(patients + 1) - gammaln(counts + 1) - gammaln(patients - counts + 1)
    together = betaln(belief.a + counts, belief.b + patients - counts) - betaln(belief.a, belief.b)
    return np.exp(choose + together)


def predict_interval(belief: Belief, patients: int, level: float = 0.95) -> Estimate:
    """The expected count among new patients, and the smallest counts that hold each end of the probability.

    Examples
    --------
    >>> predict_interval(Belief(1, 1), 10)  # every count from 0 to 10 is as likely
    Estimate(value=5.0, lower=0, upper=10)
    """
    reached = np.cumsum(predict_counts(belief, patients))
    tail = (1 - level) / 2
    lower, upper = (int(np.searchsorted(reached, at - 1e-12)) for at in (tail, 1 - tail))
    return Estimate(patients * belief.mean, lower, min(upper, patients))
