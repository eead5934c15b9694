"""The small languages of claims.csv: what they read, what they choose, and how they refuse."""

import math

import pandas as pd
import pytest

from reanalysis.ledger.language import Condition, SyntaxProblem, parse_arguments, parse_calls, parse_filter, select_rows

PATIENTS = pd.DataFrame(
    {
        "SUBJID": [1, 2, 3, 4],
        "DIAGNOSIS": ["DLE", "SCLE", "LEP", "DLE"],
        "PRIOR": ["TCS; HCQ; T", "TCS", "OCS; MMF", ""],
        "WEEKS": [4.0, 12.0, math.nan, 0.5],
    }
)


def chosen(text: str, **words: str) -> list[int]:
    return list(select_rows(PATIENTS, parse_filter(text), lambda word: words.get(word, word))["SUBJID"])


@pytest.mark.parametrize(
    ("text", "patients"),
    [
        ("DIAGNOSIS = DLE", [1, 4]),
        ("DIAGNOSIS=dle", [1, 4]),
        ("DIAGNOSIS != DLE", [2, 3]),
        ("DIAGNOSIS in SCLE|LEP", [2, 3]),
        ("WEEKS >= 4", [1, 2]),
        ("WEEKS > 4", [2]),
        ("WEEKS <= 4", [1, 4]),
        ("WEEKS < 4", [4]),
        ("WEEKS = 0.5", [4]),
        ("WEEKS in 4|12", [1, 2]),
        ("WEEKS = blank", [3]),
        ("WEEKS != blank", [1, 2, 4]),
        ("WEEKS != 4", [2, 3, 4]),
        ("PRIOR = blank", [4]),
        ("PRIOR contains T", [1]),
        ("PRIOR contains t|mmf", [1, 3]),
        ("PRIOR lacks TCS", [3, 4]),
        ("PRIOR mentions cs", [1, 2, 3]),
        ("DIAGNOSIS = DLE & WEEKS < 4", [4]),
        ("DIAGNOSIS = DLE & WEEKS > 100", []),
    ],
)
def test_filter_chooses_the_rows_that_it_says(text, patients):
    assert chosen(text) == patients


def test_an_item_of_a_list_is_not_found_inside_another_item():
    assert chosen("PRIOR contains CS") == [] and chosen("PRIOR lacks T") == [2, 3, 4]


def test_word_of_a_filter_can_stand_for_something_else():
    assert chosen("WEEKS >= reported", reported="12") == [2]


def test_conditions_are_read_into_their_parts():
    assert parse_filter("A in x|y & B2 >= 3") == (Condition("A", "in", ("x", "y")), Condition("B2", ">=", ("3",)))


@pytest.mark.parametrize(
    ("text", "part", "problem"),
    [
        ("DIAGNOSIS", "DIAGNOSIS", "is not a condition"),
        ("DIAGNOSIS ~ DLE", "DIAGNOSIS ~ DLE", "is not a condition"),
        ("diagnosis = DLE", "diagnosis = DLE", "is not a condition"),
        ("DIAGNOSIS = DLE &", "", "is not a condition"),
        ("DIAGNOSIS =", "DIAGNOSIS =", "has an empty value"),
        ("DIAGNOSIS in DLE|", "DIAGNOSIS in DLE|", "has an empty value"),
        ("DIAGNOSIS = DLE|SCLE", "DIAGNOSIS = DLE|SCLE", "has several values for ="),
        ("SUBTYPE = DLE", "SUBTYPE", "is not a column"),
        ("WEEKS > soon", "soon", "is not a number"),
        ("WEEKS = soon", "soon", "is not a number"),
        ("DIAGNOSIS > 3", "DIAGNOSIS", "has no numbers to compare by >"),
        ("__import__('os').system('true')", "__import__('os').system('true')", "is not a condition"),
    ],
)
def test_filter_that_cannot_be_used_says_which_part_and_what_would_be_right(text, part, problem):
    with pytest.raises(SyntaxProblem) as refused:
        chosen(text)
    assert (refused.value.part, refused.value.reason) == (part, problem) and refused.value.allowed


def test_arguments_may_hold_equals_signs_in_their_values():
    assert parse_arguments("filter=SEX = F & A >= 2; op=>=; stat=min") == {
        "filter": "SEX = F & A >= 2",
        "op": ">=",
        "stat": "min",
    }
    assert parse_arguments("op==; mean1=x") == {"op": "=", "mean1": "x"}
    assert parse_arguments("") == {}


@pytest.mark.parametrize("text", ["filter", "filter=", "=SEX = F", "Filter=SEX = F", "stat=min; stat=max"])
def test_argument_that_cannot_be_read_is_refused(text):
    with pytest.raises(SyntaxProblem):
        parse_arguments(text)


def test_calls_are_a_label_a_check_and_its_arguments():
    text = (
        "mean, all of them: statistic(column=WEEKS; stat=mean), fewer: count(filter=DIAGNOSIS in DLE|SCLE & WEEKS < 3)"
    )
    assert parse_calls(text) == [
        ("mean, all of them", "statistic", {"column": "WEEKS", "stat": "mean"}),
        ("fewer", "count", {"filter": "DIAGNOSIS in DLE|SCLE & WEEKS < 3"}),
    ]
    assert parse_calls("") == []


@pytest.mark.parametrize("text", ["count(filter=A = 1)", "label: count", "label: count(filter=A = 1) and more"])
def test_call_that_cannot_be_read_is_refused(text):
    with pytest.raises(SyntaxProblem, match="is not an alternative"):
        parse_calls(text)
