"""The ledger: how many claims have which verdict, and what each check does."""

import pandas as pd

from reanalysis.data.tables import DataError
from reanalysis.ledger.changes import list_changed_verdicts
from reanalysis.ledger.checks import list_checks
from reanalysis.ledger.problems import group_problems
from reanalysis.ledger.verdicts import AGAINST, VERDICTS, judge_claims
from reanalysis.trial.cohort import Trial
from reanalysis.trial.edits import EDITS, change_cells, describe_cells

PUBLISHED = {
    **{f"n_{verdict}": ("claims", f"claims whose verdict is {verdict}") for verdict in VERDICTS},
    "n_claims": ("claims", "claims in the ledger"),
    "n_facts": ("facts", "distinct facts that the claims speak of"),
    **{f"n_facts_{verdict}": ("facts", f"facts with a claim whose verdict is {verdict}") for verdict in VERDICTS},
    "n_problems": ("problems", "distinct problems among the claims that do not hold"),
    "n_explained": ("claims", "claims that do not hold, where an alternative gives exactly the printed number"),
    "edits": ("table", "changes of a patient's cells, and the verdicts that each changes"),
    "tally": ("table", "claims by section of the paper and verdict"),
}


def describe_verdicts(ledger: pd.DataFrame) -> pd.DataFrame:
    """The verdicts in their order of precedence.

    Returns
    -------
    DataFrame
        verdict, meaning, claims (how many have it), facts (how many distinct facts these speak of).
    """
    groups = ledger.groupby("verdict")["fact"]
    counts = {name: (int(group.count()), int(group.nunique())) for name, group in groups}
    rows = [(verdict, meaning, *counts.get(verdict, (0, 0))) for verdict, meaning in VERDICTS.items()]
    return pd.DataFrame(rows, columns=["verdict", "meaning", "claims", "facts"])


def count_problems(ledger: pd.DataFrame) -> int:
    """How many distinct problems the claims that do not hold come down to."""
    return group_problems(ledger).nunique()


def describe_checks(ledger: pd.DataFrame) -> pd.DataFrame:
    """The checks: check, meaning, and the number of claims whose verdict each decides."""
    counts = ledger["check"].value_counts()
    rows = [(name, check.meaning, int(counts.get(name, 0))) for name, check in list_checks().items()]
    return pd.DataFrame(rows, columns=["check", "meaning", "claims"])


def count_verdicts(ledger: pd.DataFrame) -> pd.DataFrame:
    """Claims by section of the paper, in its order, and by verdict.

    Returns
    -------
    DataFrame
        section, a column a verdict in the order of VERDICTS, all; a row a section.
    """
    sections = list(dict.fromkeys(ledger["section"]))
    tally = pd.crosstab(ledger["section"], ledger["verdict"])
    tally = tally.reindex(index=sections, columns=list(VERDICTS), fill_value=0)
    return tally.assign(all=tally.sum(axis=1)).rename_axis(index="section", columns=None).reset_index()


def count_explained(ledger: pd.DataFrame) -> int:
    """Claims that do not hold, where an alternative gives exactly the printed number."""
    return int((ledger["verdict"].isin(AGAINST) & ledger["matches"].astype(bool)).sum())


def try_edits(trial: Trial, ledger: pd.DataFrame) -> pd.DataFrame:
    """What each of `EDITS` does to the verdicts; an edit that these tables do not allow is left out.

    Returns
    -------
    DataFrame
        label, cells (a sentence), flips (a list of records: claim_id, statement, before, after, reason).
    """
    rows = []
    for edit in EDITS:
        try:
            edited = change_cells(trial, edit.table, edit.patient, edit.cells)
        except DataError:
            continue
        changed = list_changed_verdicts(ledger, judge_claims(edited)).rename(
            columns={"verdict_before": "before", "verdict_after": "after", "reason_after": "reason"}
        )
        flips = changed[["claim_id", "statement", "before", "after", "reason"]].to_dict("records")
        rows.append((edit.label, describe_cells(trial, edit), flips))
    return pd.DataFrame(rows, columns=["label", "cells", "flips"])
