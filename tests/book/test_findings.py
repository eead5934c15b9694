"""What stands: the ranked findings and their claims, the retold abstract, the bar of verdicts."""

import re
import sys

import pytest

from reanalysis.ledger.verdicts import AGAINST, VERDICT_GROUPS, VERDICTS, judge_claims
from tests.conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "book" / "_extensions"))
from ledger_pages import count_groups
from stands_pages import VerdictBar, name_value, read_findings, write_finding

PAGE = (REPOSITORY / "book" / "stands.md").read_text(encoding="utf-8")
# By hand: what the first claim of each finding comes to, in the order of the page.
FIRST_VERDICTS = {
    "C023": "discrepant",  # a dose beside every relapse
    "C221": "contradicted",  # 3 of 9 is not 21%
    "C056": "discrepant",  # new arthritis is not in Table 3
    "C190": "discrepant",  # severe, and grade 2
    "C032": "consistent",  # none is listed
    "C030": "untestable",
    "C019": "reproduced",  # 12 of 14, and 12 of 15
    "C068": "discrepant",  # patient 6
    "C130": "discrepant",  # 3, not 4
    "C140": "discrepant",  # 4 weeks, not 6
    "C212": "discrepant",  # week 36
    "C182": "untestable",
    "C172": "discrepant",
    "C179": "contradicted",  # six or seven
    "C241": "contradicted",
    "C236": "consistent",
    "C083": "contradicted",
}


@pytest.fixture(scope="module")
def ledger(trial):
    return judge_claims(trial).set_index("claim_id")


@pytest.fixture(scope="module")
def findings():
    return read_findings(REPOSITORY / "book" / "findings.csv")


def test_findings_rest_on_the_verdicts_that_were_found_by_hand(ledger, findings):
    first = [row["claims"].split()[0] for row in findings]
    assert {name: ledger.loc[name, "verdict"] for name in first} == FIRST_VERDICTS
    assert first == list(FIRST_VERDICTS)


def test_headlines_say_what_was_recomputed(ledger):
    expected = {"C140": "4 weeks", "C212": "36 weeks", "C130": "3", "C221": "3/9 = 33.3%", "C023": "0 of 9 patients"}
    assert {name: ledger.loc[name, "recomputed"] for name in expected} == expected
    assert ledger.loc[["C112", "C179"], "reported"].tolist() == ["6", "7"]


def test_every_finding_is_whole_sentences_about_claims_that_there_are(ledger, findings):
    for row in findings:
        assert all(re.search(r"[.)]$", row[name]) for name in ("headline", "evidence", "unchanged")), row["rank"]
        assert set(re.findall(r"C\d{3}", " ".join(row.values()))) <= set(ledger.index)
    themes = [row["theme"] for row in findings]
    assert re.findall(r"^```\{findings\} (.+)$", PAGE, re.MULTILINE) == list(dict.fromkeys(themes))
    assert themes == sorted(themes, key=themes.index)  # a theme's findings stand together


def test_what_does_not_hold_in_the_abstract_is_among_the_findings(ledger, findings):
    told = {name for row in findings for name in row["claims"].split()}
    wrong = ledger[(ledger["section"] == "abstract") & ledger["verdict"].isin(AGAINST)]
    assert set(wrong.index) <= told


def test_every_claim_of_the_abstract_is_retold_once(ledger):
    named = " ".join(re.findall(r"^:::\{retold\}(.*)$", PAGE, re.MULTILINE)).split()
    assert named == list(ledger.index[ledger["section"] == "abstract"])


def test_a_finding_is_an_item_with_its_rank_its_claims_and_its_chapter():
    row = {"rank": "12", "headline": "H.", "evidence": "E.", "unchanged": "that.", "claims": "C001 C002"}
    item = write_finding(row, {"C001": "relapse"})
    assert item.startswith("12. **H.** E. *Does not change:* that.\n\n    {verdicts}`C001 C002`")
    assert item.endswith("[](notebooks/relapse.ipynb)")
    assert "ipynb" not in write_finding(row, {})


@pytest.mark.parametrize(
    "text",
    [
        "rank,headline\n1,H.\n",
        "rank,theme,headline,evidence,unchanged,claims\n2,T,H.,E.,U.,C001\n",
        "rank,theme,headline,evidence,unchanged,claims\n1,T,H.,,U.,C001\n",
    ],
)
def test_a_table_of_findings_that_is_not_whole_is_refused(tmp_path, text):
    (tmp_path / "findings.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"findings\.csv"):
        read_findings(tmp_path / "findings.csv")


@pytest.mark.parametrize(
    ("reported", "unit", "expected"),
    [
        ("86", "%", "86%"),
        ("2009-01", "date", "January 2009"),
        ("2", "grade", "grade 2"),
        ("1", "patients", "1 patient"),
    ],
)
def test_a_printed_value_is_written_with_its_unit(reported, unit, expected):
    claim = {"reported": reported, "unit": unit, "recomputed": "4 weeks"}
    assert name_value(claim, "reported") == expected
    assert name_value(claim, "printed") == reported and name_value(claim, "recomputed") == "4 weeks"


def test_a_chapters_claims_are_counted_by_group_in_their_order():
    claims = [{"verdict": verdict} for verdict in ("untestable", "discrepant", "reproduced", "consistent")]
    assert count_groups(claims) == "4 claims: 2 hold, 1 does not hold, 1 cannot be told"
    assert count_groups(claims[2:3]) == "1 claim: 1 holds"


class WrittenBar(VerdictBar):
    """The directive without a page around it."""

    def __init__(self, verdicts, options):
        self.verdicts, self.options = verdicts, options

    def read_claims(self):
        return [{"verdict": verdict} for verdict in self.verdicts]

    def link(self, docname):
        return docname

    def write(self, markup):
        return markup


def test_the_bar_counts_every_verdict_once_in_three_groups():
    assert sorted(verdict for group in VERDICT_GROUPS.values() for verdict in group) == sorted(VERDICTS)
    bar = WrittenBar(["reproduced", "reproduced", "discrepant", "untestable"], {}).run()
    assert re.findall(r"<strong>(\d+)</strong> ([a-z ]+)<", bar) == [
        *(("2", "hold"), ("1", "do not hold"), ("1", "cannot be told")),
    ]
    assert re.findall(r">(\d+ [a-z]+)</a>", bar)[:4] == ["2 reproduced", "0 consistent", "0 impossible", "1 discrepant"]
    assert VERDICTS["reproduced"] not in bar
    assert VERDICTS["differs"].split(";")[0].split("'")[0] in WrittenBar([], {"meanings": None}).run()
