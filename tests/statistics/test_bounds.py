"""Bounds from printed summaries against brute force; interval-censored estimates against examples solved by hand."""

import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reanalysis.statistics.bounds import (
    innermost_intervals,
    interval_censored_estimate,
    order_statistic_bounds,
    relapse_envelope,
)

EXAMPLES = (
    "exact_times",
    "irrational",
    "nested",
    "overlap",
    "repeated",
    "right_censored",
    "staggered",
    "visits",
    "zero_mass",
)
# Printed numbers as whole-number intervals, so that whole times attain every bound.
PRINTED = {
    "wide apart": ((1, 2), (7, 8), (4, 5)),
    "median near the maximum": ((1, 2), (7, 8), (7, 7)),
    "median near the minimum": ((1, 2), (7, 8), (2, 2)),
    "median beside both": ((1, 3), (2, 5), (2, 4)),
    "median known better than the range": ((0, 6), (2, 8), (4, 4)),
    "minimum known better than the median": ((3, 3), (5, 8), (1, 7)),
    "maximum known better than the median": ((0, 4), (5, 5), (2, 8)),
    "all the same": ((4, 4), (4, 4), (4, 4)),
}


def fits(times, minimum, maximum, median) -> bool:
    """Whether a data set is one that the printed numbers allow."""
    printed = ((min(times), minimum), (max(times), maximum), (statistics.median(times), median))
    return all(lower <= value <= upper for value, (lower, upper) in printed)


def list_data_sets(count, minimum, maximum, median):
    """Every ordered data set of whole times that the printed numbers allow."""
    choices = itertools.combinations_with_replacement(range(minimum[0], maximum[1] + 1), count)
    return [times for times in choices if fits(times, minimum, maximum, median)]


def naive_survival(pairs, week) -> float:
    """The product-limit estimate from its definition."""
    survival = 1.0
    for time in sorted({time for time, event in pairs if event and time <= week}):
        at_risk = sum(other >= time for other, _ in pairs)
        survival *= 1 - sum(other == time and event for other, event in pairs) / at_risk
    return survival


# ---- order statistics


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED)
def test_bounds_of_ordered_times_are_the_extremes_of_all_data_sets(printed, count):
    data_sets = list_data_sets(count, *printed)
    bounds = order_statistic_bounds(count, *printed)
    if data_sets:
        assert bounds == [(min(ranked), max(ranked)) for ranked in zip(*data_sets, strict=True)]
    else:
        assert any(lower > upper for lower, upper in bounds)


small_intervals = st.tuples(st.integers(0, 6), st.integers(0, 3)).map(lambda pair: (pair[0], sum(pair)))


@settings(max_examples=300)
@given(count=st.integers(1, 5), printed=st.tuples(small_intervals, small_intervals, small_intervals))
def test_bounds_of_ordered_times_are_attained_or_cross(count, printed):
    data_sets = list_data_sets(count, *printed)
    bounds = order_statistic_bounds(count, *printed)
    if data_sets:
        assert bounds == [(min(ranked), max(ranked)) for ranked in zip(*data_sets, strict=True)]
    else:
        assert any(lower > upper for lower, upper in bounds)


@settings(max_examples=300)
@given(
    count=st.integers(1, 5),
    printed=st.tuples(small_intervals, small_intervals, small_intervals),
    earliest=st.lists(st.integers(0, 8), max_size=5),
)
def test_bounds_of_ordered_times_keep_each_event_after_its_own_earliest_time(count, printed, earliest):
    earliest = earliest[:count]
    data_sets = [
        times
        for times in list_data_sets(count, *printed)
        if any(
            all(time >= own for time, own in zip(chosen, earliest, strict=False))
            for chosen in itertools.permutations(times)
        )
    ]
    bounds = order_statistic_bounds(count, *printed, earliest)
    if data_sets:
        assert bounds == [(min(ranked), max(ranked)) for ranked in zip(*data_sets, strict=True)]
    else:
        assert any(lower > upper for lower, upper in bounds)


def test_bounds_of_nine_relapses_printed_as_2_to_8_with_median_4_4():
    bounds = order_statistic_bounds(9, (1.5, 2.5), (7.5, 8.5), (4.35, 4.45))
    assert bounds == [(1.5, 2.5), *[(1.5, 4.45)] * 3, (4.35, 4.45), *[(4.35, 8.5)] * 3, (7.5, 8.5)]


