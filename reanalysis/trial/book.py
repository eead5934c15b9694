"""What the workflow and the ledger need of this trial, and nothing else: the book at work, unless another one is named."""

import pandas as pd

from reanalysis.book import Book
from reanalysis.data.tables import DataError, DataFolder
from reanalysis.trial.adsl import parse_patients
from reanalysis.trial.adtte import build_adtte
from reanalysis.trial.cohort import Trial, read_trial
from reanalysis.trial.headline import compute_headline
from reanalysis.trial.median_rules import explain_median
from reanalysis.trial.panel_values import list_panels
from reanalysis.trial.patient_pages import write_patient_pages
from reanalysis.trial.rash_points import CHECKS
from reanalysis.trial.trust_forms import write_forms
from reanalysis.trial.words import LABELS, NAMED_GROUPS, POPULATIONS, name_tables

ADTTE_PARAMETERS = ("withdrawal", "unrecorded_relapse", "weeks_per_month", "month_rounding")
DASHES = {
    "no": "Assumes that a dash in the paper's Table 2 stands for no relapse.",
    "yes": "Assumes that a dash in the paper's Table 2 stands for a relapse.",
    "exclude": "Leaves out whoever has a dash for relapse in the paper's Table 2.",
}


def derive_frames(trial: Trial, parameters: dict[str, object]) -> dict[str, pd.DataFrame]:
    """The frames in CDISC's names; only the times depend on parameters."""
    adtte = build_adtte(trial, **{name: parameters[name] for name in ADTTE_PARAMETERS})
    return {"adsl": trial.adsl, "adae": trial.adae, "adtte": adtte}


def list_problems(folder: DataFolder) -> list[DataError]:
    """What is wrong with the printed rows: in each row of each table the first problem."""
    return parse_patients(folder)[1]


def write_pages(trial: Trial, parameters: dict[str, object]) -> dict[str, str]:
    """A page a patient, below one that lists them."""
    chosen = {name: parameters[name] for name in ("population", *ADTTE_PARAMETERS)}
    return write_patient_pages(trial, chosen)


def explain_assumed(chapter: str, name: str, parameters: dict[str, object]) -> str:
    """The assumption that a result rests on: of relapses, what a dash stands for."""
    if chapter != "relapse":
        return "Rests on an assumption that the chapter names."
    named = next((reading for reading in DASHES if name.endswith(f"_{reading}")), None)
    return DASHES[named or parameters["unrecorded_relapse"]]


BOOK = Book(
    read_trial=read_trial,
    derive_frames=derive_frames,
    list_problems=list_problems,
    write_pages=write_pages,
    pages_below="notebooks/baseline",
    write_files=write_forms,
    list_panels=list_panels,
    list_headlines=compute_headline,
    explain_assumed=explain_assumed,
    chapter_frames={
        "baseline": "derived/adsl.csv",
        "efficacy": "derived/adsl.csv",
        "time_to_response": "derived/adtte.csv",
        "relapse": "derived/adtte.csv",
        "toxicity": "derived/adae.csv",
    },
    checks=CHECKS,
    labels=LABELS,
    name_tables=name_tables,
    populations=POPULATIONS,
    named_groups=NAMED_GROUPS,
    explain_statistic=explain_median,
)
