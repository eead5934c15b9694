"""Sentences of the chapter on printed numbers, each with what chooses it."""

import pandas as pd
import pytest

from reanalysis.trial.later_samples import Change
from reanalysis.trial.printed_p_values import CheckedP
from reanalysis.trial.sentences.forensics import say_composition, say_entry, say_habit, say_pairing, say_test


def check_p(rows=(), pairings=()) -> CheckedP:
    tests = pd.DataFrame(rows, columns=["source", "test", "n1", "n2", "p", "p_low", "p_high", "gives", "fits"])
    spans = pd.DataFrame(pairings, columns=["paired_lowest_p", "paired_highest_p"], dtype=float)
    return CheckedP(None, tests, [], spans)


@pytest.mark.parametrize(
    ("fits", "words"),
    [
        (["rounded", "truncated"], "no single habit explains them all"),
        (["rounded", "rounded or truncated"], "A single habit"),
        (["rounded", "neither"], "fit neither"),
    ],
)
def test_habits_of_rounding(fits, words):
    assert words in say_habit(pd.DataFrame({"fits": fits}))


def test_which_test_gives_the_p_value():
    welch = ("Table 1", "welch", 15, 15, 0.00093, 0.0009, 0.00095, True, True)
    loose = ("as printed", "student", 14, 15, 0.001, 0.0003, 0.002, True, True)
    never = ("as printed", "student", 14, 15, 0.55, 0.51, 0.63, False, True)
    assert "unpaired t (Welch) of 15 and 15 patients (0.00093)" in say_test(check_p([loose, welch]))
    assert say_test(check_p([loose])).startswith("An unpaired t test gives it only with the room")
    assert say_test(check_p([never])) == "No unpaired t test gives it at any size tried: they give 0.51 to 0.63."
    assert say_test(None) == "The text prints no such p-value."


def test_a_p_value_at_a_size_that_does_not_fit_names_no_test():
    other_size = ("Table 1", "student", 15, 14, 0.0009, 0.0008, 0.001, True, False)
    assert "of 15 and 14" not in say_test(check_p([other_size]))


def test_whether_significance_hangs_on_the_pairing():
    assert "does not hang on the pairing" in say_pairing(check_p(pairings=[(0.0001, 0.015)]), 0.05)
    assert "is open" in say_pairing(check_p(pairings=[(0.0075, 0.78), (0.08, 0.89)]), 0.05)
    assert "0.0001 to 0.78, on both" in say_pairing(check_p(pairings=[(0.0001, 0.015), (0.02, 0.78)]), 0.05)
    assert "is open" in say_pairing(check_p(pairings=[(0.0001, 0.015)]), 0.01)
    assert "no pairing makes" in say_pairing(check_p(pairings=[(0.08, 0.89)]), 0.05)
    assert "no paired test" in say_pairing(check_p(), 0.05)
    assert say_pairing(None, 0.05) == "The text prints no such p-value."


def test_whether_who_stayed_explains_a_change():
    assert "without a change in anybody" in say_composition(Change("clasi_damage", 3.08, 2.33, 3.10, 10))
    assert "a part of the change" in say_composition(Change("clasi_damage", 3.08, 2.33, 2.70, 10))
    assert "does not explain" in say_composition(Change("clasi_damage", 3.08, 2.33, 2.00, 10))
    assert "At no printed later time" in say_composition(None)
    assert say_entry(Change("clasi_damage", 3.08, 2.33, 3.10, 10), 15) == "3.10 in 10 patients, against 2.33 in all 15"
