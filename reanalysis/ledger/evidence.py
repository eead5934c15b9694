"""What a claim can be checked against: the tables, the other claims, and published series.

Works out what the filters and quantities of claims.csv amount to; what follows from them is left to the checks.
"""

import pandas as pd

from reanalysis.book import Trial, find_book
from reanalysis.data.series import read_series
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.filters import select_rows
from reanalysis.ledger.quantities import Quantity, compute_statistic, format_value, read_numbers
from reanalysis.ledger.syntax import (
    ALL_ROWS,
    Count,
    Expression,
    Fact,
    Filter,
    Number,
    Percent,
    Reported,
    Size,
    Statistic,
    SyntaxProblem,
    Term,
)


class Evidence:
    """The tables of a trial, and all claims of its text.

    Parameters
    ----------
    trial : Trial
    claims : list of Claim
        In the order of the paper.
    """

    def __init__(self, trial: Trial, claims: list[Claim]):
        self.trial, self.claims = trial, claims
        self.frames = trial.frames
        self._selected: dict[tuple, pd.DataFrame] = {}  # many claims ask for the same few groups

    def claims_about(self, fact: str) -> list[Claim]:
        """The claims about a fact, in the order of the paper."""
        return [claim for claim in self.claims if claim.fact == fact]

    def closest_claim(self, fact: str, claim: Claim) -> Claim | None:
        """The claim about a fact that stands closest: in the same paragraph, else in the results, else the first."""
        about = self.claims_about(fact)
        beside = [other for other in about if other.place == claim.place]
        results = [other for other in about if other.section.startswith("results")]
        return next(iter([*beside, *results, *about]), None)

    def select(self, chosen: Filter, claim: Claim, frame: str = "adsl") -> pd.DataFrame:
        """The rows of a frame (adsl or adae) that a filter keeps, for reading only."""
        if chosen == ALL_ROWS:
            return self.frames[frame]
        meanings = {word: self.find_meaning(word, claim) for word in chosen.values}
        key = frame, chosen, *meanings.values()
        if key not in self._selected:
            self._selected[key] = select_rows(self.frames[frame], chosen, meanings.get)
        return self._selected[key]

    def find_meaning(self, word: str, claim: Claim) -> str:
        """What a value of a filter means: the printed value, the claim's patient, another fact, or itself."""
        if word == "reported":
            return claim.reported
        if word == "patient":
            if not claim.patient:
                raise SyntaxProblem(word, "is used by a claim without a patient", "a claim with a patient number")
            return claim.patient
        if word.startswith("fact:"):
            other = self.closest_claim(word.removeprefix("fact:"), claim)
            if other is None:
                raise SyntaxProblem(word, "is a fact that no claim is about", "fact: and the fact of a claim")
            return other.reported
        return word

    def sizes(self, claim: Claim) -> dict[int, str]:
        """The sample sizes that a claim itself leaves open, each with what it would be."""
        sizes = {}
        for plausible in claim.plausible_n:
            for size, label in self._count_size(plausible, claim):
                if size > 0:
                    sizes.setdefault(size, label)
        return sizes

    def possible_sizes(self, claim: Claim) -> dict[int, str]:
        """The same, and those of every group that the paper names or implies; none where the claim names none."""
        sizes, book = self.sizes(claim), find_book()
        for label, chosen in map(book.populations.get, book.named_groups if sizes else ()):
            if size := len(self.select(chosen, claim)):
                sizes.setdefault(size, label)
        return sizes

    def _count_size(self, size: Size, claim: Claim) -> list[tuple[int, str]]:
        match size.term:
            case Number(text):
                return [(int(text), size.label)]
            case Count(chosen):
                return [(len(self.select(chosen, claim)), size.label)]
            case Fact(name):
                stated = [other for other in self.claims_about(name) if other.reported.isdigit()]
                return [(int(other.reported), f"the number of {other.claim_id}") for other in stated]

    def quantities(self, expression: Expression, claim: Claim) -> list[Quantity]:
        """Every value of an expression: two where the text prints two values of a fact, none where it prints none.

        What would divide by zero has no value.
        """
        totals = self._evaluate(expression.first, claim)
        for sign, term in expression.rest:
            others = [other for other in self._evaluate(term, claim) if sign != "/" or other.value]
            totals = [total.combine(sign, other) for total in totals for other in others]
        return totals

    def _evaluate(self, term: Term, claim: Claim) -> list[Quantity]:
        match term:
            case Reported():
                return [Quantity(read_reported(claim), claim.reported)]
            case Number(text):
                return [Quantity(float(text), text)]
            case Count(chosen):
                rows = self.select(chosen, claim)
                return [Quantity(len(rows), str(len(rows)), (), chosen.columns or ("SUBJID",), tuple(rows["SUBJID"]))]
            case Percent():
                return self._evaluate_percent(term, claim)
            case Statistic():
                return self._evaluate_statistic(term, claim)
            case Fact(name):
                return self._find_stated(name, claim)

    def _evaluate_percent(self, percent: Percent, claim: Claim) -> list[Quantity]:
        base = self.select(percent.whole, claim)
        chosen = base[base["SUBJID"].isin(self.select(percent.part, claim)["SUBJID"])]
        if base.empty:
            return []
        share = 100 * len(chosen) / len(base)
        return [Quantity(share, f"{len(chosen)} of {len(base)}", (), percent.columns, tuple(chosen["SUBJID"]))]

    def _evaluate_statistic(self, statistic: Statistic, claim: Claim) -> list[Quantity]:
        rows = self.select(statistic.chosen, claim, self._find_frame(statistic.column))
        values = read_numbers(rows, statistic.column)
        if values.empty:
            return []
        value = compute_statistic(values, statistic.name)
        shown = values.index[values == value] if statistic.name in ("min", "max") else values.index
        return [Quantity(value, format_value(value), (), statistic.columns, tuple(rows.loc[shown, "SUBJID"]))]

    def _find_frame(self, column: str) -> str:
        """The first frame that has a column; adsl where none has."""
        return next((name for name, frame in self.frames.items() if column in frame), "adsl")

    def _find_stated(self, fact: str, claim: Claim) -> list[Quantity]:
        """The numbers that other claims state of a fact, those of the same paragraph first."""
        stated: dict[str, list[str]] = {}
        for other in sorted(self.claims_about(fact), key=lambda each: each.place != claim.place):
            if other.is_numeric and other.claim_id != claim.claim_id:
                stated.setdefault(other.reported, []).append(other.claim_id)
        return [Quantity(float(reported), reported, tuple(names)) for reported, names in stated.items()]

    def read_series(self) -> pd.DataFrame | None:
        """The published series of the data folder; None without them."""
        return read_series(self.trial.folder)


def read_reported(claim: Claim) -> float:
    """The printed number of a claim.

    Raises
    ------
    SyntaxProblem
        If it is not a number.
    """
    if not claim.is_numeric:
        reason = f"is not a number here ({claim.reported!r})"
        raise SyntaxProblem("reported", reason, "a claim whose printed value is a number")
    return float(claim.reported)
