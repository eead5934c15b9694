"""The conclusions whose choices are varied: which choices each leaves open in a trial, and its estimate under each.

The estimates are those of `reanalysis.trial.headline`; what is made of them is in `reanalysis.statistics.multiverse`.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from reanalysis.contract import AMBIGUITY, PRINCIPLE, WEEKS_PER_MONTH
from reanalysis.parameters import CONTRACT
from reanalysis.show.text import INTERVAL_NAMES, format_weeks
from reanalysis.statistics.multiverse import MOST_ENUMERATED, NUMBERS, Choice, enumerate_levels
from reanalysis.statistics.proportions import estimate_proportion
from reanalysis.statistics.survival import median_survival
from reanalysis.trial.chapters.efficacy import find_response_week
from reanalysis.trial.chapters.relapse import count_relapses
from reanalysis.trial.chapters.time_to_response import ROUNDINGS, WAYS, estimate_share_by
from reanalysis.trial.cohort import Trial, select_population
from reanalysis.trial.headline import TrialParts

QUESTION, METHOD, UNPRINTED = "the question", "the method", "a value that is not printed"

MONTHS = {WEEKS_PER_MONTH: "365.25 days / 12", 30 / 7: "30 days", 4.0: "four weeks"}
SCALES = {"log-log": "log-log", "log": "log", "plain": "plain", "beta-product": "beta product"}
MEDIAN_RULES = {"midpoint": "midpoint of a flat stretch", "first": "first at or below one half"}
UNRECORDED = {"no": "no relapse", "yes": "a relapse", "exclude": "left out"}

Numbers = tuple[float, float, float]


@dataclass(frozen=True)
class Conclusion:
    """One conclusion: its label, the unit of its estimate (share or weeks), its choices and how to evaluate one.

    In the label {week} stands for the week by which the paper's definition judges a response.
    """

    label: str
    unit: str
    list_choices: Callable[[Trial], list[Choice]]
    prepare: Callable[[TrialParts, float], Callable[[dict], Numbers]]


def list_choices(conclusion: str, trial: Trial) -> list[Choice]:
    """The choices that a conclusion leaves open in this trial; one without an alternative here is left out.

    Raises
    ------
    ValueError
        If the conclusion is unknown.
    """
    if conclusion not in CONCLUSIONS:
        raise ValueError(f"conclusion {conclusion!r} is not known; allowed: {', '.join(CONCLUSIONS)}")
    return [choice for choice in CONCLUSIONS[conclusion].list_choices(trial) if len(choice.levels) > 1]


def count_specifications(conclusion: str, trial: Trial) -> int:
    """How many distinct specifications a conclusion has: the product of its choices' numbers of levels."""
    return math.prod(len(choice.levels) for choice in list_choices(conclusion, trial))


def enumerate_specifications(conclusion: str, trial: Trial, limit: int = MOST_ENUMERATED) -> list[dict]:
    """Every distinct specification of a conclusion, or a seeded sample of `limit` of them where there are more.

    Returns
    -------
    list of dict
        Name of each choice to its level; the first has every choice at its default, unless it was not drawn.
    """
    return enumerate_levels(list_choices(conclusion, trial), limit)


def evaluate_specifications(
    conclusion: str,
    trial: Trial | TrialParts,
    confidence_level: float = 0.95,
    specifications: list[dict] | None = None,
) -> pd.DataFrame:
    """Estimate and interval under each specification.

    Parameters
    ----------
    trial : Trial or TrialParts
        Wrapped in `TrialParts`, several conclusions share what they have in common.
    specifications : list of dict, optional
        From `enumerate_specifications`, which gives them by default.

    Returns
    -------
    DataFrame
        A row a specification: its choices, then estimate, lower and upper (fractions or weeks; inf where a median
        or its limit is not reached, nan where there is none).
    """
    parts = trial if isinstance(trial, TrialParts) else TrialParts(trial)
    if specifications is None:
        specifications = enumerate_specifications(conclusion, parts.trial)
    evaluate = CONCLUSIONS[conclusion].prepare(parts, confidence_level)
    numbers = [dict(zip(NUMBERS, evaluate(specification), strict=True)) for specification in specifications]
    return pd.DataFrame([specification | found for specification, found in zip(specifications, numbers, strict=True)])


def _broke_entry_rule(trial: Trial) -> bool:
    """Whether an evaluable patient had not had the earlier treatment that the rule of entry asks for, and another had."""
    return trial.adsl.loc[trial.adsl["EVALFL"] == "Y", "ELIGFL"].nunique() == 2


def _population_choice(trial: Trial) -> Choice:
    levels = {"evaluable": "evaluable"}
    if _broke_entry_rule(trial):
        levels["eligible"] = "evaluable, entered by the rule"
    if (trial.adsl["EVALFL"] == "N").any():
        levels["all-treated"] = "all treated"
    return Choice("population", "Population", QUESTION, PRINCIPLE, levels)


def _proportion_choice() -> Choice:
    return Choice("proportion_ci", "Interval method", METHOD, CONTRACT["proportion_ci"].kind, INTERVAL_NAMES)


def _response_choices(trial: Trial) -> list[Choice]:
    by_week = f"by week {format_weeks(find_response_week(trial))}"
    levels = {"end": "by the end of follow-up", "week": by_week}  # the paper gives no time
    until = Choice("until", "When a response counts", QUESTION, AMBIGUITY, levels)
    return [_population_choice(trial), until, _proportion_choice()]


