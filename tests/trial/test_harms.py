"""Harms beside published series: counts as the abstracts state them, exact intervals of scipy."""

import pandas as pd
import pytest
from scipy.stats import binomtest

from reanalysis.trial.harms import compare_harms, count_held
from reanalysis.trial.sentences.toxicity import say_elsewhere, say_same_drug

THROMBOSIS, NERVES = "Thrombosis", "Polyneuropathy"


@pytest.fixture(scope="module")
def harms(trial):
    return compare_harms(trial, 0.95, "clopper-pearson").set_index(["harm", "label"])


@pytest.mark.parametrize(
    ("harm", "label", "count", "total"),
    [
        (THROMBOSIS, "This trial", 0, 15),
        (THROMBOSIS, "Mayo Clinic 2016", 1, 9),
        (THROMBOSIS, "Cortes-Hernandez 2012", 2, 60),  # everyone enrolled, not the 59 evaluable
        (NERVES, "This trial, nerves tested again", 0, 4),
        (NERVES, "Cuadrado 2005", 11, 48),
        (NERVES, "China multicentre 2016", 0, 69),
        (NERVES, "Aitmehdi", 0, 40),
    ],
)
def test_a_count_has_its_exact_interval(harms, harm, label, count, total):
    row, exact = harms.loc[(harm, label)], binomtest(count, total).proportion_ci()
    assert row["text"].startswith(f"{count}/{total} (")
    assert (row["lower"], row["upper"]) == pytest.approx((exact.low, exact.high))


def test_a_pooled_share_keeps_the_interval_of_its_abstract(harms):
    assert harms.loc[(NERVES, "Chasset meta-analysis 2018"), "text"] == "16% (9% to 25%)"
    assert harms.loc[(THROMBOSIS, "Chasset meta-analysis 2018"), "text"] == "2% (1% to 3%)"


def test_what_no_abstract_counts_has_no_row(harms):
    assert "Shah 2009" not in harms.index.get_level_values("label")


def test_the_interval_of_fifteen_holds_all_but_the_highest_share(harms):
    # 1 - 0.025^(1/15) = 21.8%; thrombosis 2%, 3%, 11%; nerves 0%, 0%, 6%, 8%, 16%, 20%, and 11 of 48 = 22.9% above it
    held = count_held(harms.reset_index()).set_index("harm")
    assert held.loc[THROMBOSIS, ["held", "others"]].tolist() == [3, 3]
    assert held.loc[NERVES, ["held", "others"]].tolist() == [6, 7]
    told = say_elsewhere(held.reset_index())
    assert "3 other series report 2% to 11% of patients; this trial’s interval reaches to 22% and holds each" in told
    assert "7 other series report 0% to 23% of patients; this trial’s interval reaches to 22% and holds 6 of" in told


def test_the_own_drug_is_told_from_its_relative(harms):
    told = say_same_drug(harms.reset_index(), "lenalidomide")
    assert told == (
        "With lenalidomide itself, Mayo Clinic 2016 reports thrombosis in 1 of 9 patients; "
        "Aitmehdi reports polyneuropathy in 0 of 40 patients."
    )
    assert say_same_drug(harms.reset_index(), "aspirin") == "No other series of aspirin counts them."


def test_one_series_above_the_interval_is_said_to_be_above_it():
    one = pd.DataFrame(
        [("Rash", 0.2, 0, 1, 0.3, 0.3)], columns=["harm", "upper", "held", "others", "smallest", "largest"]
    )
    assert say_elsewhere(one) == (
        "For rash, one other series reports 30% of patients; this trial’s interval reaches to 20%, below that."
    )
    assert say_elsewhere(one.iloc[:0]) == "No other series says how frequent these harms were."


def test_a_folder_without_series_leaves_this_trial_alone(data_copy):
    (data_copy.path / "series.csv").unlink()
    assert compare_harms(data_copy.read_trial(), 0.95, "wilson")["is_own"].all()
