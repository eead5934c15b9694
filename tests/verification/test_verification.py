"""Every estimate agrees with R's, every number that R computed is compared or excused, and a wrong value is noticed."""

import itertools
import math
import re

import numpy as np
import pandas as pd
import pytest

from reanalysis.trial.cohort import read_trial
from reanalysis.verification import compare as verification
from reanalysis.verification import values as verified_values
from reanalysis.verification.compare import (
    Quantity,
    compare,
    compare_quantity,
    find_places,
    is_same_data,
    list_conventions,
)
from reanalysis.verification.quantities import CONVENTIONS, QUANTITIES
from reanalysis.verification.values import PythonValues

# Numbers of R's that no row compares, and why.
NOT_COMPARED = {
    r"meta/tolerance": "a setting of the R program",
    r"s01_.*/grid_95_percent/[nx]": "made-up inputs of the grid",
    r"s01_.*/zero_event_upper_bounds/n\d+/n": "an input, in the key too",
    r"s02_.*/counts_0_to_10_over_100/events": "made-up inputs of the grid",
    r"s03_.*/at_risk/tick_weeks": "inputs: the weeks at which patients are counted",
    r"s05_.*/four_groups/permutation/(as_extreme|assignments)": "compared in this file: Python's page draws shuffles",
    r"s05_.*/permutation/survdiff_chisq/.*": "another ordering of the relabelings, shown as a convention",
    r"s06_cox/breslow/.*": "another convention for ties, shown as one: lifelines offers Efron's only",
    r"s06_cox/efron/score/.*": "lifelines offers no score test, and no chapter prints one",
    r"s07_.*/(left|right)": "made-up inputs of the examples",
    r"s07_.*/gradient_over_n": "R's check that an answer found by hand is a maximum",
    r"s09_.*/n\d+/n": "an input, in the key too",
    r"s09_.*/(df|sd_of_differences|sem_first|sem_second)": "intermediate: no chapter prints it",
    r"s09_.*/paired_by_correlation/.*/t": "intermediate: chapters print the p-value alone",
    r"s19_landmarks/.*/weeks": "inputs: the weeks looked at",
    r"s21_visits/(left|right)": "the intervals come from the visit schedule in a chapter's own cell",
    r"s22_dsdna/factor": "made-up inputs",
    r"s23_published/.*/input/.*": "the published data themselves",
    r"operating/.*": "its own test compares all of it (test_operating.py)",
}
QUANTITY_IDS = [re.sub(r"[^\w]+", "-", f"{quantity.group} {quantity.name}") for quantity in QUANTITIES]


@pytest.fixture(scope="module")
def values(trial) -> PythonValues:
    return PythonValues(trial, verification.read_reference())


@pytest.fixture(scope="module")
def table(values) -> pd.DataFrame:
    return compare(values, QUANTITIES)


