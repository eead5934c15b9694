"""What the chapter on the trial's size computes, against R's answers, hand-worked cases and edited tables."""

import json
import math

import numpy as np
import pytest
from matplotlib import pyplot as plt
from scipy.stats import binom

from reanalysis.show.operating_figures import draw_coverage, draw_exceedance
from reanalysis.statistics.proportions import EXACT, PROPORTION_METHODS
from reanalysis.trial.chapters import operating_characteristics as operating
from reanalysis.trial.chapters.operating_characteristics import Population
from tests.conftest import REPOSITORY

REFERENCE = json.loads((REPOSITORY / "tests" / "reference" / "operating.json").read_text(encoding="utf-8"))
POPULATIONS = [Population("evaluable", 14, 12, 11), Population("all-treated", 15, 12, 11)]


def find_case(cases: list[dict], **wanted) -> dict:
    (case,) = [case for case in cases if all(case[name] == value for name, value in wanted.items())]
    return case


def test_populations_are_counted_from_the_printed_table(trial):
    assert operating.count_populations(trial) == POPULATIONS


def test_a_population_without_patients_is_left_out(data_copy):
    for row in range(2, 17):
        data_copy.set_cell("table2", row, "Clinical outcome", "Withdrawn")
        for column in ("Time to complete response (weeks)", "Relapse", "Dose at relapse", "Follow-up period (months)"):
            data_copy.set_cell("table2", row, column, "-")
    (treated,) = operating.count_populations(data_copy.read_trial())
    assert treated == Population("all-treated", 15, 0, 0)


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_coverage_is_rs(level):
    found = operating.measure_coverage(POPULATIONS, level)
    assert len(found) == 2 * len(PROPORTION_METHODS)
    for row in found.itertuples():
        case = find_case(REFERENCE["cases"], n=row.total, level=level, method=row.method)
        assert row.mean == pytest.approx(case["mean"], abs=1e-8)
        assert row.minimum == pytest.approx(case["minimum"], abs=1e-8)
        assert row.mean_width == pytest.approx(case["mean_width"], abs=1e-8)


def test_coverage_at_the_observed_share_is_that_of_the_counts_whose_interval_holds_it():
    found = operating.measure_coverage([Population("all-treated", 15, 12, 12)], 0.95).set_index("method")
    # Exact limits of 9 of 15 are 32.3% to 83.7%, of 8 of 15 26.6% to 78.7%: 80% is held from 9 responses on.
    assert found.loc[EXACT, "at_observed"] == pytest.approx(binom.sf(8, 15, 0.8))


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_power_is_rs(level):
    power = operating.measure_power(POPULATIONS, level)
    assert len(power) == 2 * 8 * len(PROPORTION_METHODS)
    for row in power.itertuples():
        case = find_case(REFERENCE["cases"], n=row.total, level=level, method=row.method)
        place = int(np.argmin(np.abs(np.array(REFERENCE["reference_rates"]) - row.reference_rate)))
        assert row.needed == case["needed"][place]
        assert row.type_1_error == pytest.approx(case["type_1_error"][place], abs=1e-9)
        powers = np.reshape(case["power"], (8, -1))[place]
        fifty, seventy, ninety = (powers[REFERENCE["power_rates"].index(rate)] for rate in (0.5, 0.7, 0.9))
        assert (row.power_50, row.power_70, row.power_90) == pytest.approx((fifty, seventy, ninety), abs=1e-9)


def test_larger_errors_are_those_that_r_finds_above_half_of_what_the_level_leaves():
    counted = operating.count_larger_errors(operating.measure_power(POPULATIONS, 0.95), 0.95)
    for method in PROPORTION_METHODS:
        cases = [find_case(REFERENCE["cases"], n=n, level=0.95, method=method) for n in (14, 15)]
        assert counted[method] == sum(error > 0.025 for case in cases for error in case["type_1_error"])
    assert counted[EXACT] == 0


