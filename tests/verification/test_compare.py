"""What the chapters publish agrees with R's answers, nothing of either is left out unsaid, and a wrong value is noticed."""

import copy
import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reanalysis.parameters import ParameterError
from reanalysis.trial.cohort import read_trial
from reanalysis.verification.compare import (
    DEFAULT_RUN,
    ENDS,
    RELATIVE_TOLERANCE,
    compare,
    find_published,
    fold_key,
    is_same_data,
    list_conventions,
    list_paths,
    list_runs,
    read_reference,
    read_results,
    read_table,
    to_number,
)
from workflow.plan import find_run, list_default_runs, plan_runs

COMPARED = read_table("compared")
DEFAULTS = COMPARED[COMPARED["run"] == DEFAULT_RUN]
ROW = {"group": "g", "result": "c.n", "run": "defaults", "r_path": "a", "tolerance": "", "reason": ""}
SMALL = {("c", "defaults"): {"n": {"value": 50.0, "unit": "%", "limits": [20.0, None]}}}


@pytest.fixture(scope="module")
def published(results_dir) -> dict[tuple[str, str], dict]:
    """What every chapter publishes in its default run."""
    return read_results(results_dir, {run.chapter: {DEFAULT_RUN} for run in list_default_runs()})


def list_published(results: dict[tuple[str, str], dict]) -> dict[str, set[int]]:
    """Every published number, limit and column of a table, with the rows that hold numbers."""
    found = {}
    for (chapter, _), named in results.items():
        for name, result in named.items():
            value, where = result["value"], f"{chapter}.{name}"
            columns = value if isinstance(value, dict) and result["unit"] == "table" else {}
            for column, cells in columns.items():
                found[f"{where}/{column}"] = {row for row, cell in enumerate(cells) if is_number(cell)}
            found[where] = {0} if is_number(value) else set()
            for end, position in ENDS.items():
                found[f"{where}.{end}"] = {0} if is_number((result.get("limits") or [None] * 2)[position]) else set()
    return {name: rows for name, rows in found.items() if rows}


def is_number(cell) -> bool:
    return not isinstance(cell, bool) and not math.isnan(to_number(cell))


