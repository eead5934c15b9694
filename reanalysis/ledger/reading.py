"""Rows of claims.csv as claims; a cell that cannot be used is named with its place and what is allowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

from reanalysis.book import Trial
from reanalysis.data.printed import NotPrintedNumber
from reanalysis.data.tables import DataError, DataFolder, find_resource
from reanalysis.ledger.checks import find_check, parse_call
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.language import parse_sizes, split_calls
from reanalysis.ledger.syntax import SyntaxProblem


def build_claims(trial: Trial) -> list[Claim]:
    """The claims of a trial, in the order of its claims.csv; none for a folder without one.

    Raises
    ------
    DataError
        For the first cell that cannot be used.
    """
    records = trial.facts.claims.to_dict("records") if "claim_id" in trial.facts.claims else []
    claims = []
    for row, record in enumerate(records, start=2):
        with name_row(trial.folder, row):
            claims.append(build_claim(record, row))
    return claims


def build_claim(record: dict[str, str], row: int = 0) -> Claim:
    """A claim from a row of claims.csv (columns to cells), and the number of that row in the file.

    Raises
    ------
    SyntaxProblem
        If a cell cannot be read: there is no such check, or its arguments are not what it takes.
    """
    with name_column("check"):
        find_check(record["check"])
    with name_column("check_args"):
        call = parse_call(record["check"], record["check_args"])
    with name_column("alternatives"):
        alternatives = [parse_call(name, text, label) for label, name, text in split_calls(record["alternatives"])]
    with name_column("plausible_n"):
        sizes = parse_sizes(record["plausible_n"])
    cells = {field.name: record[field.name] for field in fields(Claim) if field.name in record}
    return Claim(**cells | {"row": row, "call": call, "alternatives": tuple(alternatives), "plausible_n": sizes})


@contextmanager
def name_column(column: str) -> Iterator[None]:
    """Let a problem with the text of a cell say in which column of claims.csv the cell is."""
    try:
        yield
    except SyntaxProblem as problem:
        problem.column = problem.column or column
        raise


@contextmanager
def name_row(folder: DataFolder, row: int) -> Iterator[None]:
    """Turn a problem with the text of a cell into an error that names file, row, column, value and what is allowed."""
    try:
        yield
    except SyntaxProblem as problem:
        path = folder.path / find_resource(folder.package, "claims")["path"]
        place = f"{path}, row {row}, column '{problem.column}'"
        raise DataError(f"{place}: {problem.part!r} {problem.reason}; allowed: {problem.allowed}") from None
    except NotPrintedNumber as problem:
        path = folder.path / find_resource(folder.package, "claims")["path"]
        place = f"{path}, row {row}, column 'reported'"
        raise DataError(
            f"{place}: {problem.reported!r} cannot be read by its check; allowed: {problem.allowed}"
        ) from None
