"""Beliefs: scipy's distributions, quadrature, textbook values, and a count of all ways."""

import pytest
from scipy.integrate import quad
from scipy.stats import beta, betabinom, binom

from reanalysis.statistics.bayes import (
    Belief,
    describe_belief,
    find_probability_above,
    predict_counts,
    predict_interval,
    update_belief,
)


def test_bayes_billiard_table():
    # Bayes 1763: after 12 of 14 and an even prior, P(rate > 1/2) = P(at most 2 heads of 15 tosses) turned round.
    after = update_belief(Belief(1, 1), 12, 14)
    assert find_probability_above(after, 0.5) == pytest.approx(1 - (1 + 15 + 105) / 2**15)


def test_rule_of_succession():
    assert describe_belief(update_belief(Belief(1, 1), 12, 14)).value == pytest.approx(13 / 16)  # Laplace 1774


@pytest.mark.parametrize(("a", "b"), [(15.0, 9.0), (16.2, 4.4), (13.0, 3.0), (0.5, 14.5)])
def test_beliefs_agree_with_scipy_and_with_quadrature(a, b):
    belief = Belief(a, b)
    assert describe_belief(belief, 0.9)[1:] == pytest.approx(beta(a, b).interval(0.9))
    above = quad(beta(a, b).pdf, 0.6, 1)[0]
    assert find_probability_above(belief, 0.6) == pytest.approx(above, abs=1e-9)
    mass = [quad(lambda rate, k=k: binom.pmf(k, 10, rate) * beta.pdf(rate, a, b), 0, 1)[0] for k in range(11)]
    assert predict_counts(belief, 10) == pytest.approx(mass, abs=1e-7)
    found = predict_interval(belief, 10)
    assert found[1:] == betabinom(10, a, b).interval(0.95) and found.value == pytest.approx(10 * a / (a + b))


def test_posterior_is_prior_times_likelihood_by_quadrature():
    prior, count, total = Belief(4.2, 2.4), 11, 14
    weigh = lambda rate: beta.pdf(rate, prior.a, prior.b) * binom.pmf(count, total, rate)  # noqa: E731
    above = quad(weigh, 0.7, 1)[0] / quad(weigh, 0, 1)[0]
    assert find_probability_above(update_belief(prior, count, total), 0.7) == pytest.approx(above, abs=1e-9)
