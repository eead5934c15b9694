"""What the printed SLEDAI forces, and how its points can be dealt out, against brute force and by hand."""

import itertools

import pytest

from reanalysis.trial.chapters.systemic import compare_equal_changes
from reanalysis.trial.sentences.systemic import say_points, say_points_briefly, say_scorings
from reanalysis.trial.sledai_points import Points, find_points
from reanalysis.trial.sledai_scorings import Scoring, count_explained, lay_out, list_scorings, tabulate_points


def test_only_fifteen_patients_can_have_the_printed_sledai(trial):
    table, found = tabulate_points(trial, [6, 7, 14, 15])
    assert list(found) == [15] and table["points"].count() == 1
    row = table.set_index("patients").loc[15]
    assert (row["points"], row["squares"], row["above_zero"]) == (49, 229, 11)
    assert row["how"] == "mean truncated, SD rounded"


def test_points_beyond_rash_and_antibodies_fit_in_one_way():
    points = find_points("3.26", "2.22", 15)
    assert count_explained(points, 5) == 2 * 15 + 2 * 5 == 40
    assert list_scorings(points, 5) == [Scoring((6, 2), (1,))]
    scores = [4 + 6, 4 + 2, 4, 4, 4, 2 + 1, *[2] * 9]
    assert (sum(scores), sum(score**2 for score in scores)) == (49, 229)


@pytest.mark.parametrize("squares", range(20, 90))
def test_scorings_are_those_of_brute_force(squares):
    points = Points(4, 14, squares, 1, "rounded", "rounded")
    expected = set()
    for extras in itertools.product(
        range(5), repeat=4
    ):  # two patients with antibodies: 4 + 4 + 2 + 2 = 12 of 14 points
        scores = [4 + extras[0], 4 + extras[1], 2 + extras[2], 2 + extras[3]]
        if sum(scores) == 14 and sum(score**2 for score in scores) == squares:
            pair = (extras[:2], extras[2:])
            expected.add(tuple(tuple(sorted((each for each in part if each), reverse=True)) for part in pair))
    found = [(scoring.positive, scoring.negative) for scoring in list_scorings(points, 2)]
    assert len(found) == len(set(found)) and set(found) == expected


def test_twelve_equal_changes_of_fifteen_are_hardly_chance():
    from scipy.stats import ttest_1samp

    p = compare_equal_changes(12, 15)
    assert p == pytest.approx(ttest_1samp([-2] * 12 + [0] * 3, 0).pvalue) and round(p, 6) == 3e-6


def test_sentences_follow_the_points():
    fifteen = find_points("3.26", "2.22", 15)
    forced = say_points({15: fifteen}, 15, [6, 7])
    assert "only all 15 treated can have the printed mean and SD: 49 points" in forced
    assert "the mean truncated and the SD rounded" in forced
    assert forced.endswith("So at least four patients with skin disease only had points of SLEDAI too.")
    assert say_points({15: fifteen}, 15, [11]).endswith("They can all have had SLE.")
    assert say_points({}, 15, [6]).startswith("No whole points of")
    assert say_scorings(list_scorings(fifteen, 5), 9) == (
        "The other 9 points can then be dealt out in one way only: 6 and 2 in patients with antibodies and 1 in a patient "
        "without antibodies."
    )
    assert "in 2 ways" in say_scorings([Scoring((1,), ())] * 2, 1) and say_scorings([], 1).startswith("No way")


def test_a_scoring_laid_out_has_the_printed_mean_and_sd():
    # 49 points with a sum of squares of 229 in 15 patients, five of them with antibodies: 3.26 truncated and 2.22
    laid = lay_out(Scoring((6, 2), (1,)), 5, 15)
    points = laid.sum(axis=1)
    assert points.tolist() == [10, 6, 4, 4, 4, 3] + [2] * 9
    assert (points.sum(), (points**2).sum(), round(points.std(), 2)) == (49, 229, 2.22)
    assert laid["antibodies"].sum() == 5 * 2 and laid["rash"].sum() == 15 * 2


def test_what_the_mean_forces_in_short():
    found = Points(15, 49, 229, 11, "truncated", "rounded")
    assert say_points_briefly(found, [6, 7]).startswith(
        "The SLEDAI printed at entry takes points in at least 11 patients, more than had systemic lupus; most simply"
    )
    assert say_points_briefly(found, [6, 12]).endswith("11 patients, who can all have had systemic lupus.")
    assert "nothing follows" in say_points_briefly(None, [6, 7])
