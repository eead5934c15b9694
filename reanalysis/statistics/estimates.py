"""What an estimate is: a number with its limits. Proportions and medians have forms of their own beside their methods."""

from dataclasses import dataclass
from typing import NamedTuple


class Estimate(NamedTuple):
    """A number and the limits of its interval; nan where there are none."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class RestrictedMean:
    """Mean weeks without an event up to a horizon; nan where nobody was followed so long, no limits without an error."""

    weeks: float
    std_error: float
    lower: float
    upper: float
