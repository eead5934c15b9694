"""Published series beside this trial: counts as the abstracts state them."""

import pandas as pd
import pytest
from scipy.stats import binomtest

from reanalysis.data.series import read_series
from reanalysis.trial.series import (
    list_shares,
    name_source,
    quote_printed,
    quote_scle_odds,
    select_poolable,
)

EXACT = 0.95, "clopper-pearson"


@pytest.fixture(scope="module")
def shares(trial) -> pd.DataFrame:
    return list_shares(trial.folder, *EXACT)


def pick(shares: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return shares[shares["outcome"] == outcome].set_index("label")


def test_shares_are_those_of_the_stated_counts(trial):
    cuadrado = (
        list_shares(trial.folder, 0.9, "wilson")
        .set_index(["outcome", "label"])
        .loc[("complete_response", "Cuadrado 2005")]
    )
    assert cuadrado["text"].startswith("29/48")
    interval = binomtest(29, 48).proportion_ci(0.9, method="wilson")
    assert (cuadrado["lower"], cuadrado["upper"]) == pytest.approx((interval.low, interval.high))


def test_what_an_abstract_does_not_state_has_no_row(shares):
    assert "Shah 2009" not in pick(shares, "complete_response").index
    assert pick(shares, "any_response").loc["Shah 2009", "text"].startswith("1/2")
    # Knop does not tell complete from marked regression; Israel gives five relapses and no number at risk.
    assert "Knop 1983" not in pick(shares, "complete_response").index
    assert set(pick(shares, "relapse").index) == {
        "Cortes-Hernandez 2012", "Cuadrado 2005", "Chasset meta-analysis 2018", "Knop 1983", "Stevens 1997"
    }  # fmt: skip
    assert set(shares.loc[shares["label"] == "Aitmehdi", "outcome"]) == {"polyneuropathy"}


def test_a_printed_share_stands_where_no_counts_are_stated(shares):
    assert pick(shares, "any_response").loc["Chasset meta-analysis 2018", "text"] == "90% (85% to 94%)"
    assert "Chasset meta-analysis 2018" not in pick(shares, "complete_response").index
    assert pick(shares, "relapse").loc["Cortes-Hernandez 2012", "text"] == "70% (no counts stated)"
    assert pick(shares, "relapse").loc["Knop 1983", "text"].startswith("30/41")  # not the 71% that it prints


def test_a_series_says_at_which_week_its_responses_are_counted(shares):
    assert "China multicentre 2016 (week 4)" in pick(shares, "complete_response").index
    assert "China multicentre 2016" in pick(shares, "polyneuropathy").index
    assert shares.loc[shares["label"].str.contains("week"), "outcome"].str.endswith("response").all()


def test_every_row_says_what_makes_it_hard_to_compare_and_where_it_is_printed(shares, trial):
    assert (shares["caution"] != "").all() and (shares["source"] != "").all()
    sources = {one["series"]: name_source(one) for one in read_series(trial.folder).to_dict("records")}
    assert sources["Stevens"] == "doi 10.1093/rheumatology/36.3.353" and sources["Reymann"] == "not identified yet"


def test_no_patient_is_pooled_twice(shares):
    # Of Stevens and Cuadrado, and of Shah and Braunstein, the larger; neither the same centre nor a meta-analysis.
    thalidomide = select_poolable(shares, "any_response", "thalidomide")["label"].tolist()
    assert thalidomide == [
        "Cuadrado 2005", "China multicentre 2016 (week 4)", "Knop 1983", "Israel (Harefuah) 2006"
    ]  # fmt: skip
    lenalidomide = select_poolable(shares, "any_response", "lenalidomide")["label"].tolist()
    assert lenalidomide == ["Braunstein 2012", "Mayo Clinic 2016", "Reymann"]
    assert select_poolable(shares, "relapse", "thalidomide")["label"].tolist() == ["Cuadrado 2005", "Knop 1983"]
    assert select_poolable(shares, "thrombotic_event", "thalidomide").empty


def test_printed_shares_are_quoted_as_printed(trial):
    assert quote_printed(trial.folder, "relapse") == "71% (65% to 77%)"
    assert quote_printed(trial.folder, "relapse_maintenance") == "34% (25% to 44%)"
    assert quote_scle_odds(trial.folder) == "30 (95% CI 5.82 to 154.63)"


def test_a_folder_without_series_has_none(data_copy):
    (data_copy.path / "series.csv").unlink()
    folder = data_copy.read_trial().folder
    assert read_series(folder) is None and list_shares(folder, *EXACT).empty
    assert quote_printed(folder, "relapse") == quote_scle_odds(folder) == "not known"
