"""The conclusions of the chapter on robustness: counts by hand, and edited tables."""

import math

import pytest
from matplotlib import pyplot as plt

from reanalysis.show.comparison_figures import draw_specification_curve
from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.trial.chapters.robustness import PUBLISHED, evaluate_conclusions, list_kinds, summarise_conclusions

METHODS = len(PROPORTION_METHODS)


@pytest.fixture(scope="module")
def conclusions(trial):
    return evaluate_conclusions(trial, 0.95)


def test_ranges_are_those_of_the_printed_counts(conclusions):
    overview = summarise_conclusions(conclusions).set_index("name")
    response, relapse = overview.loc["complete_response"], overview.loc["relapse"]
    assert (response["lowest"], response["highest"]) == (11 / 15, 12 / 14)  # by week 12 of all; at any time, evaluable
    assert (relapse["lowest"], relapse["highest"]) == (
        9 / 15,
        10 / 11,
    )  # of all treated; of responders who entered by the rule, a dash relapsed
    assert response["specifications"] == response["evaluated"] == 3 * 2 * METHODS
    assert (response["estimates"], response["results"]) == (6, 6 * METHODS)
    assert response["largest_move"] == pytest.approx(1 / 13)  # one response fewer of 13
    assert response["strongest"] == ["When a response counts"] and response["idle"] == []


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
    assert len(grid.get_yticks()) == 5 + sum((5, 3, 3, 4, 2))  # a heading a choice, a line a level
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
