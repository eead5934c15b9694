"""What a chapter publishes: names, values that JSON can hold, and their place in the notebook's output."""

import json
import math

import numpy as np
import pytest

from reanalysis.show.results import MIME_TYPE, ORIGINS, Results
from reanalysis.statistics.proportions import Proportion


@pytest.fixture
def results() -> Results:
    return Results("efficacy")


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
    results.publish("name", value, "said")
    found = results.values["name"].value
    assert found == stored and type(found) is type(stored)
    assert json.loads(json.dumps(found, allow_nan=False)) == stored


def test_text_unit_origin_and_meaning_are_kept(results):
    results.publish("median", 4.0, "4 weeks", "weeks", origin="inferred", meaning="median time to response")
    found = results.values["median"]
    assert (found.text, found.unit, found.origin, found.meaning) == (
        "4 weeks",
        "weeks",
        "inferred",
        "median time to response",
    )


def test_name_can_be_published_once(results):
    results.publish("median", 4.0, "4 weeks")
    with pytest.raises(ValueError, match="chapter efficacy: result 'median' is published twice"):
        results.publish("median", 5.5, "5.5 weeks")
    assert results.values["median"].value == 4.0


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_blank_text_is_refused(results, text):
    with pytest.raises(ValueError, match="chapter efficacy: result 'median' has no text"):
        results.publish("median", 4.0, text)
    assert not results.values


def test_unknown_origin_is_refused_with_the_known_ones(results):
    with pytest.raises(ValueError, match="origin 'guessed'; allowed: published, inferred, assumed"):
        results.publish("median", 4.0, "4 weeks", origin="guessed")


@pytest.mark.parametrize("origin", ORIGINS)
def test_every_origin_is_taken(results, origin):
    results.publish("median", 4.0, "4 weeks", origin=origin)
    assert results.values["median"].origin == origin


def test_shown_results_travel_in_one_output_in_their_order(results, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append((data, raw)))
    results.publish("second", np.float64(2), "two", "weeks")
    results.publish("first", math.inf, "not reached")
    results.show()
    [(data, raw)] = shown
    assert raw and data["text/plain"] == "2 results of chapter efficacy"
    content = json.loads(json.dumps(data[MIME_TYPE], allow_nan=False))
    assert content["chapter"] == "efficacy" and list(content["results"]) == ["second", "first"]
    assert content["results"]["first"] == {
        "value": None,
        "text": "not reached",
        "unit": "",
        "origin": "published",
        "meaning": "",
    }


def test_a_share_is_published_with_its_count(results):
    results.publish_share("relapse", Proportion(9, 12, 0.75, 0.43, 0.95, 0.95, "clopper-pearson"), "assumed")
    share, count = results.values["relapse"], results.values["relapse_count"]
    assert (share.text, share.origin) == ("9/12 (75%; 95% CI 43% to 95%)", "assumed")
    assert (count.value, count.text, count.origin) == (9, "9 of 12", "assumed")