def _prepare_response(parts: TrialParts, level: float) -> Callable[[dict], Numbers]:
    weeks = {"end": math.inf, "week": parts.response_week}

    def evaluate(specification: dict) -> Numbers:
        population, method = specification.get("population", "evaluable"), specification["proportion_ci"]
        share = parts.estimate_response(population, level, method, weeks[specification["until"]])
        return share.estimate, share.lower, share.upper

    return evaluate


def _withdrawn_choice(trial: Trial) -> Choice:
    withdrawn = trial.adsl.loc[trial.adsl["EVALFL"] == "N", "SUBJID"]
    timed = any(trial.facts.number("withdrawal_weeks", patient=patient) is not None for patient in withdrawn)
    applies = {
        "evaluable": True,
        "eligible": _broke_entry_rule(trial),
        "censored": timed,
        "competing": timed,
        "never-responds": len(withdrawn) > 0,
    }
    return Choice(
        "withdrawn",
        "Who is left out, and the withdrawn",
        QUESTION,
        PRINCIPLE,
        {way: WAYS[way][0] for way in WAYS if applies[way]},
    )


def _time_choices(trial: Trial) -> list[Choice]:
    waiting = trial.adsl[(trial.adsl["BEST_RESPONSE"] != "CR") & (trial.adsl["EVALFL"] == "Y")]
    has_months = waiting["FOLLOWUP_MONTHS"].notna().any()
    choices = [_withdrawn_choice(trial)]
    if has_months:
        for name, label, levels in (
            ("month_rounding", "Length of follow-up", ROUNDINGS),
            ("weeks_per_month", "Length of a month", MONTHS),
        ):
            choices.append(Choice(name, label, UNPRINTED, CONTRACT[name].kind, levels))
    return [*choices, Choice("km_ci", "Interval of the curve", METHOD, CONTRACT["km_ci"].kind, SCALES)]


def _median_choices(trial: Trial) -> list[Choice]:
    rule = Choice("median_rule", "Rule for the median", METHOD, CONTRACT["median_rule"].kind, MEDIAN_RULES)
    return [*_time_choices(trial), rule]


def _share_choices(trial: Trial) -> list[Choice]:
    return [*_time_choices(trial), _proportion_choice()]


def _read_curve(parts: TrialParts, level: float, specification: dict) -> pd.DataFrame:
    conventions = (
        *WAYS[specification.get("withdrawn", "evaluable")][1],
        specification.get("weeks_per_month", WEEKS_PER_MONTH),
        specification.get("month_rounding", "printed"),
    )
    return parts.estimate_curve(conventions, level, specification["km_ci"])


def _prepare_median(parts: TrialParts, level: float) -> Callable[[dict], Numbers]:
    def evaluate(specification: dict) -> Numbers:
        median = median_survival(_read_curve(parts, level, specification), specification["median_rule"])
        return median.weeks, median.lower, median.upper

    return evaluate


def _prepare_share(parts: TrialParts, level: float) -> Callable[[dict], Numbers]:
    def evaluate(specification: dict) -> Numbers:
        curve = _read_curve(parts, level, specification)
        return estimate_share_by(curve, parts.response_week, level, specification["proportion_ci"])

    return evaluate


def _relapse_choices(trial: Trial) -> list[Choice]:
    responders = trial.adsl[trial.adsl["BEST_RESPONSE"] == "CR"]
    readings = UNRECORDED if (responders["RELAPSE"] == "").any() else {"no": UNRECORDED["no"]}
    denominators = {"complete responders": "complete responders"}
    if _broke_entry_rule(trial):
        denominators["eligible responders"] = "complete responders, entered by the rule"
    denominators |= _population_choice(trial).levels
    return [
        Choice("unrecorded_relapse", "Meaning of a dash", UNPRINTED, CONTRACT["unrecorded_relapse"].kind, readings),
        Choice("denominator", "Denominator", QUESTION, PRINCIPLE, denominators),
        _proportion_choice(),
    ]


def _prepare_relapse(parts: TrialParts, level: float) -> Callable[[dict], Numbers]:
    trial = parts.trial
    responded = trial.adsl["BEST_RESPONSE"] == "CR"
    groups = {name: select_population(trial.adsl, trial.adsl, name) for name in CONTRACT["population"].choices}
    groups |= {"complete responders": trial.adsl[responded]}
    groups["eligible responders"] = groups["complete responders"].merge(groups["eligible"][["SUBJID"]])

    @functools.cache
    def count(reading: str, denominator: str) -> tuple[int, int]:
        """Relapses in a group, and its patients without those whom a dash leaves out."""
        group = groups[denominator]
        relapsed, counted = count_relapses(replace(trial, adsl=group), reading)
        return relapsed, len(group) - int((group["BEST_RESPONSE"] == "CR").sum()) + counted

    def evaluate(specification: dict) -> Numbers:
        counts = count(specification.get("unrecorded_relapse", "no"), specification["denominator"])
        share = estimate_proportion(*counts, level, specification["proportion_ci"])
        return share.estimate, share.lower, share.upper

    return evaluate


CONCLUSIONS = {
    "complete_response": Conclusion("Complete response", "share", _response_choices, _prepare_response),
    "median_weeks_to_cr": Conclusion("Median time to complete response", "weeks", _median_choices, _prepare_median),
    "response_by_week": Conclusion(
        "Estimated complete response by week {week}", "share", _share_choices, _prepare_share
    ),
    "relapse": Conclusion("Relapse", "share", _relapse_choices, _prepare_relapse),
}
