"""Conclusions under every combination of choices: counts by hand, and edited tables."""

import math

import pytest
from matplotlib import pyplot as plt

from reanalysis.show.comparison_figures import draw_ranges, draw_specification_curve
from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.trial.chapters.choices import PUBLISHED
from reanalysis.trial.conclusions import count_outside, evaluate_conclusions, list_kinds, summarise_conclusions
from reanalysis.trial.sentences.choices import say_chance, say_optimistic

METHODS = len(PROPORTION_METHODS)


@pytest.fixture(scope="module")
def conclusions(trial):
    return evaluate_conclusions(trial, 0.95)


@pytest.fixture(scope="module")
def ranges(trial, conclusions):
    return summarise_conclusions(conclusions, trial).set_index("name", drop=False)


def test_ranges_are_those_of_the_printed_counts(conclusions, ranges):
    response, relapse = ranges.loc["complete_response"], ranges.loc["relapse"]
    assert (response["lowest"], response["highest"]) == (11 / 15, 12 / 14)  # by week 12 of all; at any time, evaluable
    assert (relapse["lowest"], relapse["highest"]) == (
        9 / 15,
        10 / 11,
    )  # of all treated; of responders who entered by the rule, a dash relapsed
    assert response["specifications"] == len(conclusions["complete_response"].results) == 3 * 2 * METHODS
    assert len(response["estimates"]) == 6
    assert response["largest_move"] == pytest.approx(1 / 13)  # one response fewer of 13
    assert response["strongest"] == ["When a response counts"]
    assert ranges.loc["median_weeks_to_cr", "estimates"] == [4, 5.5, 7]


def test_the_way_to_an_end_names_the_fewest_choices(ranges):
    response, median = ranges.loc["complete_response"], ranges.loc["median_weeks_to_cr"]
    assert response["lowest_by"] == "population: all treated and when a response counts: by week 12"
    assert response["highest_by"] == "the default"
    assert median["lowest_by"] == "rule for the median: first at or below one half"
    assert median["highest_by"].count("who is left out") == 1 and " or " in median["highest_by"]


def test_no_choice_moves_a_result_out_of_its_exact_interval(ranges):
    # Exact limits: 12 of 14 from 57.2% to 98.2%, 9 of 12 from 42.8% to 94.5%; the median from 3 to 12 weeks.
    assert count_outside(ranges) == 0
    assert count_outside(ranges.assign(lower=0.95, upper=1)) == 4
    assert say_chance(0, 4, 0.95).startswith("No choice moves a result out of the 95% interval")
    assert say_chance(1, 4, 0.9).startswith("In 1 of 4 results, choices move the estimate out of the 90% interval")


def test_the_scenario_for_the_drug_is_said_to_change_nothing_only_where_that_is_so():
    assert "changes nothing" in say_optimistic(10, 10)
    assert say_optimistic(8, 10).endswith("changes 2 of 10 headline results.")


def test_the_figure_has_a_row_a_result_and_writes_each_end_once(ranges):
    figure, alt = draw_ranges(ranges, 0.95)
    shares, weeks = figure.axes
    assert len(shares.get_yticks()) == 3 and len(weeks.get_yticks()) == 1
    assert [text.get_text() for text in weeks.texts] == ["5.5", "4", "7"]
    assert "Relapse: from 60% to 91% in 45 combinations" in alt
    plt.close(figure)


def test_the_default_is_marked_once_and_is_the_papers(conclusions):
    for one in conclusions.values():
        assert one.results["is_default"].sum() == 1
    (default,) = conclusions["complete_response"].results.query("is_default").itertuples()
    numbers = (default.estimate, default.lower, default.upper)
    assert [round(number, 3) for number in numbers] == [0.857, 0.572, 0.982]


def test_limits_follow_the_confidence_level(trial, conclusions):
    narrow = evaluate_conclusions(trial, 0.8)["relapse"].results
    assert narrow["lower"].min() > conclusions["relapse"].results["lower"].min()


def test_declared_results_name_the_week_and_the_unit():
    assert PUBLISHED["range_response_by_week"] == (
        "%",
        "Estimated complete response by week 12: lowest and highest estimate",
    )
    assert PUBLISHED["largest_move_median_weeks_to_cr"][0] == "weeks"
    assert PUBLISHED["largest_move_relapse"][0] == "percentage points"


def test_nobody_relapsed_leaves_a_share_of_nought_and_still_a_curve(data_copy):
    for number, row in enumerate(data_copy.read_rows("table2")[1:], start=2):
        if "Yes" in row:
            data_copy.set_cell("table2", number, "Relapse", "No")
            data_copy.set_cell("table2", number, "Dose at relapse", "-")
    one = evaluate_conclusions(data_copy.read_trial(), 0.95)["relapse"]
    assert one.results["estimate"].min() == 0 and one.results["estimate"].max() == pytest.approx(1 / 11)  # a dash
    figure, alt = draw_specification_curve(one, 0.95)
    assert alt.startswith("Relapse. Specification curve; Share (95% CI).") and "0% (0% to" in alt
    plt.close(figure)


def test_a_curve_marks_the_default_and_writes_how_many_share_each_result(conclusions):
    one = conclusions["median_weeks_to_cr"]
    figure, alt = draw_specification_curve(one, 0.95)
    upper, counts, grid = figure.axes
    diamonds = [line for line in upper.lines if line.get_marker() == "D"]
    assert [float(line.get_ydata()[0]) for line in diamonds] == [5.5]  # between the seventh and the eighth of 14
    assert [text.get_text() for text in counts.texts[:-1]] == [str(count) for count in one.results["specifications"]]
    # A heading a choice, a line a level; how long a month or the follow-up is moves nothing and is left out.
    assert len(grid.get_yticks()) == 3 + sum((5, 4, 2))
    assert one.results["specifications"].sum() == 360 and "the default among them" in alt
    assert not any(math.isinf(value) for value in upper.get_ylim())
    plt.close(figure)


def test_choices_are_counted_by_why_they_can_be_made_otherwise(conclusions):
    kinds = list_kinds(conclusions)
    assert kinds["count"].to_dict() == {"ambiguity": 3, "convention": 4, "principle": 3}
    assert "When a response counts" in kinds.loc["ambiguity", "choices"]
    # A convention moves no share; it moves the median from 4, the first week at or below one half, to 5.5.
    assert kinds.loc["convention", "share"] == 0 and kinds.loc["convention", "weeks"] == 1.5
    assert kinds.loc["ambiguity", "share"] == pytest.approx(1 / 11)  # a dash as a relapse: 10/11 for 9/11
