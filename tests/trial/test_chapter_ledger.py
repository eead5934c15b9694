"""The chapter on the ledger: its counts, on a ledger of six claims counted by hand."""

import pandas as pd

from reanalysis.ledger.verdicts import judge_claims
from reanalysis.trial.chapters import ledger as chapter

SMALL = pd.DataFrame(
    [
        ("results", "reproduced", False, "count"),
        ("results", "discrepant", True, "statistic"),
        ("abstract", "untestable", True, "none"),
        ("results", "impossible", True, "statistic"),
        ("abstract", "contradicted", False, "count"),
        ("results", "consistent", True, "same_fact"),
    ],
    columns=["section", "verdict", "matches", "check"],
).assign(fact=["a", "b", "c", "b", "d", "e"], claim_id=list("123456"), conflicts=["", "", "", "", "2", ""])


def test_claims_are_counted_by_section_in_the_order_of_the_paper_and_by_verdict():
    tally = chapter.count_verdicts(SMALL)
    assert list(tally.columns) == [
        *("section", "impossible", "discrepant", "contradicted", "differs", "reproduced", "consistent"),
        *("repeated", "definition", "untestable", "all"),
    ]
    assert tally.to_numpy().tolist() == [
        ["results", 1, 1, 0, 0, 1, 1, 0, 0, 0, 4],
        ["abstract", 0, 0, 1, 0, 0, 0, 0, 0, 1, 2],
    ]


def test_only_claims_that_do_not_hold_are_explained():
    assert chapter.count_explained(SMALL) == 2  # the discrepant and the impossible one


def test_checks_are_listed_with_the_claims_that_they_judge():
    checks = chapter.describe_checks(SMALL).set_index("check")
    assert checks.loc["count", "meaning"] == "Count the rows of a frame that satisfy a filter."
    assert checks["claims"][["count", "statistic", "none", "same_fact", "grim"]].tolist() == [2, 2, 1, 1, 0]


def test_verdicts_come_in_their_order_of_precedence():
    verdicts = chapter.describe_verdicts(SMALL)
    assert verdicts["verdict"].tolist() == [
        *("impossible", "discrepant", "contradicted", "differs", "reproduced", "consistent"),
        *("repeated", "definition", "untestable"),
    ]
    assert verdicts["claims"].tolist() == [1, 1, 1, 0, 1, 1, 0, 0, 1] and verdicts["facts"].tolist() == [
        1,
        1,
        1,
        0,
        1,
        1,
        0,
        0,
        1,
    ]


def test_facts_are_counted_once_and_claims_of_one_problem_together():
    twice = pd.concat([SMALL, SMALL.iloc[[0]]])
    assert chapter.describe_verdicts(twice).set_index("verdict").loc["reproduced", ["claims", "facts"]].tolist() == [
        2,
        1,
    ]
    # Claims 2 and 4 speak of the same fact, and claim 5 is in conflict with claim 2.
    assert chapter.count_problems(SMALL) == 1
    assert chapter.count_problems(SMALL.assign(conflicts="")) == 2


def test_text_without_claims_is_counted_as_none(second_trial):
    ledger = judge_claims(second_trial)
    assert chapter.count_verdicts(ledger).empty and chapter.count_explained(ledger) == 0
    assert chapter.describe_checks(ledger)["claims"].sum() == 0


def test_a_corrected_number_moves_a_claim_from_one_count_to_another(data_copy, trial):
    before = chapter.count_verdicts(judge_claims(trial))
    rows = (data_copy.path / "claims.csv").read_text(encoding="utf-8").splitlines()
    rows = [row.replace(",32,", ",36,", 1) if row.startswith("C142,") else row for row in rows]
    (data_copy.path / "claims.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    after = chapter.count_verdicts(judge_claims(data_copy.read_trial()))
    assert after["discrepant"].sum() - before["discrepant"].sum() == -1  # the latest response is that of patient 5
    assert after["reproduced"].sum() - before["reproduced"].sum() == 1
