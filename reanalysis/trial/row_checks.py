"""The rows of Tables 1 and 2 held against each other, and the last digits of their longer numbers."""

import math
from dataclasses import dataclass

import pandas as pd

from reanalysis.forensics.alike import Alike, Roundness, count_round, find_alike
from reanalysis.show.text import format_chance, format_count, join_words
from reanalysis.trial.cohort import Trial
from reanalysis.trial.printed_rows import PATIENT

NO_PAIR = "There are no two patients whose rows differ."
DIGITS = {  # columns with numbers that spread over several tens
    "CLASI_ACTIVITY": "CLASI activity at entry",
    "FOLLOWUP_MONTHS": "Months of follow-up",
    "DSDNA_IU_ML": "Anti-dsDNA at entry",
}
MOST_NAMED = 3


def find_alike_rows(trial: Trial) -> Alike | None:
    """The most alike patients of Tables 1 and 2 as printed; None where there are fewer than two."""
    entry, outcome = (trial.folder.tables[name].set_index(PATIENT) for name in ("table1", "table2"))
    return find_alike(entry, outcome)


def tell_alike(alike: Alike) -> str:
    """Whether two rows are the same, or how alike the most alike ones are."""
    if alike.identical:
        return f"{format_count(alike.identical, 'pair').capitalize()} of rows print the same in all columns."
    pairs = [f"{first} and {second}" for first, second in alike.pairs]
    named = f" (patients {join_words(pairs, 'or')})" if len(pairs) <= MOST_NAMED else ""
    return f"No two rows are the same; the most alike share {alike.most} of {alike.columns} cells{named}."


def tell_chance(alike: Alike) -> str:
    """How often chance gives two patients as alike, and what a copied row would have to look like to pass."""
    often = f"If outcomes are dealt anew to the patients, two are as alike in {format_chance(alike.chance)} of deals."
    if not alike.hidden:
        return f"{often} Here even an exact copy would not stand out."
    return (
        f"{often} In nineteen deals of twenty no two share {alike.limit} of {alike.columns} cells; a copy with "
        f"{format_count(alike.hidden, 'changed cell')} would not share so many."
    )


@dataclass(frozen=True)
class RowsTold:
    """What is said of alike rows, with the numbers; 0 and nan where there are no two patients to compare."""

    same: str
    power: str
    most: int
    columns: int
    expected: float
    chance: float


def tell_rows(alike: Alike | None) -> RowsTold:
    """The sentences and numbers of the most alike patients, of whom the first pair's differences are named."""
    if alike is None:
        return RowsTold(NO_PAIR, NO_PAIR, 0, 0, math.nan, math.nan)
    differing = f" They differ in {join_words(list(alike.differing))}."
    same = f"{tell_alike(alike)}{'' if alike.identical or len(alike.pairs) > 1 else differing}"
    return RowsTold(same, tell_chance(alike), alike.most, alike.columns, alike.expected, alike.chance)


def count_digits(trial: Trial) -> pd.DataFrame:
    """Round numbers by column: label, total, count, chance, noticed; see `Roundness`."""
    rows = []
    for column, label in DIGITS.items():
        values = trial.adsl[column].dropna()
        found: Roundness = count_round([value for value in values if float(value).is_integer()])
        rows.append((column, label, found.total, found.count, found.chance, found.noticed))
    return pd.DataFrame(rows, columns=["column", "label", "total", "count", "chance", "noticed"])
