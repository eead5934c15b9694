"""The ledger: what the paper's text states, as printed strings.

A printed number stands for the interval of values that round to it; reading the strings is all done here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from reanalysis.tables import DataFolder, find_resource, read_table


@dataclass(frozen=True)
class Facts:
    """What the text states, looked up by fact; empty for a data folder without claims."""

    claims: pd.DataFrame

    def reported(self, fact: str, patient: int | None = None) -> str | None:
        """The printed string of a fact, as the results section gives it before other sections; None if not stated."""
        rows = self.claims[self.claims["fact"] == fact]
        if patient is not None:
            rows = rows[rows["patient"].isin(["", str(patient)])]
        if rows.empty:
            return None
        in_results = rows["section"].str.startswith("results")
        return rows.loc[in_results if in_results.any() else rows.index, "reported"].iloc[0]

    def all_reported(self, fact: str) -> list[str]:
        """Every printed string of a fact, in the order of the paper, each once."""
        return list(dict.fromkeys(self.claims.loc[self.claims["fact"] == fact, "reported"]))

    def number(self, fact: str, patient: int | None = None) -> float | None:
        """The printed number of a fact; None if it is not stated or is not a number."""
        reported = self.reported(fact, patient)
        return float(reported) if reported is not None and is_number(reported) else None

    def interval(self, fact: str) -> tuple[float, float] | None:
        """The interval of values that round to a fact's printed number; None if it is not stated."""
        reported = self.reported(fact)
        return rounding_interval(reported) if reported is not None and is_number(reported) else None


def is_number(reported: str) -> bool:
    """Whether a reported string is a plain decimal number."""
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", reported) is not None


def rounding_interval(reported: str) -> tuple[float, float]:
    """The closed interval of values that round to a printed decimal, half a unit of its last place either side."""
    value = Decimal(reported)
    half = Decimal(5).scaleb(value.as_tuple().exponent - 1)
    return float(value - half), float(value + half)


def read_facts(folder: DataFolder) -> Facts:
    """Read the data folder's claims.csv; a folder without one states nothing beyond its tables.

    Raises
    ------
    DataError
        If the file is there and cannot be read.
    """
    names = [resource["name"] for resource in folder.package["resources"]]
    if "claims" in names and (folder.path / find_resource(folder.package, "claims")["path"]).exists():
        return Facts(read_table(folder.path, folder.package, "claims"))
    return Facts(pd.DataFrame(columns=["section", "reported", "fact", "patient"]))
