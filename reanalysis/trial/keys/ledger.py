"""Judging claims: what a verdict says, one of one's own, and the registry's differences."""

from reanalysis.learn.answers import Key
from reanalysis.ledger.own_claim import judge_own_claim
from reanalysis.ledger.verdicts import AGAINST, HELD, VERDICT_GROUPS

OWN = {
    "reported": "86",
    "unit": "%",
    "kind": "percentage",
    "check": "percentage",
    "check_args": "of=BEST_RESPONSE = CR; in=all",
}
EXPLAINED = {
    "reproduced": "86% is right of the evaluable. Your claim says: of everyone treated.",
    "contradicted": "Nothing that is printed elsewhere opposes your claim; the tables themselves decide it.",
    "impossible": "A share of a group that the paper has can be recomputed; “impossible” is kept for numbers that no group "
    "can give.",
    "consistent": "The number can be recomputed from the tables, so it is decided and not only plausible.",
    "discrepant": "These tables give it.",
    "untestable": "The tables have every patient’s outcome, so it can be tested.",
}


def share_undecided(given) -> Key:
    """Share of the paper's claims of which nothing printed can tell whether they hold."""
    verdicts = given.ledger["verdict"]
    if verdicts.empty:
        return Key(None, "")
    undecided = verdicts.isin(VERDICT_GROUPS["cannot be told"]).mean()
    return Key(
        right=undecided,
        because=f"{undecided:.3f}. That a claim cannot be told is nothing against it. It says what a reader has to take on trust.",
        wrong={
            "You counted one verdict. “Cannot be told” is the whole third group of the figure.": verdicts.eq(
                "untestable"
            ).mean(),
            "Those are the claims that do not hold.": verdicts.isin(AGAINST).mean(),
            "Those are the claims that hold.": verdicts.isin(HELD).mean(),
        },
    )


def own_verdict(given) -> Key:
    """The verdict on a claim of one's own: 86% of everyone treated cleared."""
    judged = judge_own_claim(given.trial, **OWN)
    right = judged["verdict"]
    return Key(
        right=right,
        because=f"{judged['reason']} The same number with another denominator is another claim.",
        wrong={explained: verdict for verdict, explained in EXPLAINED.items() if verdict != right},
    )


def facts_that_differ(given) -> Key:
    """Distinct facts of which the trial's registration says otherwise than the paper."""
    ledger = given.ledger
    differing = ledger.loc[ledger["verdict"] == "differs", "fact"]
    if not given.trial.registry or ledger.empty:
        return Key(None, "")
    against = int(ledger["verdict"].isin(AGAINST).sum())
    return Key(
        right=differing.nunique(),
        because=f"{differing.nunique()}. Two documents differ there. Which of them is right, neither can say.",
        wrong={
            "You counted claims. The paper says some things more than once: count facts.": len(differing),
            "Those are claims against which the paper’s own tables or text speak. The registration is another "
            "document.": against,
        },
    )
