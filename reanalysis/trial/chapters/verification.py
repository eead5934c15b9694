"""Verification: how what the chapters publish compares with R's answers, by chapter and by tolerance."""

import platform
from importlib.metadata import version

import pandas as pd

from reanalysis.data.tables import DataFolder
from reanalysis.verification.compare import (
    DEFAULT_RUN,
    RELATIVE_TOLERANCE,
    compare,
    is_same_data,
    list_runs,
    read_results,
    read_table,
)

PUBLISHED = {
    "quantities": ("quantities", "published results and columns of tables compared with R's answers"),
    "numbers": ("numbers", "single numbers compared"),
    "disagreeing": ("quantities", "quantities that differ by more than their tolerance"),
    "largest_difference": ("", "largest relative difference of a quantity with the strict tolerance"),
    "python_versions": ("", "Python and its packages, in this run"),
    "r_versions": ("", "R and its package, when the answers were computed"),
    "compares_data": ("", "whether R's answers are about these raw tables"),
    "conventions": ("conventions", "conventions in which programs differ on purpose"),
    "outcome": ("sentence", "how many results were computed twice, and how many disagree"),
    "slips": ("sentence", "how many changed cells of the raw tables a check notices"),
    "slips_noticed": ("", "share of changed cells of the raw tables that a check notices"),
}
GROUPS = {  # group of compared results: the end of its table's label
    "Patients at entry": "baseline",
    "Complete response": "efficacy",
    "Time to complete response": "time-to-response",
    "Relapse": "relapse",
    "Adverse events": "toxicity",
    "Systemic disease": "systemic",
    "Among its peers": "peers",
    "What a trial of this size can show": "operating-characteristics",
    "Printed summaries": "forensics",
    "Rows and digits": "appraisal",
}
COLUMNS = [
    "group",
    "result",
    "run",
    "numbers",
    "python_value",
    "r_value",
    "difference",
    "tolerance",
    "agrees",
    "reason",
]


def read_published(folder: DataFolder, reference: dict, results_dir: str) -> dict[tuple[str, str], dict]:
    """What the compared chapters published in their default runs; nothing where R read other tables than they."""
    compared = list_compared()
    return read_results(results_dir, list_runs(compared)) if is_same_data(folder, reference) else {}


def list_compared() -> pd.DataFrame:
    """The rows of the table of comparisons that are about default runs."""
    compared = read_table("compared")
    return compared[compared["run"] == DEFAULT_RUN]


def compare_published(results: dict[tuple[str, str], dict], reference: dict) -> pd.DataFrame:
    """Both programs' values, as `compare` returns them; no rows where there are no results."""
    return compare(list_compared(), results, reference) if results else pd.DataFrame(columns=COLUMNS)


def name_result(result: str) -> str:
    """A result's name without its chapter, with room to break the line.

    >>> name_result("relapse.medians/weeks/rule=first|midpoint&scale=log")
    'medians / weeks / rule=first or midpoint, scale=log'
    """
    name = result.partition(".")[2].replace("/", " / ")
    return name.replace("|", " or ").replace("&", ", ")


def summarise_groups(comparison: pd.DataFrame) -> pd.DataFrame:
    """One row a group: group, quantities, numbers, agreeing, difference (the largest), tolerance (the widest)."""
    groups = comparison.groupby("group", sort=False)
    return groups.agg(
        quantities=("result", "size"),
        numbers=("numbers", "sum"),
        agreeing=("agrees", "sum"),
        difference=("difference", "max"),
        tolerance=("tolerance", "max"),
    ).reset_index()


def summarise_tolerances(comparison: pd.DataFrame) -> pd.DataFrame:
    """One row a reason for a tolerance above the strict one: reason, tolerance, difference (the largest), quantities."""
    wider = comparison[comparison["tolerance"] > RELATIVE_TOLERANCE].groupby("reason", sort=False)
    return wider.agg(
        tolerance=("tolerance", "max"), difference=("difference", "max"), quantities=("result", "size")
    ).reset_index()


def find_largest_difference(comparison: pd.DataFrame) -> float | None:
    """The largest difference of a quantity with the strict tolerance; None where nothing is compared."""
    strict = comparison[comparison["tolerance"] == RELATIVE_TOLERANCE]
    return None if strict.empty else float(strict["difference"].max())


def list_excused(side: str) -> pd.DataFrame:
    """What the other program did not compute: pattern of names, and reason; side is Python or R."""
    excused = read_table("excused")
    return excused[excused["side"] == side].drop(columns="side").reset_index(drop=True)


def name_python() -> str:
    """Python and the packages that compute, with their versions."""
    packages = [f"{name} {version(name)}" for name in ("numpy", "pandas", "scipy", "lifelines")]
    return f"Python {platform.python_version()} with {', '.join(packages[:-1])} and {packages[-1]}"


def name_r(reference: dict) -> str:
    """R and its package, with their versions."""
    return f"R {reference['meta']['r_version']} with survival {reference['meta']['survival_version']}"


def count_slips(mutations: pd.DataFrame) -> tuple[int, int]:
    """How many cells were changed, and how many of the changes somebody noticed."""
    changes = int(mutations["changes"].sum())
    return changes, changes - int(mutations["unnoticed"].sum())
