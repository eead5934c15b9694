"""Rows of claims.csv as claims; a cell that cannot be used is named with its place and what is allowed."""

from dataclasses import fields

from reanalysis.data.tables import DataError, DataFolder, find_resource
from reanalysis.ledger.checks import check_arguments
from reanalysis.ledger.evidence import Claim
from reanalysis.ledger.language import SyntaxProblem, parse_arguments
from reanalysis.trial.cohort import Trial

IMPORTANCES = ("", "0", "1", "2", "3")


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
        if record["importance"] not in IMPORTANCES:
            raise claims_error(trial.folder, row, "importance", record["importance"], "is not an importance", "0 to 3")
        with Place(trial.folder, row, "check_args"):
            claims.append(build_claim(record, row))
    return claims


def build_claim(record: dict[str, str], row: int = 0) -> Claim:
    """A claim from a row of claims.csv (columns to cells), and the number of that row in the file.

    Raises
    ------
    SyntaxProblem
        If there is no such check, or its arguments cannot be read.
    """
    arguments = parse_arguments(record["check_args"])
    check_arguments(record["check"], arguments)
    names = [field.name for field in fields(Claim) if field.name in record]
    return Claim(row=row, arguments=arguments, **{name: record[name] for name in names if name != "row"})


class Place:
    """A cell of claims.csv: a problem with its text becomes a DataError that names it."""

    def __init__(self, folder: DataFolder, row: int, column: str):
        self.folder, self.row, self.column = folder, row, column

    def __enter__(self):
        return self

    def __exit__(self, kind, problem, traceback):
        if isinstance(problem, SyntaxProblem):
            column = "check" if problem.reason == "is not a check" and self.column == "check_args" else self.column
            place = self.folder, self.row, column
            raise claims_error(*place, problem.part, problem.reason, problem.allowed) from None


def claims_error(folder: DataFolder, row: int, column: str, value: str, reason: str, allowed: str) -> DataError:
    """An error that names file, row, column, value and what is allowed."""
    path = folder.path / find_resource(folder.package, "claims")["path"]
    return DataError(f"{path}, row {row}, column '{column}': {value!r} {reason}; allowed: {allowed}")