def test_the_largest_reference_is_the_last_step_below_the_lower_limit():
    # Exact lower limits: 57.2% of 12/14, 51.9% of 12/15, 0.2% of 1/14, 0 of 0/14.
    found = [operating.find_largest_reference(Population("", n, x, x), 0.95) for x, n in ((12, 14), (12, 15), (1, 14))]
    assert found[:2] == [0.55, 0.5] and math.isnan(found[2])


def test_unseen_events_are_bounded_by_hand():
    row = operating.bound_unseen_events(POPULATIONS, 0.95).iloc[0]
    assert row["one_sided"] == pytest.approx(1 - 0.05 ** (1 / 14)) and row["two_sided"] > row["one_sided"]
    assert row["two_sided"] == pytest.approx(1 - 0.025 ** (1 / 14))
    assert row["rule"] == pytest.approx(3 / 14, rel=2e-3)
    assert row["unseen_5"] == pytest.approx(0.95**14)


def test_patients_for_half_the_width_are_those_that_r_finds():
    found = operating.measure_precision(POPULATIONS, 0.95)
    for row in found.itertuples():
        case = find_case(REFERENCE["precision"], n=row.total, x=12, level=0.95, method=row.method)
        assert (row.width / 2, row.patients) == (pytest.approx(case["target"]), case["patients"])
        assert row.ratio == row.patients / row.total


def test_the_summary_quotes_the_exact_interval_of_each_population():
    evaluable, treated = operating.summarise_populations(POPULATIONS, 0.95).to_dict("records")
    assert (evaluable["name"], treated["name"]) == ("evaluable", "all_treated")
    assert (evaluable["responses_needed_half"], treated["responses_needed_half"]) == (12, 12)  # R: needed
    assert 100 * evaluable["width"] == pytest.approx(98.2205 - 57.1871, abs=1e-3)  # of 12/14
    assert (
        operating.summarise_populations([Population("all-treated", 4, 1, 1)], 0.95)["responses_needed_half"][0] is None
    )


def test_figure_of_coverage_has_a_panel_a_population_and_tells_its_numbers():
    curves, summary = (compute(POPULATIONS, 0.95) for compute in (operating.trace_coverage, operating.measure_coverage))
    figure, alt = draw_coverage(curves, summary, 0.95)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Evaluable (n = 14)", "All-treated (n = 15)"]
    for total in (14, 15):
        lowest = find_case(REFERENCE["cases"], n=total, level=0.95, method="wilson")["minimum"]
        assert f"lowest {100 * lowest:.1f}%" in alt
    (exact,) = [line for line in figure.axes[0].lines if line.get_label().startswith("exact")]
    assert np.nanmin(exact.get_ydata()) == pytest.approx(0.95497, abs=1e-5)
    plt.close(figure)


def test_figure_of_power_marks_the_observed_share_and_says_where_no_count_is_enough():
    curves = operating.trace_power([Population("evaluable", 14, 12, 12), Population("all-treated", 4, 1, 1)], 0.95)
    figure, alt = draw_exceedance(curves, 0.95)
    marks = [line for line in figure.axes[0].lines if list(line.get_xdata()) == [12 / 14, 12 / 14]]
    assert len(marks) == 1
    power = 100 * binom.sf(11, 14, 0.9)  # at least 12 of 14 (R: needed)
    assert f"reference 50%, at least 12 of 14, 16% at a true share of 70% and {power:.0f}% at a true share" in alt
    assert "reference 50%, no count is enough" in alt  # the lower limit of 4 of 4 is 0.025 ** (1 / 4) = 0.398
    plt.close(figure)


def test_by_the_registered_three_months_the_lower_limit_is_below_one_half():
    # Exact limits of R's binom.test: 11 of 14 from 49.2%, 11 of 15 from 44.9%.
    found = operating.summarise_populations(POPULATIONS, 0.95).set_index("name")
    assert [round(limit, 3) for limit in found["lower_by_week"]] == [0.492, 0.449]
    assert found["responses_by_week"].tolist() == [11, 11]
