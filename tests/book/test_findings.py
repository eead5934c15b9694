"""The list of what matters most: a fact once, those of an endpoint first."""

import re
import sys

from tests.conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "book" / "_extensions"))
from ledger_pages import Findings


class WrittenFindings(Findings):
    """The directive without a page around it."""

    def __init__(self, claims):
        self.claims = claims

    def read_claims(self):
        return self.claims

    def link(self, docname):
        return docname

    def write(self, markup):
        return markup


def tell(claim_id, fact, importance):
    words = {
        "statement": f"Statement {claim_id}.",
        "reported": "1",
        "unit": "",
        "recomputed": "",
        "verdict": "discrepant",
    }
    return words | {"claim_id": claim_id, "fact": fact, "importance": importance, "consequence": f"Change {claim_id}."}


def test_a_fact_stated_twice_is_one_finding_and_an_endpoint_comes_first():
    claims = [tell("C001", "damage", 3), tell("C002", "rate", 4), tell("C003", "rate", 3), tell("C004", "dose", 2)]
    found = WrittenFindings(claims).run().split("<li>")[1:]
    assert [re.findall(r"#(C\d+)'", each) for each in found] == [["C002", "C003"], ["C001"]]
    assert "Change C002." in found[0] and "Change C003." not in found[0]
