"""The beta-product interval of a Kaplan–Meier estimate: without censoring it is the exact interval of a proportion."""

import numpy as np
from scipy.special import betaincinv


def find_beta_product_limits(at_risk, events, at_risk_after, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Limits of the share without the event after each time (Fay, Brittain & Proschan 2013), by the method of moments.

    The share left after each event is a product of beta variables, each as if its patients had been drawn anew; the
    product's first two moments give one beta distribution, whose quantiles are the limits. Ties and the limits at the
    time of an event follow Fay & Brittain (2016). Without censoring the product is itself a beta variable, and the
    limits are those of Clopper & Pearson (1934).

    Parameters
    ----------
    at_risk, events, at_risk_after : array-like of int, shape (n,)
        At each distinct time, in order: patients at risk just before it, with the event, and at risk just after it.
    level : float
        Confidence level.

    Returns
    -------
    tuple of ndarray
        Lower and upper limits, fractions.

    Examples
    --------
    >>> lower, upper = find_beta_product_limits([4, 3, 2, 1], [1, 1, 1, 1], [3, 2, 1, 0], 0.95)
    >>> [f"{limit:.4f}" for limit in lower], [f"{limit:.4f}" for limit in upper]
    (['0.1941', '0.0676', '0.0063', '0.0000'], ['0.9937', '0.9324', '0.8059', '0.6024'])
    """
    at_risk, events, after = (np.asarray(values, dtype=float) for values in (at_risk, events, at_risk_after))
    mean = np.cumprod((at_risk - events + 1) / (at_risk + 1))
    square = mean * np.cumprod((at_risk - events + 2) / (at_risk + 2))
    tail = (1 - level) / 2
    upper = _find_quantile(mean, square, 1 - tail)
    lower = _find_quantile(mean * after / (after + 1), square * after / (after + 2), tail)
    return lower, upper


def _find_quantile(mean, square, probability: float) -> np.ndarray:
    """Quantile of the beta distribution with a mean and a mean square; 0 or 1 where it is a point there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = (mean - square) / (square - mean**2)
        found = betaincinv(mean * size, (1 - mean) * size, probability)
    return np.where(mean <= 0, 0.0, np.where(mean >= 1, 1.0, found))
