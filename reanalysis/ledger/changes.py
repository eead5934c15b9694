"""What an edited copy of the data changes: cells and verdicts, each before and after."""

import difflib
from collections.abc import Iterator

import pandas as pd

from reanalysis.data.tables import DataFolder, read_table

CELL_COLUMNS = ["file", "row", "column", "before", "after"]
WHOLE_ROW, WHOLE_COLUMN, WHOLE_FILE = "(the whole row)", "(the whole column)", "(the whole file)"
ABSENT = "(not there)"
PACKAGE_FILE = "datapackage.json"
OF_FILES = ("hash", "bytes")  # keys of the data package that follow from the files
NO_CLAIM = "(no such claim)"

Change = tuple[str, str, str, str]  # row as a spreadsheet counts it, column, before, after


def list_changed_cells(before: DataFolder, after: DataFolder) -> pd.DataFrame:
    """Every cell in which two data folders differ.

    Tables of the same length are compared row by row; in others, rows that are left out or added are found first.

    Returns
    -------
    DataFrame
        file, row (the heading is row 1; of a row that was left out, its old number), column, before, after; all strings.
    """
    old, new = (_read_tables(folder) for folder in (before, after))
    rows = [
        (path, *change)
        for path in dict.fromkeys([*old, *new])
        for change in _compare_tables(old.get(path), new.get(path))
    ]
    rows += [(PACKAGE_FILE, *change) for change in _compare_packages(before.package, after.package)]
    return pd.DataFrame(rows, columns=CELL_COLUMNS)


def _read_tables(folder: DataFolder) -> dict[str, pd.DataFrame]:
    """Every table of a folder that is there, by its file's name."""
    resources = {resource["path"]: resource["name"] for resource in folder.package["resources"]}
    return {
        path: read_table(folder.path, folder.package, name)
        for path, name in resources.items()
        if (folder.path / path).exists()
    }


def _compare_tables(old: pd.DataFrame | None, new: pd.DataFrame | None) -> Iterator[Change]:
    if old is None or new is None:
        yield ("", WHOLE_FILE, _tell_length(old), _tell_length(new))
        return
    for column in dict.fromkeys([*old.columns, *new.columns]):
        if column not in old.columns or column not in new.columns:
            yield ("1", WHOLE_COLUMN, *(column if column in table.columns else ABSENT for table in (old, new)))
    common = [column for column in old.columns if column in new.columns]
    old_rows, new_rows = ([tuple(row) for row in table[common].to_numpy()] for table in (old, new))
    for first, second in _pair_rows(old_rows, new_rows):
        if first is None or second is None:
            number = second if first is None else first
            texts = [
                ABSENT if place is None else ", ".join(filter(None, rows[place]))
                for place, rows in ((first, old_rows), (second, new_rows))
            ]
            yield (str(number + 2), WHOLE_ROW, *texts)
            continue
        for column, cell, other in zip(common, old_rows[first], new_rows[second], strict=True):
            if cell != other:
                yield (str(second + 2), column, cell, other)


def _tell_length(table: pd.DataFrame | None) -> str:
    return ABSENT if table is None else f"{len(table)} rows"


def _pair_rows(old: list[tuple], new: list[tuple]) -> Iterator[tuple[int | None, int | None]]:
    """Places of rows that differ, one in each table; None where the other table has no such row."""
    if len(old) == len(new):
        yield from ((place, place) for place in range(len(old)))
        return
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        added = list(range(new_start, new_end))
        for place in range(start, end):  # rows that begin alike are the same row, edited
            partner = next((other for other in added if new[other][0] == old[place][0]), None)
            if partner is not None:
                added.remove(partner)
            yield place, partner
        yield from ((None, place) for place in added)


def _compare_packages(old: dict, new: dict) -> Iterator[Change]:
    before, after = dict(_list_entries(old)), dict(_list_entries(new))
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield ("", key, before.get(key, ABSENT), after.get(key, ABSENT))


def _list_entries(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every value of the data package as text, under its place in it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in OF_FILES:
                yield from _list_entries(inner, f"{place}.{key}".strip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            name = inner.get("name", number) if isinstance(inner, dict) else number
            yield from _list_entries(inner, f"{place}.{name}".strip("."))
    else:
        yield place, str(value)


def list_changed_verdicts(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Every claim whose verdict is another one than before.

    Parameters
    ----------
    before, after : DataFrame
        Ledgers, as `reanalysis.ledger.verdicts.judge_claims` returns them.

    Returns
    -------
    DataFrame
        claim_id, statement, reported, unit, verdict_before, reason_before, verdict_after, reason_after.
    """
    old, new = ({row["claim_id"]: row for row in frame.to_dict("records")} for frame in (before, after))
    none = {"verdict": NO_CLAIM, "reason": ""}
    rows = []
    for identifier in dict.fromkeys([*old, *new]):
        first, second = old.get(identifier, none), new.get(identifier, none)
        if first["verdict"] != second["verdict"]:
            told = {
                name: (new if identifier in new else old)[identifier][name]
                for name in ("statement", "reported", "unit")
            }
            verdicts = {
                f"{name}_{when}": row[name]
                for when, row in (("before", first), ("after", second))
                for name in ("verdict", "reason")
            }
            rows.append({"claim_id": identifier} | told | verdicts)
    columns = [
        "claim_id",
        "statement",
        "reported",
        "unit",
        "verdict_before",
        "reason_before",
        "verdict_after",
        "reason_after",
    ]
    return pd.DataFrame(rows, columns=columns)
