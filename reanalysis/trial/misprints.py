"""Which single slip would make each number that does not hold right, and what else would; found by judging again."""

import math
from dataclasses import replace

import pandas as pd

from reanalysis.data.printed import NotPrintedNumber
from reanalysis.forensics.misprints import list_slips, share_reached
from reanalysis.ledger.checks import run_check
from reanalysis.ledger.claims import Claim, date_interval
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.reading import build_claims
from reanalysis.ledger.syntax import SyntaxProblem
from reanalysis.ledger.verdicts import AGAINST, HELD, MATCH, choose_verdict, find_opposed
from reanalysis.trial.cohort import Trial

RECOMPUTING = ("count", "statistic", "percentage", "percent_of", "grim", "grimmer", "t_test", "registry")
COLUMNS = ["claim_id", "statement", "reported", "unit", "recomputed", "slips", "others", "reach"]


def find_misprints(trial: Trial, ledger: pd.DataFrame) -> pd.DataFrame:
    """Every printed number or date that can be recomputed or looked up and does not hold, and the slips that would mend it.

    A slip makes a number right where the claim's own check, given what could have been meant, passes, and nothing else in
    the text opposes it.

    Parameters
    ----------
    ledger : DataFrame
        From `judge_claims` of the same trial.

    Returns
    -------
    DataFrame
        claim_id, statement, reported, unit, recomputed, slips (list of (kind, number)), others (explanations that give the
        printed number: another group, denominator or statistic), reach (share of other numbers that one slip reaches; nan
        for a date).
    """
    claims = {claim.claim_id: claim for claim in build_claims(trial)}
    evidence = Evidence(trial, list(claims.values()))
    rows = []
    for row in ledger.itertuples():
        claim = claims[row.claim_id]
        is_date = row.verdict == "differs" and date_interval(claim.reported) is not None
        is_number = row.verdict in AGAINST and claim.is_numeric
        if claim.check not in RECOMPUTING or not (is_date or is_number):
            continue
        slips = [(kind, slip) for kind, slip in list_slips(claim.reported) if is_mended(claim, slip, evidence)]
        others = [each.removesuffix(MATCH) for each in row.alternatives.split("; ") if each.endswith(MATCH)]
        found = (row.claim_id, row.statement, row.reported, row.unit, row.recomputed, slips, others)
        rows.append((*found, math.nan if is_date else share_reached(claim.reported)))
    return pd.DataFrame(rows, columns=COLUMNS)


def is_mended(claim: Claim, reported: str, evidence: Evidence) -> bool:
    """Whether a claim would hold if this were printed in it."""
    meant = replace(claim, reported=reported)
    try:
        finding = run_check(meant, evidence)
    except (SyntaxProblem, NotPrintedNumber):  # a p-value above 1, for instance
        return False
    return choose_verdict(finding, bool(find_opposed(meant, evidence))) in HELD