@given(shares=st.lists(st.floats(0, 1), min_size=9, max_size=9))
def test_times_that_round_to_the_printed_numbers_lie_within_bounds_and_envelope(shares):
    first, middle, last = 1.5 + shares[0], 4.35 + 0.1 * shares[4], 7.5 + shares[8]
    early = [first + share * (middle - first) for share in shares[1:4]]
    late = [middle + share * (last - middle) for share in shares[5:8]]
    times = [first, *sorted(early), middle, *sorted(late), last]
    assert fits(times, (1.5, 2.5), (7.5, 8.5), (4.35, 4.45))
    bounds = order_statistic_bounds(9, (1.5, 2.5), (7.5, 8.5), (4.35, 4.45))
    assert all(lower <= time <= upper for time, (lower, upper) in zip(times, bounds, strict=True))
    envelope = relapse_envelope(bounds, 12, followed=True)
    for week, lowest, highest in envelope[["weeks", "lowest", "highest"]].to_numpy():
        assert lowest - 1e-9 <= 1 - sum(time <= week for time in times) / 12 <= highest + 1e-9


# ---- envelope


def read_step(envelope, column, week) -> float:
    return float(envelope.loc[envelope["weeks"] <= week, column].iloc[-1])


def list_curves(count, printed, others, undated, weeks):
    """Every Kaplan–Meier curve at `weeks`; `others` and `undated` list where those people's times may lie."""
    for times in list_data_sets(count, *printed):
        for left in itertools.combinations_with_replacement(others[1], others[0]):
            for further in itertools.combinations_with_replacement(undated[1], undated[0]):
                pairs = [*((time, True) for time in (*times, *further)), *((time, False) for time in left)]
                yield [naive_survival(pairs, week) for week in weeks]


@pytest.mark.parametrize("undated", [0, 1])
@pytest.mark.parametrize("followed", [True, False])
@pytest.mark.parametrize("others", [0, 1, 2])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_envelope_is_the_lowest_and_highest_of_all_curves(count, others, followed, undated):
    printed = ((1, 1), (4, 4), (2, 3)) if count > 1 else ((1, 4), (1, 4), (2, 3))
    leave = [9] if followed else [-1, 1.5, 2.5, 3.5, 9]  # beyond the last event, or at any time from before all events
    relapse_any_time = [0, 1, 2.5, 4, 9]
    weeks = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]
    curves = np.array(list(list_curves(count, printed, (others, leave), (undated, relapse_any_time), weeks)))
    bounds = order_statistic_bounds(count, *printed)
    envelope = relapse_envelope(bounds, count + undated + others, followed, undated)
    assert [read_step(envelope, "lowest", week) for week in weeks] == pytest.approx(curves.min(axis=0).tolist())
    assert [read_step(envelope, "highest", week) for week in weeks] == pytest.approx(curves.max(axis=0).tolist())


def test_envelope_of_nine_relapses_among_twelve_by_hand():
    bounds = order_statistic_bounds(9, (1.5, 2.5), (7.5, 8.5), (4.35, 4.45))
    followed, unknown = (relapse_envelope(bounds, 12, choice) for choice in (True, False))
    by_hand = [  # weeks, lowest if followed, lowest if not, highest
        (1.4, 12 / 12, 9 / 9, 12 / 12),
        (1.5, 8 / 12, 5 / 9, 12 / 12),  # the first to fourth relapse may lie at 1.5
        (2.5, 8 / 12, 5 / 9, 11 / 12),
        (4.35, 4 / 12, 1 / 9, 11 / 12),
        (4.45, 4 / 12, 1 / 9, 7 / 12),
        (7.5, 3 / 12, 0 / 9, 7 / 12),
        (8.5, 3 / 12, 0 / 9, 3 / 12),
    ]
    for week, lowest, lowest_unknown, highest in by_hand:
        assert read_step(followed, "lowest", week) == pytest.approx(lowest)
        assert read_step(unknown, "lowest", week) == pytest.approx(lowest_unknown)
        for envelope in (followed, unknown):
            assert read_step(envelope, "highest", week) == pytest.approx(highest)


