"""Intervals for counts against R, published examples and the equations that define them."""

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom, binomtest, poisson

from reanalysis.parameters import CONTRACT
from reanalysis.statistics.proportions import (
    EXACT,
    PROPORTION_METHODS,
    estimate_proportion,
    rate_interval,
    zero_event_upper,
)
from tests.conftest import REPOSITORY

R_NAMES = {method: method.replace("-", "_") for method in PROPORTION_METHODS}


def scipy_limits(count: int, total: int, method: str) -> tuple[float, float]:
    """The 95% limits by SciPy, which has no Jeffreys interval but the distribution that it cuts."""
    if method == "jeffreys":
        return tuple(beta.ppf([0.025, 0.975], count + 0.5, total - count + 0.5))
    interval = binomtest(count, total).proportion_ci(method={"clopper-pearson": "exact"}.get(method, method))
    return interval.low, interval.high


def find_proportions(content: dict) -> list[dict]:
    """Every proportion that R estimated, at whatever depth."""
    if "ci_two_sided_by_level_percent" in content:
        return [content]
    return [found for value in content.values() if isinstance(value, dict) for found in find_proportions(value)]


@pytest.mark.parametrize("method", PROPORTION_METHODS)
def test_limits_are_those_of_r_for_every_count_up_to_twenty(reference, method):
    grid = reference["s01_proportions"]["grid_95_percent"]
    assert len(grid["x"]) == sum(n + 1 for n in range(1, 21))
    for position, (count, total) in enumerate(zip(grid["x"], grid["n"], strict=True)):
        found = estimate_proportion(count, total, 0.95, method)
        assert found.lower == pytest.approx(grid[f"{R_NAMES[method]}_lower"][position], abs=1e-9), (count, total)
        assert found.upper == pytest.approx(grid[f"{R_NAMES[method]}_upper"][position], abs=1e-9), (count, total)
        assert found.estimate == count / total


@pytest.mark.parametrize("method", PROPORTION_METHODS)
@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
def test_limits_of_the_trials_proportions_are_those_of_r_at_every_level(reference, method, level):
    proportions = find_proportions(reference["s01_proportions"])
    assert len(proportions) == 28
    for expected in proportions:
        limits = expected["ci_two_sided_by_level_percent"][R_NAMES[method]][f"{100 * level:g}"]
        found = estimate_proportion(expected["x"], expected["n"], level, method)
        assert (found.lower, found.upper) == pytest.approx((limits["lower"], limits["upper"]), abs=1e-9)


@pytest.mark.parametrize("method", PROPORTION_METHODS)
def test_limits_are_those_of_scipy(method):
    for count in range(1, 14):
        found = estimate_proportion(count, 14, 0.95, method)
        assert (found.lower, found.upper) == pytest.approx(scipy_limits(count, 14, method), abs=1e-9)


def test_the_contract_offers_every_method_the_exact_one_by_default():
    assert CONTRACT["proportion_ci"].choices == tuple(PROPORTION_METHODS)
    assert CONTRACT["proportion_ci"].default == next(iter(PROPORTION_METHODS)) == EXACT
    assert len({method.label for method in PROPORTION_METHODS.values()}) == len(PROPORTION_METHODS)
    assert len({method.key for method in PROPORTION_METHODS.values()}) == len(PROPORTION_METHODS)


def test_asking_for_the_names_of_methods_does_not_wait_for_scipy():
    code = "import sys, reanalysis.parameters; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY).returncode == 0


