"""Kaplan–Meier, medians, restricted means and cumulative incidence against R, lifelines, textbooks and definitions."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from reanalysis.statistics.survival import (
    count_at_risk,
    crossing_time,
    cumulative_incidence,
    find_week_at_half,
    first_difference,
    kaplan_meier,
    median_survival,
    restricted_mean,
    survival_at,
)
from reanalysis.trial.adtte import build_adtte, response_times

SCALES = ("log", "log-log", "plain")
ANALYSES = {  # of R's: who is counted, and what a withdrawn patient is taken for
    "evaluable": ("evaluable", "censored"),
    "all_treated_censored_week_1": ("all-treated", "censored"),
    "all_treated_never_responds": ("all-treated", "never-responds"),
}
ROUNDINGS = {
    "pr_censoring_as_printed": "printed",
    "pr_censoring_minus_half_month": "low",
    "pr_censoring_plus_half_month": "high",
}

# Freireich et al. (1963), 6-mercaptopurine in acute leukaemia, as tabulated in Klein & Moeschberger (2003), table 1.1.
LEUKAEMIA_WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
LEUKAEMIA_EVENTS = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
# Miller (1981), maintenance in acute myelogenous leukaemia: `aml` of R's survival.
MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_MAINTAINED = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])

times_and_events = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=25)


@pytest.fixture(params=[(population, rounding) for population in ANALYSES for rounding in ROUNDINGS], ids="-".join)
def scenario(request, trial, reference):
    """The trial's times under one set of conventions, and R's answers for it."""
    population, rounding = request.param
    kept, withdrawal = ANALYSES[population]
    adtte = build_adtte(trial, withdrawal=withdrawal, month_rounding=ROUNDINGS[rounding])
    return response_times(trial, adtte, kept), reference["s03_kaplan_meier"][population][rounding]


def close(expected):
    """Equal to the tolerance that R's answers allow."""
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


def naive_survival(pairs, week) -> Fraction:
    """The product-limit estimate from its definition, in exact arithmetic."""
    survival = Fraction(1)
    for time in sorted({time for time, event in pairs if event and time <= week}):
        at_risk = sum(other >= time for other, _ in pairs)
        events = sum(other == time and event for other, event in pairs)
        survival *= 1 - Fraction(events, at_risk)
    return survival


# ---- against R


def test_estimate_counts_and_standard_error_are_those_of_r(scenario):
    times, expected = scenario
    table = kaplan_meier(times["weeks"], times["event"])
    # R keeps the patient who never responds until the longest follow-up of anyone, here until the last time analysed.
    rows = table[table["weeks"] <= times.loc[times["event"], "weeks"].max()]
    columns = {
        "weeks": "time_weeks",
        "at_risk": "n_at_risk",
        "events": "n_event",
        "censored": "n_censored",
        "survival": "survival",
        "std_error": "greenwood_se_survival",
    }
    assert len(rows) >= 8
    for column, name in columns.items():
        assert rows[column].tolist() == close(expected["table"][name][: len(rows)]), column
    assert table["survival"].iloc[-1] == close(expected["table"]["survival"][-1])


@pytest.mark.parametrize("level", [0.90, 0.95])
@pytest.mark.parametrize("scale", SCALES)
def test_limits_are_those_of_r_on_every_scale(scenario, scale, level):
    times, expected = scenario
    table = kaplan_meier(times["weeks"], times["event"], level, scale)
    rows = table[table["weeks"] <= times.loc[times["event"], "weeks"].max()]
    limits = expected["ci_survival"][scale][f"{100 * level:g}"]
    for end in ("lower", "upper"):
        # Before the first event R has no limits on the log-log scale; here they are 1, as on the other scales.
        answers = np.where(rows["survival"] == 1, 1.0, limits[end][: len(rows)])
        assert rows[end].tolist() == close(answers.tolist())


