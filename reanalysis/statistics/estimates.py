"""What an estimate is: a number with its limits. Proportions and medians have forms of their own beside their methods."""

from typing import NamedTuple


class Estimate(NamedTuple):
    """A number and the limits of its interval; nan where there are none."""

    value: float
    lower: float
    upper: float


class RestrictedMean(NamedTuple):
    """Mean weeks without an event up to a horizon; nan where nobody was followed so long, nan limits without an error."""

    value: float
    lower: float
    upper: float
    std_error: float
