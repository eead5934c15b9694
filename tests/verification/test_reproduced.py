"""How many of a page's results a run gives again: what counts as equal, which run is compared, and what is said."""

import json
from types import SimpleNamespace

import pytest

from reanalysis.parameters import CONTRACT
from reanalysis.show.results import Result
from reanalysis.verification.reproduced import compare_with_page, is_equal, say_reproduced

DEFAULTS = {name: CONTRACT[name].default for name in ("data_dir", "population", "month_rounding")}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1.0, 1.0 + 9e-10, True),
        (1.0, 1.0 + 2e-9, False),
        (0.0, 9e-13, True),
        (0.0, 2e-12, False),
        (1, 1.0, True),
        (None, None, True),
        (None, 0.0, False),
        ("9/12", "9/12", True),
        ([0.1, 0.2], [0.1, 0.2 + 1e-12], True),
        ([0.1], [0.1, 0.2], False),
        ({"weeks": [1.0, None]}, {"weeks": [1.0, None]}, True),
        ({"weeks": [1.0]}, {"months": [1.0]}, False),
    ],
)
def test_numbers_are_equal_to_a_billionth_and_everything_else_exactly(one, other, equal):
    assert is_equal(one, other) is equal


def run_of(parameters: dict, **values) -> SimpleNamespace:
    """A run of a chapter that publishes these numbers."""
    results = {name: Result(value, str(value), "weeks", "published", name) for name, value in values.items()}
    return SimpleNamespace(chapter="relapse", parameters=DEFAULTS | parameters, values=results)


@pytest.fixture
def built(tmp_path) -> str:
    """Results of a build: the chapter under its defaults, and under two other values."""
    (tmp_path / "relapse").mkdir()
    for name, weeks in (("defaults", 4), ("population=all-treated+month_rounding=low", 7)):
        results = run_of({}, median=weeks, longest=8).values
        content = {key: result.as_dict() for key, result in results.items()}
        (tmp_path / "relapse" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return str(tmp_path)


def test_a_run_is_held_against_the_page_under_its_own_values(built):
    same = compare_with_page(run_of({}, median=4, longest=8), built)
    assert (same.equal, same.total) == (2, 2) and say_reproduced(same).startswith("**2 of 2 equal**")
    other = {"month_rounding": "low", "population": "all-treated"}
    assert compare_with_page(run_of(other, median=7, longest=8), built).equal == 2


def test_results_that_differ_or_are_missing_are_named_with_both_texts(built):
    found = compare_with_page(run_of({}, median=5), built)
    assert found.different == {"median": ("4", "5"), "longest": ("8", "nothing")}
    said = say_reproduced(found)
    assert said.startswith("**0 of 2 equal**") and "- `median`: 4 on the page, 5 here" in said


def test_values_that_no_page_has_are_held_against_the_defaults_and_it_says_so(built):
    found = compare_with_page(run_of({"population": "eligible"}, median=4, longest=8), built)
    assert found.equal == 2 and "no page has yours" in say_reproduced(found)


def test_without_a_build_it_says_that_there_is_nothing_to_compare_with(tmp_path):
    assert "no built book" in say_reproduced(compare_with_page(run_of({}, median=4), str(tmp_path)))
