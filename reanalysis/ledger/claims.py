"""A claim: one row of claims.csv, what is printed in it, and whether another claim can mean the same."""

import re
from dataclasses import dataclass

from reanalysis.data.facts import is_number
from reanalysis.data.printed import READINGS, reported_interval
from reanalysis.ledger.syntax import Argument, Call, Size


@dataclass(frozen=True)
class Claim:
    """One row of claims.csv; `plausible_n`, `call` and `alternatives` are parsed."""

    row: int
    claim_id: str
    section: str
    paragraph: str
    statement: str
    reported: str
    unit: str
    kind: str
    fact: str
    patient: str
    call: Call
    plausible_n: tuple[Size, ...] = ()
    alternatives: tuple[Call, ...] = ()
    explains: bool = False  # run for an alternative, whose kind of value may be another than the claim's

    @property
    def check(self) -> str:
        """The name of its check."""
        return self.call.check

    @property
    def arguments(self) -> dict[str, Argument]:
        """The parsed arguments of its check."""
        return self.call.arguments

    @property
    def columns(self) -> set[str]:
        """The columns of the tables that its row names: in the arguments of its check and in its sample sizes."""
        return self.call.columns | {column for size in self.plausible_n for column in size.term.columns}

    @property
    def is_numeric(self) -> bool:
        """Whether a plain number is printed."""
        return is_number(self.reported)

    @property
    def place(self) -> tuple[str, str]:
        """Section and paragraph."""
        return self.section, self.paragraph

    def disagrees(self, other: "Claim") -> bool:
        """Whether another claim cannot mean the same: no number or month prints as both, or the words differ.

        Words that leave several cases open (`a or b`) agree with one of these cases.
        """
        if self.kind == other.kind == "date":
            dates = date_interval(self.reported), date_interval(other.reported)
            if None not in dates:
                return not _overlap(*dates)
        if self.is_numeric and other.is_numeric:
            readings = ([each.interval(how) for each in (self, other)] for how in READINGS)
            return float(self.reported) != float(other.reported) and not any(_overlap(*pair) for pair in readings)
        cases, other_cases = (set(" ".join(each.reported.casefold().split()).split(" or ")) for each in (self, other))
        return not other_cases <= cases

    def interval(self, how: str) -> tuple[float, float]:
        """The numbers that print as the reported string, rounded or truncated; a count stands for itself."""
        value = float(self.reported)
        return (value, value) if self.kind == "count" else reported_interval(self.reported, how)


def date_interval(reported: str) -> tuple[float, float] | None:
    """Months since the year 0 that a printed date (a year, or a year and month) can mean; None for another text."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?", reported)
    if not found:
        return None
    first = 12 * int(found[1])
    return (first, first + 11) if found[2] is None else (first + int(found[2]) - 1,) * 2


def _overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Whether two intervals share more than an end; a single value lies in an interval with its ends."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return low < high or (low == high and (first[0] == first[1] or second[0] == second[1]))
