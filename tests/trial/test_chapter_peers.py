"""The chapter on peers: counts of the abstracts, the same-centre series, beliefs, and sentences under edits."""

import pandas as pd
import pytest
from scipy.stats import beta, betabinom

from reanalysis.trial import beliefs
from reanalysis.trial.chapters import peers
from reanalysis.trial.sentences import peers as sentences
from tests.conftest import run_chapter
from workflow.steps.execute_chapter import collect_results

EXACT = 0.95, "clopper-pearson"
WEEKS_PER_MONTH = 365.25 / 12 / 7


@pytest.fixture(scope="module")
def shares(trial) -> pd.DataFrame:
    return peers.compare_outcomes(trial, "no", *EXACT)


@pytest.fixture(scope="module")
def centre(trial) -> pd.DataFrame:
    return peers.compare_centre(trial, "no", 0.95)


@pytest.fixture(scope="module")
def believed(trial, shares) -> pd.DataFrame:
    counted = beliefs.count_believed(trial, "evaluable", "no", WEEKS_PER_MONTH)
    return beliefs.list_beliefs(shares, counted, 10.0, 0.95)


@pytest.mark.parametrize("population", ["evaluable", "eligible", "all-treated"])
def test_most_clear_whatever_one_believed_but_not_four_in_five_for_who_doubts(trial, shares, population):
    """What the chapter concludes in every scenario."""
    counted = beliefs.count_believed(trial, population, "no", WEEKS_PER_MONTH)
    rows = beliefs.list_beliefs(shares, counted, 10.0, 0.95).query("outcome != 'relapse'")
    assert (rows["above_50"] > 0.7).all() and (rows.loc[rows["prior"] == "sceptical", "above_80"] < 0.1).all()


@pytest.fixture
def alone(data_copy):
    (data_copy.path / "series.csv").unlink()
    return data_copy.read_trial()


def test_this_trial_stands_first_of_its_drug(shares):
    first = shares[shares["section"] == "Complete response, lenalidomide"]
    assert first["label"].tolist() == [
        "This trial, all-treated", "This trial, evaluable", "Mayo Clinic 2016", "Reymann"
    ]  # fmt: skip
    assert first["is_own"].tolist() == [True, True, False, False]
    texts = shares[shares["is_own"]].set_index(["outcome", "label"])["text"]
    assert texts["relapse", "This trial"] == "9/12 (43% to 95%)"
    assert texts["polyneuropathy", "This trial, nerves tested again"].startswith("0/4 ")


def test_times_are_those_that_are_printed(trial):
    times = peers.list_times(trial).set_index("label")
    own = times.loc["This trial"]
    assert own["response"].startswith("median 4 weeks") and "2 to 36" in own["response"]  # the paper's Table 2
    assert own["relapse"].startswith("median 4.4 weeks") and "(2 to 8)" in own["relapse"]
    assert times.loc["Cortes-Hernandez 2012", "relapse"].startswith("about 5 months")
    assert "Cuadrado 2005" not in times.index


def test_each_side_keeps_its_own_denominator(centre):
    counts = centre.set_index("label")[["count", "total", "other_count", "other_total"]]
    assert counts.loc["Complete response, of those judged"].tolist() == [12, 14, 50, 59]
    assert counts.loc["Complete response, of all who began"].tolist() == [12, 15, 50, 60]
    assert counts.loc["Any response, of all who began"].tolist() == [14, 15, 58, 60]
    # 70% of 50 is 35 patients; 34 and 36 would print 68% and 72%.
    assert counts.loc["Relapse, if its 70% is of those who cleared"].tolist() == [9, 12, 35, 50]
    assert counts.loc["Polyneuropathy"].tolist() == [0, 15, 5, 60]


def test_the_priors_are_what_they_are_said_to_be(shares):
    priors = beliefs.list_priors(shares, "complete_response", 20.0)
    assert (priors["sceptical"].a, priors["sceptical"].b) == pytest.approx((6, 14))
    assert (priors["neutral"].a, priors["neutral"].b) == (1, 1)
    assert 29 / 48 < priors["from thalidomide"].mean < 9 / 10  # between the lowest and the highest series
    assert beliefs.list_priors(shares, "relapse", 10.0)["sceptical"].mean == pytest.approx(0.9)


