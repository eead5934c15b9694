"""Check the data folder and judge the claims, which no parameter touches: python -m workflow.steps.prepare_data DATA BUILD.

Order: can the tables be read, do their cells fit the schema, do the tables fit together, do the checksums fit
(the repository's own data only: students edit copies and look).
"""

import hashlib
import json
import sys
import time
from pathlib import Path

from reanalysis.book import find_book
from reanalysis.data.facts import read_claims
from reanalysis.data.package import find_frame_problem
from reanalysis.data.tables import (
    OWN_DATA,
    PACKAGE,
    DataError,
    DataFolder,
    find_resource,
    list_tables,
    read_data_folder,
    read_table,
)
from reanalysis.ledger.verdicts import judge_claims, write_ledger
from reanalysis.parameters import default_parameters
from reanalysis.scenarios.files import MARKUP
from workflow.pages.changes_page import CHANGES, find_changes
from workflow.paths import fail, name_module, report
from workflow.plan import list_chapters

PROBLEMS = {'"required"': "is empty", '"unique"': "stands twice"}  # what Frictionless notes, in words
WORDS = ("code", "label", "group", "extent", "treatment")  # of a category, that sentences and captions are made of


def check_schema(folder: DataFolder, tables: tuple[str, ...] | None = None) -> None:
    """Raise a DataError for the first cell that does not fit the codebook; arguments as of `list_schema_problems`."""
    for problem in list_schema_problems(folder, tables):
        raise DataError(problem)


def list_schema_problems(folder: DataFolder, tables: tuple[str, ...] | None = None) -> list[str]:
    """Validate every table of the folder, or those named, with Frictionless, checksums aside.

    Returns
    -------
    list of str
        A line a problem: file, row, column, value and what is allowed.
    """
    import frictionless

    resources = []
    for resource in folder.package["resources"]:
        if (folder.path / resource["path"]).exists() and (tables is None or resource["name"] in tables):
            cells = read_table(folder.path, folder.package, resource["name"])  # so what spreadsheets add is gone
            rows = [list(cells.columns), *cells.values.tolist()]
            resources.append({"name": resource["name"], "data": rows, "schema": resource["schema"]})
    package = frictionless.Package.from_descriptor({"name": folder.package["name"], "resources": resources})
    return [describe_error(folder, task.name, error) for task in package.validate().tasks for error in task.errors]


def describe_error(folder: DataFolder, table: str, error) -> str:
    """One line for a Frictionless error."""
    place = str(folder.path / find_resource(folder.package, table)["path"])
    if getattr(error, "field_name", None):
        allowed = folder.field(table, error.field_name)["allowed"]
        found = next((words for sign, words in PROBLEMS.items() if sign in error.note), "is not possible")
        return (
            f"{place}, row {error.row_number}, column '{error.field_name}': {error.cell!r} {found}; allowed: {allowed}"
        )
    if getattr(error, "row_number", None):
        return f"{place}, row {error.row_number}: {error.note}"
    return f"{place}: {error.note}"


def check_words(folder: DataFolder) -> None:
    """Raise a DataError for a category of the codebook whose names hold more than plain words."""
    for resource in folder.package["resources"]:
        for field in resource["schema"]["fields"]:
            for category in field.get("categories", []):
                for name in WORDS:
                    if found := MARKUP.search(str(category.get(name, ""))):
                        raise DataError(
                            f"{folder.path / PACKAGE}, {resource['name']}, column '{field['name']}': the {name} of "
                            f"{category['value']!r} holds {found.group()!r}, which acts as markup; allowed: plain words"
                        )


def check_order(folder: DataFolder) -> None:
    """Raise a DataError where a column that the codebook calls ascending is not: rows have changed places."""
    for table in list_tables():
        for field in find_resource(folder.package, table)["schema"]["fields"]:
            numbers = folder.tables[table][field["name"]].map(int) if field.get("ascending") else []
            for row, (above, number) in enumerate(zip(numbers, numbers[1:], strict=False), start=3):
                if number < above:
                    raise folder.cell_error(table, row, field["name"], number, f"stands below {above}")


def check_checksums(folder: DataFolder) -> None:
    """Raise a DataError if a table of the book's own data is not there or not the one that was committed."""
    for resource in folder.package["resources"]:
        path = folder.path / resource["path"]
        if not path.is_file():
            raise DataError(f"{path}: there is no such file; allowed: the file, or no resource of it in {PACKAGE}")
        if "hash" not in resource:
            raise DataError(
                f"{folder.path / PACKAGE}: the resource '{resource['name']}' has no 'hash'; "
                "allowed: its checksum, which `make checksums` writes"
            )
        if "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest() != resource["hash"]:
            raise DataError(
                f"{path}: the file has changed, its checksum does not fit {folder.path / PACKAGE}; "
                "allowed: the file as committed (or `make checksums` after a documented change)"
            )


def check_frames(trial) -> None:
    """Raise a DataError unless the trial's patients are numbered, and the data package describes what is derived of them."""
    if "SUBJID" not in trial.adsl:
        raise DataError(
            f"{name_module('cohort')}: the trial's adsl has no column 'SUBJID'; allowed: a row a patient, numbered in SUBJID"
        )
    if problem := find_frame_problem(trial.folder.package, find_book().derive_frames(trial, default_parameters())):
        raise DataError(f"{trial.folder.path / PACKAGE}: {problem}")


def check_claims(trial) -> None:
    """Raise a DataError for a claim of somebody who is no patient of the trial, or a chapter without a notebook.

    An edited copy may leave patients out; claims about them are then untestable. It may not leave out all the claims that
    its book has, since chapters compute with what the text says.
    """
    claims, patients, chapters = trial.facts.claims, set(trial.adsl["SUBJID"]), list_chapters()
    if claims.empty and not trial.folder.is_own and not read_claims(read_data_folder(OWN_DATA)).empty:
        raise DataError(
            f"{trial.folder.path / 'claims.csv'}: no claims are there; allowed: those of data/claims.csv, edited or not"
        )
    for row, patient in enumerate(claims["patient"], start=2):
        if patient and int(patient) not in patients and trial.folder.is_own:
            raise trial.folder.cell_error("claims", row, "patient", patient, "is not a patient of this trial")
    for row, chapter in enumerate(claims.get("chapter", []), start=2):
        if chapter and chapter not in chapters:
            path = trial.folder.path / find_resource(trial.folder.package, "claims")["path"]
            raise DataError(
                f"{path}, row {row}, column 'chapter': {chapter!r} has no notebook; allowed: {', '.join(chapters)}, or nothing"
            )


def main(data_dir: str, build: str) -> None:
    started = time.perf_counter()
    try:
        folder = read_data_folder(data_dir)
        check_words(folder)
        check_schema(folder)
        trial = find_book().read_trial(data_dir)
        check_order(folder)
        check_frames(trial)
        check_claims(trial)
        if folder.is_own:
            check_checksums(folder)
        ledger = judge_claims(trial)
        changes = find_changes(trial, ledger)
    except DataError as error:
        fail(error)
    out = Path(build) / "data"
    out.mkdir(parents=True, exist_ok=True)
    write_ledger(ledger, out)
    (out / CHANGES).write_text(json.dumps(changes, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    report(f"data {data_dir}: {len(trial.adsl)} patients, {len(ledger)} claims, {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
