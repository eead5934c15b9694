"""How far to trust a paper: what a slip explains, what falls with what, and of how many checks one speaks."""

from collections import Counter

from reanalysis.forensics.misprints import list_slips, share_reached
from reanalysis.learn.answers import Key
from reanalysis.ledger.leaning import build_leanings, list_falls
from reanalysis.ledger.verdicts import judge_claims
from reanalysis.trial.checklists import INSPECT, NOTHING, ONE_ARM, OUTSIDE, answer_items, count_answers
from reanalysis.trial.own_tables import read_own_table

MEAN = "4.13"  # as the paper prints one


def share_one_slip_reaches(given) -> Key:
    """The share of all other numbers of its form that one slip makes of a printed mean."""
    digits = sum(kind == "one digit" for kind, _ in list_slips(MEAN))
    return Key(
        right=share_reached(MEAN),
        because=f"{len(list_slips(MEAN))} of 999: {digits} with one digit mistyped, the others with two neighbours that changed "
        "places. So a slip that makes a mean right is a better explanation than one that makes a single digit right, which "
        "always exists.",
        wrong={
            "Two neighbours may also have changed places.": digits / 999,
            "That is how many there are. The share of the 999 other numbers was asked for.": len(list_slips(MEAN)),
            "A digit is mistyped as one of the nine others, not as itself.": (len(list_slips(MEAN)) + 3) / 999,
        },
    )


def most_that_fall(given) -> Key:
    """How many claims fall with the one that takes most with it."""
    leanings = build_leanings(read_own_table(given.trial.folder, "leans"))
    table = list_falls(leanings)
    if table.empty:
        return Key(None, "")
    falls = table["falls"].str.split().str.len()
    directly = Counter(name for leaning in leanings.values() for name in leaning.needs)
    first = table.loc[falls.idxmax()]
    return Key(
        right=falls.max(),
        because=f"{falls.max()}: if {first['claim_id']} ({first['label']}) falls, {first['falls']} fall. Such a claim is the first to "
        "check.",
        wrong={
            "You counted those that need it directly. What needs these falls with them.": max(directly.values()),
            "That is how many have claims leaning on them.": len(table),
        },
        within=1e-9,
    )


def share_without_finding(given) -> Key:
    """Of the checks that apply and can be judged, the share that finds nothing."""
    counts = count_answers(answer_items(given.trial, judge_claims(given.trial)), INSPECT)
    total, open_, nothing = sum(counts.values()), counts[OUTSIDE], counts[NOTHING]
    apply = total - counts[ONE_ARM]
    if apply == open_:
        return Key(None, "")
    return Key(
        right=nothing / (apply - open_),
        because=f"{nothing} of {apply - open_}. A check that cannot be made from here finds nothing either, and says nothing.",
        wrong={
            "You counted checks that nobody can make from here, and the one that needs two arms.": nothing / total,
            "You counted checks that cannot be made from here.": nothing / apply,
            "One check needs two arms and does not apply.": nothing / (total - open_),
        },
    )