def test_beliefs_are_prior_and_counts_together(believed):
    rows = believed.set_index(["outcome", "prior"])
    for outcome, prior, a, b in (("any_time", "sceptical", 15, 9), ("registered", "neutral", 12, 4)):
        row, after = rows.loc[(outcome, prior)], beta(a, b)
        assert (row["above_50"], row["above_80"]) == pytest.approx((after.sf(0.5), after.sf(0.8)))
        assert (row["fewest"], row["most"]) == betabinom(10, a, b).interval(0.95)
    # By the registered three months patient 5, who cleared in week 36, does not count.
    assert rows.loc[("registered", "neutral"), ["count", "total"]].tolist() == [11, 14]
    assert rows.loc[("relapse", "neutral"), ["count", "total"]].tolist() == [9, 12]


def test_sentences_say_what_was_counted(trial, shares, centre, believed):
    clearing = sentences.say_clearing(shares)
    assert clearing.startswith("Here 12 of the 14 patients whom the paper judges cleared.")
    assert (
        "5 of 9 and 12 of 17" in clearing and "five series of thalidomide it was 44% to 90%" in clearing
    )  # 7/16, 9/10
    against = sentences.say_against_centre(centre, 0.95)
    assert (
        "50 of the 59 patients judged cleared, and here 12 of 14: 1 percentage point more here (95% CI 26 fewer"
        in against
    )
    assert against.endswith("Any difference between these ends is left open, and so is none at all.")
    assert centre["difference_lower"].iloc[0] < -0.25  # the chapter says that a quarter fewer would fit
    assert "0 of 15 here and 5 of 60 there" in sentences.say_harms_against_centre(centre)
    times = sentences.say_relapse_times(trial, WEEKS_PER_MONTH)
    assert "median of 4.4 weeks here" in times and "about 5 months, some 22 weeks: about five times as long" in times
    assert "expects 30% to clear" in sentences.say_sceptic(believed)
    assert sentences.say_next_patients(believed).count("(") == 3
    assert "registered 3 months" in sentences.say_registered_belief(believed, 3.0)


def test_a_clear_difference_is_told_as_one(trial):
    centre = peers.compare_centre(trial, "no", 0.95)
    centre.loc[0, ["difference", "difference_lower", "difference_upper"]] = [-0.4, -0.6, -0.1]
    told = sentences.say_against_centre(centre, 0.95)
    assert "40 percentage points fewer here (95% CI 60 fewer to 10 fewer)" in told
    assert told.endswith("Equal shares lie outside that interval.")
    centre.loc[0, ["difference", "difference_lower", "difference_upper"]] = [0.0, -0.2, 0.2]
    assert "no difference to speak of" in sentences.say_against_centre(centre, 0.95)


def test_a_folder_without_series_leaves_this_trial_alone(alone):
    shares = peers.compare_outcomes(alone, "no", *EXACT)
    assert shares["is_own"].all()
    assert sentences.say_clearing(shares).endswith("No other series counts it.")
    centre, pooled = peers.compare_centre(alone, "no", 0.95), peers.pool_responses(shares, 0.95)
    assert centre.empty and pooled.empty and peers.arrange_pooled(shares, pooled).empty
    assert sentences.say_against_centre(centre, 0.95).startswith("No series of the same centre")
    assert sentences.say_harms_against_centre(centre).startswith("No series of the same centre")
    assert sentences.say_pooling(pooled, 0.95).startswith("No drug has three series")
    assert sentences.say_relapse_times(alone, 4.3).startswith("The time to relapse is not stated")
    counted = beliefs.count_believed(alone, "all-treated", "no", WEEKS_PER_MONTH)
    believed = beliefs.list_beliefs(shares, counted, 10.0, 0.95)
    assert set(believed["prior"]) == {"sceptical", "neutral"}
    assert sentences.say_informed_prior(shares, believed).startswith("Fewer than two series")
    believed = believed[believed["outcome"] != "registered"]
    assert sentences.say_registered_belief(believed, None).startswith("No registered time is known")


def test_the_chapter_stands_without_series_and_without_a_complete_response(data_copy, undrawn):
    (data_copy.path / "series.csv").unlink()
    rows = data_copy.read_rows("table2")
    outcome, weeks, relapse, dose = (
        next(i for i, name in enumerate(rows[0]) if name.startswith(start))
        for start in ("Clinical", "Time to complete", "Relapse", "Dose at relapse")
    )
    for row in rows[1:]:
        if row[outcome] == "CR":
            row[outcome], row[weeks], row[relapse], row[dose] = "PR", "-", "-", "-"
    data_copy.write_rows("table2", rows)
    published = collect_results(run_chapter("peers", {"data_dir": str(data_copy.path)}), "peers")
    assert published["clearing"]["text"].startswith("Here 0 of the 14")
