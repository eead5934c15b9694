"""Which test gives a printed p-value of a later score against entry.

From the printed summaries, from the scores of Table 1, and over all later scores that the printed mean and SD allow.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reanalysis.data.printed import reported_interval
from reanalysis.forensics.improvement import bound_improved_p
from reanalysis.forensics.reconstruction import ANY_PAIRING, UNPAIRED, Reconstruction, reconstruct_tests
from reanalysis.forensics.summaries import find_matching_tests
from reanalysis.show.text import format_number
from reanalysis.trial.cohort import Trial
from reanalysis.trial.later_samples import find_longest
from reanalysis.trial.printed_summaries import SCORES, Comparison

KINDS = {  # a kind of test, and the reconstructed tests of that kind
    "Unpaired t": (UNPAIRED["student"], UNPAIRED["welch"]),
    "Mann–Whitney": (UNPAIRED["mann_whitney"],),
    "Paired t": (ANY_PAIRING,),
}
NAMES = UNPAIRED | {"paired": "paired t"}
MOST_SIZES = 3  # sizes of one comparison that are reconstructed
PRINTED, TABULATED = "as printed", "Table 1"


@dataclass(frozen=True)
class CheckedP:
    """A printed p-value with every t test that could give it, and the later scores and tests that remain possible."""

    comparison: Comparison
    tests: pd.DataFrame  # as `check_tests` returns it
    items: list[Reconstruction]
    reconstructions: pd.DataFrame  # as `summarise_reconstructions` returns it

    @property
    def is_unpaired(self) -> bool:
        """Whether an unpaired t test can print the p-value at a size that fits the later mean and SD."""
        return bool((self.tests["gives"] & self.tests["fits"] & (self.tests["test"] != "paired")).any())

    @property
    def is_ranked(self) -> bool:
        """Whether the Mann–Whitney test prints it for at least one data set."""
        return bool((self.reconstructions["hits"] > 0).any())


@dataclass(frozen=True)
class Cleared:
    """What Table 2 leaves of the later scores, since it says who had an activity of 0 by then.

    `lowest_p` and `highest_p` are of the Mann–Whitney test; `improved` counts the sets that also fit if everybody else
    improved, and `highest_paired_p` is of the paired t test over them (nan where there are none).
    """

    patients: tuple[int, ...]
    carried: tuple[int, ...]
    listed: int
    kept: int
    lowest_p: float
    highest_p: float
    improved: int
    highest_paired_p: float


def check_p_values(trial: Trial, comparisons: dict[str, Comparison]) -> dict[str, CheckedP]:
    """Each printed p-value of a later score against entry, checked; by the later summary's fact."""
    checked = {}
    for fact, comparison in comparisons.items():
        items = reconstruct(trial, comparison)
        table = summarise_reconstructions(trial, comparison, items)
        checked[fact] = CheckedP(comparison, check_tests(trial, comparison), items, table)
    return checked


def check_tests(trial: Trial, comparison: Comparison) -> pd.DataFrame:
    """Every t test at every plausible pair of sizes, with entry as printed and as Table 1 has it.

    Returns
    -------
    DataFrame
        The columns of `find_matching_tests`, with source (as printed, or Table 1) and fits: whether the later size has
        the printed mean and SD.
    """
    later, adsl = comparison.later, trial.adsl
    groups = [adsl, adsl[adsl["EVALFL"] == "Y"]]
    starts = {len(group) for group in groups}
    sizes = {(n1, n2) for n2 in later.tried for n1 in (*starts, n2) if min(n1, n2) > 1}
    given = (later.mean, later.sd)
    tables = [
        find_matching_tests(comparison.p, *comparison.first, *given, sorted(sizes, reverse=True)).assign(source=PRINTED)
    ]
    for group in groups:
        scores = group[SCORES[comparison.score]]
        exact = [(len(group), n2) for n2 in later.tried if min(len(group), n2) > 1]
        tests = find_matching_tests(comparison.p, scores.mean(), scores.std(), *given, exact)
        tables.append(tests.assign(source=TABULATED))
    tests = pd.concat(tables, ignore_index=True).drop_duplicates(["source", "test", "n1", "n2"])
    return tests.assign(fits=tests["n2"].isin(later.possible))


def summarise_tests(tests: pd.DataFrame) -> pd.DataFrame:
    """The rows of `check_tests` by test and source.

    Returns
    -------
    DataFrame
        test, source, p_low, p_high (over all sizes), sizes (in words, those that fit the later mean and SD at which the
        test can print the p-value, with the correlation that a paired test needs), others (how many other sizes can).
    """
    rows = []
    for (source, test), group in tests.groupby(["source", "test"], sort=False):
        hits = [_describe_hit(row) for row in group[group["gives"] & group["fits"]].itertuples()]
        others = int((group["gives"] & ~group["fits"]).sum())
        ends = group["p_low"].min(), group["p_high"].max()
        rows.append((NAMES[test], source, *ends, "; ".join(hits) or "none", others))
    return pd.DataFrame(rows, columns=["test", "source", "p_low", "p_high", "sizes", "others"])


def _describe_hit(row) -> str:
    sizes = f"{row.n1} and {row.n2}"
    if row.test != "paired":
        return sizes
    return f"{sizes} if r is {format_number(row.correlation_low, 2)} to {format_number(row.correlation_high, 2)}"


