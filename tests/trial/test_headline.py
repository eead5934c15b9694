"""The headline results against the chapters that publish them, R, scipy, and each other over all open choices."""

import itertools
import math
from dataclasses import replace

import pytest
from scipy.stats import binomtest

from reanalysis.parameters import CONTRACT, default_parameters
from reanalysis.scenarios.files import list_scenarios, read_scenario
from reanalysis.statistics.survival import Median
from reanalysis.trial.headline import Headline, TrialParts, compute_headline
from reanalysis.trial.readings import read_bound, read_mean, read_median, read_share
from workflow.paths import NOTEBOOKS
from workflow.plan import read_declared
from workflow.steps.execute_chapter import collect_results, run_notebook

CHAPTERS = ("efficacy", "time_to_response", "relapse")
OPEN_CHOICES = ("population", "withdrawal", "unrecorded_relapse", "month_rounding")
RESPONSES = ("complete_response", "response_by_week", "estimated_by_week", "estimated_by_end")


def publish(chapter: str, parameters: dict) -> dict[str, dict]:
    """What a chapter publishes under those of the parameters that it declares."""
    declared = read_declared(NOTEBOOKS / f"{chapter}.ipynb")
    given = {name: value for name, value in parameters.items() if name in declared}
    return collect_results(run_notebook(chapter, given), chapter)


def headline_under(trial, **changes) -> dict[str, Headline]:
    return compute_headline(trial, default_parameters() | changes)


@pytest.mark.site  # these two run chapters again
@pytest.mark.parametrize("scenario", ["pessimistic", "r-conventions"])
def test_headline_is_what_the_chapters_publish(scenario, trial, undrawn):
    parameters = read_scenario(scenario)["parameters"]
    published = {
        f"{chapter}.{name}": result for chapter in CHAPTERS for name, result in publish(chapter, parameters).items()
    }
    for headline in compute_headline(trial, parameters).values():
        result = published[headline.source]
        assert headline.text == result["text"], headline.source
        value = result["value"] / 100 if result["unit"] == "%" else result["value"]
        assert headline.estimate == pytest.approx(value), headline.source


@pytest.mark.site
def test_headline_with_a_competing_event_is_what_the_chapter_publishes(trial, undrawn):
    parameters = default_parameters() | {"population": "all-treated", "withdrawal": "competing"}
    published = publish("time_to_response", parameters)
    headlines = [h for h in compute_headline(trial, parameters).values() if h.source.startswith("time_to_response.")]
    assert len(headlines) == 4
    for headline in headlines:
        assert headline.text == published[headline.source.partition(".")[2]]["text"]


@pytest.mark.parametrize(
    "population, key, count, total",
    [
        ("evaluable", "complete_response", 12, 14),
        ("evaluable", "response_by_week", 11, 14),
        ("evaluable", "sustained_remission", 2, 14),
        ("eligible", "complete_response", 11, 13),
        ("eligible", "response_by_week", 10, 13),
        ("eligible", "sustained_remission", 1, 13),
        ("all-treated", "complete_response", 12, 15),
        ("all-treated", "response_by_week", 11, 15),
        ("all-treated", "sustained_remission", 2, 15),
    ],
)
@pytest.mark.parametrize("method, name", [("clopper-pearson", "exact"), ("wilson", "wilson")])
def test_shares_are_the_printed_counts_with_scipys_interval(trial, population, key, count, total, method, name):
    headline = headline_under(trial, population=population, proportion_ci=method)[key]
    interval = binomtest(count, total).proportion_ci(method=name)
    expected = (count / total, interval.low, interval.high)
    assert (headline.estimate, headline.lower, headline.upper) == pytest.approx(expected, abs=1e-9)
    assert headline.text.startswith(f"{count}/{total} (")


@pytest.mark.parametrize("reading, count, total", [("no", 9, 12), ("yes", 10, 12), ("exclude", 9, 11)])
def test_relapse_is_counted_from_the_printed_cells(trial, reading, count, total):
    headline = headline_under(trial, unrecorded_relapse=reading)["relapse"]
    assert headline.text.startswith(f"{count}/{total} (")


@pytest.mark.parametrize(
    "changes, analysis, rounding",
    [
        ({}, "evaluable", "pr_censoring_as_printed"),
        ({"month_rounding": "high"}, "evaluable", "pr_censoring_plus_half_month"),
        (
            {"population": "all-treated", "withdrawal": "never-responds", "month_rounding": "high"},
            "all_treated_never_responds",
            "pr_censoring_plus_half_month",
        ),
        ({"population": "all-treated"}, "all_treated_censored_week_1", "pr_censoring_as_printed"),
    ],
)
def test_times_are_those_of_r(trial, reference, changes, analysis, rounding):
    expected = reference["s03_kaplan_meier"][analysis][rounding]
    headlines = headline_under(trial, **changes)
    assert headlines["median_weeks_to_cr"].estimate == expected["median"]["midpoint_convention_weeks"]
    mean = expected["rmst"]["tau_24_weeks"]["student"]
    assert headlines["mean_weeks_without_cr"].estimate == pytest.approx(mean["rmst_weeks"])
    assert headlines["mean_weeks_without_cr"].upper == pytest.approx(mean["upper_95"])
    table = expected["table"]
    at_week_12 = [survival for week, survival in zip(table["time_weeks"], table["survival"], strict=True) if week <= 12]
    assert headlines["estimated_by_week"].estimate == pytest.approx(1 - at_week_12[-1])
    assert headlines["estimated_by_end"].estimate == pytest.approx(1 - table["survival"][-1])


