"""Published series of other patients beside this trial: counts from their abstracts, each with its own interval."""

from dataclasses import asdict

import pandas as pd

from reanalysis.data.tables import DataFolder, find_resource, read_table
from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.trial.chapters.efficacy import ANY, COMPLETE, POPULATIONS, estimate_response
from reanalysis.trial.cohort import Trial

OUTCOMES = {"n_complete_response": "Complete response", "n_any_response": "Any response"}


def read_series(folder: DataFolder) -> pd.DataFrame | None:
    """The data folder's published series, every cell a string; None for a folder without them."""
    names = [resource["name"] for resource in folder.package["resources"]]
    if "series" not in names or not (folder.path / find_resource(folder.package, "series")["path"]).exists():
        return None
    return read_table(folder.path, folder.package, "series")


def compare_series(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """Responses in this trial's two populations and in each published series.

    Returns
    -------
    DataFrame
        label, drug, pmid, evaluable (string), and for each of `OUTCOMES` its share: a Proportion, or None where the
        abstract does not state the counts.
    """
    rows = []
    for population in POPULATIONS:
        shares = [estimate_response(trial, population, level, method, outcomes=met) for met in (COMPLETE, ANY)]
        row = {"label": f"This trial, {population}", "drug": trial.folder.trial["drug"], "pmid": "–"}
        rows.append(row | {"evaluable": str(shares[0].total)} | dict(zip(OUTCOMES, shares, strict=True)))
    series = read_series(trial.folder)
    for one in [] if series is None else series.to_dict("records"):
        row = {"label": f"{one['series']} {one['year']}", "drug": one["drug"], "pmid": one["pmid"] or "–"}
        shares = {name: _estimate(one[name], one["n_evaluable"], level, method) for name in OUTCOMES}
        rows.append(row | {"evaluable": one["n_evaluable"] or "not known"} | shares)
    return pd.DataFrame(rows)


def list_known_shares(series: pd.DataFrame) -> pd.DataFrame:
    """One row a share that is known: section (the outcome in words), label, and the fields of its Proportion."""
    return pd.DataFrame(
        [
            {"section": words, "label": label} | asdict(share)
            for name, words in OUTCOMES.items()
            for label, share in zip(series["label"], series[name], strict=True)
            if share
        ]
    )


def _estimate(count: str, total: str, level: float, method: str) -> Proportion | None:
    return estimate_proportion(int(count), int(total), level, method) if count and total else None
