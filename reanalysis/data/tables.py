"""Read the data folder: the printed tables as strings, the data package that describes them.

What the strings mean is left to `cohort`; whether they fit the schema is checked by the workflow.
"""

import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from reanalysis.data.package import FILE as PACKAGE
from reanalysis.data.package import find_problem
from reanalysis.home import HOME

OWN_DATA = HOME / "data"
RAW = "raw/"  # where a data folder keeps the printed tables
SEPARATORS = {";": "semicolons", "\t": "tabs"}
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class DataError(ValueError):
    """A cell, row or file of the data folder that cannot be used; the message is one line."""


@dataclass(frozen=True)
class DataFolder:
    """A data folder: where it is, its data package and its printed tables (all cells strings)."""

    path: Path
    package: dict
    tables: dict[str, pd.DataFrame]

    @property
    def trial(self) -> dict:
        """The trial's own description: label, study_id, drug and so on."""
        return self.package["trial"]

    @property
    def is_own(self) -> bool:
        """Whether this is the book's own data folder."""
        return self.path.resolve() == OWN_DATA.resolve()

    def field(self, table: str, column: str) -> dict:
        """Codebook entry of one column of one table."""
        fields = find_resource(self.package, table)["schema"]["fields"]
        return next(field for field in fields if field["name"] == column)

    def list_categories(self, key: str) -> list[dict]:
        """The categories of any column of the codebook that have a certain key."""
        fields = [field for resource in self.package["resources"] for field in resource["schema"]["fields"]]
        return [category for field in fields for category in field.get("categories", []) if key in category]

    def cell_error(self, table: str, row: int, column: str, value: object, reason: str) -> DataError:
        """An error that names file, row (the header is row 1), column, value and what is allowed."""
        place = f"{self.path / find_resource(self.package, table)['path']}, row {row}, column '{column}'"
        allowed = self.field(table, column)["allowed"]
        return DataError(f"{place}: {str(value)!r} {reason}; allowed: {allowed}")


def resolve_folder(data_dir: str | Path) -> Path:
    """Find a data folder, looking from the working directory and then from the book's folder.

    Raises
    ------
    DataError
        If there is no such folder.
    """
    for base in (Path.cwd(), HOME):
        folder = base / data_dir
        if folder.is_dir():
            return shorten(folder)
    needed = ", ".join(f"{RAW}{name}.csv" for name in list_tables())
    raise DataError(f"data folder {str(data_dir)!r} does not exist; allowed: a folder with {needed}")


@cache
def list_tables() -> tuple[str, ...]:
    """Names of the printed tables: what the book's own data package has in raw/.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    package = read_checked(OWN_DATA / PACKAGE)
    return tuple(resource["name"] for resource in package["resources"] if resource["path"].startswith(RAW))


def read_package(folder: Path) -> dict:
    """Read and check the folder's datapackage.json; a folder without one is read by the book's own."""
    path = folder / PACKAGE
    return read_checked(path if path.exists() else OWN_DATA / PACKAGE, list_tables())


def read_checked(path: Path, tables: tuple[str, ...] = ()) -> dict:
    """Read a data package; a DataError unless it says all that it must, of these printed tables too."""
    package = read_json(path)
    if problem := find_problem(package, tables):
        raise DataError(f"{shorten(path)}: {problem}")
    return package


def shorten(path: Path) -> Path:
    """A path from the working directory, where it lies in there."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def read_json(path: Path) -> object:
    """What a JSON file holds; a DataError where it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{path}: cannot be read as JSON ({reason}); allowed: a Frictionless data package") from error


def find_resource(package: dict, name: str) -> dict:
    """The data package's entry for one table."""
    return next(resource for resource in package["resources"] if resource["name"] == name)


def read_strings(path: Path, columns: list[str]) -> pd.DataFrame:
    """Read a CSV file with every cell a string, and check its heading and its width.

    Parameters
    ----------
    path : Path
        The file, UTF-8.
    columns : list of str
        The heading it must have, in this order.

    Raises
    ------
    DataError
        If the file is missing or unreadable, its heading differs, a row is too short or too long, or a cell has
        a control character.
    """
    rows = split_rows(path, read_text(path, columns))
    if not rows:
        raise DataError(f"{path}: is empty; allowed: a CSV file with columns {', '.join(columns)}")
    check_heading(path, rows[0], columns)
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            raise DataError(f"{path}, row {number}: is empty; allowed: a row with cells, or nothing below the last one")
        if len(row) != len(columns):
            raise DataError(f"{path}, row {number}: has {len(row)} cells; allowed: {len(columns)}, one for each column")
        for name, cell in zip(columns, row, strict=True):
            if CONTROL_CHARACTER.search(cell):
                raise DataError(
                    f"{path}, row {number}, column '{name}': {cell!r} has a control character; allowed: text"
                )
    return pd.DataFrame(rows[1:], columns=columns, dtype=str)


def read_text(path: Path, columns: list[str]) -> str:
    """The text of a CSV file, with every accented letter as one sign, as a keyboard types it."""
    try:
        return unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise DataError(
            f"{path}: there is no such file; allowed: a CSV file with columns {', '.join(columns)}"
        ) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: cannot be read (byte {error.object[error.start]:#04x} at place {error.start} is no UTF-8); "
            "allowed: a CSV file in UTF-8 (in Excel: save as 'CSV UTF-8')"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error}); allowed: a CSV file in UTF-8") from error


def split_rows(path: Path, text: str) -> list[list[str]]:
    """The rows of a CSV file; what a spreadsheet leaves below the last one, blank or only commas, is not there."""
    first = text.partition("\n")[0]
    for sign, name in SEPARATORS.items():
        if sign in first and first.count(sign) >= first.count(","):
            raise DataError(
                f"{path}, row 1: cells are separated by {name}; allowed: commas (save as 'CSV UTF-8', or replace them)"
            )
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise DataError(f"{path}: cannot be read ({error}); allowed: a CSV file in UTF-8") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def check_heading(path: Path, heading: list[str], columns: list[str]) -> None:
    """Raise a DataError that names the first column that is not as expected."""
    for number, (found, expected) in enumerate(zip(heading, columns, strict=False), start=1):
        if found != expected:
            raise DataError(f"{path}, row 1, column {number}: heading {found!r} is not known; allowed: {expected!r}")
    if len(heading) != len(columns):
        raise DataError(f"{path}, row 1: has {len(heading)} columns; allowed: {len(columns)} ({', '.join(columns)})")


def read_table(folder: Path, package: dict, name: str) -> pd.DataFrame:
    """Read one table of the data package as strings."""
    resource = find_resource(package, name)
    columns = [field["name"] for field in resource["schema"]["fields"]]
    return read_strings(folder / resource["path"], columns)


def read_data_folder(data_dir: str | Path = "data") -> DataFolder:
    """Read a data folder's package and its printed tables.

    Raises
    ------
    DataError
        If the folder, the package or a table cannot be read.
    """
    folder = resolve_folder(data_dir)
    package = read_package(folder)
    return DataFolder(folder, package, {name: read_table(folder, package, name) for name in list_tables()})