@pytest.mark.parametrize("level", [0.90, 0.95])
@pytest.mark.parametrize("scale", SCALES)
def test_medians_and_their_limits_are_those_of_r_under_both_rules(scenario, scale, level):
    times, expected = scenario
    table = kaplan_meier(times["weeks"], times["event"], level, scale)
    first, midpoint = median_survival(table, "first"), median_survival(table, "midpoint")
    limits = expected["median"]["ci_midpoint_convention_weeks"][scale][f"{100 * level:g}"]
    assert first.weeks == expected["median"]["first_time_at_or_below_half_weeks"]
    assert midpoint.weeks == expected["median"]["midpoint_convention_weeks"]
    assert midpoint.lower == limits["lower"]
    assert midpoint.upper == (math.inf if math.isnan(limits["upper"]) else limits["upper"])
    assert (first.rule, midpoint.rule) == ("first", "midpoint")


@pytest.mark.parametrize("horizon", [12, 24, 36])
def test_restricted_means_and_their_standard_errors_are_those_of_r(scenario, horizon):
    times, expected = scenario
    mean, std_error = restricted_mean(kaplan_meier(times["weeks"], times["event"]), horizon)
    answer = expected["rmst"][f"tau_{horizon}_weeks"]
    assert (mean, std_error) == close((answer["rmst_weeks"], answer["std_error_weeks"]))


def test_numbers_at_risk_just_before_each_tick_are_those_of_r(scenario):
    times, expected = scenario
    counts = count_at_risk(kaplan_meier(times["weeks"], times["event"]), expected["at_risk"]["tick_weeks"])
    assert counts["at_risk"].tolist() == expected["at_risk"]["n_at_risk_just_before"]


def test_cumulative_incidence_and_its_standard_error_are_those_of_r(trial, reference):
    expected = reference["s04_aalen_johansen"]
    times = response_times(trial, build_adtte(trial, withdrawal="competing"), "all-treated")
    table = cumulative_incidence(times["weeks"], times["event"], times["competing"])
    assert table["weeks"].tolist() == close(expected["table"]["time_weeks"])
    assert table["at_risk"].tolist() == expected["table"]["n_at_risk"]
    assert table["event"].tolist() == close(expected["complete_response"]["cumulative_incidence"])
    assert table["event_std_error"].tolist() == close(expected["complete_response"]["survfit_se"])
    assert table["competing"].tolist() == close(expected["withdrawal"]["cumulative_incidence"])


def test_withdrawal_before_the_first_response_does_not_move_the_curve(trial):
    adtte = build_adtte(trial)
    curves = [
        kaplan_meier(rows["weeks"], rows["event"])
        for rows in (response_times(trial, adtte, "all-treated"), response_times(trial, adtte, "evaluable"))
    ]
    assert curves[0].iloc[1:].reset_index(drop=True).equals(curves[1])
    assert curves[0].loc[0, ["weeks", "events", "censored", "survival"]].tolist() == [1, 0, 1, 1]


# ---- against published tables


