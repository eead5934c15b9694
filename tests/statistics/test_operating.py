"""Coverage, power and precision against R, scipy's own tests, hand-made cases and published facts."""

import json
import math
import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import binom, binomtest

from reanalysis.statistics.operating import (
    coverage_curve,
    coverage_probability,
    exceedance_probability,
    fewest_responses,
    find_limits,
    patients_for_width,
    summarise_coverage,
)
from reanalysis.statistics.proportions import PROPORTION_METHODS

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = json.loads((REPOSITORY / "tests" / "reference" / "operating.json").read_text(encoding="utf-8"))
SCIPY_NAMES = {"clopper-pearson": "exact", "wilson": "wilson"}  # scipy has no Jeffreys interval

sizes = st.integers(1, 40)
levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.999])
methods = st.sampled_from(list(PROPORTION_METHODS))
rates = st.floats(0, 1)


def name_case(case: dict) -> str:
    return f"{case['method']}-{case['n']}-{case['level']}"


def scipy_intervals(total: int, level: float, method: str) -> list:
    return [binomtest(count, total).proportion_ci(level, SCIPY_NAMES[method]) for count in range(total + 1)]


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=name_case)
def test_coverage_is_that_of_r(case):
    design = case["n"], case["level"], case["method"]
    found = coverage_probability(case["n"], REFERENCE["rates"], case["level"], case["method"])
    assert found == pytest.approx(case["coverage"], abs=1e-9)
    summary = summarise_coverage(*design)
    assert summary.mean == pytest.approx(case["mean"], abs=1e-8)
    assert summary.mean_width == pytest.approx(case["mean_width"], abs=1e-8)
    assert summary.minimum == pytest.approx(case["minimum"], abs=1e-8)


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=name_case)
def test_responses_needed_and_their_probabilities_are_those_of_r(case):
    total, level, method = case["n"], case["level"], case["method"]
    powers = np.reshape(case["power"], (len(REFERENCE["reference_rates"]), -1))
    for reference, needed, error, power in zip(
        REFERENCE["reference_rates"], case["needed"], case["type_1_error"], powers, strict=True
    ):
        assert fewest_responses(total, reference, level, method) == needed
        found = exceedance_probability(total, [reference, *REFERENCE["power_rates"]], reference, level, method)
        assert found == pytest.approx([error, *power], abs=1e-9)


@pytest.mark.parametrize("case", REFERENCE["precision"], ids=lambda case: f"{name_case(case)}-{case['x']}")
def test_patients_for_half_the_width_are_those_that_r_finds_by_trying_every_number(case):
    share = case["x"] / case["n"]
    assert patients_for_width(case["target"], share, case["level"], case["method"]) == case["patients"]


@pytest.mark.site
def test_rerunning_r_gives_the_committed_answers(tmp_path):
    if shutil.which("Rscript") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Rscript is not installed, and CI must rerun R")
        pytest.skip("Rscript is not installed: R's committed answers are used as they are")
    out = tmp_path / "operating.json"
    subprocess.run(["Rscript", "tests/reference/operating.R", str(out)], cwd=REPOSITORY, check=True)
    rerun = json.loads(out.read_text(encoding="utf-8"))
    for part in ("cases", "precision"):
        for found, committed in zip(rerun[part], REFERENCE[part], strict=True):
            assert found.keys() == committed.keys()
            for key, value in committed.items():
                is_exact = key in ("method", "needed")
                assert found[key] == (value if is_exact else pytest.approx(value, rel=1e-9, abs=1e-9)), key


@pytest.mark.parametrize("method", SCIPY_NAMES)
@pytest.mark.parametrize(("total", "level"), [(3, 0.8), (14, 0.95), (15, 0.9), (31, 0.99)])
def test_coverage_is_the_sum_over_the_counts_whose_scipy_interval_holds_the_rate(method, total, level):
    intervals = scipy_intervals(total, level, method)
    for rate in np.linspace(0.0031, 0.9969, 83):
        held = [count for count, found in enumerate(intervals) if found.low <= rate <= found.high]
        expected = math.fsum(binom.pmf(held, total, rate))
        assert coverage_probability(total, rate, level, method) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("total", "reference", "level"), [(14, 0.5, 0.95), (15, 0.3, 0.9), (24, 0.65, 0.99)])
def test_fewest_responses_reject_the_reference_rate_in_scipys_one_sided_test(total, reference, level):
    p_values = [binomtest(count, total, reference, "greater").pvalue for count in range(total + 1)]
    expected = next(count for count, p_value in enumerate(p_values) if p_value < (1 - level) / 2)
    assert fewest_responses(total, reference, level, "clopper-pearson") == expected
    found = exceedance_probability(total, reference, reference, level, "clopper-pearson")
    assert found == pytest.approx(p_values[expected])  # its own type I error is the P value of the fewest responses


def test_no_response_does_not_lift_the_limit_above_nothing():
    assert fewest_responses(5, 0.0, 0.95, "clopper-pearson") == 1  # of none in five the limit is 0, of one above it


def test_one_patient_by_hand():
    """n = 1 and level 0.9: the exact limits are 0 to 0.95 without a response and 0.05 to 1 with one."""
    assert coverage_probability(1, [0.01, 0.5, 0.97], 0.9, "clopper-pearson") == pytest.approx([0.99, 1.0, 0.97])
    summary = summarise_coverage(1, 0.9, "clopper-pearson")
    assert summary.minimum == pytest.approx(0.95) and summary.minimum_rate == pytest.approx(0.05)
    assert summary.mean_width == pytest.approx(0.95)
    assert summary.mean == pytest.approx(0.9 + 2 * (0.05 - 0.05**2 / 2))  # 1 - p below 0.05, p above 0.95, else 1


