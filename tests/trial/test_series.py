"""Published series beside this trial: counts as the abstracts state them."""

import pytest
from scipy.stats import binomtest

from reanalysis.trial.series import OUTCOMES, compare_series, format_share, list_known_shares, read_series


def test_shares_are_those_of_the_stated_counts(trial):
    rows = compare_series(trial, 0.9, "wilson").set_index("label")
    assert list(rows.index[:2]) == ["This trial, all-treated", "This trial, evaluable"]
    cuadrado = rows.loc["Cuadrado 2005"]
    complete, any_response = (cuadrado[name] for name in OUTCOMES)
    assert (complete.count, complete.total, any_response.count) == (29, 48, 39)
    interval = binomtest(29, 48).proportion_ci(0.9, method="wilson")
    assert (complete.lower, complete.upper) == pytest.approx((interval.low, interval.high))


def test_what_an_abstract_does_not_state_is_not_known(trial):
    shah = compare_series(trial, 0.95, "wilson").set_index("label").loc["Shah 2009"]
    assert shah["n_complete_response"] is None
    assert shah["n_any_response"].count == 1


def test_only_known_shares_are_drawn(trial):
    rows = list_known_shares(compare_series(trial, 0.95, "wilson"))
    labels = rows.groupby("section", sort=False)["label"].apply(list)
    assert "Shah 2009" not in labels["Complete response"] and "Shah 2009" in labels["Any response"]
    assert list(rows["section"].unique()) == ["Complete response", "Any response"]


def test_a_folder_without_series_leaves_this_trial_alone(data_copy):
    (data_copy.path / "series.csv").unlink()
    trial = data_copy.read_trial()
    assert read_series(trial.folder) is None
    assert set(compare_series(trial, 0.95, "wilson")["label"].str.partition(",")[0]) == {"This trial"}


def test_a_printed_share_stands_where_no_counts_are_stated(trial):
    rows = compare_series(trial, 0.95, "wilson").set_index("label")
    pooled = rows.loc["Chasset meta-analysis 2018", "n_any_response"]
    assert format_share(pooled) == "90% (85% to 94% as printed)"  # not "not known": the abstract pools 21 series
    assert rows.loc["Chasset meta-analysis 2018", "n_complete_response"] is None and format_share(None) == "not known"
    drawn = list_known_shares(rows.reset_index()).set_index(["section", "label"])
    assert drawn.loc[("Any response", "Chasset meta-analysis 2018"), "text"] == "90% (85% to 94%)"


def test_a_series_says_at_which_week_its_responses_are_counted(trial):
    labels = compare_series(trial, 0.95, "wilson")["label"]
    assert "China multicentre 2016 (week 4)" in set(labels)
    assert labels.str.contains("week").sum() == 1
