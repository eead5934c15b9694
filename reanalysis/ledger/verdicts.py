"""The ledger: a verdict and its reason for every claim.

A check gives a finding; here it meets the other claims about the same fact.
"""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd

from reanalysis.book import Trial
from reanalysis.data.csv_files import write_csv
from reanalysis.ledger.checks import run_check
from reanalysis.ledger.checks.criteria import share_grade
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Alternative, Finding
from reanalysis.ledger.reading import build_claims, name_column, name_row
from reanalysis.show.text import join_words

VERDICTS = {  # in their order of precedence
    "impossible": "no group of patients in the paper can give this number",
    "discrepant": "recomputed from the paper's tables, which give something else",
    "contradicted": "the paper itself says otherwise elsewhere",
    "differs": "the trial's registration says otherwise; which of the two is right cannot be told",
    "reproduced": "recomputed from the paper's tables, which give it",
    "consistent": "cannot be recomputed, but passed a check that it could have failed",
    "repeated": "said more than once and always alike; nothing else can test it",
    "definition": "a rule of the methods, not a result",
    "untestable": "nothing that is printed can decide it",
}
PRECEDENCE = list(VERDICTS)
AGAINST = ("impossible", "discrepant", "contradicted")
HELD = ("reproduced", "consistent")
OPEN = ("repeated", "definition", "untestable")
VERDICT_GROUPS = {"hold": HELD, "do not hold": AGAINST, "cannot be told": ("differs", *OPEN)}  # as readers see them
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
    "would_fail",
    "patients",
    "conflicts",
    "chapter",
    "consequence",
)
MATCH = " (gives the printed value)"


def judge_claims(trial: Trial) -> pd.DataFrame:
    """The ledger: a verdict and its reason for every claim, under the paper's own populations and definitions.

    Returns
    -------
    DataFrame
        A row a claim, in the order of claims.csv, with the columns of LEDGER_COLUMNS; no rows without claims.
        `alternatives` explain and never change a verdict; `matches` says that one of them gives the printed value.

    Raises
    ------
    DataError
        If a check or one of its arguments cannot be used.
    """
    records, claims = trial.facts.claims.to_dict("records"), build_claims(trial)
    evidence = Evidence(trial, claims)
    rows = [judge_claim(claim, record, evidence) for claim, record in zip(claims, records, strict=True)]
    return pd.DataFrame(rows, columns=list(LEDGER_COLUMNS))


def judge_claim(claim: Claim, record: dict[str, str], evidence: Evidence) -> dict:
    """One row of the ledger, from a claim and its row of claims.csv."""
    own = [int(claim.patient)] if claim.patient else []
    if evidence.trial.adsl["SUBJID"].isin(own).sum() < len(own):  # left out of an edited copy
        finding, further = Finding("untestable", f"The tables have no patient {claim.patient}."), []
    else:
        with name_row(evidence.trial.folder, claim.row):
            with name_column("check_args"):
                finding = run_check(claim, evidence)
            with name_column("alternatives"):
                further = _run_alternatives(claim, evidence)
    opposed = find_opposed(claim, evidence)
    alternatives = {each.label: each for each in (*further, *finding.alternatives)}.values()
    alternatives = sorted(alternatives, key=lambda each: not each.matches)  # a stable sort: exact matches first
    verdict = choose_verdict(finding, bool(opposed))
    return {name: record.get(name, "") for name in LEDGER_COLUMNS} | {
        "recomputed": finding.recomputed,
        "verdict": verdict,
        "reason": _write_reason(opposed, finding),
        "how": finding.how if verdict in HELD else "",
        "alternatives": "; ".join(f"{each.label}: {each.text}{MATCH if each.matches else ''}" for each in alternatives),
        "matches": any(each.matches for each in alternatives),
        "would_fail": finding.power if verdict == "consistent" else "",
        "patients": ";".join(map(str, sorted({*own, *map(int, finding.patients)}))),
        "conflicts": ";".join(dict.fromkeys([*(other.claim_id for other in opposed), *finding.conflicts])),
    }


def find_opposed(claim: Claim, evidence: Evidence) -> list[Claim]:
    """The other claims about the same fact whose values cannot be the same as this one's.

    Two words of severity that can mean the same grade do not oppose each other.
    """
    return [
        other
        for other in evidence.claims_about(claim.fact)
        if other.claim_id != claim.claim_id and claim.disagrees(other) and not share_grade(claim, other)
    ]


def choose_verdict(finding: Finding, is_opposed: bool) -> str:
    """What the check found, or contradicted where another claim opposes and the tables do not decide.

    Where the tables recompute a number they decide: a right number stays reproduced though another is printed elsewhere.
    """
    decided = finding.verdict in ("impossible", "discrepant", "reproduced")
    return finding.verdict if decided or not is_opposed else "contradicted"


def _write_reason(opposed: list[Claim], finding: Finding) -> str:
    """What the other claims say, and what the check found."""
    if not opposed:
        return finding.reason
    names_by_value: dict[str, list[str]] = {}
    for other in opposed:
        names_by_value.setdefault(f"{other.reported}{'%' if other.unit == '%' else ''}", []).append(other.claim_id)
    others = "; ".join(f"{value} ({join_words(names)})" for value, names in names_by_value.items())
    elsewhere = f"Elsewhere the paper has {others}."
    if finding.verdict == "reproduced":
        return f"{finding.reason} {elsewhere}"
    return f"{elsewhere}{'' if finding.verdict in OPEN else f' {finding.reason}'}"


def _run_alternatives(claim: Claim, evidence: Evidence) -> list[Alternative]:
    """The further alternatives that claims.csv lists, as computed by their checks."""
    alternatives = []
    for call in claim.alternatives:
        finding = run_check(replace(claim, call=call, explains=True), evidence)
        alternatives.append(Alternative(call.label, finding.recomputed or "not printed", finding.verdict in HELD))
    return alternatives


def write_ledger(ledger: pd.DataFrame, folder: str | Path) -> None:
    """Write the ledger as claims.csv, with no cell that a spreadsheet would run as a formula, and as claims.json."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(ledger, folder / "claims.csv")
    records = ledger.to_dict("records")
    text = json.dumps(records, ensure_ascii=False, indent=1, default=lambda value: value.item())
    (folder / "claims.json").write_text(text + "\n", encoding="utf-8")