def list_numbers(tree, path=()):
    """Paths of all numbers and lists of numbers of R's answers."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from list_numbers(value, (*path, key))
    elif isinstance(tree, list) and tree and isinstance(tree[0], dict):
        for position, value in enumerate(tree):
            yield from list_numbers(value, (*path, str(position)))
    elif not isinstance(tree, str | bool) and not (isinstance(tree, list) and any(isinstance(x, str) for x in tree)):
        yield "/".join(path)


# ---- agreement


@pytest.mark.parametrize("quantity", QUANTITIES, ids=QUANTITY_IDS)
def test_python_and_r_agree(values, quantity):
    rows = compare_quantity(quantity, values)
    assert rows
    for row in rows:
        assert row["agrees"], (row["quantity"], row["python_value"], row["r_value"], row["relative_difference"])
        assert row["numbers"] > 0


@pytest.mark.parametrize("quantity", QUANTITIES, ids=QUANTITY_IDS)
def test_a_looser_tolerance_has_a_reason(quantity):
    assert quantity.tolerance <= verification.RELATIVE_TOLERANCE or quantity.reason


def test_every_row_has_a_name_of_its_own(table):
    assert not table.duplicated(["group", "quantity"]).any()


def test_every_number_of_r_is_compared_or_excused(table, values):
    compared = {path for places in table["places"] for path in places}
    left = [path for path in list_numbers(values.reference) if path not in compared]
    unknown = [path for path in left if not any(re.fullmatch(pattern, path) for pattern in NOT_COMPARED)]
    assert not unknown


@pytest.mark.parametrize("pattern", NOT_COMPARED)
def test_every_excuse_is_needed(values, table, pattern):
    compared = {path for places in table["places"] for path in places}
    assert any(re.fullmatch(pattern, path) for path in list_numbers(values.reference) if path not in compared)


def test_all_relabelings_of_four_groups_give_rs_count(values):
    """The slow comparison that the page leaves out: every way to give four groups their labels."""
    expected = values.reference["s05_logrank"]["four_groups"]["permutation"]
    times = values.times("evaluable")
    scores = verified_values.logrank_scores(times["weeks"], times["event"])
    sizes = times["SUBTYPE_GROUP"].value_counts()
    *pairs, largest = sorted(sizes)
    assert pairs == [2, 2, 2]
    chosen = list(itertools.combinations(range(len(scores)), 2))
    bits = np.array([1 << first | 1 << second for first, second in chosen])
    sums = np.array([scores[first] + scores[second] for first, second in chosen])
    first, second = np.nonzero((bits[:, None] & bits) == 0)
    taken = (bits[first] | bits[second])[:, None] & bits
    row, third = np.nonzero(taken == 0)
    three = np.stack([sums[first[row]], sums[second[row]], sums[third]])
    statistic = (three**2).sum(axis=0) / 2 + three.sum(axis=0) ** 2 / largest
    as_extreme = int((statistic >= expected["quadratic_form_observed"] - 1e-9).sum())
    assert (len(statistic), as_extreme) == (expected["assignments"], expected["as_extreme"])


# ---- disagreement is noticed


def test_a_wrong_survival_estimate_is_reported(trial, monkeypatch):
    def spoilt(*arguments, **keywords):
        return genuine(*arguments, **keywords).assign(survival=lambda rows: rows["survival"] * (1 + 1e-6))

    genuine = verified_values.estimate_curve
    monkeypatch.setattr(verified_values, "estimate_curve", spoilt)
    rows = compare(PythonValues(trial, verification.read_reference()), QUANTITIES)
    wrong = rows[~rows["agrees"]]
    assert "share without complete response, S(t) (nine analyses)" in set(wrong["quantity"])
    assert wrong["relative_difference"].min() > verification.RELATIVE_TOLERANCE
    assert rows.loc[rows["group"] == "Poisson rates", "agrees"].all()


@pytest.mark.parametrize(
    ("ours", "agrees"),
    [(0.5, True), (0.5 + 4e-9, True), (0.5 + 6e-9, False), (math.nan, False), (math.inf, False)],
)
def test_the_tolerance_is_relative_to_rs_value(trial, ours, agrees):
    quantity = Quantity("g", "n", "m", "a", lambda values: ours)
    (row,) = compare_quantity(quantity, PythonValues(trial, {"a": 0.5}))
    assert row["agrees"] is agrees


@pytest.mark.parametrize(("ours", "agrees"), [(0.0, True), (1e-9, True), (1e-7, False), (math.nan, False)])
def test_beside_zero_the_difference_is_absolute(trial, ours, agrees):
    (row,) = compare_quantity(Quantity("g", "n", "m", "a", lambda values: ours), PythonValues(trial, {"a": 0.0}))
    assert row["agrees"] is agrees


@pytest.mark.parametrize("answer", [math.nan, math.inf])
def test_what_is_missing_or_infinite_must_be_so_in_both(trial, answer):
    values = PythonValues(trial, {"a": answer})
    assert compare_quantity(Quantity("g", "n", "m", "a", lambda values: answer), values)[0]["agrees"]
    assert not compare_quantity(Quantity("g", "n", "m", "a", lambda values: 1.0), values)[0]["agrees"]


def test_lists_show_the_largest_difference_and_count_every_number(trial):
    quantity = Quantity("g", "n", "m", "<key>/list", lambda values, key: [1.0, 2.0 if key == "a" else 3.0])
    (row,) = compare_quantity(quantity, PythonValues(trial, {"a": {"list": [1.0, 2.0]}, "b": {"list": [1.0, 4.0]}}))
    assert (row["numbers"], row["python_value"], row["r_value"], row["agrees"]) == (4, 3.0, 4.0, False)
    assert row["relative_difference"] == 0.25


def test_a_list_of_another_length_is_an_error(trial):
    with pytest.raises(ValueError, match="Python gives 1 numbers and R 2"):
        compare_quantity(Quantity("g", "n", "m", "a", lambda values: 1.0), PythonValues(trial, {"a": [1.0, 2.0]}))


def test_a_place_that_r_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="nothing at 'b/c'"):
        list(find_places({"b": {"d": 1}}, "b/c"))


def test_keys_of_a_place_make_rows_or_lists():
    tree = {"one": {"a": 1, "b": 2}, "two": {"a": 3}}
    places = list(find_places(tree, "{row}/<within:a>"))
    assert places == [({"row": "one"}, {"within": "a"}, "one/a"), ({"row": "two"}, {"within": "a"}, "two/a")]


# ---- other data


def test_another_trial_is_not_compared_with_answers_about_this_one(second_trial):
    values = PythonValues(second_trial, verification.read_reference())
    assert not is_same_data(second_trial.folder, values.reference)
    rows = compare(values, QUANTITIES)
    assert set(rows["group"]) >= {"Published data sets", "What a trial of a size can show"}
    assert "Kaplan–Meier" not in set(rows["group"])
    assert rows["agrees"].all()


def test_a_changed_cell_is_other_data(data_copy):
    values = PythonValues(data_copy.read_trial(), verification.read_reference())
    assert is_same_data(values.trial.folder, values.reference)
    data_copy.set_cell("table2", 2, "Time to complete response (weeks)", "11")
    assert not is_same_data(read_trial(str(data_copy.path)).folder, values.reference)


# ---- conventions


def test_conventions_show_two_values_that_exist(values):
    rows = list_conventions(values, CONVENTIONS)
    assert len(rows) == len(CONVENTIONS)
    assert np.isfinite(rows[["python_value", "r_value"]]).all(axis=None)
    assert not np.isclose(rows["python_value"], rows["r_value"], rtol=1e-8).any()