# Newcombe (1998), Statistics in Medicine 17:857-872, table I, methods 3 (Wilson) and 5 (Clopper-Pearson).
@pytest.mark.parametrize(
    ("count", "total", "wilson", "clopper_pearson"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_limits_are_the_published_ones(count, total, wilson, clopper_pearson):
    for method, limits in (("wilson", wilson), ("clopper-pearson", clopper_pearson)):
        found = estimate_proportion(count, total, 0.95, method)
        assert (round(found.lower, 4), round(found.upper, 4)) == limits


@given(total=st.integers(1, 60), data=st.data(), level=st.sampled_from([0.5, 0.8, 0.95, 0.999]))
def test_exact_limits_solve_the_binomial_equations(total, data, level):
    count = data.draw(st.integers(0, total))
    found = estimate_proportion(count, total, level)
    tail = (1 - level) / 2
    assert found.lower == 0 if count == 0 else binom.sf(count - 1, total, found.lower) == pytest.approx(tail)
    assert found.upper == 1 if count == total else binom.cdf(count, total, found.upper) == pytest.approx(tail)


@given(total=st.integers(1, 60), data=st.data(), method=st.sampled_from(list(PROPORTION_METHODS)))
def test_counting_the_others_mirrors_the_interval(total, data, method):
    count = data.draw(st.integers(0, total))
    found, others = (estimate_proportion(number, total, 0.95, method) for number in (count, total - count))
    assert (found.lower, found.upper) == pytest.approx((1 - others.upper, 1 - others.lower), abs=1e-9)
    assert 0 <= found.lower <= found.estimate <= found.upper <= 1


@pytest.mark.parametrize("method", PROPORTION_METHODS)
def test_nobody_to_look_at_gives_no_estimate(method):
    found = estimate_proportion(0, 0, 0.95, method)
    assert all(math.isnan(value) for value in (found.estimate, found.lower, found.upper))


@pytest.mark.parametrize(("count", "total"), [(3, 2), (-1, 5)])
def test_impossible_count_is_refused(count, total):
    with pytest.raises(ValueError, match=f"count {count} is not between 0 and the total {total}"):
        estimate_proportion(count, total)


def test_unknown_method_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=f"'wald' is not known; allowed: {', '.join(PROPORTION_METHODS)}"):
        estimate_proportion(1, 2, 0.95, "wald")


@pytest.mark.parametrize("total", [14, 15])
def test_upper_limits_of_an_event_never_seen_are_those_of_r(reference, total):
    expected = reference["s01_proportions"]["zero_event_upper_bounds"][f"n{total}"]
    assert zero_event_upper(total) == pytest.approx(expected["one_sided_95_upper"])
    assert zero_event_upper(total, sided=2) == pytest.approx(expected["two_sided_95_upper"])


# The rule of three (Hanley & Lippman-Hand 1983): the exact limit, in whole percent, beside 3/n.
@pytest.mark.parametrize(("total", "percent"), [(10, 26), (20, 14), (30, 10), (50, 6), (100, 3)])
def test_upper_limit_of_an_event_never_seen_is_near_the_rule_of_three(total, percent):
    upper = zero_event_upper(total)
    assert round(100 * upper) == percent and 0.85 * 3 / total < upper < 3 / total


@given(total=st.integers(1, 500), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_two_sided_upper_limit_is_the_larger_and_that_of_clopper_pearson(total, level):
    one_sided, two_sided = (zero_event_upper(total, level, sided) for sided in (1, 2))
    assert two_sided == pytest.approx(estimate_proportion(0, total, level).upper) and one_sided < two_sided
    assert (1 - one_sided) ** total == pytest.approx(1 - level)


def test_upper_limit_of_an_event_that_nobody_could_have_is_no_number():
    assert math.isnan(zero_event_upper(0))


def test_rates_and_exact_limits_are_those_of_r(reference):
    grid = reference["s02_poisson"]["counts_0_to_10_over_100"]
    columns = (grid["events"], grid["rate_per_100"], grid["lower_95_per_100"], grid["upper_95_per_100"])
    for events, *expected in zip(*columns, strict=True):
        assert [100 * value for value in rate_interval(events, 100)] == pytest.approx(expected)
    for key in ("followup_only", "followup_plus_one_week_for_withdrawn", "evaluable_events_over_evaluable_time"):
        case = reference["s02_poisson"][key]
        expected = [case["rate_per_100"], case["lower_95_per_100"], case["upper_95_per_100"]]
        assert [100 * value for value in rate_interval(case["events"], case["person_time"])] == pytest.approx(expected)


@given(events=st.integers(0, 50), time=st.floats(0.1, 1000), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_rate_limits_solve_the_poisson_equations(events, time, level):
    rate, lower, upper = rate_interval(events, time, level)
    tail = (1 - level) / 2
    assert rate == pytest.approx(events / time)
    assert poisson.cdf(events, upper * time) == pytest.approx(tail)
    assert lower == 0 if events == 0 else poisson.sf(events - 1, lower * time) == pytest.approx(tail)


@pytest.mark.parametrize("time", [0, -1])
def test_no_time_gives_no_rate(time):
    assert all(math.isnan(value) for value in rate_interval(0, time))
