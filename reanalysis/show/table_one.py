"""Table 1 as readers know it: a heading with how many were looked at, and a line for each item or statistic."""

from collections.abc import Iterable, Mapping

import pandas as pd

from reanalysis.show.exhibits import INDENT
from reanalysis.show.text import format_number, format_range, format_share, format_value


def write_table_one(counts: pd.DataFrame, scores: pd.DataFrame, headings: Iterable[str]) -> pd.DataFrame:
    """Counts and scores as text: a line an item or statistic, a column a population.

    Parameters
    ----------
    counts, scores : DataFrame
        As `reanalysis.trial.table_one` gives them; scores without their subtypes.
    headings : iterable of str
        Of counts and scores, in the order of the table; those that are in neither are left out.
    """
    sizes = {row["population"]: row["n"] + row["missing"] for row in scores.to_dict("records")}
    rows = []
    for heading in headings:
        of_counts, of_scores = counts[counts["heading"] == heading], scores[scores["heading"] == heading]
        if len(of_counts):
            totals = of_counts.drop_duplicates("population")["total"]
            rows += [[heading, *(f"n = {total}" for total in totals)], *_write_counts(of_counts)]
        if len(of_scores):
            lines = _write_scores(of_scores.to_dict("records"))
            rows += [[heading, *(f"n = {n}" for n in of_scores["n"])], *([INDENT + key, *lines[key]] for key in lines)]
    names = [f"{population.capitalize()} (N = {size})" for population, size in sizes.items()]
    return pd.DataFrame(rows, columns=["Characteristic", *names])


def _write_counts(counts: pd.DataFrame) -> list[list[str]]:
    return [
        [INDENT + label, *map(format_share, rows["patients"], rows["total"])]
        for label, rows in counts.groupby("label", sort=False)
    ]


def _write_scores(scores: list[Mapping]) -> dict[str, list[str]]:
    lines = {
        "mean (SD)": [f"{format_number(row['mean'])} ({format_number(row['sd'])})" for row in scores],
        "median (IQR)": [f"{format_value(row['median'])} ({format_range(row['q1'], row['q3'])})" for row in scores],
        "range": [format_range(row["min"], row["max"]) for row in scores],
    }
    if not any(row["n"] for row in scores):
        lines = {}
    if any(row["missing"] for row in scores):
        lines["not printed"] = [format_share(row["missing"], row["n"] + row["missing"]) for row in scores]
    return lines
