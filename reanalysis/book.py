"""What a book alone knows of its trial: the package and the workflow ask it, and import no trial themselves.

The book at work defines its `BOOK` in the module `book` of its own package: `reanalysis/trial`, or `trial` in another book's
folder.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from reanalysis.data.facts import Facts
from reanalysis.data.tables import DataFolder
from reanalysis.home import import_part
from reanalysis.ledger.syntax import ALL_ROWS, Filter


class Trial(Protocol):
    """A trial as the ledger and the workflow need it.

    `folder` is its DataFolder, `facts` the Facts of its text, `registry` the items of its registry record by name. `adsl` has a
    row a patient, numbered in SUBJID. `frames` are those that claims may ask for: adsl, and others by their names.
    """

    folder: object
    facts: object
    registry: Mapping
    adsl: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class PlainTrial:
    """A trial that one frame holds, a row a patient, numbered in SUBJID; enough for a book without a registry record."""

    folder: DataFolder
    adsl: pd.DataFrame
    facts: Facts
    registry: Mapping = field(default_factory=dict)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """What claims may ask for."""
        return {"adsl": self.adsl}


def find_nothing(*_, **__) -> dict:
    """What a book has that says nothing of a thing."""
    return {}


@dataclass(frozen=True)
class Book:
    """What a book says of its trial; what has a default may be left out.

    Parameters
    ----------
    read_trial : callable
        The trial of a data folder's path; raises a DataError for what cannot be used.
    derive_frames : callable
        Of a trial and a scenario's parameters: the frames that the site offers, by name.
    list_problems : callable
        Of a data folder: every cell that cannot be used, each a DataError that says so.
    write_pages : callable
        Of a trial and a scenario's parameters: pages that the build writes, Markdown by name, the first one above the others.
    pages_below : str
        The page below which they stand in the table of contents; the end of the book without one.
    write_files : callable
        Of the results that chapters published and the work that CITATION.cff names first among its references: further
        downloads, text by name.
    list_panels : callable
        Of a trial, a scenario's parameters and the ledger's results: what each panel starts from, by name.
    list_headlines : callable
        Of a trial and a scenario's parameters: what an edited copy is compared in, each with `label` and `text`, by name.
    explain_assumed : callable
        Of a chapter, a result's name and a scenario's parameters: the assumption that the result rests on, in a sentence.
    chapter_frames : dict
        The download that a chapter's exhibits are made of; other chapters offer their results.
    sources : dict
        Where claims come from several works: the address of each, by how the `paragraph` of its claims begins.
    checks : dict
        The ledger's checks that this trial alone has, by name.
    labels : dict
        Columns as the ledger's reasons name them.
    name_tables : callable
        Of columns: where they are printed, as the ledger's reasons name it.
    populations : dict
        Groups that claims may name: what they are in words, and who belongs to them.
    named_groups : tuple
        Those of them on whom any printed mean or percentage could rest.
    explain_statistic : callable
        Of a claim, the evidence, the rows and the value: further alternatives to a statistic of a column.
    """

    read_trial: Callable[[str], Trial]
    derive_frames: Callable[[Trial, dict], dict[str, pd.DataFrame]]
    list_problems: Callable[[object], Iterable[Exception]] = find_nothing
    write_pages: Callable[[Trial, dict], dict[str, str]] = find_nothing
    pages_below: str = ""
    write_files: Callable[[dict[str, dict], dict], dict[str, str]] = find_nothing
    list_panels: Callable[[Trial, dict, dict], dict[str, dict | None]] = find_nothing
    list_headlines: Callable[[Trial, dict], dict[str, object]] = find_nothing
    explain_assumed: Callable[[str, str, dict], str] = lambda *_: "Rests on an assumption that the chapter names."
    chapter_frames: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    checks: dict[str, object] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    name_tables: Callable[[Iterable[str]], str] = lambda _: "Table 1"
    populations: dict[str, tuple[str, Filter]] = field(
        default_factory=lambda: {"all-treated": ("everyone treated", ALL_ROWS)}
    )
    named_groups: tuple[str, ...] = ("all-treated",)
    explain_statistic: Callable[..., tuple] = lambda *_: ()

    def find_source(self, claim: dict[str, str]) -> str:
        """The address of the work that makes a claim; empty where that is the paper that the data package names first."""
        begins = claim["paragraph"].startswith
        return next((address for start, address in self.sources.items() if begins(start)), "")


def find_book() -> Book:
    """The book at work."""
    return import_part("book").BOOK
