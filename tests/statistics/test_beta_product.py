"""The beta-product interval against published output, the exact interval, R, the exact distribution, and its own promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from reanalysis.statistics.beta_product import find_beta_product_limits
from reanalysis.statistics.survival import kaplan_meier
from reanalysis.trial.adtte import build_adtte, response_times


def product(weeks, events, level=0.95):
    return kaplan_meier(weeks, events, level, "beta-product")


def test_limits_are_those_that_its_authors_print():
    # Fay & Brittain, vignette "discreteBPCP" of R's bpcp: events at 3, 7, 8 and 14; limits of each stretch that follows.
    # Upper limits from its printed listing; lower ones too, shifted to the event as its new convention says.
    found = product([3, 7, 8, 14], [1, 1, 1, 1])
    assert found["upper"].tolist() == pytest.approx([0.9936905, 0.9324140, 0.8058796, 0.6023646], abs=1e-7)
    assert found["lower"].tolist() == pytest.approx([0.194120450, 0.067585986, 0.006309463, 0.0], abs=1e-8)


@given(total=st.integers(1, 40), data=st.data())
def test_without_censoring_it_is_the_exact_interval_of_a_proportion(total, data):
    weeks = data.draw(st.lists(st.integers(1, 8), min_size=total, max_size=total))
    for row in product(weeks, [True] * total).itertuples():
        left = sum(week > row.weeks for week in weeks)
        exact = binomtest(left, total).proportion_ci()
        assert (row.lower, row.upper) == pytest.approx((exact.low, exact.high), abs=1e-8)


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(("analysis", "population"), [("evaluable", "evaluable"), ("eligible", "eligible")])
def test_limits_of_the_trial_are_those_of_r(trial, reference, analysis, population, level):
    times = response_times(trial, build_adtte(trial), population)
    expected = reference["s03_kaplan_meier"][analysis]["pr_censoring_as_printed"]["ci_survival"]["beta-product"]
    found = product(times["weeks"], times["event"], level)
    for end in ("lower", "upper"):
        assert found[end].tolist() == pytest.approx(expected[f"{100 * level:g}"][end], abs=1e-8)


def exact_probability(rates, share: float) -> float:
    """Chance that a product of Beta(rate, 1) variables is at most a share: minus its logarithm adds up exponentials."""
    weights = [math.prod(other / (other - rate) for other in rates if other != rate) for rate in rates]
    return sum(weight * share**rate for weight, rate in zip(weights, rates, strict=True))


def test_matching_moments_is_close_to_the_exact_distribution_where_someone_is_censored():
    # Twelve patients; after four events two are lost, after three more another three: at risk 12 to 9, 6 to 4, 1.
    weeks, events = [1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9, 9], [1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0]
    found = product(weeks, events).set_index("weeks")
    before = [12, 11, 10, 9, 6, 5, 4]
    assert exact_probability(before, found.loc[8, "upper"]) == pytest.approx(0.975, abs=0.002)
    assert exact_probability([*before, 3], found.loc[8, "lower"]) == pytest.approx(0.025, abs=0.002)


def test_interval_holds_the_truth_at_least_as_often_as_promised():
    # Exponential times with half surviving a week, each patient censored at a uniform time: 2,000 seeded trials of ten.
    generator = np.random.default_rng(2013)
    missed = np.zeros(2)
    for _ in range(2000):
        time, end = generator.exponential(1 / math.log(2), 10), generator.uniform(0, 3, 10)
        found = product(np.minimum(time, end), time <= end)
        row = found[found["weeks"] <= 1].iloc[-1]
        missed += (row["lower"] > 0.5, row["upper"] < 0.5)
    assert (missed / 2000 <= 0.025).all(), missed


def test_censoring_alone_lowers_the_lower_limit_only():
    found = product([1, 2, 3], [True, False, False])
    assert found["upper"].nunique() == 1 and found["lower"].is_monotonic_decreasing and found["lower"].iloc[-1] == 0


def test_nobody_left_or_lost_gives_the_ends_of_the_scale():
    lower, upper = find_beta_product_limits([5, 4], [0, 0], [4, 0], 0.95)
    assert upper.tolist() == [1, 1] and lower.tolist() == pytest.approx([0.025 ** (1 / 4), 0])
