"""How soon after the start of the taper a relapse can come on the dose that is printed beside it."""

from dataclasses import dataclass

import pandas as pd

from reanalysis.trial.chapters.relapse import list_doses
from reanalysis.trial.cohort import Trial

DAYS_A_WEEK = 7
SHORT_MONTH_WEEKS = 4.0  # four weeks are a month in many a visit plan


@dataclass(frozen=True)
class TaperSteps:
    """The steps of the taper, and the relapses that they put later than the printed range.

    `beyond` and `beyond_short` count these in the chosen months and in months of four weeks; `latest_weeks` is the latest
    week that prints as the end of the range, `lowest_weeks` and `lowest_weeks_short` how soon the lowest dose is reached.
    """

    table: pd.DataFrame
    latest_weeks: float
    beyond: int
    beyond_short: int
    lowest_dose: str
    lowest_weeks: float
    lowest_weeks_short: float


def list_steps(trial: Trial, weeks_per_month: float) -> pd.DataFrame:
    """Each printed relapse with the reductions that lead to its dose, if every printed dose is a step.

    The steps are inferred: the text says that the dose came down monthly, and Table 2 has the doses. The first reduction
    starts the taper, so a dose after k reductions is reached k − 1 intervals later.

    Returns
    -------
    DataFrame
        SUBJID, RELAPSE_DOSE (words), RELAPSE_DOSE_MG_WEEK, reductions, earliest_weeks (from the start of the taper). No
        rows where the text prints no interval; relapses on the full dose or without a printed one are left out.
    """
    doses = list_doses(trial)
    reduced = doses[doses["RELAPSE_DOSE_MG_WEEK"] < DAYS_A_WEEK * doses["MAX_DOSE_MG"]]
    interval = trial.facts.number("taper_interval_months")
    reduced = reduced if interval else reduced.head(0)
    ladder = sorted(reduced["RELAPSE_DOSE_MG_WEEK"].unique(), reverse=True)
    reductions = reduced["RELAPSE_DOSE_MG_WEEK"].map({dose: step for step, dose in enumerate(ladder, start=1)})
    earliest = (reductions.astype(float) - 1) * (interval or 0) * weeks_per_month
    steps = reduced.assign(reductions=reductions.astype("Int64"), earliest_weeks=earliest)
    columns = ["SUBJID", "RELAPSE_DOSE", "RELAPSE_DOSE_MG_WEEK", "reductions", "earliest_weeks"]
    return steps[columns].sort_values(["reductions", "SUBJID"], ignore_index=True)


def compare_steps(trial: Trial, weeks_per_month: float) -> TaperSteps | None:
    """The steps beside the printed range of times to relapse; None where either is not printed."""
    steps, printed = list_steps(trial, weeks_per_month), trial.facts.interval("relapse_weeks_max")
    if steps.empty or printed is None:
        return None
    short = list_steps(trial, SHORT_MONTH_WEEKS)
    counts = [int((table["earliest_weeks"] > printed[1]).sum()) for table in (steps, short)]
    last, last_short = steps.iloc[-1], short.iloc[-1]
    ends = last["RELAPSE_DOSE"], float(last["earliest_weeks"]), float(last_short["earliest_weeks"])
    return TaperSteps(steps, printed[1], *counts, *ends)


def arrange_doses(trial: Trial) -> pd.DataFrame:
    """The steps of the taper from the full dose down to none, with who relapsed at each and who stayed well without the drug.

    Those in remission are known by name where Table 2 has as many complete responders without a relapse as the text counts.

    Returns
    -------
    DataFrame
        step (words), mg_week, relapsed and remission (lists of patients), by mg_week from the highest on; relapses without a
        printed dose are left out.
    """
    doses = list_doses(trial).dropna(subset=["RELAPSE_DOSE_MG_WEEK"])
    rows = [
        (" or ".join(own["RELAPSE_DOSE"].dropna().unique()), mg_week, sorted(own["SUBJID"]))
        for mg_week, own in doses.groupby("RELAPSE_DOSE_MG_WEEK")
    ]
    taken = {mg_week for _, mg_week, _ in rows}
    start_mg = trial.facts.number("dose_mg_day_start")
    if start_mg and DAYS_A_WEEK * start_mg not in taken:
        rows.append((f"{start_mg:g} mg daily", DAYS_A_WEEK * start_mg, []))
    if 0 not in taken:
        rows.append(("stopped", 0.0, []))
    steps = pd.DataFrame(rows, columns=["step", "mg_week", "relapsed"]).sort_values("mg_week", ascending=False)
    unrelapsed = sorted(trial.adsl.loc[trial.adsl["RELAPSE"] == "N", "SUBJID"])
    well = unrelapsed if len(unrelapsed) == trial.facts.number("n_sustained_remission") else []
    return steps.assign(remission=[well if mg_week == 0 else [] for mg_week in steps["mg_week"]]).reset_index(drop=True)
