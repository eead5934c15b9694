"""Specification curves against scipy and lifelines on the printed tables, counts by hand, and made-up multiverses."""

import csv
import itertools
import math

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times

from reanalysis.contract import AMBIGUITY, CONVENTION, PRINCIPLE
from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.trial.headline import TrialParts
from reanalysis.trial.specifications import (
    CONCLUSIONS,
    count_specifications,
    enumerate_specifications,
    evaluate_specifications,
    list_choices,
)
from tests.conftest import OWN_DATA
from tests.statistics.test_proportions import scipy_limits

METHODS = tuple(PROPORTION_METHODS)


@pytest.fixture(scope="module")
def outcomes() -> list[dict]:
    with (OWN_DATA / "raw" / "table2.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def as_rows(frame: pd.DataFrame, names: list[str]) -> dict[tuple, tuple]:
    return {tuple(row[name] for name in names): (row.estimate, row.lower, row.upper) for _, row in frame.iterrows()}


@pytest.mark.parametrize(
    "conclusion, count",
    [
        ("complete_response", 3 * 2 * len(METHODS)),  # population, any time or by the week, interval
        ("median_weeks_to_cr", 5 * 3 * 3 * 4 * 2),  # who is left out, follow-up, month, band, rule
        ("response_by_week", 5 * 3 * 3 * 4 * len(METHODS)),
        ("relapse", 3 * 5 * len(METHODS)),  # dash, denominator, interval
    ],
)
def test_every_combination_is_enumerated_once(trial, conclusion, count):
    specifications = enumerate_specifications(conclusion, trial)
    assert len(specifications) == count_specifications(conclusion, trial) == count
    assert len({tuple(specification.items()) for specification in specifications}) == count


def test_where_no_withdrawal_is_dated_only_two_ways_to_treat_it_apply(second_trial):
    (withdrawn,) = [choice for choice in list_choices("response_by_week", second_trial) if choice.name == "withdrawn"]
    assert list(withdrawn.levels) == ["evaluable", "never-responds"]
    assert count_specifications("response_by_week", second_trial) == 2 * 3 * 3 * 4 * len(METHODS)


def test_choices_without_an_alternative_are_left_out(data_copy):
    rows = data_copy.read_rows("table2")
    for number, row in enumerate(rows[1:], start=2):
        if row[1] == "Withdrawn":
            data_copy.set_cell("table2", number, "Clinical outcome", "PR")
            data_copy.set_cell("table2", number, "Follow-up period (months)", "9")
        if row[1] == "CR" and row[5] == "-":
            data_copy.set_cell("table2", number, "Relapse", "No")
    data_copy.set_cell("table1", 7, "Previous received treatment", "TCS, OCS, HCQ, MMF")  # patient 6 by the rule
    complete = data_copy.read_trial()
    assert [choice.name for choice in list_choices("complete_response", complete)] == ["until", "proportion_ci"]
    assert [choice.name for choice in list_choices("relapse", complete)] == ["denominator", "proportion_ci"]
    assert count_specifications("relapse", complete) == 2 * len(METHODS)
    assert len(evaluate_specifications("median_weeks_to_cr", complete)) == 3 * 3 * 4 * 2


def test_complete_response_is_what_scipy_gives_for_the_printed_table(trial, outcomes):
    expected = {}
    kept = {
        "all-treated": outcomes,
        "evaluable": [row for row in outcomes if row["Clinical outcome"] != "Withdrawn"],
        "eligible": [
            row for row in outcomes if row["Clinical outcome"] != "Withdrawn" and row["Patient number"] != "6"
        ],
    }
    for population, until, method in itertools.product(kept, ("end", "week"), METHODS):
        responders = [row for row in kept[population] if row["Clinical outcome"] == "CR"]
        weeks = [float(row["Time to complete response (weeks)"]) for row in responders]
        count = sum(until == "end" or week <= 12 for week in weeks)
        total = len(kept[population])
        expected[population, until, method] = (count / total, *scipy_limits(count, total, method))
    found = as_rows(evaluate_specifications("complete_response", trial), ["population", "until", "proportion_ci"])
    assert found.keys() == expected.keys()
    for key, numbers in expected.items():
        assert found[key] == pytest.approx(numbers, abs=1e-9), key


def test_relapse_is_what_scipy_gives_for_the_printed_table(trial, outcomes):
    responders = [row["Relapse"] for row in outcomes if row["Clinical outcome"] == "CR"]
    n_yes, n_dash = responders.count("Yes"), responders.count("-")
    # Patient 6 responded and did not relapse: one fewer in the denominator, none in the numerator.
    sizes = {"complete responders": len(responders), "eligible responders": len(responders) - 1}
    sizes |= {"evaluable": len(outcomes) - 1, "eligible": len(outcomes) - 2, "all-treated": len(outcomes)}
    expected = {}
    for reading, denominator, method in itertools.product(("no", "yes", "exclude"), sizes, METHODS):
        count = n_yes + (n_dash if reading == "yes" else 0)
        total = sizes[denominator] - (n_dash if reading == "exclude" else 0)
        expected[reading, denominator, method] = (count / total, *scipy_limits(count, total, method))
    found = as_rows(evaluate_specifications("relapse", trial), ["unrecorded_relapse", "denominator", "proportion_ci"])
    assert found.keys() == expected.keys()
    for key, numbers in expected.items():
        assert found[key] == pytest.approx(numbers, abs=1e-9), key


def printed_times(outcomes, withdrawn: str, month_weeks: float, shift: float) -> tuple[list[float], list[bool]]:
    """Weeks and events written down from table 2; the withdrawal at week 1 is printed in the text."""
    weeks, events = [], []
    for row in outcomes:
        if row["Clinical outcome"] == "CR":
            weeks.append(float(row["Time to complete response (weeks)"]))
        elif row["Clinical outcome"] == "Withdrawn":
            if withdrawn == "evaluable":
                continue
            weeks.append(1.0 if withdrawn == "censored" else 1e3)
        else:
            weeks.append((float(row["Follow-up period (months)"]) + shift) * month_weeks)
        events.append(row["Clinical outcome"] == "CR")
    return weeks, events


@pytest.mark.parametrize("withdrawn", ["evaluable", "censored", "never-responds"])
def test_times_are_those_of_lifelines(trial, outcomes, withdrawn):
    shifts = {"printed": 0.0, "low": -0.5, "high": 0.5}
    parts = TrialParts(trial)
    medians, shares = (evaluate_specifications(name, parts) for name in ("median_weeks_to_cr", "response_by_week"))
    for rounding, month_weeks in itertools.product(shifts, sorted(set(medians["weeks_per_month"]))):
        fitter = KaplanMeierFitter().fit(*printed_times(outcomes, withdrawn, month_weeks, shifts[rounding]))
        limits = fitter.confidence_interval_survival_function_

        def pick(frame, rounding=rounding, month_weeks=month_weeks):
            chosen = frame[(frame["withdrawn"] == withdrawn) & (frame["month_rounding"] == rounding)]
            return chosen[(chosen["weeks_per_month"] == month_weeks) & (chosen["km_ci"] == "log-log")]

        by_rule = pick(medians).set_index("median_rule")
        # lifelines has one rule, and rounding decides which side of one half it sees: the first time is at or below.
        first = next(
            week for week, survival in fitter.survival_function_["KM_estimate"].items() if survival <= 0.5 + 1e-9
        )
        assert by_rule.loc["first", "estimate"] == first
        lower, upper = median_survival_times(limits).iloc[0]
        assert (by_rule.loc["first", "lower"], by_rule.loc["first", "upper"]) == (lower, upper)
        for share in pick(shares).itertuples():
            # Nobody is censored between the first response and week 12: a proportion, with a proportion's interval.
            total = 15 if withdrawn == "never-responds" else 14
            assert share.estimate == pytest.approx(1 - float(fitter.predict(12))) == 11 / total
            assert (share.lower, share.upper) == pytest.approx(scipy_limits(11, total, share.proportion_ci), abs=1e-9)


def test_the_midpoint_rule_is_rs(trial, reference):
    expected = reference["s03_kaplan_meier"]["evaluable"]["pr_censoring_as_printed"]["median"]
    medians = evaluate_specifications("median_weeks_to_cr", trial)
    for scale in ("log-log", "log", "plain"):
        rows = medians[(medians["withdrawn"] == "evaluable") & (medians["month_rounding"] == "printed")]
        rows = rows[(rows["km_ci"] == scale) & (rows["median_rule"] == "midpoint")]
        limits = expected["ci_midpoint_convention_weeks"][scale]["95"]
        upper = math.inf if math.isnan(limits["upper"]) else limits["upper"]
        assert set(rows["estimate"]) == {expected["midpoint_convention_weeks"]}
        assert set(rows["lower"]) == {limits["lower"]} and set(rows["upper"]) == {upper}


@pytest.mark.site  # every specification of every conclusion, twice
def test_intervals_widen_with_the_confidence_level(trial):
    for conclusion in CONCLUSIONS:
        narrow, wide = (evaluate_specifications(conclusion, trial, level) for level in (0.8, 0.99))
        assert (wide["lower"] <= narrow["lower"]).all() and (wide["upper"] >= narrow["upper"]).all()
        assert wide["estimate"].equals(narrow["estimate"])


def test_more_specifications_than_the_limit_are_sampled_without_replacement(trial):
    everything = {tuple(row.items()) for row in enumerate_specifications("median_weeks_to_cr", trial)}
    sample = enumerate_specifications("median_weeks_to_cr", trial, limit=50)
    distinct = {tuple(row.items()) for row in sample}
    assert len(sample) == len(distinct) == 50
    assert distinct < everything
    assert sample == enumerate_specifications("median_weeks_to_cr", trial, limit=50), "the seed is fixed"
    assert len(enumerate_specifications("median_weeks_to_cr", trial, limit=360)) == 360
    assert len(enumerate_specifications("median_weeks_to_cr", trial, limit=359)) == 359


def test_a_sample_is_evaluated_as_the_whole_is(trial):
    choices = [choice.name for choice in list_choices("relapse", trial)]
    whole = as_rows(evaluate_specifications("relapse", trial), choices)
    sample = enumerate_specifications("relapse", trial, limit=10)
    drawn = as_rows(evaluate_specifications("relapse", trial, specifications=sample), choices)
    assert len(drawn) == 10
    assert all(whole[key] == numbers for key, numbers in drawn.items())


def test_an_unknown_conclusion_names_those_that_exist(trial):
    with pytest.raises(ValueError, match="'cure' is not known; allowed: complete_response"):
        enumerate_specifications("cure", trial)


def test_each_choice_says_why_it_can_be_made_otherwise(trial):
    kinds = {choice.name: choice.kind for name in CONCLUSIONS for choice in list_choices(name, trial)}
    assert {name for name, kind in kinds.items() if kind == AMBIGUITY} == {
        "until",
        "unrecorded_relapse",
        "month_rounding",
    }
    assert {name for name, kind in kinds.items() if kind == PRINCIPLE} == {"population", "withdrawn", "denominator"}
    assert {name for name, kind in kinds.items() if kind == CONVENTION} == {
        "proportion_ci",
        "weeks_per_month",
        "km_ci",
        "median_rule",
    }
