"""Sentences of the chapter on printed numbers, each with what chooses it."""

from types import SimpleNamespace

import pandas as pd
import pytest

from reanalysis.trial.later_samples import Change
from reanalysis.trial.printed_p_values import CheckedP, Cleared
from reanalysis.trial.sentences.forensics import (
    say_cleared,
    say_composition,
    say_entry,
    say_habit,
    say_improved,
    say_means,
    say_p_values,
    say_pairing,
    say_relapse_median,
    say_sizes,
    say_test,
    say_times,
)


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


def test_on_which_side_of_a_line_the_paired_test_falls():
    assert "all below 0.05: that does not hang" in say_pairing(check_p(pairings=[(0.0001, 0.015)]), 0.05)
    assert "is open" in say_pairing(check_p(pairings=[(0.0075, 0.78), (0.08, 0.89)]), 0.05)
    assert "0.0001 to 0.78, on both" in say_pairing(check_p(pairings=[(0.0001, 0.015), (0.02, 0.78)]), 0.05)
    assert "is open" in say_pairing(check_p(pairings=[(0.0001, 0.015)]), 0.01)
    assert "all above 0.05" in say_pairing(check_p(pairings=[(0.08, 0.89)]), 0.05)
    assert "no paired test" in say_pairing(check_p(), 0.05)
    assert say_pairing(None, 0.05) == "The text prints no such p-value."


def test_whether_who_stayed_explains_a_change():
    assert "without a change in anybody" in say_composition(Change("clasi_damage", 3.08, 2.33, 3.10, 10))
    assert "a part of the change" in say_composition(Change("clasi_damage", 3.08, 2.33, 2.70, 10))
    assert "does not explain" in say_composition(Change("clasi_damage", 3.08, 2.33, 2.00, 10))
    assert "At no printed later time" in say_composition(None)
    assert say_entry(Change("clasi_damage", 3.08, 2.33, 3.10, 10), 15) == "3.10 in 10 patients, against 2.33 in all 15"


def test_what_is_left_where_it_is_known_who_had_cleared():
    found = Cleared((8, 15), (3,), 2728, 605, 0.0004, 0.0039, 413, 0.0029)
    assert say_cleared(found) == (
        "Exactly two patients had an activity of 0 by then (patients 8 and 15). That leaves 605 of the 2,728 sets with the "
        "printed mean and SD; over these the Mann–Whitney test gives 0.0004 to 0.0039."
    )
    assert say_improved(found) == (
        "If everybody else had improved and those who had left keep their score at entry (patient 3), 413 of these sets "
        "are left, and the paired t test gives at most 0.0029, whoever had which score."
    )
    nobody = Cleared((), (), 5, 5, 0.1, 0.2, 0, float("nan"))
    assert say_cleared(nobody).startswith("Nobody had an activity of 0 by then. That")
    assert say_improved(nobody) == "If everybody else had improved, 0 of these sets are left."
    assert "Of no later scores" in say_cleared(None) and "nothing more" in say_improved(None)


def test_which_later_means_need_more_patients_than_were_left():
    columns = ["label", "sizes", "observed", "enough"]
    week, year = ("CLASI activity, week 2", (15,), 14, "no"), ("CLASI damage, month 12", (12, 13), 10, "no")
    assert say_sizes(pd.DataFrame([week, year], columns=columns)) == (
        "Two later means need more patients than were still followed: CLASI activity at week 2 needs 15, and 14 were left; "
        "CLASI damage at month 12 needs 12 or 13, and 10 were left."
    )
    assert say_sizes(pd.DataFrame([week], columns=columns)).startswith("One later mean needs more")
    assert say_sizes(pd.DataFrame([(*year[:3], "yes")], columns=columns)).startswith("No later mean needs more")


def test_which_means_nobody_can_have():
    rows = [("CLASI damage, baseline", "2.33", "possible"), ("CLASI damage, baseline", "2.39", "impossible")]
    means = pd.DataFrame(rows, columns=["label", "printed", "verdict"])
    assert say_means(means) == (
        "Mean CLASI damage at baseline is printed as 2.39, which no group of patients in this trial can have; elsewhere it is "
        "2.33."
    )
    assert say_means(means.iloc[:1]).startswith("Every printed mean is possible")


def test_which_p_values_no_unpaired_test_gives():
    label = SimpleNamespace(label="CLASI damage, month 12")
    never = ("as printed", "student", 14, 15, 0.55, 0.51, 0.63, False, True)
    for ends, words in (((0.08, 0.89), "A paired one can give it"), ((0.5, 0.89), "0.51 to 0.63.")):
        missed = check_p([never], [ends])
        missed = CheckedP(SimpleNamespace(p="0.398", later=label), missed.tests, [], missed.reconstructions)
        told = say_p_values({"damage": missed})
        assert told.startswith(
            "The P of 0.398 for CLASI damage at month 12 comes from no unpaired t test: such tests give"
        )
        assert told.endswith(words) or words in told
    assert "can give it" not in told
    given = check_p([("Table 1", "welch", 15, 15, 0.0009, 0.0009, 0.0009, True, True)])
    assert say_p_values({"activity": given}) == "An unpaired t test gives every printed p-value."
    assert say_p_values({}) == "The text prints no such p-value."


def test_which_times_do_not_follow():
    columns = ["group", "kind", "printed", "conventions", "is_reproduced"]
    rows = [("DLE+SCLE", "longest", "12", "12", True), ("DLE+SCLE", "median", "6", "4, 7", False)]
    rows += [("LEP", "longest", "32", "36", False)]
    assert say_times(pd.DataFrame(rows, columns=columns)) == (
        "Two of the three times to response printed by subtype do not follow from the patients’ own times: a median of 6 "
        "weeks in DLE and SCLE (it is 4 or 7) and a longest time of 32 weeks in LEP (it is 36)."
    )
    assert say_times(pd.DataFrame(rows[:1], columns=columns)).startswith("Every time to response")


def test_what_a_median_with_a_decimal_can_be():
    # 31 days are 4.43 weeks; 40 / 9 = 4.44 weeks; a median of ten may lie halfway, at 4.5
    assert say_relapse_median("4.4", 9) == (
        "The median of nine relapses is the middle one; in whole weeks it cannot be 4.4. It could be 31 days or a mean of "
        "times that add up to 40 weeks."
    )
    assert say_relapse_median("4.5", 10).endswith("halfway between the two middle ones; in whole weeks it can be 4.5.")
    assert say_relapse_median(None, 9) == "No median time to relapse is printed."