def list_answers(tree, path=()):
    """Paths of all numbers and lists of numbers of R's answers."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from list_answers(value, (*path, key))
    elif isinstance(tree, list) and tree and isinstance(tree[0], dict):
        for position, value in enumerate(tree):
            yield from list_answers(value, (*path, str(position)))
    elif not isinstance(tree, str | bool) and not (isinstance(tree, list) and any(isinstance(x, str) for x in tree)):
        yield "/".join(path)


def check_excuses(side: str, left: set[str]) -> None:
    """Every excuse excuses something, and nothing is left that none excuses."""
    excused = read_table("excused")
    patterns = excused.loc[excused["side"] == side, "pattern"]
    assert [pattern for pattern in patterns if not any(re.fullmatch(pattern, name) for name in left)] == []
    assert [name for name in sorted(left) if not any(re.fullmatch(pattern, name) for pattern in patterns)] == []


def spoil(results: dict, chapter: str, name: str, change) -> dict:
    """A copy of published results, one of which `change` has changed."""
    spoilt = copy.deepcopy(results)
    change(spoilt[chapter, DEFAULT_RUN][name])
    return spoilt


# ---- agreement


def test_what_chapters_publish_agrees_with_r(published, reference):
    rows = compare(DEFAULTS, published, reference)
    assert len(rows) > 700 and rows["numbers"].sum() > 2000
    assert rows[~rows["agrees"]].to_dict("records") == []


@pytest.mark.site
def test_every_run_of_every_scenario_agrees_with_r(site, reference):
    results = read_results(str(site.parent / "results"), list_runs(COMPARED))
    rows = compare(COMPARED, results, reference)
    assert rows[~rows["agrees"]].to_dict("records") == []


@pytest.mark.site
def test_scenarios_side_by_side_are_what_each_scenarios_run_published(site):
    build = site.parent
    headlines = pd.DataFrame(json.loads((build / "results/choices/defaults.json").read_text())["headlines"]["value"])
    for scenario, rows in headlines.groupby("scenario"):
        runs = {run.chapter: find_run(build, run)[1] for run in plan_runs([scenario])[scenario]}
        for row in rows.to_dict("records"):
            results = json.loads(runs[row["source"].partition(".")[0]].read_text())
            source = find_published(results, row["source"])["number"].iloc[0]
            assert to_number(row["estimate"]) == pytest.approx(source, nan_ok=True), (scenario, row["source"])


def test_the_table_names_a_result_once_and_gives_reasons():
    assert not COMPARED.duplicated(["result", "run"]).any()
    wider = COMPARED[COMPARED["tolerance"] != ""]
    assert (wider["tolerance"].astype(float) > RELATIVE_TOLERANCE).all() and (wider["reason"] != "").all()


# ---- nothing is left out unsaid


def test_every_published_number_is_compared_or_excused(published):
    left = list_published(published)
    for result in DEFAULTS["result"]:
        chapter, name = result.partition(".")[0], "/".join(result.split("/")[:2])
        left[name] = left.get(name, set()) - set(find_published(published[chapter, DEFAULT_RUN], result).index)
    check_excuses("Python", {name for name, rows in left.items() if rows})


def test_every_answer_of_r_is_compared_or_excused(published, reference):
    answers = {"/".join(map(fold_key, path.split("/"))): path for path in list_answers(reference)}
    for row in DEFAULTS.to_dict("records"):
        rows = find_published(published[row["result"].partition(".")[0], DEFAULT_RUN], row["result"])
        for path in list_paths(row["r_path"], rows):
            folded = "/".join(map(fold_key, path.split("/")))
            answers.pop(folded, None) or answers.pop(folded.rpartition("/")[0], None)
    check_excuses("R", set(answers.values()))


def test_tests_that_an_excuse_names_exist():
    for reason in read_table("excused")["reason"]:
        for path in re.findall(r"tests/\S+\.py", reason):
            assert (Path(__file__).parents[2] / path).is_file(), path


# ---- disagreement is noticed


@pytest.mark.parametrize(
    ("chapter", "name", "change", "noticed"),
    [
        ("efficacy", "cr_headline", lambda result: result.update(value=result["value"] + 1e-5), "cr_headline"),
        ("efficacy", "cr_headline", lambda result: result["limits"].reverse(), "cr_headline.lower"),
        ("time_to_response", "curve", lambda result: result["value"]["survival"].reverse(), "curve/survival"),
        (
            "time_to_response",
            "median_headline",
            lambda result: result.update(limits=[3.0, None]),
            "median_headline.upper",
        ),
        ("relapse", "relapse_headline", lambda result: result.update(unit="share"), "relapse_headline"),
    ],
)
def test_a_wrong_published_value_disagrees(published, reference, chapter, name, change, noticed):
    rows = compare(DEFAULTS, spoil(published, chapter, name, change), reference)
    assert f"{chapter}.{noticed}" in set(rows.loc[~rows["agrees"], "result"])
    others = ~rows["result"].str.contains(rf"^{chapter}\.{name}\b")
    assert rows.loc[others, "agrees"].all()


@pytest.mark.parametrize(
    ("ours", "theirs", "agrees"),
    [
        (50.0, 0.5, True),
        (50.0 + 4e-7, 0.5, True),
        (50.0 + 6e-7, 0.5, False),
        (None, 0.5, False),
        (None, math.inf, True),
        (50.0, math.nan, False),
        (0.0, 0.0, True),
        (1e-11, 0.0, True),
        (1e-9, 0.0, False),
    ],
)
def test_tolerance_is_relative_and_beside_zero_absolute(ours, theirs, agrees):
    row = pd.DataFrame([ROW])
    results = {("c", "defaults"): {"n": {"value": ours, "unit": "%"}}}
    assert compare(row, results, {"a": theirs})["agrees"].tolist() == [agrees]


def test_of_several_numbers_the_worst_is_shown():
    table = {"value": {"group": ["A", "B", "B"], "x": [1.0, 2.0, 4.0]}, "unit": "table"}
    places = {"c.t/x": "l", "c.t/x/group=B": "k/<group>"}
    rows = pd.DataFrame([ROW | {"result": result, "r_path": path} for result, path in places.items()])
    found = compare(rows, {("c", "defaults"): {"t": table}}, {"l": [1.0, 2.0, 5.0], "k": {"b": 2.0}})
    assert found["numbers"].tolist() == [3, 2]
    assert found[["python_value", "r_value", "agrees"]].values.tolist() == [[4.0, 5.0, False], [4.0, 2.0, False]]
    assert found["difference"].tolist() == pytest.approx([0.2, 1.0])


@pytest.mark.parametrize(
    ("result", "path", "problem"),
    [
        ("c.other", "a", "c.other with a: there is no 'other'"),
        ("c.n.lower", "b", "c.n.lower with b: there is no 'b'"),
        ("c.n", "l", "Python gives 1 numbers and R 2"),
    ],
)
def test_a_row_that_names_nothing_is_an_error_of_one_line(result, path, problem):
    row = pd.DataFrame([ROW | {"result": result, "r_path": path}])
    with pytest.raises(ValueError, match=re.escape(problem)) as caught:
        compare(row, SMALL, {"a": 1.0, "l": [1.0, 2.0]})
    assert len(str(caught.value).splitlines()) == 1


def test_missing_results_are_told(tmp_path):
    with pytest.raises(
        ParameterError, match="has no efficacy/defaults.json; allowed: a folder that 'make book' filled"
    ):
        read_results(str(tmp_path), {"efficacy": {"defaults"}})


# ---- other data, and conventions


def test_a_changed_cell_is_other_data(data_copy):
    reference = read_reference()
    assert is_same_data(data_copy.read_trial().folder, reference)
    data_copy.set_cell("table2", 2, "Time to complete response (weeks)", "11")
    assert not is_same_data(read_trial(str(data_copy.path)).folder, reference)


def test_conventions_show_two_values_that_exist_and_differ(published, reference):
    rows = list_conventions(published, reference)
    assert len(rows) == len(read_table("conventions")) >= 5
    assert np.isfinite(rows[["python_value", "r_value"]]).all(axis=None)
    assert not np.isclose(rows["python_value"], rows["r_value"], rtol=1e-8).any()
