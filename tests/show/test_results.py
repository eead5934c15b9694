"""What a chapter publishes: declared names, values that JSON can hold, and their place in the notebook's output."""

import json
import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from reanalysis.parameters import ParameterError
from reanalysis.show.injected import refuse_unknown
from reanalysis.show.results import MIME_TYPE, ORIGINS, Results
from reanalysis.statistics.estimates import Estimate
from reanalysis.statistics.proportions import Proportion
from reanalysis.statistics.survival import Median

DECLARED = {
    "median": ("weeks", "median time to response"),
    "share": ("share", "responders"),
    "percent": ("%", "responders"),
    "count": ("patients", "responders"),
    "curve": ("table", "the curve"),
}
THREE_OF_FOUR = Proportion(3, 4, 0.75, 0.2, 0.99, 0.95, "clopper-pearson")


@pytest.fixture
def results() -> Results:
    return Results(SimpleNamespace(__name__="reanalysis.trial.chapters.efficacy", PUBLISHED=DECLARED))


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (12, 12),
        (0.857, 0.857),
        ("first", "first"),
        (None, None),
        (np.float64(4.0), 4.0),
        (np.int64(9), 9),
        (np.bool_(True), True),
        (math.nan, None),
        (math.inf, None),
        (-math.inf, None),
        (np.float64("nan"), None),
    ],
)
def test_value_is_stored_as_json_can_hold_it(results, value, stored):
    results.publish("median", value, "said")
    found = results.values["median"].value
    assert found == stored and type(found) is type(stored)
    assert json.loads(json.dumps(found, allow_nan=False)) == stored


def test_unit_and_meaning_come_from_the_declaration(results):
    results.publish("median", 4.0, "4 weeks", origin="inferred")
    found = results.values["median"]
    assert (found.text, found.unit, found.origin) == ("4 weeks", "weeks", "inferred")
    assert found.meaning == "median time to response"


def test_a_proportion_is_the_number_that_its_unit_asks_for(results):
    for name in ("share", "percent", "count"):
        results.publish(name, THREE_OF_FOUR)
    kept = {name: (result.value, result.limits) for name, result in results.values.items()}
    assert kept == {"share": (0.75, (0.2, 0.99)), "percent": (75.0, (20.0, 99.0)), "count": (3, None)}
    assert results.values["share"].text == "3/4 (75%; 95% CI 20% to 99%)"


def test_a_median_keeps_its_limits_and_one_that_is_not_reached_is_missing(results):
    results.publish("median", Median(4.0, 3.0, math.inf, "first"), "4 weeks")
    assert (results.values["median"].value, results.values["median"].limits) == (4.0, (3.0, None))


@pytest.mark.parametrize(
    ("name", "value"), [("median", Median(5.0, 2.0, 9.0, "first")), ("ratio", Estimate(2.0, 1.0, 4.0))]
)
def test_an_interval_without_a_level_is_refused_with_what_would_give_one(name, value):
    chapter = SimpleNamespace(__name__="trial.chapters.sample", PUBLISHED={name: ("weeks", "an estimate")})
    with pytest.raises(
        ValueError, match=f"chapter sample: result '{name}' has an interval and no level; allowed: confidence_level"
    ):
        Results(chapter).publish(name, value)
    Results(chapter).publish(name, value, "as the page wants it")


def test_a_frame_is_stored_by_column_with_what_json_has_no_number_for(results):
    frame = pd.DataFrame({"weeks": [2, 4], "upper": [math.inf, math.nan], "note": ["a", "b"]})
    results.publish("curve", frame)
    assert results.values["curve"].value == {"weeks": [2, 4], "upper": ["Inf", None], "note": ["a", "b"]}
    assert results.values["curve"].text == "2 rows"


def test_name_can_be_published_once(results):
    results.publish("median", 4.0, "4 weeks")
    with pytest.raises(ValueError, match="chapter efficacy: result 'median' is published twice"):
        results.publish("median", 5.5, "5.5 weeks")
    assert results.values["median"].value == 4.0


def test_name_must_be_declared(results):
    with pytest.raises(ValueError, match="chapter efficacy: result 'mean' is not declared"):
        results.publish("mean", 4.0, "4 weeks")


@pytest.mark.parametrize("text", ["", " ", "\n", None])
def test_blank_text_is_refused(results, text):
    with pytest.raises(ValueError, match="chapter efficacy: result 'median' has no text"):
        results.publish("median", 4.0, text)


def test_unknown_origin_is_refused_with_the_known_ones(results):
    with pytest.raises(ValueError, match=f"origin 'guessed'; allowed: {', '.join(ORIGINS)}"):
        results.publish("median", 4.0, "4 weeks", origin="guessed")


def test_a_parameter_that_is_not_allowed_is_refused():
    chapter = SimpleNamespace(__name__="efficacy", PUBLISHED={})
    with pytest.raises(ParameterError, match="notebooks/efficacy.ipynb, parameter 'km_ci': 'wald' is not possible"):
        Results(chapter, {"km_ci": "wald", "unrelated": 1})


def test_shown_results_travel_in_one_output_in_their_order(results, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    results.declared = {"count": DECLARED["count"], "median": DECLARED["median"]}
    results.publish_all({"count": 2})
    results.publish("median", math.inf, "not reached")
    results.show()
    (data,) = shown
    assert data[MIME_TYPE]["chapter"] == "efficacy"
    assert list(data[MIME_TYPE]["results"]) == ["count", "median"]
    assert data[MIME_TYPE]["results"]["median"] == {
        "value": None,
        "text": "not reached",
        "unit": "weeks",
        "origin": "published",
        "meaning": "median time to response",
    }
    assert "not reached" in data["text/plain"] and "responders" in data["text/plain"]


def test_a_declared_result_that_was_not_published_is_named(results):
    with pytest.raises(ValueError, match="chapter efficacy: not published: median, share, percent, count, curve"):
        results.show()


def test_a_share_that_is_not_known_is_published_without_a_number_and_a_meaning_names_what_it_is_about():
    shares = {"remission": ("%", "remission, {among}"), "remission_count": ("patients", "remission, {among}")}
    results = Results(SimpleNamespace(__name__="chapters.efficacy", PUBLISHED=shares))
    results.publish_share("remission", None, about={"among": "evaluable"})
    for result in results.values.values():
        assert (result.value, result.text, result.meaning) == (None, "not known", "remission, evaluable")


# What papermill was given


CELL = 'data_dir: str = "data"  # folder\nkm_ci: str = "log-log"  # interval'


@pytest.mark.parametrize(
    ("injected", "problem"),
    [
        ('kmci = "log"', "there is no parameter 'kmci' (nearest: km_ci); allowed: data_dir, km_ci"),
        ('title = "Pessimistic"\nsentence = "x"\nparameters = {"km_ci": "log"}', "type make run with SCENARIO="),
        ('km_ci = "log"\npopulation = "evaluable"', "there is no parameter 'population'"),  # another chapter's
    ],
)
def test_what_the_notebook_does_not_declare_is_refused(injected, problem):
    with pytest.raises(ParameterError, match=re.escape(problem)):
        refuse_unknown(["", CELL, f"# Parameters\n{injected}\n"], "notebooks/x.ipynb")


def test_what_it_declares_is_taken_and_a_run_without_papermill_is_let_be():
    refuse_unknown(["", CELL, '# Parameters\nkm_ci = "log"\n', "kmci = 1"], "notebooks/x.ipynb")
    refuse_unknown(["", CELL, "kmci = 1"], "notebooks/x.ipynb")
