"""What leans on what: claims, the claims that they need or that support them, and what falls with each.

A claim that is *needed* takes with it what needs it; one that *supports* only makes it weaker. After the typed claims of
claim trees, in which the failure of a required claim propagates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from reanalysis.ledger.verdicts import AGAINST

FAILS, FALLS, OPEN, WEAKER, STANDS = "does not hold", "falls", "open", "stands, weaker", "stands"
STATES = {
    FAILS: "the claim itself does not hold",
    FALLS: "a claim that it needs does not hold, or falls",
    OPEN: "it, or a claim that it needs, cannot be told",
    WEAKER: "what it needs holds; of what supports it something does not",
    STANDS: "it holds, and so does what it leans on",
}
UNTOLD = ("differs", "repeated", "untestable")  # a definition is a rule and leaves nothing open
MISSING = "not in the text"


@dataclass(frozen=True)
class Leaning:
    """A claim in a few words, the claims that it needs, and those that support it."""

    claim_id: str
    label: str
    needs: tuple[str, ...]
    supports: tuple[str, ...]

    @property
    def below(self) -> tuple[str, ...]:
        """All that it leans on, what it needs first."""
        return self.needs + self.supports


def build_leanings(table: pd.DataFrame) -> dict[str, Leaning]:
    """The rows of leans.csv by claim.

    Raises
    ------
    ValueError
        If a claim leans on one that has no row, or on itself by some way.
    """
    rows = table.to_dict("records")
    leanings = {
        row["claim_id"]: Leaning(
            row["claim_id"], row["label"], tuple(row["needs"].split()), tuple(row["supports"].split())
        )
        for row in rows
    }
    for leaning in leanings.values():
        for other in leaning.below:
            if other not in leanings:
                raise ValueError(f"leans.csv: {leaning.claim_id} leans on {other}, which has no row")
    if circle := find_circle(leanings):
        raise ValueError(f"leans.csv: {' leans on '.join(circle)}")
    return leanings


def find_circle(leanings: Mapping[str, Leaning]) -> list[str]:
    """Claims that lean on each other in a circle, the first one again at the end; none where there is no circle."""
    done: set[str] = set()

    def follow(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in leanings[name].below:
            if circle := follow(other, [*way, name]):
                return circle
        done.add(name)
        return []

    return next((circle for name in leanings if (circle := follow(name, []))), [])


def list_roots(leanings: Mapping[str, Leaning]) -> list[str]:
    """The claims that nothing else leans on, in their order."""
    used = {other for leaning in leanings.values() for other in leaning.below}
    return [name for name in leanings if name not in used]


def list_needed(leanings: Mapping[str, Leaning], name: str) -> set[str]:
    """Every claim that a claim needs, by whatever way."""
    below = leanings[name].needs
    return set(below).union(*(list_needed(leanings, other) for other in below))


def list_all_below(leanings: Mapping[str, Leaning], name: str) -> set[str]:
    """Every claim that a claim leans on, by whatever way."""
    below = leanings[name].below
    return set(below).union(*(list_all_below(leanings, other) for other in below))


def judge_leanings(leanings: Mapping[str, Leaning], verdicts: Mapping[str, str]) -> pd.DataFrame:
    """What has become of each claim, given the verdicts of all.

    Parameters
    ----------
    verdicts : mapping
        Claim to verdict. A claim that the text has not is open.

    Returns
    -------
    DataFrame
        claim_id, label, verdict, state (one of STATES), because (the claims that decide the state, joined by spaces).
    """

    @cache
    def judge(name: str) -> tuple[str, tuple[str, ...]]:
        own, leaning = verdicts.get(name, MISSING), leanings[name]
        if own in AGAINST:
            return FAILS, ()
        states = {other: judge(other)[0] for other in leaning.below}
        fallen = tuple(other for other in leaning.needs if states[other] in (FAILS, FALLS))
        if fallen:
            return FALLS, fallen
        untold = tuple(other for other in leaning.needs if states[other] == OPEN)
        if untold or own in (*UNTOLD, MISSING):
            return OPEN, untold
        weak = tuple(other for other in leaning.below if states[other] != STANDS)
        return (WEAKER, weak) if weak else (STANDS, ())

    rows = [
        (name, leaning.label, verdicts.get(name, MISSING), judge(name)[0], " ".join(judge(name)[1]))
        for name, leaning in leanings.items()
    ]
    return pd.DataFrame(rows, columns=["claim_id", "label", "verdict", "state", "because"])


def list_falls(leanings: Mapping[str, Leaning]) -> pd.DataFrame:
    """If this falls, that falls.

    Returns
    -------
    DataFrame
        claim_id, label, falls (claims that need it, by whatever way), weakens (others that lean on it); of each claim on
        which another leans.
    """
    needed = {name: list_needed(leanings, name) for name in leanings}
    below = {name: list_all_below(leanings, name) for name in leanings}
    rows = []
    for name, leaning in leanings.items():
        falls = [other for other in leanings if name in needed[other]]
        weakens = [other for other in leanings if name in below[other] - needed[other]]
        if falls or weakens:
            rows.append((name, leaning.label, " ".join(falls), " ".join(weakens)))
    return pd.DataFrame(rows, columns=["claim_id", "label", "falls", "weakens"])
