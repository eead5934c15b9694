"""The ledger: what the data say of each statement of the paper's text.

A check gives a finding; here it meets the other statements of the same fact and becomes a verdict with its reason.
"""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd

from reanalysis.data.csv_files import neutralise_formula
from reanalysis.ledger.checks import run_check
from reanalysis.ledger.evidence import Claim, Evidence
from reanalysis.ledger.findings import Alternative, Finding
from reanalysis.ledger.language import parse_calls
from reanalysis.ledger.reading import Place, build_claims
from reanalysis.ledger.text_checks import share_grade
from reanalysis.show.text import join_words
from reanalysis.trial.cohort import Trial
from reanalysis.trial.facts import Facts, is_number, read_claims, read_facts

__all__ = [
    "LEDGER_COLUMNS",
    "VERDICTS",
    "Facts",
    "is_number",
    "judge_claims",
    "read_claims",
    "read_facts",
    "write_ledger",
]


VERDICTS = {  # in their order of precedence
    "impossible": "no data set of any plausible size and kind can give it",
    "discrepant": "recomputed from the published patient-level tables, and outside",
    "contradicted": "another statement of the same paper about the same fact says otherwise",
    "reproduced": "recomputed, and inside (rounded or truncated, which is said)",
    "consistent": "not recomputable, but it passed a check that it could have failed, which is shown with its power",
    "untestable": "nothing printed can test it; what would be needed is said",
}
LEDGER_COLUMNS = (
    "claim_id",
    "section",
    "statement",
    "reported",
    "recomputed",
    "verdict",
    "reason",
    "paragraph",
    "unit",
    "kind",
    "fact",
    "population",
    "check",
    "how",
    "alternatives",
    "matches",
    "power",
    "patients",
    "conflicts",
    "chapter",
    "importance",
    "consequence",
)
HELD = ("reproduced", "consistent")
MATCH = " (gives the printed value)"


def judge_claims(trial: Trial) -> pd.DataFrame:
    """The ledger: a verdict and its reason for every claim, under the paper's own populations and definitions.

    Returns
    -------
    DataFrame
        A row a claim, in the order of claims.csv, with the columns of LEDGER_COLUMNS; no rows without claims.
        `alternatives` explain and never change a verdict; `matches` tells that one of them gives the printed value.

    Raises
    ------
    DataError
        If a check or one of its arguments cannot be used.
    """
    records, claims = trial.facts.claims.to_dict("records"), build_claims(trial)
    evidence = Evidence(trial, claims)
    rows = [_judge_claim(claim, record, evidence) for claim, record in zip(claims, records, strict=True)]
    return pd.DataFrame(rows, columns=list(LEDGER_COLUMNS))


def _judge_claim(claim: Claim, record: dict[str, str], evidence: Evidence) -> dict:
    """One row of the ledger."""
    folder = evidence.trial.folder
    with Place(folder, claim.row, "plausible_n"):
        evidence.sizes(claim)
    with Place(folder, claim.row, "check_args"):
        finding = run_check(claim, evidence)
    with Place(folder, claim.row, "alternatives"):
        further = _run_alternatives(claim, record["alternatives"], evidence)
    opposed = find_opposed(claim, evidence)
    alternatives = {each.label: each for each in (*further, *finding.alternatives)}.values()
    alternatives = sorted(alternatives, key=lambda each: not each.matches)  # a stable sort: exact matches first
    verdict = take_first("contradicted" if opposed else "", finding.verdict)
    own = [int(claim.patient)] if claim.patient else []
    return {name: record.get(name, "") for name in LEDGER_COLUMNS} | {
        "recomputed": finding.recomputed,
        "verdict": verdict,
        "reason": _write_reason(opposed, finding),
        "how": finding.how if verdict in HELD else "",
        "alternatives": "; ".join(f"{each.label}: {each.text}{MATCH if each.matches else ''}" for each in alternatives),
        "matches": any(each.matches for each in alternatives),
        "power": finding.power if verdict == "consistent" else "",
        "patients": ";".join(map(str, sorted({*own, *map(int, finding.patients)}))),
        "conflicts": ";".join(dict.fromkeys([*(other.claim_id for other in opposed), *finding.conflicts])),
        "importance": int(record["importance"] or 0),
    }


def find_opposed(claim: Claim, evidence: Evidence) -> list[Claim]:
    """The other claims about the same fact whose values cannot be the same as this one's."""
    return [
        other
        for other in evidence.tellings(claim.fact)
        if other.claim_id != claim.claim_id and claim.disagrees(other) and not share_grade(claim, other)
    ]


def _write_reason(opposed: list[Claim], finding: Finding) -> str:
    """What the other claims say, and what the check found."""
    if not opposed:
        return finding.reason
    told = {}
    for other in opposed:
        told.setdefault(f"{other.reported}{'%' if other.unit == '%' else ''}", []).append(other.claim_id)
    others = "; ".join(f"{value} ({join_words(names)})" for value, names in told.items())
    return f"Elsewhere the paper has {others}.{'' if finding.verdict == 'untestable' else f' {finding.reason}'}"


def take_first(*verdicts: str) -> str:
    """The verdict that comes first in the order of precedence."""
    return min(filter(None, verdicts), key=list(VERDICTS).index)


def _run_alternatives(claim: Claim, text: str, evidence: Evidence) -> list[Alternative]:
    """The further alternatives that claims.csv lists, as computed by their checks."""
    alternatives = []
    for label, name, arguments in parse_calls(text):
        finding = run_check(replace(claim, check=name, arguments=arguments, explains=True), evidence)
        alternatives.append(Alternative(label, finding.recomputed or "not printed", finding.verdict in HELD))
    return alternatives


def write_ledger(ledger: pd.DataFrame, folder: str | Path) -> None:
    """Write the ledger as claims.csv and claims.json.

    In the CSV a cell that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    records = ledger.to_dict("records")
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(ledger.columns)
        writer.writerows([neutralise_formula(value) for value in record.values()] for record in records)
    text = json.dumps(records, ensure_ascii=False, indent=1, default=lambda value: value.item())
    (folder / "claims.json").write_text(text + "\n", encoding="utf-8")
