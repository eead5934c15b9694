"""The panels' JavaScript held against Python: Python writes values, Node compares (tests/book/panels/*.test.js)."""

import itertools
import json
import math
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from reanalysis.forensics.grim import grim_power, grim_scalar
from reanalysis.parameters import CONTRACT, WEEKS_PER_MONTH, default_parameters
from reanalysis.scenarios.files import list_scenarios, read_scenario
from reanalysis.show.text import format_percent, format_weeks
from reanalysis.statistics.bayes import (
    Belief,
    describe_belief,
    find_probability_above,
    predict_interval,
    update_belief,
)
from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.statistics.survival import median_survival
from reanalysis.trial.chapters.time_to_response import estimate_curve, read_times
from reanalysis.trial.dose_readings import bound_remission
from reanalysis.trial.panel_values import list_panels
from reanalysis.trial.relapse_clocks import read_band

FLIP = {"claim_id": "C1", "statement": "A.", "before": "reproduced", "after": "discrepant", "reason": "B."}
LEDGER = {  # as the ledger's chapter publishes it
    "n_claims": {"value": 2},
    "edits": {"value": {"label": ["One", "Other"], "cells": ["Its cells.", "Other cells."], "flips": [[FLIP], []]}},
}
TESTS = Path(__file__).parent / "panels"


def encode(value: float) -> float | str | None:
    """A number as JSON has it, with words for what it has no number for."""
    return None if math.isnan(value) else "inf" if math.isinf(value) else float(value)


def list_proportions() -> list[dict]:
    """Limits by every method: small trials whole, and a few large ones."""
    totals = [*range(1, 16), 40, 500]
    pairs = [(count, total) for total in totals for count in {*range(min(total, 16)), total // 2, total - 1, total}]
    return [
        {
            "count": count,
            "total": total,
            "level": level,
            "method": name,
            "limits": method.find_limits(count, total, level),
        }
        for (count, total), level, (name, method) in itertools.product(
            pairs, (0.5, 0.95, 0.999), PROPORTION_METHODS.items()
        )
    ]


@cache
def read_curve(rows: tuple, scale: str) -> dict:
    """Curve and medians of patients, each with weeks, event and competing event."""
    curve = estimate_curve(pd.DataFrame(rows, columns=["weeks", "event", "competing"]), 0.95, scale)
    numbers = {name: list(map(encode, curve[name])) for name in ("weeks", "survival", "lower", "upper")}
    counts = {name: curve[name].tolist() for name in ("at_risk", "events", "censored")}
    medians = [median_survival(curve, rule) for rule in CONTRACT["median_rule"].choices]
    limits = {one.rule: list(map(encode, (one.weeks, one.lower, one.upper))) for one in medians}
    return numbers | counts | {"medians": limits}


def list_curves(trial) -> list[dict]:
    """Curve and medians for every population, withdrawal, kind of band and patient left out."""
    found = []
    for population, withdrawal in itertools.product(CONTRACT["population"].choices, CONTRACT["withdrawal"].choices):
        times = read_times(trial, population, withdrawal, WEEKS_PER_MONTH, "printed")
        patients = list(times[["SUBJID", "weeks", "event", "competing"]].itertuples(index=False, name=None))
        for leave, scale in itertools.product(("nobody", *trial.adsl["SUBJID"]), CONTRACT["km_ci"].choices):
            rows = tuple(tuple(row) for number, *row in patients if number != leave)
            values = {"population": population, "withdrawal": withdrawal, "scale": scale, "leave": str(leave)}
            found.append(read_curve(rows, scale) | {"values": values})
    return found


def list_means() -> list[dict]:
    """GRIM of means with no to three decimals, and the power of the test."""
    means = ["0.00", "2.47", "3.08", "3.45", "5.19", "4", "0.5", "12.125"]
    found = []
    for mean, n, items in itertools.product(means, (*range(1, 41), 100), (1, 3)):
        grim = grim_scalar(mean, n, items)
        case = {"mean": mean, "n": n, "items": items, "how": grim.how, "totals": [*grim.totals[:1], *grim.totals[-1:]]}
        found.append(case | {"power": grim_power(mean, n, items)})
    return found


def list_beliefs() -> list[dict]:
    """What beliefs become, from a doubt to a hope, after none to all of a trial's patients."""
    found = []
    for expected, weight, count in itertools.product((5, 30, 50, 90), (1, 10, 60), (0, 7, 12, 14)):
        values = {"expected": expected, "weight": weight, "count": count}
        after = update_belief(Belief(expected * weight / 100, (100 - expected) * weight / 100), count, 14)
        mean, lower, upper = describe_belief(after)
        _, fewest, most = predict_interval(after, 10)
        numbers = {"mean": mean, "lower": lower, "upper": upper, "above": find_probability_above(after, 0.5)}
        found.append({"values": values, "numbers": numbers | {"fewest": fewest, "most": most}})
    return found


def list_bands(trial) -> list[dict]:
    """What is said of the share in remission at three weeks, under every reading of dash and dose on every clock."""
    found = []
    for dash in CONTRACT["unrecorded_relapse"].choices:
        readings = bound_remission(trial, dash, WEEKS_PER_MONTH, "printed")
        curves = [(dose, clock, rows) for dose, clocks in readings.items() for clock, rows in clocks.items()]
        for (dose, clock, bounds), week in itertools.product(curves, (2, 5, 60)):
            low, high = map(format_percent, read_band(bounds, week))
            words = f", {low} were" if low == high else f" between {low} and {high} were"
            words = "No times fit" if bounds.empty else words
            found.append({"dash": dash, "dose": dose, "clock": clock, "week": week, "words": words})
    return found


def write_values(trial) -> dict:
    """Everything that the tests in Node compare with."""
    shares = [count / total for total in (14, 15, 184, 200) for count in range(total + 1)]
    return {
        "panels": list_panels(trial, default_parameters(), LEDGER),
        "beliefs": list_beliefs(),
        "bands": list_bands(trial),
        "means": list_means(),
        "curves": list_curves(trial),
        "proportions": list_proportions(),
        "shares": [(share, format_percent(share)) for share in shares],
        "weeks": [(encode(weeks), format_weeks(weeks)) for weeks in (1, 5.5, 12, 34.785714, 2.25, math.inf)],
    }


@pytest.fixture(scope="module")
def node() -> str:
    """Node.js; without it a person's run skips and continuous integration fails."""
    program = shutil.which("node")
    if program is None:
        message = "needs Node.js 18 or newer (Debian: apt-get install nodejs)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return program


def test_panels_compute_what_python_computes(node, trial, tmp_path):
    values = tmp_path / "values.json"
    values.write_text(json.dumps(write_values(trial), allow_nan=False), encoding="utf-8")
    tests = sorted(str(path) for path in TESTS.glob("*.test.js"))
    environment = os.environ | {"PANEL_VALUES": str(values)}
    done = subprocess.run([node, "--test", *tests], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("scenario", list_scenarios())
def test_every_scenario_starts_every_panel(trial, scenario):
    values = list_panels(trial, read_scenario(scenario)["parameters"], LEDGER)
    assert None not in values.values()
    json.dumps(values, allow_nan=False)


def test_a_trial_without_relapses_in_print_has_no_panel_of_them(second_trial):
    values = list_panels(second_trial, default_parameters(), {})
    assert values["relapse"] is None and values["ledger"] is None and values["intervals"]["total"] > 0
    json.dumps(values, allow_nan=False)
