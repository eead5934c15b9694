"""What the chapter on the trial's size computes, against R's answers, hand-worked cases and edited tables."""

import json
import math

import numpy as np
import pytest
from matplotlib import pyplot as plt
from scipy.stats import binom, binomtest

from reanalysis.show.operating_figures import draw_counts, draw_coverage, draw_exceedance
from reanalysis.statistics.proportions import EXACT, PROPORTION_METHODS
from reanalysis.trial import planning
from reanalysis.trial.chapters import operating_characteristics as operating
from reanalysis.trial.chapters.operating_characteristics import Population
from reanalysis.trial.sentences import operating_characteristics as sentences
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


def test_figure_of_coverage_has_a_panel_a_method_and_tells_its_numbers():
    curves, summary = (
        compute(POPULATIONS[:1], 0.95) for compute in (operating.trace_coverage, operating.measure_coverage)
    )
    figure, alt = draw_coverage(curves, summary, 0.95)
    assert len(figure.axes) == 3
    lowest = find_case(REFERENCE["cases"], n=14, level=0.95, method="wilson")["minimum"]
    assert f"lowest {100 * lowest:.1f}%" in alt
    assert np.nanmin(figure.axes[0].lines[0].get_ydata()) == pytest.approx(0.95497, abs=1e-5)  # exact, from R
    plt.close(figure)


def test_figure_of_counts_shows_every_interval_and_sets_the_observed_off():
    figure, alt = draw_counts(planning.list_intervals(POPULATIONS, 0.95), 0.95)
    # R's binom.test: 12 of 14 from 57% to 98%, 11 of 14 from 49%; 12 of 15 from 52% to 96%
    assert "Evaluable (n = 14): 12 or more lie above one half; seen, 12 of 14 (57% to 98%)." in alt
    assert "All-treated (n = 15): 12 or more lie above one half; seen, 12 of 15 (52% to 96%)." in alt
    bars = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 2 and line.get_marker() == "None"]
    assert len({bar.get_xdata()[0] for bar in bars if bar.get_linestyle() == "-"}) == 15
    plt.close(figure)


def test_a_plan_says_what_each_size_can_show():
    plan = planning.plan_sizes(0.95, (15, 40)).set_index("patients")
    assert plan.loc[15, "needed"] == 12  # R: needed
    for size, row in plan.iterrows():
        above = [x for x in range(size + 1) if binomtest(x, size).proportion_ci().low > 0.5]
        assert row["needed"] == above[0]
        assert row["power_70"] == pytest.approx(binom.pmf(above, size, 0.7).sum())
        assert row["power_80"] == pytest.approx(binom.pmf(above, size, 0.8).sum())
    assert plan.loc[15, "unseen_5"] == pytest.approx(binom.pmf(0, 15, 0.05))


def test_from_the_number_of_patients_on_every_larger_trial_has_the_power():
    def power(size):  # the lower limit of x is above one half where so many or more are too rare at one half
        return binom.sf(next(x for x in range(size + 1) if binom.sf(x - 1, size, 0.5) < 0.025) - 1, size, 0.7)

    found = planning.find_patients(0.7, 0.8, 0.95)
    assert power(found - 1) < 0.8 <= min(power(size) for size in range(found, 201))


def test_the_sentences_on_one_half_follow_the_counts():
    summary = operating.summarise_populations(POPULATIONS, 0.95)
    assert sentences.say_half(summary, "95%") == (
        "It takes 12 responders, whether of the 14 evaluable patients or of the 15 treated patients, to put the whole 95% "
        "interval above one half, and there were 12. With one fewer, the trial could not have said that most patients respond."
    )
    assert sentences.say_half_by_week(summary, 12.0, "95%") == (
        "By week 12, near the three months of the registered endpoint, 11 of 14 and 11 of 15 had cleared; the 95% intervals "
        "begin at 49% and 45%, not above one half."
    )
    fewer = operating.summarise_populations([Population("all-treated", 15, 10, 15)], 0.95)
    assert sentences.say_half(fewer, "95%") == (
        "For the whole 95% interval to lie above one half, of 15 treated patients 12 must respond, and 10 did."
    )
    one = operating.summarise_populations(
        [Population("all-treated", 1, 1, 1)], 0.95
    )  # the interval of 1 of 1 begins at 0.025
    assert sentences.say_half(one, "95%").endswith("above one half, one treated patient is too few for it.")
    assert sentences.say_half_by_week(fewer, 12.0, "95%").endswith(
        "begins at 78%, above one half."
    )  # 0.025 ** (1 / 15)
    assert sentences.say_half(summary.iloc[:0], "95%") == sentences.NOBODY


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