def reconstruct(trial: Trial, comparison: Comparison) -> list[Reconstruction]:
    """The later scores that fit, and the tests over them, at each size that they can have; at most three.

    Of those that Table 2 says had cleared by then the score is 0, and of the others it is not.
    """
    column, later = SCORES[comparison.score], comparison.later
    found = []
    for size in later.possible[:MOST_SIZES]:
        patients, _ = find_longest(trial, size)
        entry = None if patients is None else patients[column]
        cleared = find_cleared(comparison, patients)
        found.append(reconstruct_tests(later.mean, later.sd, size, later.highest, trial.adsl[column], entry, cleared))
    return [item for item in found if len(item.datasets.values)]


def find_cleared(comparison: Comparison, patients: pd.DataFrame | None) -> pd.Series | None:
    """Who of a later sample had reached an activity of 0 by then, by the times to complete response of Table 2.

    None where that is not known: for another score, without the patients, and at a month, when some may have relapsed.
    """
    unit, number = comparison.later.time
    if patients is None or comparison.score != "clasi_activity" or unit != "week":
        return None
    return patients["WEEKS_TO_CR"] <= number


def use_cleared(trial: Trial, checked: CheckedP | None) -> Cleared | None:
    """What is left of the later scores at the largest size that fits; None where it is unknown who had cleared."""
    for item in checked.items if checked else []:
        patients, _ = find_longest(trial, item.n)
        cleared = find_cleared(checked.comparison, patients)
        if cleared is None:
            continue
        improved = bound_if_improved(trial, checked.comparison, item)
        rank = item.p_values[UNPAIRED["mann_whitney"]]
        who = tuple(patients.loc[cleared, "SUBJID"]), tuple(patients.loc[find_carried(patients), "SUBJID"])
        counts = item.listed, len(item.datasets.values)
        return Cleared(*who, *counts, rank.min(), rank.max(), len(improved), improved["highest"].max())
    return None


def find_carried(patients: pd.DataFrame) -> pd.Series:
    """Who had left the trial, so that a later score of hers can only be her score at entry carried forward."""
    return patients["BEST_RESPONSE"] == "WITHDRAWN"


def bound_if_improved(trial: Trial, comparison: Comparison, item: Reconstruction) -> pd.DataFrame:
    """The paired t test if everybody improved, and who left the trial before has her score at entry carried forward.

    Returns
    -------
    DataFrame
        As `bound_improved_p` returns it; no rows where it is unknown who had cleared or no data set fits.
    """
    patients, _ = find_longest(trial, item.n)
    cleared = find_cleared(comparison, patients)
    if cleared is None:
        return bound_improved_p([], np.empty((0, 0)))
    entry, gone = patients[SCORES[comparison.score]], find_carried(patients)
    known = entry[cleared | gone], entry[cleared | gone].where(gone, 0)
    rows = [_drop(list(scores), known[1]) for scores in item.datasets.values]
    others = entry[~cleared & ~gone]
    return bound_improved_p(others, np.array([row for row in rows if row]).reshape(-1, len(others)), known)


def _drop(scores: list, known) -> list:
    """Scores without the known ones; empty where they do not hold them all."""
    for score in known:
        if score not in scores:
            return []
        scores.remove(score)
    return scores


def summarise_reconstructions(trial: Trial, comparison: Comparison, items: list[Reconstruction]) -> pd.DataFrame:
    """What the reconstructed scores of one comparison allow.

    Returns
    -------
    DataFrame
        A row a size: label, n, listed (data sets with the mean and SD), datasets (those that also have the known number
        of zeros), complete (whether that is all), lowest, highest (p of the
        Mann–Whitney test over them), hits (data sets for which it prints the P), who (whose entry scores the paired tests
        use), paired_lowest, paired_highest (p of the paired t test over all pairings), one_way (data sets in which
        everyone can have stayed or moved in the direction of the mean).
    """
    columns = ["label", "n", "listed", "datasets", "complete", "lowest_p", "highest_p", "hits", "who"]
    columns += ["paired_lowest_p", "paired_highest_p", "one_way"]
    (low, high), rows = reported_interval(comparison.p), []
    for item in items:
        rank, paired = item.p_values[UNPAIRED["mann_whitney"]], item.p_values.get(ANY_PAIRING, np.array([math.nan]))
        sets = len(item.datasets.values), item.datasets.complete
        who, hits = find_longest(trial, item.n)[1], int(((low <= rank) & (rank <= high)).sum())
        ends = paired.min(), paired.max()
        rows.append(
            (comparison.later.label, item.n, item.listed, *sets, rank.min(), rank.max(), hits, who, *ends, item.one_way)
        )
    return pd.DataFrame(rows, columns=columns).astype({"one_way": "Int64"})


def list_p_ranges(checked: dict[str, CheckedP]) -> pd.DataFrame:
    """The lowest and highest p of each kind of test, over all scores and sizes that fit a later mean and SD.

    Returns
    -------
    DataFrame
        title (the later mean), printed, test, low, high. Unpaired t is Student's and Welch's; paired t takes every pairing.
    """
    rows = []
    for each in checked.values():
        for test, labels in KINDS.items():
            values = [item.p_values[label] for item in each.items for label in labels if label in item.p_values]
            values = np.concatenate([*values, []])
            if len(values):
                rows.append((each.comparison.later.label, each.comparison.p, test, values.min(), values.max()))
    return pd.DataFrame(rows, columns=["title", "printed", "test", "low", "high"])


def join_reconstructions(checked: dict[str, CheckedP]) -> pd.DataFrame:
    """The rows of `summarise_reconstructions` of every printed p-value."""
    return pd.concat(each.reconstructions for each in checked.values())