# ---- interval-censored estimates


@pytest.mark.parametrize("example", EXAMPLES)
def test_masses_are_those_solved_by_hand(reference, example):
    expected = reference["s07_interval_npmle"][example]
    found = interval_censored_estimate(expected["left"], expected["right"])
    assert found.masses["lower"].tolist() == expected["innermost_left"]
    assert found.masses["upper"].tolist() == expected["innermost_right"]
    assert found.masses["mass"].tolist() == pytest.approx(expected["mass"], abs=1e-9)
    assert found.log_likelihood == pytest.approx(expected["log_likelihood"], abs=1e-9)
    assert found.gradient_excess == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("example", EXAMPLES)
def test_masses_on_innermost_intervals_are_unique(reference, example):
    expected = reference["s07_interval_npmle"][example]
    masses = interval_censored_estimate(expected["left"], expected["right"]).masses
    assert masses["least"].tolist() == pytest.approx(expected["mass"], abs=1e-6)
    assert masses["most"].tolist() == pytest.approx(expected["mass"], abs=1e-6)


def test_all_examples_are_looked_at(reference):
    assert set(reference["s07_interval_npmle"]) == set(EXAMPLES)


@pytest.mark.parametrize(
    ("lower", "upper", "cells"),
    [
        ([0, 1], [2, 3], [(1, 2)]),
        ([0, 2], [2, 4], [(0, 2), (2, 4)]),  # touching, but (0, 2] ends where (2, 4] begins
        ([0, 2], [2, 2], [(2, 2)]),  # an exact time at a right end
        ([2, 2], [2, math.inf], [(2, 2), (2, math.inf)]),  # an exact time, and a time known to be later
        ([0, 0, 0], [5, 5, 5], [(0, 5)]),
        ([0, 3, 5], [4, 4, math.inf], [(3, 4), (5, math.inf)]),
    ],
)
def test_innermost_intervals_by_hand(lower, upper, cells):
    assert innermost_intervals(lower, upper) == cells


@st.composite
def intervals(draw):
    """Lower and upper ends: exact times, intervals and censored times."""
    pair = st.tuples(st.integers(0, 8), st.sampled_from([0, 1, 2, 4, math.inf]))
    pairs = draw(st.lists(pair, min_size=1, max_size=12))
    return [lower for lower, _ in pairs], [lower + width for lower, width in pairs]


def holds(lower, upper, start, stop) -> bool:
    """Whether an observation (lower, upper], or the point lower = upper, holds a cell."""
    if start == stop:
        return lower < start <= upper or lower == upper == start
    return lower <= start and stop <= upper


@given(observed=intervals())
def test_estimate_meets_the_condition_of_the_maximum(observed):
    found = interval_censored_estimate(*observed)
    rows = found.masses[["lower", "upper", "mass"]].to_numpy()
    assert rows[:, 2].min() >= 0 and rows[:, 2].sum() == pytest.approx(1)
    likelihoods = [
        sum(mass for start, stop, mass in rows if holds(lower, upper, start, stop))
        for lower, upper in zip(*observed, strict=True)
    ]
    assert found.log_likelihood == pytest.approx(sum(math.log(likelihood) for likelihood in likelihoods))
    for start, stop, mass in rows:  # Gentleman & Geyer (1994): at most n, and n where there is mass
        gradient = sum(
            holds(lower, upper, start, stop) / likelihood
            for lower, upper, likelihood in zip(*observed, likelihoods, strict=True)
        )
        assert gradient <= len(likelihoods) + 1e-6
        assert mass < 1e-6 or gradient == pytest.approx(len(likelihoods), rel=1e-6)


@settings(max_examples=50)
@given(pairs=st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=12))
def test_exact_and_right_censored_times_give_the_product_limit(pairs):
    assume(any(event for _, event in pairs))
    lower = [time for time, _ in pairs]
    upper = [time if event else math.inf for time, event in pairs]
    masses = interval_censored_estimate(lower, upper).masses
    for week in sorted({time for time, event in pairs if event}):
        later = masses.loc[masses["upper"] > week, "mass"].sum()
        assert later == pytest.approx(naive_survival(pairs, week), abs=1e-6)
