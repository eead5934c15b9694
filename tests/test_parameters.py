"""The contract of parameters: what is taken, and what an error tells of what is not."""

import math

import pytest

from reanalysis.contract import AMBIGUITY, PRINCIPLE
from reanalysis.parameters import (
    CONTRACT,
    KINDS_OF_CHOICE,
    Parameter,
    ParameterError,
    check_parameters,
    default_parameters,
)
from reanalysis.statistics.proportions import PROPORTION_METHODS

WHERE = "scenarios/mine.yml"


def message_of(name: str, value: object) -> str:
    with pytest.raises(ParameterError) as caught:
        check_parameters({name: value}, WHERE)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_defaults_are_those_that_the_book_promises():
    promised = {
        "data_dir": "data",
        "results_dir": "_build/results",
        "population": "evaluable",
        "withdrawal": "censored",
        "unrecorded_relapse": "no",
        "weeks_per_month": pytest.approx(4.348214285714286),
        "month_rounding": "printed",
        "confidence_level": 0.95,
        "proportion_ci": "clopper-pearson",
        "km_ci": "log-log",
        "median_rule": "midpoint",
    }
    defaults = default_parameters()
    assert {name: defaults[name] for name in promised} == promised


def test_defaults_are_allowed():
    assert check_parameters(default_parameters(), WHERE) == default_parameters()


@pytest.mark.parametrize(
    ("name", "value"), [(name, choice) for name, parameter in CONTRACT.items() for choice in parameter.choices]
)
def test_every_choice_is_allowed(name, value):
    assert check_parameters({name: value}, WHERE) == {name: value}


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("populaton", "population"),
        ("confidence", "confidence_level"),
        ("KM_CI", "km_ci"),
        ("median-rule", "median_rule"),
        ("week_per_month", "weeks_per_month"),
        ("datadir", "data_dir"),
    ],
)
def test_unknown_name_is_met_with_the_nearest_one(name, nearest):
    problem = f"there is no such parameter (nearest: {nearest}); allowed: {', '.join(CONTRACT)}"
    assert message_of(name, "x") == f"{WHERE}, parameter '{name}': {problem}"


def test_name_like_no_other_is_still_met_with_the_allowed_ones():
    assert "there is no such parameter" in message_of("", 1) and "there is no such parameter" in message_of("zzz", 1)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("confidence_level", "0.95", "a number from 0.5 to 0.999"),
        ("confidence_level", True, "a number from 0.5 to 0.999"),
        ("confidence_level", None, "a number from 0.5 to 0.999"),
        ("confidence_level", [0.95], "a number from 0.5 to 0.999"),
        ("weeks_per_month", False, "a number from 4 to 4.5"),
        ("population", 1, "evaluable | eligible | all-treated"),
        ("unrecorded_relapse", False, "no | yes | exclude"),  # what YAML makes of a bare no
        ("median_rule", None, "midpoint | first"),
        ("data_dir", 5, "text"),
    ],
)
def test_value_of_another_type_is_refused(name, value, allowed):
    assert message_of(name, value) == f"{WHERE}, parameter '{name}': {value!r} is not possible; allowed: {allowed}"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("confidence_level", 95, "a number from 0.5 to 0.999"),
        ("confidence_level", 0.4999, "a number from 0.5 to 0.999"),
        ("confidence_level", 1.0, "a number from 0.5 to 0.999"),
        ("confidence_level", math.nan, "a number from 0.5 to 0.999"),
        ("confidence_level", math.inf, "a number from 0.5 to 0.999"),
        ("weeks_per_month", 3.99, "a number from 4 to 4.5"),
        ("weeks_per_month", 5, "a number from 4 to 4.5"),
        ("population", "everyone", "evaluable | eligible | all-treated"),
        ("population", "Evaluable", "evaluable | eligible | all-treated"),
        ("withdrawal", "", "censored | competing | never-responds"),
        ("proportion_ci", "wald", " | ".join(PROPORTION_METHODS)),
        ("km_ci", "loglog", "log-log | log | plain | beta-product"),
    ],
)
def test_value_out_of_range_is_refused(name, value, allowed):
    assert message_of(name, value) == f"{WHERE}, parameter '{name}': {value!r} is not possible; allowed: {allowed}"


def test_ends_of_a_range_are_allowed():
    for name, values in (("confidence_level", (0.5, 0.999)), ("weeks_per_month", (4.0, 4.5))):
        for value in values:
            assert check_parameters({name: value}, WHERE) == {name: value}


def test_whole_number_serves_where_a_number_is_asked_for():
    checked = check_parameters({"weeks_per_month": 4}, WHERE)
    assert checked == {"weeks_per_month": 4.0} and isinstance(checked["weeks_per_month"], float)


@pytest.mark.parametrize("value", [True, False])
def test_truth_value_is_no_number_even_where_one_and_zero_are_in_range(value):
    share = Parameter("share", float, 0.5, "a share", minimum=0.0, maximum=1.0)
    with pytest.raises(ParameterError, match=f"{value} is not possible; allowed: a number from 0 to 1"):
        share.check(value, WHERE)


def test_every_choice_of_an_analysis_is_of_one_kind():
    kinds = {name: parameter.kind for name, parameter in CONTRACT.items() if name not in ("data_dir", "results_dir")}
    assert set(kinds.values()) == set(KINDS_OF_CHOICE)
    assert [name for name, kind in kinds.items() if kind == AMBIGUITY] == ["unrecorded_relapse", "month_rounding"]
    assert [name for name, kind in kinds.items() if kind == PRINCIPLE] == [
        "population",
        "withdrawal",
        "sceptic_patients",
    ]
