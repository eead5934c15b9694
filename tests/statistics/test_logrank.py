"""Log-rank scores and permutation p-values against R, lifelines, a textbook and brute force."""

import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines.statistics import logrank_test

from reanalysis.statistics import logrank
from reanalysis.statistics.logrank import logrank_scores, permutation_logrank
from reanalysis.trial.adtte import build_adtte, response_times

# Freireich et al. (1963): weeks of remission under 6-mercaptopurine and under placebo.
TREATED_WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
TREATED_EVENTS = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO_WEEKS = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


@pytest.fixture(scope="module")
def times(trial):
    return response_times(trial, build_adtte(trial), "evaluable")


def observed_and_expected(weeks, events, members) -> tuple[float, float, float]:
    """A group's events, those expected of it, and the variance, summed over the risk sets one by one."""
    observed = expected = variance = 0.0
    for time in sorted({week for week, event in zip(weeks, events, strict=True) if event}):
        at_risk = [position for position, week in enumerate(weeks) if week >= time]
        here = [position for position in at_risk if weeks[position] == time and events[position]]
        share, left = len(members & set(at_risk)) / len(at_risk), len(at_risk) - len(here)
        observed += len(members & set(here))
        expected += len(here) * share
        variance += len(here) * share * (1 - share) * left / max(len(at_risk) - 1, 1)  # hypergeometric
    return observed, expected, variance


def labels_of(times, *groups):
    return np.where(times["SUBTYPE_GROUP"].isin(groups), "group", "rest")


# ---- scores


def test_scores_are_those_of_r(times, reference):
    expected = reference["s05_logrank"]["scores"]
    assert times["SUBJID"].tolist() == expected["patient"]
    assert logrank_scores(times["weeks"], times["event"]).tolist() == pytest.approx(expected["score"], abs=1e-9)


def test_scores_of_each_group_add_up_to_observed_minus_expected_of_r(times, reference):
    expected = reference["s05_logrank"]["four_groups"]
    scores = times.assign(score=logrank_scores(times["weeks"], times["event"])).groupby("SUBTYPE_GROUP")["score"].sum()
    for group in ("DLE", "LEP", "SCLE", "other"):
        assert scores[group] == pytest.approx(expected["observed"][group] - expected["expected"][group], abs=1e-9)


def test_scores_give_the_textbooks_expected_numbers():
    # Freireich's trial in many textbooks, such as Kleinbaum & Klein (2012), section 2.IV: 19.25 and 10.75 expected.
    weeks, events = TREATED_WEEKS + PLACEBO_WEEKS, TREATED_EVENTS + [1] * 21
    scores = logrank_scores(weeks, events)
    assert 9 - scores[:21].sum() == pytest.approx(19.25, abs=5e-3)
    assert 21 - scores[21:].sum() == pytest.approx(10.75, abs=5e-3)


def check_against_lifelines(weeks, events, in_group) -> None:
    """Squared score sum over its variance is the chi-square of lifelines."""
    weeks, events, in_group = np.asarray(weeks), np.asarray(events, dtype=bool), np.asarray(in_group)
    difference = logrank_scores(weeks, events)[in_group].sum()
    observed, expected, variance = observed_and_expected(weeks, events, set(np.flatnonzero(in_group)))
    assert difference == pytest.approx(observed - expected, abs=1e-9)
    test = logrank_test(weeks[in_group], weeks[~in_group], events[in_group], events[~in_group])
    assert difference**2 / variance == pytest.approx(test.test_statistic, abs=1e-9)


@pytest.mark.parametrize("group", ["DLE", "LEP", "SCLE", "other"])
def test_score_sum_is_the_numerator_of_lifelines_test(times, group):
    check_against_lifelines(times["weeks"], times["event"], times["SUBTYPE_GROUP"] == group)


def test_score_sum_is_the_numerator_of_lifelines_test_with_many_ties():
    check_against_lifelines(TREATED_WEEKS + PLACEBO_WEEKS, TREATED_EVENTS + [1] * 21, [True] * 21 + [False] * 21)


@given(pairs=st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=15), data=st.data())
def test_scores_of_any_group_add_up_to_observed_minus_expected(pairs, data):
    weeks, events = zip(*pairs, strict=True)
    members = data.draw(st.sets(st.integers(0, len(pairs) - 1)))
    scores = logrank_scores(weeks, events)
    observed, expected, _ = observed_and_expected(weeks, events, members)
    assert scores[list(members)].sum() == pytest.approx(observed - expected, abs=1e-9)
    assert scores.sum() == pytest.approx(0, abs=1e-9)


# ---- permutation p-values


