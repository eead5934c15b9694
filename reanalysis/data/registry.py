"""The trial's registry record, item by item, and how an item agrees with what the paper prints.

Two documents are compared; which of them is right is not asked. Rows of the comparison are in `registry_rows`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reanalysis.data.tables import DataFolder, find_resource, read_table

MONTHS = [  # whatever the locale
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


@dataclass(frozen=True)
class Entry:
    """One item of the record: what it says, in which unit, by which source, and of which day the record is."""

    item: str
    value: str
    unit: str
    source: str
    record_date: str

    @property
    def text(self) -> str:
        """As a table shows it: `12 patients`, `19 July 2011`, `phase 4`."""
        if self.unit in ("date", "month"):
            return format_date(self.value)
        return f"phase {self.value}" if self.unit == "phase" else f"{self.value} {self.unit}".strip()


def read_registry(folder: DataFolder) -> dict[str, Entry]:
    """The record's items by name; none for a data folder without a record.

    Raises
    ------
    DataError
        If the file is there and cannot be read.
    """
    names = [resource["name"] for resource in folder.package["resources"]]
    if "registry" not in names or not (folder.path / find_resource(folder.package, "registry")["path"]).exists():
        return {}
    rows = read_table(folder.path, folder.package, "registry").drop(columns="address").to_dict("records")
    return {row["item"]: Entry(**row) for row in rows}


def count_months(date: str) -> int | None:
    """Months from the year 0 to a date's month, a year alone standing for its last; None for another text.

    >>> count_months("2010-01") - count_months("2009-01")
    12
    """
    found = DATE.fullmatch(date)
    return 12 * int(found[1]) + int(found[2] or 12) if found else None


def measure_months(entries: Iterable[Entry]) -> int:
    """Months from the earliest to the latest of the record's dates."""
    months = [count_months(entry.value) for entry in entries]
    return max(months) - min(months)


def format_date(date: str) -> str:
    """A date as a sentence has it: `19 July 2011`, `July 2011`, `2011`; another text as it is."""
    found = DATE.fullmatch(date)
    if not found:
        return date
    year, month, day = found.groups()
    return " ".join(filter(None, (day and str(int(day)), month and MONTHS[int(month) - 1], year)))


def agrees(reported: str, entry: Entry) -> bool:
    """Whether a printed string can mean what the record says.

    Dates are compared by month or, where one has no month, by year; a number must be among the record's numbers; words
    must be among its words.
    """
    if entry.unit in ("date", "month"):
        shorter = min(len(reported), len(entry.value), len("2010-01"))
        return reported[:shorter] == entry.value[:shorter]
    if NUMBER.fullmatch(reported):
        return float(reported) in map(float, NUMBER.findall(entry.value))
    return _simplify(reported) in _simplify(f"{entry.value} {entry.source}")


def any_agrees(printed: Iterable[str], entries: Iterable[Entry]) -> bool:
    """Whether any printed string can mean what any of the entries says."""
    entries = list(entries)
    return any(agrees(reported, entry) for reported in printed for entry in entries)


def _simplify(text: str) -> str:
    """Words in small letters with single spaces, hyphens as spaces."""
    return " ".join(text.casefold().replace("-", " ").split())
