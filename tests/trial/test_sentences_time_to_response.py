"""Sentences on the time to complete response: whole sentences for hand-made times, and every scenario's."""

import pandas as pd
import pytest

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.scenarios.files import list_scenarios, read_scenario
from reanalysis.statistics.order_intervals import judge_order_interval
from reanalysis.trial.chapters.time_to_response import read_times
from reanalysis.trial.cohort import read_trial
from reanalysis.trial.sentences.time_to_response import (
    name_rank,
    say_cleared,
    say_half_cleared,
    say_order_interval,
    say_profundus_cleared,
    say_stated_median,
)
from reanalysis.trial.subtypes import PROFUNDUS, compare_with_text


def times(*weeks, waiting=0, subtype="profundus"):
    rows = [(week, True) for week in weeks] + [(99.0, False)] * waiting
    frame = pd.DataFrame(rows, columns=["weeks", "event"])
    return frame.assign(SUBJID=range(1, len(frame) + 1), SUBTYPE_GROUP=PROFUNDUS if subtype == "profundus" else subtype)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            times(2, 5, 36, waiting=2),
            "Of 5 patients, 1 had cleared by week 4 and 2 by week 12. The last one to clear, patient 3, took 36 weeks. "
            "Two did not clear while followed.",
        ),
        (
            times(2, 7, 7, waiting=1),
            "Of 4 patients, 1 had cleared by week 4 and 3 by week 12. The last 2 to clear took 7 weeks. "
            "One did not clear while followed.",
        ),
        (times(8, 8, 8), "All 3 patients cleared, all in week 8."),
        (times(8, 8, waiting=2), "2 of 4 patients cleared, all in week 8. Two did not clear while followed."),
        (times(8, waiting=2), "1 of 3 patients cleared, in week 8. Two did not clear while followed."),
        (times(waiting=3), "Not one of the 3 patients cleared while they were followed."),
        (times(1), "The one patient cleared in week 1."),
        (times(waiting=1), "The one patient did not clear while followed."),
    ],
)
def test_who_had_cleared_by_when_is_true_of_nobody_everybody_and_one(given, said):
    assert say_cleared(given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (times(4, 36), "The two patients with lupus profundus cleared in weeks 4 and 36."),
        (times(8, 8), "The two patients with lupus profundus cleared in week 8."),
        (times(4), "The one patient with lupus profundus cleared in week 4."),
        (times(4, waiting=1), "Of the 2 patients with lupus profundus, 1 cleared: in week 4."),
        (times(waiting=1), "The one patient with lupus profundus did not clear."),
        (times(4, subtype="DLE"), "Nobody had lupus profundus."),
    ],
)
def test_when_those_with_lupus_profundus_cleared_is_a_whole_sentence(given, said):
    assert say_profundus_cleared(given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (times(1), "Of one patient there is no half."),
        (times(waiting=4), "Nobody cleared, of 4 patients."),
        (times(2, 4, 7, waiting=1), "Half of the 4 patients had cleared by week 4; the third cleared at week 7."),
        (times(2, 4, 7, waiting=2), "By week 4, 2 of 5 patients had cleared; the third cleared at week 7."),
        (times(2, 4, 4, waiting=1), "By week 2, 1 of 4 patients had cleared; the third cleared at week 4."),
        (times(3, 3, waiting=1), "More than half of the 3 patients cleared in week 3, and nobody before."),
        (times(3, 3, waiting=2), "No more than half of the 4 patients cleared: 2 did."),
    ],
)
def test_half_is_counted_and_not_estimated(given, said):
    assert say_half_cleared(given) == said


def test_every_scenario_says_what_table_2_shows():
    said = {}
    for name in list_scenarios():
        parameters = read_scenario(name)["parameters"]
        found = read_times(
            read_trial(),
            parameters["population"],
            parameters["withdrawal"],
            WEEKS_PER_MONTH,
            parameters["month_rounding"],
        )
        said[name] = say_half_cleared(found)
    # Table 2: weeks 2, 2, 3, 4, 4, 4, 4, then 7; patient 6, who broke the rule of entry, cleared at week 4.
    half = "Half of the 14 patients had cleared by week 4; the eighth cleared at week 7."
    everyone = "By week 4, 7 of 15 patients had cleared; the eighth cleared at week 7."
    assert said["as-published"] == said["optimistic"] == said["r-conventions"] == half
    assert said["all-treated"] == said["pessimistic"] == everyone
    assert said["eligible"] == "By week 4, 6 of 13 patients had cleared; the seventh cleared at week 7."


def test_ranks_are_words_up_to_ten_and_numbers_after():
    assert [name_rank(rank) for rank in (1, 10, 11, 12, 13, 21, 22, 33)] == [
        "first", "tenth", "11th", "12th", "13th", "21st", "22nd", "33rd",
    ]  # fmt: skip


def test_an_interval_that_is_not_conservative_says_so():
    told = say_order_interval(judge_order_interval(3, 11, 14), 0.95)
    assert "96.5% of trials" in told and "below it in 0.6% and above it in 2.9%" in told
    assert told.endswith("together miss the true median as rarely as promised, but not each alone.")
    assert say_order_interval(judge_order_interval(3, 11, 15), 0.95).endswith("it holds less often than its 95%.")
    assert "goes on without end" in say_order_interval(judge_order_interval(3, 15, 14), 0.95)
    assert "censored before its end" in say_order_interval(None, 0.95)


def test_the_reported_median_stands_beside_the_one_of_the_table(trial):
    # Table 2, discoid and subacute: weeks 2, 2, 4, 4, 4, 10, 11 and 12; without patient 6 one 4 less.
    for population in ("evaluable", "all-treated", "eligible"):
        found = read_times(trial, population, "censored", WEEKS_PER_MONTH, "printed")
        stated = compare_with_text(trial, found)
        assert say_stated_median(stated).endswith(
            "a median of 6 weeks for discoid and subacute disease; from their own table it is 4."
        )
    assert say_stated_median(stated.assign(agree="yes")).endswith("and so does their table.")
    assert say_stated_median(stated.head(0)).startswith("The authors report no median")
