"""How long remission lasted with 6-mercaptopurine and with placebo: curves, tests, a model, and the pairs."""

import math
from dataclasses import dataclass

import pandas as pd
from scipy.special import ndtri

from reanalysis.statistics.estimates import Estimate, RestrictedMean
from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.statistics.survival import kaplan_meier, restricted_mean
from trial.cohort import Trial, split_arms

PUBLISHED = {
    "n_children": ("children", "children in the analysis"),
    "n_pairs": ("pairs", "pairs of children, one of each arm"),
    "relapsed_active": ("share", "children with 6-MP who were seen to relapse"),
    "relapsed_active_count": ("patients", "children with 6-MP who were seen to relapse, of all"),
    "relapsed_control": ("share", "children with placebo who were seen to relapse"),
    "relapsed_control_count": ("patients", "children with placebo who were seen to relapse, of all"),
    "curves": ("table", "Kaplan–Meier estimates of the share in remission, by arm"),
    "median_active": ("weeks", "median weeks in remission with 6-MP"),
    "median_active_weeks": ("weeks", "median weeks in remission with 6-MP, without its interval"),
    "median_control_weeks": ("weeks", "median weeks in remission with placebo, without its interval"),
    "median_control": ("weeks", "median weeks in remission with placebo"),
    "logrank_chi2": ("", "log-rank statistic, one degree of freedom"),
    "logrank_p": ("p-value", "log-rank test"),
    "hazard_ratio": ("ratio", "hazard of relapse with placebo against 6-MP, ties as this run has them"),
    "hazard_ratios": ("table", "the same under each treatment of ties"),
    "proportionality_p": ("p-value", "score test that the hazard ratio does not change with time"),
    "pairs_active": ("pairs", "pairs in which the child with 6-MP stayed in remission longer"),
    "pairs_control": ("pairs", "pairs in which the child with placebo stayed in remission longer"),
    "pairs_undecided": ("pairs", "pairs that decide nothing, in words"),
    "pairs_p": ("p-value", "exact sign test of the pairs"),
    "paired_ratio": ("ratio", "hazard of relapse with placebo against 6-MP within pairs"),
    "horizon": ("weeks", "where restricted means end: the last relapse, or before it the end of a curve"),
    "mean_active": ("weeks", "mean weeks in remission up to the horizon with 6-MP"),
    "mean_control": ("weeks", "mean weeks in remission up to the horizon with placebo"),
    "mean_gain": ("weeks", "difference of the restricted means"),
}


@dataclass(frozen=True)
class Pairs:
    """Which child of each pair stayed in remission longer; undecided where the times cannot tell."""

    active: int
    control: int
    undecided: int


def count_relapsed(trial: Trial, arm: str, level: float) -> Proportion:
    """The share of an arm whose relapse was seen."""
    children = split_arms(trial)[arm]
    return estimate_proportion(int(children["event"].sum()), len(children), level, "clopper-pearson")


def estimate_curves(trial: Trial, level: float, km_ci: str) -> dict[str, pd.DataFrame]:
    """The curve of each arm, by its name."""
    return {arm: kaplan_meier(rows["weeks"], rows["event"], level, km_ci) for arm, rows in split_arms(trial).items()}


def compare_pairs(trial: Trial) -> Pairs:
    """Which arm each pair speaks for."""
    active, control = (rows.set_index("PAIR").sort_index() for rows in split_arms(trial).values())
    pairs = list(zip(active.itertuples(), control.itertuples(), strict=True))
    for_active = sum(lasts_longer(one, other) for one, other in pairs)
    for_control = sum(lasts_longer(other, one) for one, other in pairs)
    return Pairs(for_active, for_control, len(pairs) - for_active - for_control)


def lasts_longer(one, other) -> bool:
    """Whether a child was still in remission when the relapse of the other was seen."""
    return bool(other.event and (one.weeks > other.weeks or (one.weeks == other.weeks and not one.event)))


def estimate_paired_ratio(pairs: Pairs, level: float) -> Estimate:
    """The hazard ratio of placebo against 6-MP within pairs, with Wald's limits; nan where only one arm has a pair.

    Of two children only the first relapse counts in Cox's model with a stratum a pair, so its estimate is a ratio of counts.
    """
    if not (pairs.active and pairs.control):
        return Estimate(math.nan, math.nan, math.nan)
    slope, error = math.log(pairs.active / pairs.control), math.sqrt(1 / pairs.active + 1 / pairs.control)
    spread = ndtri((1 + level) / 2) * error
    return Estimate(*(math.exp(value) for value in (slope, slope - spread, slope + spread)))


def find_tied_pairs(trial: Trial) -> list[int]:
    """The pairs whose children relapsed in the same week."""
    relapsed = trial.adsl[trial.adsl["RELAPSE"] == "Y"]
    return relapsed.loc[relapsed.duplicated(["PAIR", "WEEKS"]), "PAIR"].tolist()


def find_horizon(trial: Trial) -> float:
    """The week up to which means are taken: the last relapse, or before it the end of a curve that has not come down to 0."""
    arms = split_arms(trial).values()
    last = max(rows.loc[rows["event"], "weeks"].max() for rows in arms)
    ends = [rows["weeks"].max() for rows in arms if not rows.loc[rows["weeks"] == rows["weeks"].max(), "event"].all()]
    return float(min([last, *ends]))


def estimate_mean(curve: pd.DataFrame, horizon: float, level: float) -> RestrictedMean:
    """Mean weeks in remission up to a horizon, with limits from its standard error."""
    mean, error = restricted_mean(curve, horizon)
    spread = ndtri((1 + level) / 2) * error
    return RestrictedMean(mean, mean - spread, mean + spread, error)


def estimate_gain(active: RestrictedMean, control: RestrictedMean, level: float) -> Estimate:
    """The difference of two restricted means, with limits."""
    gain = active.value - control.value
    spread = ndtri((1 + level) / 2) * math.hypot(active.std_error, control.std_error)
    return Estimate(gain, gain - spread, gain + spread)
