"""The small languages of claims.csv: what they read, what they choose, and how they refuse."""

import math

import pandas as pd
import pytest

from reanalysis.ledger.checks import parse_call
from reanalysis.ledger.filters import select_rows
from reanalysis.ledger.language import parse_filter, parse_quantity, split_arguments, split_calls
from reanalysis.ledger.syntax import Condition, Filter, SyntaxProblem

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
    assert parse_filter("A in x|y & B2 >= 3") == Filter(
        (Condition("A", "in", ("x", "y")), Condition("B2", ">=", ("3",)))
    )


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
    assert split_arguments("filter=SEX = F & A >= 2; op=>=; stat=min") == {
        "filter": "SEX = F & A >= 2",
        "op": ">=",
        "stat": "min",
    }
    assert split_arguments("op==; mean1=x") == {"op": "=", "mean1": "x"}
    assert split_arguments("") == {}


@pytest.mark.parametrize("text", ["filter", "filter=", "=SEX = F", "Filter=SEX = F", "stat=min; stat=max"])
def test_argument_that_cannot_be_read_is_refused(text):
    with pytest.raises(SyntaxProblem):
        split_arguments(text)


def test_calls_are_a_label_a_check_and_its_arguments():
    text = (
        "mean, all of them: statistic(column=WEEKS; stat=mean), fewer: count(filter=DIAGNOSIS in DLE|SCLE & WEEKS < 3)"
    )
    assert split_calls(text) == [
        ("mean, all of them", "statistic", "column=WEEKS; stat=mean"),
        ("fewer", "count", "filter=DIAGNOSIS in DLE|SCLE & WEEKS < 3"),
    ]
    assert split_calls("") == []


@pytest.mark.parametrize("text", ["count(filter=A = 1)", "label: count", "label: count(filter=A = 1) and more"])
def test_call_that_cannot_be_read_is_refused(text):
    with pytest.raises(SyntaxProblem, match="is not an alternative"):
        split_calls(text)


def test_filter_is_written_as_it_was_read_and_can_lose_or_gain_conditions():
    chosen = parse_filter("EVALFL = Y & DIAGNOSIS in DLE|SCLE")
    assert str(chosen) == "EVALFL = Y & DIAGNOSIS in DLE|SCLE"
    assert str(chosen.without("EVALFL")) == "DIAGNOSIS in DLE|SCLE"
    assert chosen.without("EVALFL") & parse_filter("EVALFL = Y") == parse_filter("DIAGNOSIS in DLE|SCLE & EVALFL = Y")
    assert parse_filter("EVALFL_DATE = Y").without("EVALFL").columns == ("EVALFL_DATE",)


@pytest.mark.parametrize(
    ("check", "arguments", "columns"),
    [
        ("count", "", set()),
        ("count", "filter=DIAGNOSIS in DLE|LEP & WEEKS > reported; note=of the WEEKS printed", {"DIAGNOSIS", "WEEKS"}),
        ("percentage", "of=RELAPSE = Y; in=all", {"RELAPSE"}),
        ("statistic", "column=WEEKS; stat=mean; filter=EVALFL = Y", {"WEEKS", "EVALFL"}),
        ("compare", "left=n_enrolled - 2; right=percent SEX = F of DIAGNOSIS = DLE", {"SEX", "DIAGNOSIS"}),
        (
            "compare",
            "left=1; right=2; when=n_enrolled > max WEEKS where EVALFL = Y",
            {"WEEKS", "EVALFL"},
        ),
        ("grimmer", "mean=a_mean; lower=0; upper=70", set()),
    ],
)
def test_call_knows_the_columns_that_it_looks_at(check, arguments, columns):
    assert parse_call(check, arguments).columns == columns


def test_quantity_knows_whether_it_is_the_printed_value_or_one_fact():
    assert parse_quantity("reported").is_reported and not parse_quantity("reported + 1").is_reported
    assert parse_quantity("n_enrolled").fact == "n_enrolled" and parse_quantity("n_enrolled - 1").fact is None


@pytest.mark.parametrize(
    ("check", "arguments", "part", "allowed"),
    [
        ("count", "frame=adtte", "adtte", "adsl, adae"),
        ("count", "evidence=some", "some", "complete, partial"),
        ("compare", "left=1; right=2; op==>", "=>", ">=, <=, >, <, ="),
        ("compare", "left=1; right=The mean", "The mean", "a number, reported, a fact"),
        ("grim", "items=two", "two", "digits"),
        ("range_check", "limits=severity; grade=reported; value=1; scale=many", "many", "a decimal number"),
        ("statistic", "column=weeks; stat=mean", "weeks", "capitals"),
        ("dose_after_response", "doses=A; months=b; start=1; decision=1; interval=1", "A", "small letters"),
    ],
)
def test_argument_of_another_kind_is_refused_before_anything_is_judged(check, arguments, part, allowed):
    with pytest.raises(SyntaxProblem) as refused:
        parse_call(check, arguments)
    assert refused.value.part == part and refused.value.allowed.startswith(allowed)
