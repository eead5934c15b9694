"""Derived frames as CDISC's Dataset-JSON, version 1.1 (2024)."""

import csv
import io
import json
import re
from datetime import date

KEYS = ("STUDYID", "USUBJID", "PARAMCD", "AESEQ")  # columns that tell the rows of a frame apart, where it has them
IDENTIFIERS = ("STUDYID", "USUBJID", "SUBJID")  # are text, whatever they look like
NUMBERS = {"integer": re.compile(r"-?[0-9]+"), "float": re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?")}
LONGEST_LABEL = 200  # letters


def write_dataset(table: str, frame: dict, study: str, version: str, authors: str, day: date) -> str:
    """A derived frame with its columns' labels; empty cells are null.

    Parameters
    ----------
    table : str
        The frame as CSV.
    frame : dict
        Its entry in the data package: `name`, `title` and `fields`, each with a description.
    study : str
        The trial's identifier.
    version, authors : str
        Of the book, which made the frame.
    day : date
        When it counts as made; nothing else in the file depends on the clock.
    """
    heading, *rows = csv.reader(io.StringIO(table))
    described = {field["name"]: field["description"] for field in frame["fields"]}
    keys = tuple(column for column in KEYS if column in heading)
    kinds = [name_type(column, [row[place] for row in rows]) for place, column in enumerate(heading)]
    name = frame["name"].upper()
    content = {
        "datasetJSONCreationDateTime": f"{day.isoformat()}T00:00:00",
        "datasetJSONVersion": "1.1.0",
        "originator": authors,
        "sourceSystem": {"name": "reanalysis", "version": version},
        "studyOID": study,
        "metaDataVersionOID": f"MDV.{study}.{version}",
        "itemGroupOID": f"IG.{name}",
        "records": len(rows),
        "name": name,
        "label": frame["title"],
        "columns": [
            describe_column(name, column, described[column], kind, keys)
            for column, kind in zip(heading, kinds, strict=True)
        ],
        "rows": [[read_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def describe_column(frame: str, column: str, meaning: str, kind: str, keys: tuple[str, ...]) -> dict:
    """What the standard says of a column."""
    described = {"itemOID": f"IT.{frame}.{column}", "name": column, "label": meaning[:LONGEST_LABEL], "dataType": kind}
    return described | ({"keySequence": keys.index(column) + 1} if column in keys else {})


def name_type(column: str, cells: list[str]) -> str:
    """The standard's type of a column: integer, float or string."""
    for kind, pattern in () if column in IDENTIFIERS else NUMBERS.items():
        if all(pattern.fullmatch(cell) for cell in cells if cell):
            return kind
    return "string"


def read_cell(cell: str, kind: str) -> str | int | float | None:
    """A cell in its column's type; None where it is empty."""
    return {"integer": int, "float": float, "string": str}[kind](cell) if cell else None
