"""CLASI scores after entry, which are printed only as means and SDs: whom they can describe, and what tests give."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reanalysis.data.facts import Facts, is_number
from reanalysis.data.printed import ROUNDED, find_reading
from reanalysis.forensics.grim import grim_scalar
from reanalysis.forensics.summaries import correlation_for_p, p_range_from_rounded, t_test_from_summaries
from reanalysis.trial.cohort import Trial, select_population
from reanalysis.trial.courses import count_followed

COLUMNS = {"activity": "CLASI_ACTIVITY", "damage": "CLASI_DAMAGE"}
LATER = {"activity": ("week2", "week 2"), "damage": ("month12", "month 12")}  # as facts name the time, and in words
UNPAIRED = ("student", "welch")
CORRELATIONS = (0.0, 0.5, 0.9)  # of a patient's two scores: none is printed


@dataclass(frozen=True)
class Change:
    """A score's printed mean and SD at entry and later, as strings, and the p-value printed for their difference."""

    score: str
    later: str
    mean1: str
    sd1: str
    mean2: str
    sd2: str
    p: str | None

    def describe(self) -> str:
        """The change as printed: score, means ± SDs, p-value."""
        means = f"{self.mean1} ± {self.sd1} at entry, {self.mean2} ± {self.sd2} at {self.later}"
        return f"CLASI {self.score}, {means}, P {self.p or 'not printed'}"

    @property
    def first(self) -> tuple[float, float]:
        """Mean and SD at entry, as numbers."""
        return float(self.mean1), float(self.sd1)

    @property
    def second(self) -> tuple[float, float]:
        """Mean and SD later, as numbers."""
        return float(self.mean2), float(self.sd2)

    def test(self, n1: int, n2: int, kind: str, correlation=None):
        """Two-sided p of a t test of the summaries as printed; nan for fewer than two patients at either time."""
        if min(n1, n2) < 2:
            return math.nan
        return t_test_from_summaries(*self.first, n1, *self.second, n2, kind, correlation)

    def test_rounded(self, n1: int, n2: int) -> tuple[float, float]:
        """Least and greatest unpaired p over all that rounds to the printed summaries."""
        if min(n1, n2) < 2:
            return math.nan, math.nan
        ranges = [p_range_from_rounded(self.mean1, self.sd1, n1, self.mean2, self.sd2, n2, kind) for kind in UNPAIRED]
        return min(low for low, _ in ranges), max(high for _, high in ranges)

    def solve_correlation(self, n: int) -> float:
        """The correlation at which a paired test of n patients gives the printed p; nan where none does."""
        if self.p is None or n < 2:
            return math.nan
        return correlation_for_p(float(self.p), *self.first, *self.second, n)


def find_later_week(score: str, weeks_per_month: float) -> float:
    """Weeks from the start of treatment to a score's later time."""
    return 2.0 if score == "activity" else 12 * weeks_per_month


def read_change(facts: Facts, score: str) -> Change | None:
    """A score's printed change; None where a mean or an SD is not stated as a number.

    The text may state the score at entry more than once: what stands in the section of the later score counts.
    """
    later, label = LATER[score]
    sections = facts.claims.loc[facts.claims["fact"] == f"clasi_{score}_{later}_mean", "section"]

    def read_beside(fact: str) -> str | None:
        told = facts.claims[(facts.claims["fact"] == fact) & facts.claims["section"].isin(sections)]
        return facts.reported(fact) if told.empty else told["reported"].iloc[0]

    printed = [read_beside(f"clasi_{score}_{time}_{name}") for time in ("baseline", later) for name in ("mean", "sd")]
    if not all(text is not None and is_number(text) for text in printed):
        return None
    p = facts.reported(f"clasi_{score}_{later}_p")
    return Change(score, label, *printed, p if p is not None and is_number(p) else None)


def read_changes(facts: Facts) -> list[Change]:
    """Every printed change."""
    return [change for change in (read_change(facts, score) for score in COLUMNS) if change]


def check_entry(trial: Trial) -> pd.DataFrame:
    """Mean and SD of each score at entry from Table 1, beside every value that the text prints.

    Returns
    -------
    DataFrame
        score, population, patients, statistic (mean or SD), value, printed (string), reading (rounded, truncated or "differs").
    """
    rows = []
    for score, column in COLUMNS.items():
        for population in ("all-treated", "evaluable"):
            values = select_population(trial.adsl, trial.adsl, population)[column]
            for statistic, value in (("mean", values.mean()), ("SD", values.std())):
                for printed in filter(
                    is_number, trial.facts.all_reported(f"clasi_{score}_baseline_{statistic.lower()}")
                ):
                    reading = math.isfinite(value) and find_reading(value, printed)
                    rows.append((score, population, len(values), statistic, value, printed, reading or "differs"))
    return pd.DataFrame(rows, columns=["score", "population", "patients", "statistic", "value", "printed", "reading"])


