"""What the workflow and the ledger need of this trial, and nothing else."""

from typing import NamedTuple

from reanalysis.book import Book
from reanalysis.show.text import format_proportion
from trial.chapters.remission import count_relapsed
from trial.cohort import ACTIVE, CONTROL, Trial, build_adtte, list_problems, read_trial
from trial.estimates import CHECKS

SOURCES = {
    "Freireich": "https://doi.org/10.1182/blood.V21.6.699.699",
    "Kleinbaum": "https://doi.org/10.1007/978-1-4419-6646-9",
    "Venables": "https://doi.org/10.1007/978-0-387-21706-2",
    "R’s MASS": "https://doi.org/10.32614/CRAN.package.MASS",
}


class Headline(NamedTuple):
    """A result under the name that readers know."""

    label: str
    text: str


def derive_frames(trial: Trial, parameters: dict[str, object]) -> dict:
    """The frames in CDISC's names; nothing of them depends on parameters."""
    return {"adsl": trial.adsl, "adtte": build_adtte(trial)}


def list_headlines(trial: Trial, parameters: dict[str, object]) -> dict[str, Headline]:
    """What an edited copy of the table is compared in: relapses by arm."""
    return {
        arm: Headline(f"Relapsed, {arm}", format_proportion(count_relapsed(trial, arm, parameters["confidence_level"])))
        for arm in (ACTIVE, CONTROL)
    }


BOOK = Book(
    read_trial=read_trial,
    derive_frames=derive_frames,
    list_problems=list_problems,
    list_headlines=list_headlines,
    chapter_frames={"remission": "derived/adtte.csv"},
    sources=SOURCES,
    checks=CHECKS,
    labels={
        "PAIR": "pair",
        "TRT01P": "arm",
        "WEEKS": "weeks in remission",
        "RELAPSE": "relapse",
        "PAIR_RELAPSES": "number of relapses in the pair",
    },
    name_tables=lambda columns: "MASS’s gehan",
)
