"""What the chapters publish beside what R computed from the same tables: differences, tolerances, agreement.

Which result is compared with which answer of R's stands in tests/reference/compared.csv, a row a result or a column of
a table; the answers are in reference.json, operating.json and peers.json beside it.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping

import pandas as pd

from reanalysis.data.tables import DataFolder, find_resource
from reanalysis.home import HOME, REPOSITORY
from reanalysis.parameters import ParameterError

REFERENCE_FOLDER = HOME / "tests" / "reference"
RELATIVE_TOLERANCE = 1e-8
AS_ZERO = 1e-12  # an absolute difference up to this is none: beside zero a relative one says nothing
DEFAULT_RUN = "defaults"
PERCENT = ("%", "percentage points")  # units in which R, which gives shares, is a hundred times smaller
ENDS = {"lower": 0, "upper": 1}


def read_reference() -> dict:
    """R's answers: reference.json, and every other file under its name; null is nan, the string Inf infinity."""
    others = {path.stem: _read_answers(path.stem) for path in sorted(REFERENCE_FOLDER.glob("*.json"))}
    return others.pop("reference") | others


def read_table(name: str) -> pd.DataFrame:
    """A table of tests/reference (compared, excused or conventions), every cell as text."""
    return pd.read_csv(REFERENCE_FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


def read_mutations() -> pd.DataFrame:
    """What changing the raw tables cell by cell came to, a row a column: tools.mutation wrote it, a test repeats it."""
    return pd.read_csv(REFERENCE_FOLDER / "mutation.csv")


def is_same_data(folder: DataFolder, reference: dict) -> bool:
    """Whether a data folder's raw tables, and its series, are, byte for byte, those that R's answers were computed from."""
    expected = dict(reference["meta"]["raw_md5"])
    if "peers" in reference:
        expected["series"] = reference["peers"]["meta"]["series_md5"]
    named = {resource["name"] for resource in folder.package["resources"]}
    paths = [
        (table, folder.path / find_resource(folder.package, table)["path"]) for table in expected if table in named
    ]
    found = {
        table: hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        for table, path in paths
        if path.exists()
    }
    return found == expected


def read_results(results_dir: str, runs: Mapping[str, set[str]]) -> dict[tuple[str, str], dict]:
    """The published results of chapters: (chapter, run) to the chapter's results.

    Parameters
    ----------
    results_dir : str
        Folder with a folder a chapter and a file a run in it; relative to the repository.
    runs : mapping
        Chapter to the runs asked for.

    Raises
    ------
    ParameterError
        If a run's results are not there.
    """
    folder, found = REPOSITORY / results_dir, {}
    for chapter in runs:
        for run in runs[chapter]:
            path = folder / chapter / f"{run}.json"
            if not path.is_file():
                raise ParameterError(
                    f"results folder {results_dir!r}: has no {chapter}/{run}.json; allowed: a folder that 'make book' filled"
                )
            found[chapter, run] = json.loads(path.read_text(encoding="utf-8"))
    return found


def list_runs(compared: pd.DataFrame) -> dict[str, set[str]]:
    """Chapter to the runs that a table of comparisons names."""
    chapters = compared["result"].str.partition(".")[0]
    return {chapter: set(rows["run"]) for chapter, rows in compared.groupby(chapters)}


def find_published(results: dict, result: str) -> pd.DataFrame:
    """The numbers that `result` names, with the row of the published table that each stands in.

    Parameters
    ----------
    results : dict
        What the chapter published: name to its value, unit and limits.
    result : str
        `chapter.name`, `chapter.name.lower` or `.upper`, `chapter.name/column`, or `chapter.name/column/rows`, where
        rows is `column=value`, several joined by &, several values by |.

    Returns
    -------
    DataFrame
        number (per cent as a share, nan where missing or infinite), and for a table its columns beside it; the index
        counts the table's rows.

    Raises
    ------
    KeyError
        If nothing of that name is published.
    """
    address, column, rows = (result.split("/", 2) + ["", ""])[:3]
    _, name, *end = address.split(".")
    published = results[name]
    if not column:
        value = published["limits"][ENDS[end[0]]] if end else published["value"]
        number = to_number(value)
        return pd.DataFrame({"number": [number / 100 if published["unit"] in PERCENT else number]})
    frame = pd.DataFrame(published["value"])
    for condition in filter(None, rows.split("&")):
        key, _, allowed = condition.partition("=")
        frame = frame[frame[key].map(_write).isin(allowed.split("|"))]
    if frame.empty:
        raise KeyError(result)
    return frame.assign(number=frame[column].map(to_number))


def find_answers(reference: dict, path: str, published: pd.DataFrame) -> list[float]:
    """R's numbers at a path; one a published row where the path names a column in angle brackets."""
    found = [read_path(reference, each) for each in list_paths(path, published)]
    return [to_number(value) for value in (found[0] if isinstance(found[0], list) else found)]


def list_paths(path: str, published: pd.DataFrame) -> list[str]:
    """The path itself, or one a published row with the row's cells where the path names columns."""
    if "<" not in path:
        return [path]
    rows = published.to_dict("records")
    return [re.sub("<(.+?)>", lambda part, row=row: _write(row[part[1]]), path) for row in rows]


def read_path(tree: dict, path: str):
    """What stands at a path of R's answers; keys without regard to case and marks, lists by position or slice (1:, 0::5)."""
    for part in path.split("/"):
        if isinstance(tree, list):
            ends = [int(number) if number else None for number in part.split(":")]
            tree = tree[slice(*ends)] if len(ends) > 1 else tree[ends[0]]
        else:
            tree = tree[part if part in tree else next((key for key in tree if fold_key(key) == fold_key(part)), part)]
    return tree


def compare(compared: pd.DataFrame, results: dict[tuple[str, str], dict], reference: dict) -> pd.DataFrame:
    """Both programs' numbers of every row of a table of comparisons.

    Parameters
    ----------
    compared : DataFrame
        group, result, run, r_path, tolerance (relative; empty for the strict one) and reason.
    results : dict
        Of `read_results`.
    reference : dict
        Of `read_reference`.

    Returns
    -------
    DataFrame
        group, result, run, numbers (how many were compared), python_value and r_value (where they differ most),
        difference (relative, absolute where R's number is zero), tolerance, agrees, reason.

    Raises
    ------
    ValueError
        If a row names what is not there, or the programs do not give equally many numbers.
    """
    return pd.DataFrame([_compare_row(row, results, reference) for row in compared.to_dict("records")])


def list_conventions(results: dict[tuple[str, str], dict], reference: dict) -> pd.DataFrame:
    """Conventions that differ on purpose: subject, python, python_value, r, r_value, why."""
    table = read_table("conventions")
    python = [find_published(results[_chapter(name), DEFAULT_RUN], name)["number"].iloc[0] for name in table["result"]]
    r = [to_number(read_path(reference, path)) for path in table["r_path"]]
    return table.assign(python_value=python, r_value=r).drop(columns=["result", "r_path"])


def to_number(value) -> float:
    """A published value or an answer as a number; nan where it is missing, infinite or no number."""
    is_number = isinstance(value, int | float) and math.isfinite(value)
    return float(value) if is_number else math.nan


def fold_key(key: str) -> str:
    """A key without regard to case and marks, as programs that spell differently share it."""
    return re.sub(r"\W+", "_", key).lower()


def _compare_row(row: dict, results: dict[tuple[str, str], dict], reference: dict) -> dict:
    where = f"compared.csv, {row['result']} with {row['r_path']}"
    try:
        published = find_published(results[_chapter(row["result"]), row["run"]], row["result"])
        answers = find_answers(reference, row["r_path"], published)
    except (LookupError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: there is no {error}; allowed: what the chapter publishes and R answers") from error
    if len(published) != len(answers):
        raise ValueError(f"{where}: Python gives {len(published)} numbers and R {len(answers)}; allowed: equally many")
    tolerance = float(row["tolerance"] or RELATIVE_TOLERANCE)
    pairs = [
        (python, r, *_differ(python, r, tolerance)) for python, r in zip(published["number"], answers, strict=True)
    ]
    python, r, difference, _ = max(pairs, key=lambda pair: (not pair[3], pair[2]))
    return {name: row[name] for name in ("group", "result", "run")} | {
        "numbers": len(pairs),
        "python_value": python,
        "r_value": r,
        "difference": difference,
        "tolerance": tolerance,
        "agrees": all(pair[3] for pair in pairs),
        "reason": row["reason"],
    }


def _differ(python: float, r: float, tolerance: float) -> tuple[float, bool]:
    if math.isnan(python) or math.isnan(r):
        return (0.0, True) if math.isnan(python) and math.isnan(r) else (math.inf, False)
    absolute = abs(python - r)
    relative = absolute / abs(r) if abs(r) > AS_ZERO else absolute
    return relative, absolute <= max(AS_ZERO, tolerance * abs(r))


def _chapter(result: str) -> str:
    return result.partition(".")[0]


def _write(cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _read_answers(name: str) -> dict:
    return _as_numbers(json.loads((REFERENCE_FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def _as_numbers(content):
    if isinstance(content, dict):
        return {key: _as_numbers(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_as_numbers(value) for value in content]
    return math.nan if content is None else math.inf if content == "Inf" else content