def list_summaries(trial: Trial, courses: pd.DataFrame, weeks_per_month: float, n: int) -> pd.DataFrame:
    """Every printed mean and SD of a score, with what it leaves open.

    Returns
    -------
    DataFrame
        score, time, weeks, mean and sd (strings), fits (numbers of patients whose whole-number scores can have the
        mean), followed (patients followed that long), sem (SD over the root of n).
    """
    rows = []
    for score, (later, label) in LATER.items():
        for time, words, weeks in (("baseline", "entry", 0.0), (later, label, find_later_week(score, weeks_per_month))):
            sd = trial.facts.reported(f"clasi_{score}_{time}_sd")
            for mean in filter(is_number, trial.facts.all_reported(f"clasi_{score}_{time}_mean")):
                if sd is None or not is_number(sd):
                    continue
                sem = float(sd) / math.sqrt(n) if n else math.nan
                fits = list_fitting_sizes(mean, len(trial.adsl))
                rows.append((score, words, weeks, mean, sd, fits, count_followed(courses, weeks), sem))
    return pd.DataFrame(rows, columns=["score", "time", "weeks", "mean", "sd", "fits", "followed", "sem"])


def list_fitting_sizes(mean: str, largest: int) -> list[int]:
    """Numbers of patients, up to the largest, whose whole-number scores can have a mean that rounds as printed."""
    return [n for n in range(1, largest + 1) if grim_scalar(mean, n).how == ROUNDED]


def list_size_pairs(trial: Trial, change: Change, followed: int) -> dict[tuple[int, int], str]:
    """Plausible numbers of patients at entry and later, and where each comes from; the largest first."""
    treated, evaluable = len(trial.adsl), int((trial.adsl["EVALFL"] == "Y").sum())
    origins = {n: "fits the later mean" for n in list_fitting_sizes(change.mean2, treated) if n > followed}
    origins |= {followed: f"followed to {change.later}", evaluable: "evaluable", treated: "all-treated"}
    pairs = {(n, n): f"{n} ({origins[n]})" for n in sorted(origins, reverse=True) if n >= 2}
    if evaluable not in (treated, 0):
        pairs[(treated, evaluable)] = f"{treated} at entry, {evaluable} later"
    return pairs


def tabulate_tests(trial: Trial, courses: pd.DataFrame, weeks_per_month: float) -> pd.DataFrame:
    """The tests of every printed change that its summaries allow, for each plausible pair of numbers of patients.

    Returns
    -------
    DataFrame
        score, n (in words), n_first, n_second, student_p, welch_p, lowest_p and highest_p (either test, over all that
        rounds to the summaries), r0_p, r0.5_p, r0.9_p (paired, by correlation) and implied_correlation, which are nan where
        the two numbers differ, and gives: what gives the printed p.
    """
    rows = []
    for change in read_changes(trial.facts):
        followed = count_followed(courses, find_later_week(change.score, weeks_per_month))
        pairs = list_size_pairs(trial, change, followed)
        rows += [{"score": change.score, "n": label} | _test_sizes(change, *sizes) for sizes, label in pairs.items()]
    return pd.DataFrame(rows)


def _test_sizes(change: Change, n1: int, n2: int) -> dict:
    unpaired = {f"{kind}_p": change.test(n1, n2, kind) for kind in UNPAIRED}
    lowest, highest = change.test_rounded(n1, n2)
    return {
        "n_first": n1,
        "n_second": n2,
        "lowest_p": lowest,
        "highest_p": highest,
        **unpaired,
        **{f"r{r:g}_p": change.test(n1, n2, "paired", r) if n1 == n2 else math.nan for r in CORRELATIONS},
        "implied_correlation": change.solve_correlation(n1) if n1 == n2 else math.nan,
        "gives": _name_matches(change, unpaired, lowest, highest),
    }


def _name_matches(change: Change, unpaired: dict[str, float], lowest: float, highest: float) -> str:
    if change.p is None:
        return "no P printed"
    names = [
        name.removesuffix("_p").capitalize() for name, p in unpaired.items() if find_reading(p, change.p) == ROUNDED
    ]
    if names:
        return " and ".join(names)
    return "either, by rounding" if lowest <= float(change.p) <= highest else "neither"


def compare_populations(trial: Trial) -> pd.DataFrame:
    """The unpaired tests of each score in the two populations, and with all treated at entry and the evaluable later.

    Returns
    -------
    DataFrame
        score, sizes (name), n_first, n_second, test, p (nan where the text states no summaries).
    """
    treated, evaluable = len(trial.adsl), int((trial.adsl["EVALFL"] == "Y").sum())
    sizes = {
        "all_treated": (treated, treated),
        "evaluable": (evaluable, evaluable),
        "all_treated_then_evaluable": (treated, evaluable),
    }
    rows = []
    for score in COLUMNS:
        change = read_change(trial.facts, score)
        for name, numbers in sizes.items():
            for kind in UNPAIRED:
                rows.append((score, name, *numbers, kind, change.test(*numbers, kind) if change else math.nan))
    return pd.DataFrame(rows, columns=["score", "sizes", "n_first", "n_second", "test", "p"])


def trace_paired_p(changes: list[Change], tests: pd.DataFrame) -> pd.DataFrame:
    """The paired test's p by the correlation, for each score's largest and smallest number of patients.

    Returns
    -------
    DataFrame
        score, n, r (-0.5 to 0.95), p.
    """
    frames = []
    for change in changes:
        own = tests[(tests["score"] == change.score) & (tests["n_first"] == tests["n_second"])]
        for n in sorted({own["n_first"].max(), own["n_first"].min()} if len(own) else [], reverse=True):
            r = np.linspace(-0.5, 0.95, 146)
            frames.append(pd.DataFrame({"score": change.score, "n": n, "r": r, "p": change.test(n, n, "paired", r)}))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["score", "n", "r", "p"])
