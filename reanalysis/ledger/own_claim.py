"""Judging a claim of one's own, from a few cells, without a row in claims.csv."""

import pandas as pd

from reanalysis.book import Trial
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.reading import build_claim, build_claims
from reanalysis.ledger.verdicts import LEDGER_COLUMNS, judge_claim

OWN = {"claim_id": "own", "section": "own", "paragraph": "own", "statement": "A claim of your own."}
REQUIRED = ("reported", "check")


def judge_own_claim(trial: Trial, **cells: str) -> dict:
    """The ledger's row for a claim that is given as cells of claims.csv, judged by the same rules.

    Parameters
    ----------
    trial : Trial
    cells
        Columns of claims.csv; needed are `reported`, what is printed, as text, and `check`, with its `check_args`. A
        `fact` that the paper's own claims speak of sets it against what they print.

    Returns
    -------
    dict
        As the rows of `judge_claims`: verdict, reason, recomputed and more.

    Raises
    ------
    ValueError
        If a needed cell is missing, or a cell is none of claims.csv.
    DataError
        If the check cannot be run on these tables.
    """
    columns = [*dict.fromkeys([*LEDGER_COLUMNS, "check_args", "plausible_n", "patient"])]
    for name in REQUIRED:
        if not cells.get(name):
            raise ValueError(f"the claim has no '{name}'; needed: {', '.join(REQUIRED)}")
    for name in cells:
        if name not in columns:
            raise ValueError(f"claims.csv has no column '{name}'; allowed: {', '.join(columns)}")
    record = dict.fromkeys(columns, "") | OWN | {"fact": "own_claim"} | cells
    claim, others = build_claim(record), build_claims(trial)
    return judge_claim(claim, record, Evidence(trial, [*others, claim]))


def show_own_claim(judged: dict) -> pd.DataFrame:
    """A judged claim as a table of two columns: printed, recomputed, verdict and reason."""
    names = {"statement": "Claim", "reported": "Printed", "recomputed": "Recomputed", "verdict": "Verdict"}
    rows = [(label, judged[name]) for name, label in (names | {"reason": "Reason"}).items() if judged[name]]
    return pd.DataFrame(rows, columns=["", "Your claim"])
