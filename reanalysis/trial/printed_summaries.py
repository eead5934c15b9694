"""Means, SDs and p-values that the text prints, each with what belongs to it.

Reads the claims; which of the numbers can be is asked in `reanalysis.forensics`.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from reanalysis.forensics.grim import grim_scalar
from reanalysis.forensics.grimmer import Grimmer, grimmer_scalar
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.reading import build_claims
from reanalysis.trial.cohort import Trial
from reanalysis.trial.printed_rows import CLASI

SCORES = {"clasi_activity": "CLASI_ACTIVITY", "clasi_damage": "CLASI_DAMAGE"}  # those that Table 1 gives by patient
TIME = re.compile(r"_(week|month)(\d+)")
ABBREVIATIONS = ("clasi", "sledai")


@dataclass(frozen=True)
class Summary:
    """A printed mean with its SD, the sizes that it could rest on, and those tried.

    At a later time every size from the smallest plausible one to the largest is tried, since patients may be missing.
    `highest` is the top of the scale, None where the tables give none.
    """

    fact: str
    mean: str
    sd: str
    highest: int | None
    plausible: tuple[int, ...]
    tried: tuple[int, ...]

    @property
    def label(self) -> str:
        return name_fact(self.fact)

    @property
    def time(self) -> tuple[str, int] | None:
        """Unit and number of a later time, such as ("month", 12)."""
        found = TIME.search(self.fact)
        return found and (found[1], int(found[2]))

    @cached_property
    def fits(self) -> dict[int, Grimmer]:
        """GRIMMER at each size tried that GRIM lets pass."""
        sizes = [size for size in self.tried if size > 1 and grim_scalar(self.mean, size).consistent]
        return {size: grimmer_scalar(self.mean, self.sd, size, 0, self.highest) for size in sizes}

    @property
    def possible(self) -> list[int]:
        """The sizes, largest first, at which whole-number scores have both mean and SD."""
        return [size for size, found in self.fits.items() if found.consistent]


@dataclass(frozen=True)
class Comparison:
    """A printed p-value of a later score against entry, with the mean and SD printed for both."""

    score: str
    p: str
    first: tuple[str, str]
    later: Summary


def read_evidence(trial: Trial) -> Evidence:
    """The claims of the text beside the tables."""
    return Evidence(trial, build_claims(trial))


def list_printed(evidence: Evidence, kind: str) -> list[Claim]:
    """Claims of a kind with a plain number, each fact and printed string once."""
    found = {}
    for claim in evidence.claims:
        if claim.kind == kind and claim.is_numeric:
            found.setdefault((claim.fact, claim.reported), claim)
    return list(found.values())


def list_score_means(evidence: Evidence) -> list[Claim]:
    """Printed means of whole-number scores."""
    return [claim for claim in list_printed(evidence, "mean") if claim.unit == "points"]


def list_plausible(evidence: Evidence, claim: Claim) -> tuple[int, ...]:
    """The numbers of patients in the groups that a printed mean could rest on, largest first."""
    return tuple(sorted(evidence.possible_sizes(claim), reverse=True))


def name_fact(fact: str) -> str:
    """A fact's key in words.

    Examples
    --------
    >>> name_fact("clasi_damage_month12")
    'CLASI damage, month 12'
    """
    words = re.sub(r"_(baseline|week|month)(\d*)", r",_\1_\2", fact.removesuffix("_mean")).split("_")
    return " ".join(word.upper() if word.strip(",") in ABBREVIATIONS else word for word in words if word)


def find_score(fact: str) -> str | None:
    """The tabulated score that a fact speaks of."""
    return next((score for score in SCORES if fact.startswith(score)), None)


def pair_summaries(evidence: Evidence) -> list[Summary]:
    """Printed means of whole-number scores with the SD printed closest to each; a mean without SD is left out."""
    field = evidence.trial.folder.field("table1", CLASI)
    highest = {"clasi_activity": field["maximum_activity"], "clasi_damage": field["maximum_damage"]}
    summaries = []
    for claim in list_score_means(evidence):
        fact = claim.fact.removesuffix("_mean")
        sd = evidence.closest_claim(f"{fact}_sd", claim)
        sizes = list_plausible(evidence, claim)
        if sd is None or not sizes:
            continue
        tried = tuple(range(sizes[0], sizes[-1] - 1, -1)) if TIME.search(fact) else sizes
        summaries.append(Summary(fact, claim.reported, sd.reported, highest.get(find_score(fact)), sizes, tried))
    return summaries


def pair_comparisons(evidence: Evidence, summaries: list[Summary]) -> dict[str, Comparison]:
    """Printed p-values of a tabulated score at a later time against entry, by the later summary's fact."""
    later = {summary.fact: summary for summary in summaries}
    found = {}
    for claim in list_printed(evidence, "p-value"):
        fact, score = claim.fact.removesuffix("_p"), find_score(claim.fact)
        first = [evidence.closest_claim(f"{score}_baseline_{name}", claim) for name in ("mean", "sd")]
        if fact in later and None not in first:
            found[fact] = Comparison(score, claim.reported, tuple(told.reported for told in first), later[fact])
    return found
