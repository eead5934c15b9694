"""Which claims that do not hold are one and the same problem, told several times."""

import pandas as pd

from reanalysis.ledger.verdicts import AGAINST


def group_problems(ledger: pd.DataFrame) -> pd.Series:
    """The distinct problems among the claims that do not hold.

    Two such claims are one problem if they speak of the same fact, or if one is in conflict with the other.

    Parameters
    ----------
    ledger : DataFrame
        claim_id, fact, verdict, conflicts (claims joined by semicolons).

    Returns
    -------
    Series
        For each such claim, by its claim_id and in the order of the paper, the first claim of its problem.
    """
    rows = ledger[ledger["verdict"].isin(AGAINST)]
    first = {claim_id: claim_id for claim_id in rows["claim_id"]}

    def find_first(claim_id: str) -> str:
        return claim_id if first[claim_id] == claim_id else find_first(first[claim_id])

    facts: dict[str, str] = {}
    for row in rows.to_dict("records"):
        linked = [facts.setdefault(row["fact"], row["claim_id"]), *filter(None, row["conflicts"].split(";"))]
        for other in filter(first.__contains__, linked):
            one, two = sorted((find_first(row["claim_id"]), find_first(other)))
            first[two] = one
    return pd.Series({claim_id: find_first(claim_id) for claim_id in first}, name="problem", dtype=object)
