"""What is said of an answer: right, wrong for a reason that can be seen, or wrong without one."""

import math

import numpy as np
import pandas as pd
import pytest

from reanalysis.learn.answers import Key, judge_answer

SHARE = Key(right=0.8, because="12 of 15.", wrong={"Everybody took the drug.": 12 / 14, "Never.": math.nan})
LIMITS = Key(right=(0.519, 0.957), because="Exact.", wrong={"One side.": (0.56, 0.943)})


@pytest.mark.parametrize("answer", [0.8, np.float64(0.8), "0.8 ", 0.8004, pd.Series([0.8]).iloc[0], np.array(0.8)])
def test_a_right_answer_is_right_in_whatever_a_program_hands_over(answer):
    verdict = judge_answer(float(answer) if isinstance(answer, str) else answer, SHARE)
    assert verdict and repr(verdict) == "Right. 12 of 15." and verdict._repr_markdown_() == "**Right.** 12 of 15."


@pytest.mark.parametrize(
    "answer", [(0.519, 0.957), [0.519, 0.957], np.array([0.519, 0.957]), pd.Series([0.519, 0.957])]
)
def test_several_values_come_as_any_sequence(answer):
    assert judge_answer(answer, LIMITS)


@pytest.mark.parametrize(
    ("answer", "key", "said"),
    [
        (..., SHARE, "in place of the three dots"),
        (12 / 14, SHARE, "Everybody took the drug."),
        ((0.56, 0.943), LIMITS, "One side."),
        (80, SHARE, "a percentage"),
        ((51.9, 95.7), LIMITS, "a percentage"),
        (0.805, SHARE, "close"),
        (0.1, SHARE, "The hint may help"),
        (math.inf, SHARE, "not reached"),
        (math.nan, SHARE, "not a number"),
        ([0.8], SHARE, "One value"),
        (0.519, LIMITS, "Several values"),
        ((0.5, 0.6, 0.7), LIMITS, "3 values"),
        ("many", SHARE, "A number is asked for"),
        (None, SHARE, "A number is asked for"),
        (3, Key("discrepant", ""), "A word is asked for"),
        ("reproduced", Key("discrepant", ""), "The hint may help"),
        (False, Key(True, "", {"On paper it is.": False}), "On paper it is."),
        (1, Key(None, ""), "do not have what this exercise is about"),
    ],
)
def test_a_wrong_answer_is_met_with_what_it_overlooked(answer, key, said):
    verdict = judge_answer(answer, key)
    assert not verdict and said in verdict.text
    assert key is not SHARE or "0.8" not in verdict.text, "the answer is given away"


def test_a_word_counts_whatever_its_capitals_and_a_set_whatever_its_order():
    assert judge_answer(" Discrepant", Key("discrepant", ""))
    assert judge_answer({15, 3}, Key([3, 15], ""))


def test_a_median_that_is_not_reached_is_infinite():
    assert judge_answer(math.inf, Key(math.inf, "Not reached."))
    assert not judge_answer(4, Key(math.inf, "Not reached."))