def test_limits_that_are_equal_on_paper_leave_no_gap_between_them():
    """n = 2 and level 0.5: the upper limit of no response and the lower limit of two are both 1/2."""
    curve_rates, coverage = coverage_curve(2, 0.5, "clopper-pearson")
    assert len(curve_rates) == 4 and coverage.min() >= 0.5


def test_an_interval_that_no_count_gives_around_a_rate_covers_it_never():
    """With one patient the 50% score interval ends below one half, or starts above it."""
    assert summarise_coverage(1, 0.5, "wilson").minimum == 0


def test_score_interval_covers_at_worst_84_percent_in_large_trials():
    """Agresti & Coull (1998): just below the lower limit of one response, coverage of 95% tends to exp(-0.1765) = 0.838."""
    total = 4000
    beside = find_limits(total, 0.95, "wilson")[0][1] - 1e-12
    assert beside * total == pytest.approx(0.1765, abs=2e-4)
    assert round(float(coverage_probability(total, beside, 0.95, "wilson")), 3) == 0.838


@given(total=sizes, level=levels)
def test_exact_interval_never_covers_less_than_its_level(total, level):
    assert summarise_coverage(total, level, "clopper-pearson").minimum >= level - 1e-9


@given(total=sizes, level=levels, method=methods, rate=rates)
def test_no_rate_is_covered_less_often_than_the_minimum(total, level, method, rate):
    covered = float(coverage_probability(total, rate, level, method))
    assert summarise_coverage(total, level, method).minimum - 1e-9 <= covered <= 1 + 1e-9


@given(total=sizes, level=levels, method=methods)
def test_minimum_is_approached_beside_the_rate_it_is_told_for(total, level, method):
    summary = summarise_coverage(total, level, method)
    beside = coverage_probability(total, summary.minimum_rate + np.array([-1e-11, 1e-11]), level, method)
    assert 0 < summary.minimum_rate <= 0.5
    assert min(beside) == pytest.approx(summary.minimum, abs=1e-7)


@given(total=sizes, level=levels, method=methods, rate=st.floats(0.001, 0.999))
def test_coverage_does_not_depend_on_which_outcome_is_counted(total, level, method, rate):
    lower, upper = find_limits(total, level, method)
    if min(abs(np.concatenate([lower, upper, 1 - lower, 1 - upper]) - rate)) > 1e-9:
        both = coverage_probability(total, [rate, 1 - rate], level, method)
        assert both[0] == pytest.approx(both[1])


@given(total=st.integers(1, 8), level=levels, method=methods)
def test_mean_coverage_is_the_integral_of_the_curve(total, level, method):
    curve_rates, _ = coverage_curve(total, level, method)
    area = sum(
        quad(lambda rate: float(coverage_probability(total, rate, level, method)), start, end)[0]
        for start, end in curve_rates
    )
    assert summarise_coverage(total, level, method).mean == pytest.approx(area, abs=1e-7)


@given(total=sizes, level=levels, method=methods)
def test_curve_runs_from_0_to_1_and_agrees_with_coverage_inside_its_pieces(total, level, method):
    curve_rates, coverage = coverage_curve(total, level, method, points=5)
    assert curve_rates[0, 0] == 0 and curve_rates[-1, -1] == 1
    assert all(left[-1] == pytest.approx(right[0], abs=1e-11) for left, right in pairwise(curve_rates))
    inside = coverage_probability(total, curve_rates[:, 1:-1], level, method)
    assert inside == pytest.approx(coverage[:, 1:-1])


@given(total=sizes, level=levels, method=methods, reference=st.floats(0.01, 0.99))
def test_power_rises_with_the_true_rate_and_falls_with_the_reference_rate(total, level, method, reference):
    grid = np.linspace(0, 1, 41)
    chance = exceedance_probability(total, grid, reference, level, method)
    stricter = exceedance_probability(total, grid, min(1.0, reference + 0.1), level, method)
    assert (np.diff(chance) >= -1e-12).all() and (stricter <= chance + 1e-12).all()
    assert ((chance >= 0) & (chance <= 1)).all()


@given(total=sizes, level=levels, reference=st.floats(0.01, 0.99))
def test_exact_type_1_error_is_at_most_half_of_what_the_level_leaves(total, level, reference):
    error = exceedance_probability(total, reference, reference, level, "clopper-pearson")
    assert error <= (1 - level) / 2 + 1e-12


def test_a_reference_rate_that_no_count_can_exceed_has_no_power_at_all():
    """The lower limit of 14 of 14 is 0.025 ** (1 / 14) = 0.768."""
    assert fewest_responses(14, 0.76, 0.95, "clopper-pearson") == 14
    assert fewest_responses(14, 0.77, 0.95, "clopper-pearson") is None
    assert exceedance_probability(14, [0.9, 1.0], 0.77, 0.95, "clopper-pearson").tolist() == [0, 0]


@given(share=st.floats(0, 1), level=st.sampled_from([0.8, 0.95]), method=methods, width=st.floats(0.15, 0.9))
def test_narrower_intervals_never_need_fewer_patients(share, level, method, width):
    found = [patients_for_width(wanted, share, level, method) for wanted in (width, 0.8 * width)]
    assert found[0] <= found[1]


def test_width_that_no_interval_can_have_is_refused():
    with pytest.raises(ValueError, match="an interval cannot be 0.0 wide; the width must be above 0"):
        patients_for_width(0.0, 0.5, 0.95, "wilson")


def test_trial_without_patients_is_refused():
    with pytest.raises(ValueError, match="a trial of 0 patients has no operating characteristics"):
        summarise_coverage(0, 0.95, "wilson")
