"""The estimates that textbooks print of these data, by the names that claims give them; the chapter computes them too."""

import math

from reanalysis.book import Trial
from reanalysis.ledger.arguments import TEXT, parse_choice
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import Finding, Registry, judge_value
from reanalysis.ledger.wording import describe_how
from reanalysis.statistics.logrank import run_logrank
from reanalysis.statistics.survival import median_survival
from trial.chapters.remission import estimate_curves
from trial.cohort import ACTIVE, CONTROL
from trial.ties import estimate_hazard_ratio

LEVEL = 0.95
CHECKS = Registry()


def estimate_median(trial: Trial, arm: str) -> float:
    """The Kaplan–Meier median of an arm, in weeks."""
    return median_survival(estimate_curves(trial, LEVEL, "log-log")[arm]).weeks


def estimate_rate(trial: Trial, arm: str) -> float:
    """Relapses a week of remission seen in an arm."""
    rows = trial.adsl[trial.adsl["TRT01P"] == arm]
    return float((rows["RELAPSE"] == "Y").sum() / rows["WEEKS"].sum())


def estimate_ratio(trial: Trial, ties: str, place: int = 0) -> float:
    """The hazard ratio of placebo against 6-MP, or with place 1 or 2 its lower or upper limit."""
    adsl = trial.adsl
    return estimate_hazard_ratio(adsl["WEEKS"], adsl["RELAPSE"] == "Y", adsl["TRT01P"] == CONTROL, ties, LEVEL)[place]


def compute_logrank(trial: Trial) -> float:
    """The log-rank statistic."""
    adsl = trial.adsl
    return float(run_logrank(adsl["WEEKS"], adsl["RELAPSE"] == "Y", adsl["TRT01P"]).test_statistic)


ESTIMATES = {  # of each name: what it is in words, and how it is computed
    "median_active": ("the Kaplan–Meier median with 6-MP", lambda trial: estimate_median(trial, ACTIVE)),
    "median_control": ("the Kaplan–Meier median with placebo", lambda trial: estimate_median(trial, CONTROL)),
    "rate_active": ("relapses a week with 6-MP", lambda trial: estimate_rate(trial, ACTIVE)),
    "rate_control": ("relapses a week with placebo", lambda trial: estimate_rate(trial, CONTROL)),
    "logrank": ("the log-rank statistic", compute_logrank),
    "ratio_breslow": ("the hazard ratio with Breslow’s ties", lambda trial: estimate_ratio(trial, "breslow")),
    "ratio_breslow_lower": ("its lower limit with Breslow’s ties", lambda trial: estimate_ratio(trial, "breslow", 1)),
    "ratio_breslow_upper": ("its upper limit with Breslow’s ties", lambda trial: estimate_ratio(trial, "breslow", 2)),
    "ratio_efron": ("the hazard ratio with Efron’s ties", lambda trial: estimate_ratio(trial, "efron")),
}


@CHECKS.register("estimate", {"name": parse_choice(*ESTIMATES)}, {"note": TEXT})
def check_estimate(claim: Claim, evidence: Evidence) -> Finding:
    """Work out an estimate that this book computes, and see whether it prints as the reported value."""
    what, compute = ESTIMATES[claim.arguments["name"]]
    value = compute(evidence.trial)
    shown = f"{value:.5g}" if math.isfinite(value) else "not reached"
    verdict, how = judge_value(claim, value) if math.isfinite(value) else ("discrepant", "")
    note = f" {claim.arguments['note']}." if "note" in claim.arguments else ""
    reason = f"From the {len(evidence.trial.adsl)} times, {what} is {shown}, {describe_how(claim, how)}.{note}"
    return Finding(verdict, reason, shown, how)
