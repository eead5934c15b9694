"""All checks of the ledger under the names that claims.csv uses; adding a claim is adding a row."""

from reanalysis.book import find_book
from reanalysis.ledger.checks import (
    comparisons,
    criteria,
    dates,
    p_values,
    registry,
    rules,
    scores,
    series,
    statements,
    sums,
    tables,
)
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Check, Finding
from reanalysis.ledger.language import split_arguments
from reanalysis.ledger.syntax import Call, SyntaxProblem

MODULES = (tables, rules, comparisons, sums, scores, p_values, criteria, dates, series, registry, statements)
SHARED: dict[str, Check] = {name: check for module in MODULES for name, check in module.CHECKS.items()}


def list_checks() -> dict[str, Check]:
    """Every check by its name: those that any trial can use, and those of the book's own trial."""
    return SHARED | find_book().checks


def find_check(name: str) -> Check:
    """The check of a name.

    Raises
    ------
    SyntaxProblem
        If there is no such check.
    """
    checks = list_checks()
    if name not in checks:
        raise SyntaxProblem(name, "is not a check", ", ".join(checks))
    return checks[name]


def parse_call(name: str, text: str, label: str = "") -> Call:
    """A check with its arguments, `key=value; key=value`, each parsed as the check declares it.

    Raises
    ------
    SyntaxProblem
        If there is no such check, an argument is missing or unknown, or an argument cannot be read.
    """
    check, written = find_check(name), split_arguments(text)
    parsers = {**check.required, **check.optional}
    for argument in written:
        if argument not in parsers:
            raise SyntaxProblem(argument, f"is not an argument of {name}", ", ".join(parsers) or "no arguments")
    for argument in check.required:
        if argument not in written:
            raise SyntaxProblem(text.strip(), f"lacks an argument of {name}", f"{argument}=...")
    return Call(name, {argument: parsers[argument](value) for argument, value in written.items()}, label)


def run_check(claim: Claim, evidence: Evidence) -> Finding:
    """Run the check that a claim names.

    Raises
    ------
    SyntaxProblem
        If an argument does not fit the tables or the claim.
    """
    return find_check(claim.check).run(claim, evidence)


def list_columns_read(claim: Claim) -> frozenset[str]:
    """The columns of the tables that a claim's verdict may depend on."""
    return find_check(claim.check).reads | claim.columns