def test_estimate_is_the_one_of_the_textbook():
    table = kaplan_meier(LEUKAEMIA_WEEKS, LEUKAEMIA_EVENTS)
    steps = table[table["events"] > 0]
    # Klein & Moeschberger (2003), table 4.1A.
    assert steps["weeks"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert steps["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert steps["survival"].round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert steps["std_error"].round(3).tolist() == [0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135]
    assert median_survival(table).weeks == 23


@pytest.mark.parametrize(
    ("data", "median", "lower", "upper"),
    [
        (MAINTAINED, 31, 18, math.inf),
        (NOT_MAINTAINED, 23, 8, math.inf),
    ],
    ids=["maintained", "not maintained"],
)
def test_median_and_limits_are_those_that_r_prints_for_aml(data, median, lower, upper):
    found = median_survival(kaplan_meier(*data, 0.95, "log"), "midpoint")
    assert (found.weeks, found.lower, found.upper) == (median, lower, upper)


@pytest.mark.parametrize(("scale", "lower", "upper"), [("log-log", 5, 33), ("plain", 8, 33)])
def test_limits_of_a_median_depend_on_the_scale_as_in_r(scale, lower, upper):
    found = median_survival(kaplan_meier(*NOT_MAINTAINED, 0.95, scale), "midpoint")
    assert (found.weeks, found.lower, found.upper) == (23, lower, upper)


def test_limits_are_undefined_where_nobody_is_left_as_in_r():
    for scale in SCALES:
        last = kaplan_meier(*NOT_MAINTAINED, 0.95, scale).iloc[-1]
        assert last["survival"] == 0 and last["std_error"] == 0
        assert math.isnan(last["lower"]) and math.isnan(last["upper"])


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("weeks", "events", "median", "lower"),
    [
        ([1, 2, 3], [1, 1, 1], 2, 1),
        ([2, 4], [1, 1], 3, 2),  # R 4.2.2 with survival 3.5.3
        ([5, 5], [1, 1], 5, 5),
        ([3, 5, 5], [0, 1, 1], 5, 5),  # R has no lower limit here
    ],
)
def test_limits_of_a_median_where_the_curve_falls_to_nothing(scale, weeks, events, median, lower):
    found = median_survival(kaplan_meier(weeks, events, 0.95, scale), "midpoint")
    assert (found.weeks, found.lower, found.upper) == (median, lower, math.inf)


# ---- medians


@pytest.mark.parametrize(
    ("weeks", "events", "first", "midpoint"),
    [
        ([1, 2, 3, 4], [1, 1, 1, 1], 2, 2.5),  # the textbook median of four numbers
        ([1, 2, 3], [1, 1, 1], 2, 2),
        ([1, 2, 3, 4], [1, 1, 0, 0], 2, 3),  # flat at one half to the end, as R 4.2.2 with survival 3.5.3 has it
        ([1, 2, 9, 9], [1, 0, 1, 0], 9, 9),
        ([5], [1], 5, 5),
    ],
)
def test_median_under_both_rules(weeks, events, first, midpoint):
    table = kaplan_meier(weeks, events)
    assert (median_survival(table, "first").weeks, median_survival(table, "midpoint").weeks) == (first, midpoint)


def test_half_is_met_within_floating_point():
    # In floating point 12/14 * 11/12 * 7/11 may be more than one half by a few parts in 10 to the 16.
    table = kaplan_meier(range(1, 15), [True] * 14)
    for value in (0.5 + 5e-16, 0.5, 0.5 - 5e-16):
        table.loc[6, "survival"] = value
        assert crossing_time(table, "survival", "first") == 7
        assert crossing_time(table, "survival", "midpoint") == 7.5


@pytest.mark.parametrize("rule", ["first", "midpoint"])
def test_median_is_not_reached_when_survival_stays_above_half(rule):
    found = median_survival(kaplan_meier([1, 2, 3, 4, 5], [1, 1, 0, 0, 0]), rule)
    assert (found.weeks, found.upper) == (math.inf, math.inf)


@pytest.mark.parametrize("rule", ["first", "midpoint"])
def test_second_trial_does_not_reach_its_median(second_trial, rule):
    times = response_times(second_trial, build_adtte(second_trial), "evaluable")
    table = kaplan_meier(times["weeks"], times["event"])
    # By hand: 3 of 21 at week 6, 2 of 18 at 8, one censored, 3 of 15 at 12, 1 of 12 at 16, 1 of 11 at 20.
    expected = Fraction(18, 21) * Fraction(16, 18) * Fraction(12, 15) * Fraction(11, 12) * Fraction(10, 11)
    assert table["survival"].iloc[-1] == pytest.approx(float(expected)) and expected > Fraction(1, 2)
    assert median_survival(table, rule).weeks == math.inf


@pytest.mark.parametrize("scale", SCALES)
def test_nobody_responding_leaves_survival_at_one(scale):
    table = kaplan_meier([3, 8, 8], [False] * 3, 0.95, scale)
    assert (table[["survival", "lower", "upper"]] == 1).all(axis=None) and (table["std_error"] == 0).all()
    assert median_survival(table).weeks == math.inf
    assert restricted_mean(table, 12) == (12, 0)


def test_nobody_at_all_gives_an_empty_table():
    table = kaplan_meier([], [])
    assert table.empty and survival_at(table, 5) == 1 and median_survival(table).weeks == math.inf
    assert cumulative_incidence([], [], []).empty


def test_unknown_scale_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'arcsine' is not known; allowed: log-log, log, plain"):
        kaplan_meier([1], [True], 0.95, "arcsine")


def test_estimates_are_read_as_step_functions():
    table = kaplan_meier(LEUKAEMIA_WEEKS, LEUKAEMIA_EVENTS)
    weeks_and_survival = [(0, 1), (5.99, 1), (6, 18 / 21), (6.5, 18 / 21), (7, 18 / 21 * 16 / 17), (99, 0.448)]
    for week, survival in weeks_and_survival:
        assert survival_at(table, week) == pytest.approx(survival, abs=5e-4)
    assert survival_at(table, 1, "std_error") == 0 and survival_at(table, 1, "lower") == 1


def test_at_risk_counts_are_before_and_the_others_up_to_each_tick():
    counts = count_at_risk(kaplan_meier(LEUKAEMIA_WEEKS, LEUKAEMIA_EVENTS), [0, 6, 10, 40])
    assert counts.to_numpy().tolist() == [[0, 21, 0, 0], [6, 21, 3, 1], [10, 15, 5, 3], [40, 0, 9, 12]]


# ---- against lifelines and first principles


@given(pairs=times_and_events)
def test_estimate_is_the_product_limit(pairs):
    table = kaplan_meier(*zip(*pairs, strict=True))
    expected = [float(naive_survival(pairs, week)) for week in table["weeks"]]
    assert table["survival"].tolist() == pytest.approx(expected, abs=1e-12)
    assert table["weeks"].tolist() == sorted({time for time, _ in pairs})
    assert table["events"].sum() + table["censored"].sum() == len(pairs)


@given(pairs=times_and_events, level=st.sampled_from([0.8, 0.95]))
def test_estimate_and_log_log_limits_are_those_of_lifelines(pairs, level):
    weeks, events = zip(*pairs, strict=True)
    table = kaplan_meier(weeks, events, level, "log-log")
    fitter = KaplanMeierFitter(alpha=1 - level).fit(weeks, events)
    inside = table[(table["survival"] > 0) & (table["survival"] < 1)]
    expected = fitter.survival_function_at_times(table["weeks"])
    limits = fitter.confidence_interval_.loc[inside["weeks"]]
    assert table["survival"].tolist() == pytest.approx(expected.tolist(), abs=1e-9)
    assert inside["lower"].tolist() == pytest.approx(limits.iloc[:, 0].tolist(), abs=1e-9)
    assert inside["upper"].tolist() == pytest.approx(limits.iloc[:, 1].tolist(), abs=1e-9)


@given(pairs=times_and_events)
def test_first_median_is_the_first_time_with_at_most_half_left(pairs):
    table = kaplan_meier(*zip(*pairs, strict=True))
    reached = [week for week in table["weeks"] if naive_survival(pairs, week) <= Fraction(1, 2)]
    assert median_survival(table, "first").weeks == (min(reached) if reached else math.inf)


@given(weeks=st.lists(st.integers(1, 12), min_size=1, max_size=25))
def test_midpoint_median_of_uncensored_times_is_the_ordinary_median(weeks):
    assert median_survival(kaplan_meier(weeks, [True] * len(weeks)), "midpoint").weeks == np.median(weeks)


@given(weeks=st.lists(st.integers(1, 12), min_size=1, max_size=25), horizon=st.integers(1, 15))
def test_restricted_mean_of_uncensored_times_is_an_ordinary_mean(weeks, horizon):
    mean, std_error = restricted_mean(kaplan_meier(weeks, [True] * len(weeks)), horizon)
    capped = np.minimum(weeks, horizon)
    assert mean == pytest.approx(capped.mean())
    assert std_error == pytest.approx(capped.std() / math.sqrt(len(weeks)), abs=1e-9)


@given(pairs=times_and_events, horizon=st.integers(1, 15))
def test_restricted_mean_is_the_area_under_the_curve(pairs, horizon):
    mean, _ = restricted_mean(kaplan_meier(*zip(*pairs, strict=True)), horizon)
    assert mean == pytest.approx(float(sum(naive_survival(pairs, week) for week in range(horizon))))


outcomes = st.lists(st.tuples(st.integers(1, 12), st.sampled_from([0, 1, 2])), min_size=1, max_size=20)


def split_outcomes(pairs):
    weeks, kinds = (np.array(values) for values in zip(*pairs, strict=True))
    return weeks, kinds == 1, kinds == 2


@given(pairs=outcomes)
def test_cumulative_incidence_follows_its_definition(pairs):
    table = cumulative_incidence(*split_outcomes(pairs))
    either = [(time, kind > 0) for time, kind in pairs]
    for kind, column in ((1, "event"), (2, "competing")):
        incidence = Fraction(0)
        for time, found in zip(table["weeks"], table[column], strict=True):
            at_risk = sum(other >= time for other, _ in pairs)
            here = sum(other == time and found_kind == kind for other, found_kind in pairs)
            incidence += naive_survival(either, time - 0.5) * Fraction(here, at_risk)
            assert found == pytest.approx(float(incidence), abs=1e-12)
    remaining = [float(naive_survival(either, time)) for time in table["weeks"]]
    assert (table["event"] + table["competing"]).tolist() == pytest.approx([1 - left for left in remaining])


@given(pairs=times_and_events)
def test_cumulative_incidence_without_a_competitor_is_one_minus_survival(pairs):
    weeks, events = zip(*pairs, strict=True)
    table = cumulative_incidence(weeks, events, [False] * len(weeks))
    assert table["event"].tolist() == pytest.approx((1 - kaplan_meier(weeks, events)["survival"]).tolist(), abs=1e-12)
    assert (table["competing"] == 0).all()


@given(pairs=st.lists(st.tuples(st.integers(1, 12), st.sampled_from([1, 2])), min_size=1, max_size=20))
def test_cumulative_incidence_without_censoring_is_a_share_with_its_binomial_error(pairs):
    table = cumulative_incidence(*split_outcomes(pairs))
    for week, share, std_error in zip(table["weeks"], table["event"], table["event_std_error"], strict=True):
        expected = sum(time <= week and kind == 1 for time, kind in pairs) / len(pairs)
        assert share == pytest.approx(expected)
        assert std_error == pytest.approx(math.sqrt(expected * (1 - expected) / len(pairs)), abs=1e-9)


def test_cumulative_incidence_is_that_of_lifelines(trial):
    times = response_times(trial, build_adtte(trial, withdrawal="competing"), "all-treated")
    table = cumulative_incidence(times["weeks"], times["event"], times["competing"])
    kinds = times["event"] + 2 * times["competing"]
    durations = times["weeks"] + 1e-6 * np.arange(len(times))  # lifelines shifts ties at random: keep them apart
    fitter = AalenJohansenFitter(calculate_variance=False).fit(durations, kinds, event_of_interest=1)
    expected = [fitter.cumulative_density_.loc[: week + 1e-4].iloc[-1, 0] for week in table["weeks"]]
    assert table["event"].tolist() == pytest.approx(expected, abs=1e-9)


def test_curves_that_differ_say_from_which_week_and_by_how_much():
    one, other = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1]), kaplan_meier([1, 2, 5, 6], [1, 1, 1, 1])
    assert first_difference(one, one) == (math.inf, 0)
    assert first_difference(one, other) == (3, 0.5)  # at week 4 nobody is left of the one, half of the other


def test_week_at_half_is_found_within_floating_point_and_only_where_a_step_lands_there():
    assert find_week_at_half(kaplan_meier([2, 2, 3, 4, 4, 4, 4] + [9] * 7, [1] * 7 + [0] * 7)) == 4
    assert find_week_at_half(kaplan_meier([1, 2, 3], [1, 1, 1])) is None
