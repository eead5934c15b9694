"""The primary outcome counted four ways, against Table 2, R, and each sentence with what chooses it."""

import pandas as pd
import pytest

from reanalysis.statistics.proportions import estimate_proportion
from reanalysis.trial.rates import ABOVE, AT_END, AT_REGISTERED, BELOW, WITHIN, compare_rates, place_half
from reanalysis.trial.sentences.rates import say_half

MONTH = 365.25 / 12 / 7


def test_four_countings_stand_side_by_side(trial):
    rates = compare_rates(trial, 0.95, "clopper-pearson", MONTH)
    # Table 2: twelve responses, the last in week 36 and the one before in week 12; three months are 13 weeks.
    assert list(zip(rates["count"], rates["total"], strict=True)) == [(12, 14), (12, 15), (11, 15), (11, 14)]


def test_the_exact_intervals_at_the_registered_time_hold_one_half(trial):
    """The mistake of the earlier version: only the counting without a time was held against one half."""
    rates = compare_rates(trial, 0.95, "clopper-pearson", MONTH)
    assert rates["half"].tolist() == [ABOVE, ABOVE, WITHIN, WITHIN]


@pytest.mark.parametrize("method", ["clopper-pearson", "wilson", "jeffreys"])
def test_limits_are_those_of_r(trial, reference, method):
    rates = compare_rates(trial, 0.95, method, MONTH)
    for row in rates.to_dict("records"):
        key = "end_of_followup" if row["judged"] == AT_END else "registered_time"
        expected = reference["s01_proportions"][row["population"].replace("-", "_")][f"complete_response_{key}"]
        limits = expected["ci_two_sided_by_level_percent"][method.replace("-", "_")]["95"]
        assert (row["lower"], row["upper"]) == pytest.approx((limits["lower"], limits["upper"]), rel=1e-8)


@pytest.mark.parametrize("weeks_per_month", [4, 4.5])
def test_a_month_of_four_weeks_counts_the_same(trial, weeks_per_month):
    counts = compare_rates(trial, 0.95, "wilson", weeks_per_month)["count"]
    assert counts.tolist() == [12, 12, 11, 11]


def test_a_response_after_the_registered_time_does_not_count(data_copy):
    rows = data_copy.read_rows("table2")
    data_copy.set_cell("table2", [row[0] for row in rows].index("14") + 1, "Time to complete response (weeks)", "14")
    rates = compare_rates(data_copy.read_trial(), 0.95, "wilson", MONTH)
    assert rates["count"].tolist() == [12, 12, 10, 10]


def test_without_a_record_only_the_paper_s_countings_stand(second_trial):
    rates = compare_rates(second_trial, 0.95, "wilson", MONTH)
    assert rates["judged"].unique().tolist() == [AT_END]


def test_an_interval_lies_on_a_side_of_one_half_or_holds_it():
    shares = [estimate_proportion(count, 20, 0.95, "clopper-pearson") for count in (19, 10, 1)]
    assert [place_half(share) for share in shares] == [ABOVE, WITHIN, BELOW]


@pytest.mark.parametrize(
    ("end", "registered", "words"),
    [
        ((ABOVE, ABOVE), (ABOVE, ABOVE), "Each of these intervals lies above one half."),
        ((WITHIN, WITHIN), (WITHIN, WITHIN), "Each of these intervals holds one half."),
        ((ABOVE, ABOVE), (), "Each of these intervals lies above one half."),
        ((ABOVE, ABOVE), (WITHIN, WITHIN), "at the registered time it holds one half"),
        ((ABOVE, ABOVE), (WITHIN, ABOVE), "hangs on how patients are counted"),
        ((ABOVE, WITHIN), (WITHIN, WITHIN), "hangs on how patients are counted"),
    ],
)
def test_what_the_intervals_say_of_one_half(end, registered, words):
    judged = [AT_END] * len(end) + [AT_REGISTERED] * len(registered)
    assert words in say_half(pd.DataFrame({"judged": judged, "half": [*end, *registered]}))