def test_a_competing_withdrawal_gives_rs_cumulative_incidence(trial, reference):
    headlines = headline_under(trial, population="all-treated", withdrawal="competing")
    incidence = reference["s04_aalen_johansen"]["complete_response"]["cumulative_incidence"]
    assert headlines["estimated_by_end"].estimate == pytest.approx(incidence[-1])


def test_bounds_of_the_median_on_the_taper_clock_follow_from_the_printed_range(trial):
    # Nine of twelve relapsed. Half are reached earliest by the fifth of nine, if the other three left before, so when
    # the printed median can have come first; latest by the sixth of twelve, which need not come before the longest.
    headlines = headline_under(trial)
    assert headlines["taper_median_earliest"].estimate == trial.facts.interval("relapse_weeks_median")[0]
    assert headlines["taper_median_latest"].estimate == trial.facts.interval("relapse_weeks_max")[1]


def test_without_a_text_there_is_no_bound_and_no_sustained_remission(second_trial):
    headlines = headline_under(second_trial)
    assert headlines["sustained_remission"].text == "not known"
    assert headlines["taper_median_latest"].text == "not estimable"
    assert headlines["taper_median_latest"].reading == "not estimable"


@pytest.mark.parametrize("name", ["trial", "second_trial"])
def test_no_combination_of_open_choices_is_worse_than_pessimistic_or_better_than_optimistic(name, request):
    parts = TrialParts(request.getfixturevalue(name))
    pessimistic, optimistic = (
        compute_headline(parts, read_scenario(end)["parameters"]) for end in ("pessimistic", "optimistic")
    )
    combinations = list(itertools.product(*(CONTRACT[choice].choices for choice in OPEN_CHOICES)))
    assert len(combinations) == 3 * 3 * 3 * 3
    for values in combinations:
        chosen = dict(zip(OPEN_CHOICES, values, strict=True))
        headlines = compute_headline(parts, default_parameters() | chosen)
        for key in RESPONSES:
            low, high = pessimistic[key].estimate, optimistic[key].estimate
            assert low - 1e-9 <= headlines[key].estimate <= high + 1e-9, (key, chosen)
        low, high = optimistic["relapse"].estimate, pessimistic["relapse"].estimate
        assert low <= headlines["relapse"].estimate <= high, chosen


def test_every_scenario_has_the_same_headline_results(trial):
    parts = TrialParts(trial)
    keys = {tuple(compute_headline(parts, read_scenario(name)["parameters"])) for name in list_scenarios()}
    assert len(keys) == 1


def test_shared_parts_give_what_a_fresh_computation_gives(trial):
    parts = TrialParts(trial)
    for withdrawal in CONTRACT["withdrawal"].choices:
        parameters = default_parameters() | {"population": "all-treated", "withdrawal": withdrawal}
        shared, fresh = compute_headline(parts, parameters), compute_headline(trial, parameters)
        assert [h.text for h in shared.values()] == [h.text for h in fresh.values()]


def test_a_population_without_a_time_is_an_error(trial):
    empty = replace(trial, adsl=trial.adsl[trial.adsl["BEST_RESPONSE"] == "WITHDRAWN"].reset_index(drop=True))
    with pytest.raises(ValueError, match="no patient of the evaluable population has a time"):
        headline_under(empty)


@pytest.mark.parametrize(
    "numbers, reading",
    [
        ((0.8, 0.51, 0.9), "above one half"),
        ((0.8, 0.5, 0.9), "one half is within the interval"),
        ((0.1, 0.0, 0.49), "below one half"),
        ((0.1, 0.0, 0.5), "one half is within the interval"),
        ((0.0, math.nan, math.nan), "no interval"),
        ((math.nan, math.nan, math.nan), "not estimable"),
    ],
)
def test_a_share_is_read_against_one_half(numbers, reading):
    assert read_share(*numbers) == reading


@pytest.mark.parametrize(
    "lower, estimate, upper, reading",
    [
        (3, 4, 12, "by week 12"),
        (3, 4, 12.5, "week 12 is within the interval"),
        (12, 14, math.inf, "week 12 is within the interval"),
        (12.5, 14, math.inf, "after week 12"),
        (math.inf, math.inf, math.inf, "after week 12"),
    ],
)
def test_a_median_is_read_against_the_week_of_judgement(lower, estimate, upper, reading):
    assert read_median(Median(estimate, lower, upper, "first"), 12) == reading


def test_a_mean_is_read_against_half_of_its_horizon_and_a_bound_by_whether_it_is_reached():
    assert read_mean(9, 5, 11.9, 24) == "less than 12 of 24 weeks"
    assert read_mean(15, 12.1, 18, 24) == "more than 12 of 24 weeks"
    assert read_mean(12, 5, 14, 24) == "12 of 24 weeks is within the interval"
    assert [read_bound(weeks) for weeks in (4.0, math.inf, math.nan)] == ["reached", "not reached", "not estimable"]
