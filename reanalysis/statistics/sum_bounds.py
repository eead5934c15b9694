"""The least and the greatest sum that a printed range and median of values leave, each value below a cap."""

import math

import numpy as np


def bound_sum(caps, shortest, median, longest) -> tuple[float, float]:
    """Least and greatest sum of values of which the range, the median and a cap on each are known.

    Values fit under the caps in some order exactly if, both sorted, each lies under its cap. So the smallest values are
    taken as low, or as high, as the range, the median and the sorted caps allow. Both ends are attained; by whole numbers
    where the caps and the ends of the intervals are whole.

    Parameters
    ----------
    caps : array-like, shape (n,)
        The most that each value can be, n at least 3.
    shortest, median, longest : tuple of float
        The interval that each printed number stands for.

    Returns
    -------
    tuple of float
        nan where no values fit.

    Examples
    --------
    >>> bound_sum([4, 6, 9], (2, 2), (5, 5), (8, 8))
    (15.0, 15.0)
    """
    caps = np.sort(np.asarray(caps, dtype=float))
    n = len(caps)
    low, high = (n - 1) // 2, n // 2  # the two middle values, one and the same if n is odd
    least, greatest = np.full(n, shortest[0], dtype=float), caps.copy()
    least[low] = min(caps[low], median[0])
    least[high:] = (
        2 * median[0] - least[low]
    )  # the lower middle value as high as it can be: the others follow the upper
    least[-1] = max(longest[0], least[-1])
    greatest[: low + 1] = np.minimum(caps[: low + 1], median[1])
    if low < high:
        greatest[high] = min(caps[high], 2 * median[1] - greatest[low])
    greatest[0] = min(greatest[0], shortest[1])
    greatest[-1] = min(greatest[-1], longest[1])
    greatest = np.minimum(greatest, greatest[-1])
    reaches = greatest[low] + greatest[high] >= 2 * median[0] and greatest[-1] >= longest[0]
    if not (reaches and (least <= caps).all() and shortest[0] <= greatest[0] and (np.diff(greatest) >= 0).all()):
        return math.nan, math.nan
    return float(least.sum()), float(greatest.sum())
