"""Table 1 of a trial report: who was treated, counted and summarised by population, with every denominator."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from reanalysis.trial.cohort import Trial, select_population
from reanalysis.trial.printed_rows import DIAGNOSIS, REASONS, TREATMENTS

SCORES = {  # column of the patients: heading in Table 1
    "CLASI_ACTIVITY": "CLASI activity (points)",
    "CLASI_DAMAGE": "CLASI damage (points)",
    "DSDNA_IU_ML": "Anti-dsDNA (IU/ml), where printed",
    "PRIOR_COUNT": "Number of earlier treatments",
    "FOLLOWUP_MONTHS": "Follow-up (months)",
}
OTHER_ANTIBODIES = {
    "DSDNA_POSITIVE": "anti-dsDNA at or above the printed normal limit",
    "ANTI_RO": "anti-Ro/SSA",
    "ANTI_LA": "anti-La/SSB",
}
HEADINGS = (  # of Table 1, in order
    *("Sex", "Subtype", "Extent of discoid lupus", SCORES["CLASI_ACTIVITY"], SCORES["CLASI_DAMAGE"]),
    *("Sites with lesions", "Reasons for inclusion", "Antinuclear antibodies, titre", "Other antibodies, positive"),
    *(SCORES["DSDNA_IU_ML"], "Earlier treatments", SCORES["PRIOR_COUNT"], SCORES["FOLLOWUP_MONTHS"]),
)


def read_patients(trial: Trial) -> pd.DataFrame:
    """ADSL, with the number of earlier treatments (PRIOR_COUNT)."""
    return trial.adsl.assign(PRIOR_COUNT=trial.adsl["PRIOR_TREATMENTS"].str.split("; ").str.len())


def select_populations(patients: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The patients of each population, by its name."""
    return {name: select_population(patients, patients, name) for name in ("all-treated", "evaluable")}


def list_items(patients: pd.DataFrame, column: str) -> pd.Series:
    """One row a patient and item of a column that may hold several, indexed by patient; blanks are left out.

    Sites are in lower case, a plural put to its singular where both are printed.
    """
    items = patients.set_index("SUBJID")[column].astype(str).str.split("; ").explode()
    if column == "SITES":
        items = items.str.lower()
        printed = set(items)
        items = items.map(lambda site: site[:-1] if site.endswith("s") and site[:-1] in printed else site)
    return items[items != ""]


def count_items(trial: Trial) -> pd.DataFrame:
    """Table 1's counts: patients with each item, in each population.

    Returns
    -------
    DataFrame
        heading, item (a code or what is printed), label, population, patients, total (of that population; for the
        extent of discoid lupus, those with discoid lupus). The most frequent item comes first; titres ascend. A patient
        can have several items of one heading.
    """
    everyone = read_patients(trial)
    members = {name: set(patients["SUBJID"]) for name, patients in select_populations(everyone).items()}
    with_extent = set(list_items(everyone, "DLE_EXTENT").index)
    rows = []
    for heading, items, labels in _list_characteristics(trial, everyone):
        for item in labels:
            holders = set(items.index[items == item])
            for population, numbers in members.items():
                asked = numbers & with_extent if heading == "Extent of discoid lupus" else numbers
                rows.append((heading, item, labels[item], population, len(holders & asked), len(asked)))
    return pd.DataFrame(rows, columns=["heading", "item", "label", "population", "patients", "total"])


def _list_characteristics(trial: Trial, patients: pd.DataFrame) -> Iterable[tuple[str, pd.Series, dict[str, str]]]:
    """Heading, items indexed by patient, and the items' labels in their order."""
    for heading, column, printed in (
        ("Sex", "SEX", None),
        ("Subtype", "DIAGNOSIS", DIAGNOSIS),
        ("Extent of discoid lupus", "DLE_EXTENT", None),
        ("Sites with lesions", "SITES", None),
        ("Reasons for inclusion", "REASONS", REASONS),
        ("Earlier treatments", "PRIOR_TREATMENTS", TREATMENTS),
    ):
        items = list_items(patients, column)
        labels = read_labels(trial, printed) if printed else {"F": "female", "M": "male"}
        order = sorted(items.unique(), key=lambda item: (-(items == item).sum(), item))
        yield heading, items, {item: labels.get(item, item) for item in order}
    titres = patients.set_index("SUBJID")["ANA_TITRE"]
    yield "Antinuclear antibodies, titre", titres, {titre: f"1/{titre}" for titre in sorted(titres.unique())}
    results = patients.set_index("SUBJID")[list(OTHER_ANTIBODIES)].melt(ignore_index=False)
    yield "Other antibodies, positive", results.loc[results["value"] == "Y", "variable"], OTHER_ANTIBODIES


def read_labels(trial: Trial, column: str) -> dict[str, str]:
    """Code to label of a coded column of table 1, from the codebook."""
    return {category["code"]: category["label"] for category in trial.folder.field("table1", column)["categories"]}


def summarise_scores(trial: Trial) -> pd.DataFrame:
    """Every score of each population and, within it, of each subtype.

    Returns
    -------
    DataFrame
        population, subtype ("all" or its code), column, heading, n, missing, sum, mean, sd, min, q1, median, q3, max;
        q1 and q3 are interpolated, q1_averaged and q3_averaged take a value or the mean of two neighbours (types 7 and
        2 of Hyndman and Fan 1996). nan where there are too few values.
    """
    rows = []
    for population, patients in select_populations(read_patients(trial)).items():
        for subtype, group in [("all", patients), *patients.groupby("DIAGNOSIS")]:
            for column, heading in SCORES.items():
                first = {"population": population, "subtype": subtype, "column": column, "heading": heading}
                rows.append(first | _summarise(group[column]))
    return pd.DataFrame(rows)


def _summarise(values: pd.Series) -> dict[str, float]:
    printed = values.dropna()
    averaged = {"q1_averaged": 0.25, "q3_averaged": 0.75}
    return {
        "n": len(printed),
        "missing": len(values) - len(printed),
        "sum": printed.sum(),
        "mean": printed.mean(),
        "sd": printed.std(),
        "min": printed.min(),
        "q1": printed.quantile(0.25),
        "median": printed.median(),
        "q3": printed.quantile(0.75),
        "max": printed.max(),
    } | {
        name: np.quantile(printed, share, method="averaged_inverted_cdf") if len(printed) else np.nan
        for name, share in averaged.items()
    }
