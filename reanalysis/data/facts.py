"""What the paper's text states, as printed strings, looked up by fact; empty for a data folder without claims."""

import re
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from reanalysis.data.printed import reported_interval
from reanalysis.data.tables import DataFolder, find_resource, read_table


@dataclass(frozen=True)
class Facts:
    """What the text states, looked up by fact; empty for a data folder without claims."""

    claims: pd.DataFrame

    def reported(self, fact: str, patient: int | None = None) -> str | None:
        """The printed string of a fact, as the results section gives it before other sections; None if not stated."""
        stated = self._claims_by_fact.get(fact, [])
        if patient is not None:
            stated = [claim for claim in stated if claim["patient"] in ("", str(patient))]
        in_results = [claim for claim in stated if claim["section"].startswith("results")]
        return next((claim["reported"] for claim in in_results or stated), None)

    def all_reported(self, fact: str) -> list[str]:
        """Every printed string of a fact, in the order of the paper, each once."""
        return list(dict.fromkeys(claim["reported"] for claim in self._claims_by_fact.get(fact, [])))

    def sections(self, fact: str, reported: str) -> list[str]:
        """The sections of the paper that print a string as a fact's value, each once."""
        told = [claim for claim in self._claims_by_fact.get(fact, []) if claim["reported"] == reported]
        return list(dict.fromkeys(claim["paragraph"].rsplit(",", 1)[0] for claim in told))

    def number(self, fact: str, patient: int | None = None) -> float | None:
        """The printed number of a fact; None if it is not stated or is not a number."""
        reported = self.reported(fact, patient)
        return float(reported) if reported is not None and is_number(reported) else None

    def interval(self, fact: str) -> tuple[float, float] | None:
        """The interval of values that round to a fact's printed number; None if it is not stated."""
        reported = self.reported(fact)
        return reported_interval(reported) if reported is not None and is_number(reported) else None

    @cached_property
    def _claims_by_fact(self) -> dict[str, list[dict[str, str]]]:
        """The claims about each fact, in the order of the paper."""
        claims = {}
        for claim in self.claims.to_dict("records"):
            claims.setdefault(claim["fact"], []).append(claim)
        return claims


def is_number(reported: str) -> bool:
    """Whether a reported string is a plain decimal number."""
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", reported) is not None


def read_claims(folder: DataFolder) -> pd.DataFrame:
    """Read the data folder's claims.csv, every cell a string; no rows for a folder without one.

    Raises
    ------
    DataError
        If the file is there and cannot be read.
    """
    names = [resource["name"] for resource in folder.package["resources"]]
    if "claims" in names and (folder.path / find_resource(folder.package, "claims")["path"]).exists():
        return read_table(folder.path, folder.package, "claims")
    return pd.DataFrame(columns=["section", "reported", "fact", "patient"], dtype=str)


def read_facts(folder: DataFolder) -> Facts:
    """What the data folder's text states, for looking up; a folder without claims states nothing beyond its tables."""
    return Facts(read_claims(folder))
