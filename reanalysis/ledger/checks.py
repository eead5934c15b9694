"""All general checks of the ledger under the names that claims.csv uses; adding a claim is adding a row."""

from reanalysis.ledger.evidence import Claim, Evidence
from reanalysis.ledger.findings import Check, Finding
from reanalysis.ledger.language import SyntaxProblem
from reanalysis.ledger.table_checks import TABLE_CHECKS
from reanalysis.ledger.text_checks import TEXT_CHECKS

CHECKS: dict[str, Check] = {**TABLE_CHECKS, **TEXT_CHECKS}


def run_check(claim: Claim, evidence: Evidence) -> Finding:
    """Run the check that a claim names.

    Raises
    ------
    SyntaxProblem
        If there is no such check, an argument is missing or unknown, or an argument cannot be read.
    """
    check_arguments(claim.check, claim.arguments)
    return CHECKS[claim.check].run(claim, evidence)


def check_arguments(name: str, arguments: dict[str, str]) -> None:
    """Raise a SyntaxProblem unless the check exists and has the arguments it needs and no others."""
    if name not in CHECKS:
        raise SyntaxProblem(name, "is not a check", ", ".join(CHECKS))
    known = CHECKS[name].required + CHECKS[name].optional
    for argument in arguments:
        if argument not in known:
            raise SyntaxProblem(argument, f"is not an argument of {name}", ", ".join(known) or "no arguments")
    for argument in CHECKS[name].required:
        if argument not in arguments:
            written = "; ".join(f"{key}={value}" for key, value in arguments.items())
            raise SyntaxProblem(written, f"lacks an argument of {name}", f"{argument}=...")