@pytest.mark.parametrize(("key", "group"), [("lep_versus_rest", "LEP"), ("scle_versus_rest", "SCLE")])
def test_exact_p_value_is_that_of_r(times, reference, key, group):
    expected = reference["s05_logrank"][key]["permutation"]
    found = permutation_logrank(times["weeks"], times["event"], labels_of(times, group))
    assert found.exact and found.relabelings == expected["assignments"]
    assert found.p_value == pytest.approx(expected["score_abs_u"]["p"])


def test_exact_p_value_among_some_groups_is_that_of_r(times, reference):
    expected = reference["s05_logrank"]["lep_versus_dle_and_scle"]["permutation"]
    kept = times[times["SUBTYPE_GROUP"] != "other"]
    found = permutation_logrank(kept["weeks"], kept["event"], labels_of(kept, "LEP"))
    assert found.exact and found.relabelings == expected["assignments"]
    assert found.p_value == pytest.approx(expected["score_abs_u"]["p"])


def test_p_value_of_four_groups_counts_every_relabeling_as_r_does(times, reference):
    expected = reference["s05_logrank"]["four_groups"]["permutation"]
    found = permutation_logrank(times["weeks"], times["event"], times["SUBTYPE_GROUP"])
    assert found.exact and found.relabelings == expected["assignments"] == 270270
    assert found.p_value * found.relabelings == pytest.approx(expected["as_extreme"], abs=1e-6)


def test_sampled_p_value_is_near_the_exact_one_and_the_same_every_time(times, reference, monkeypatch):
    monkeypatch.setattr(logrank, "MOST_RELABELINGS", 1000)
    exact = reference["s05_logrank"]["four_groups"]["permutation"]["p"]
    pair = [permutation_logrank(times["weeks"], times["event"], times["SUBTYPE_GROUP"]) for _ in range(2)]
    assert pair[0] == pair[1]
    assert not pair[0].exact and pair[0].relabelings == 20_001
    assert abs(pair[0].p_value - exact) < 3 * math.sqrt(exact * (1 - exact) / 20_000)  # three binomial standard errors


@given(pairs=st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=2, max_size=8), data=st.data())
def test_exact_p_value_is_the_share_of_relabelings_as_extreme(pairs, data):
    weeks, events = zip(*pairs, strict=True)
    size = data.draw(st.integers(1, len(pairs) - 1))
    distances = {
        members: abs(np.subtract(*observed_and_expected(weeks, events, set(members))[:2]))
        for members in combinations(range(len(pairs)), size)
    }
    seen = data.draw(st.sampled_from(sorted(distances)))
    groups = ["in" if position in seen else "out" for position in range(len(pairs))]
    found = permutation_logrank(weeks, events, groups)
    assert found.exact and found.relabelings == len(distances)
    assert found.p_value == pytest.approx(np.mean([one >= distances[seen] - 1e-9 for one in distances.values()]))


def test_p_value_of_three_groups_is_that_of_every_distinct_order_of_labels():
    weeks, events, groups = [1, 2, 2, 4, 6, 7, 9], [1, 1, 1, 0, 1, 1, 0], "AABBBCC"

    def statistic(labels):
        total = 0.0
        for group in "ABC":
            members = {position for position, label in enumerate(labels) if label == group}
            observed, expected, _ = observed_and_expected(weeks, events, members)
            total += (observed - expected) ** 2 / len(members)
        return total

    seen = statistic(groups)
    orders = set(permutations(groups))
    found = permutation_logrank(weeks, events, list(groups))
    assert found.exact and found.relabelings == len(orders) == 210  # 7! / (2! 3! 2!)
    assert 0 < found.p_value < 1
    assert found.p_value == pytest.approx(np.mean([statistic(labels) >= seen - 1e-9 for labels in orders]))


def test_two_groups_with_too_many_relabelings_are_sampled():
    found = permutation_logrank(TREATED_WEEKS + PLACEBO_WEEKS, TREATED_EVENTS + [1] * 21, [0] * 21 + [1] * 21)
    # The asymptotic p-value of this trial is 0.00004: no shuffle is as extreme but the observed labels count.
    assert not found.exact and 1 / 20_001 <= found.p_value < 0.001


@pytest.mark.parametrize("groups", [[], ["A", "A", "A"]])
def test_one_group_or_none_has_no_p_value(groups):
    found = permutation_logrank(range(1, len(groups) + 1), [True] * len(groups), groups)
    assert math.isnan(found.p_value) and found.relabelings == 0


def test_nobody_with_an_event_gives_a_p_value_of_one():
    assert permutation_logrank([1, 2, 3, 4], [False] * 4, ["A", "A", "B", "B"]).p_value == 1
