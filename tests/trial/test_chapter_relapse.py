"""The chapter on relapse against R's answers, the printed table, brute force, and edited tables."""

import dataclasses
import itertools
import math

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from matplotlib import pyplot as plt

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.show.taper_figure import draw_taper
from reanalysis.statistics.bounds import survival_bounds
from reanalysis.trial import relapse_clocks as clocks
from reanalysis.trial import taper_steps
from reanalysis.trial.chapters import relapse
from reanalysis.trial.sentences import relapse as sentences
from tests.conftest import run_chapter
from workflow.steps.execute_chapter import collect_results

EXACT = 0.95, "clopper-pearson"
NOBODY_RELAPSED = dict.fromkeys(range(1, 16), "No")


@pytest.fixture
def edit(data_copy):
    """The trial with other entries in column Relapse; a patient's dose at relapse goes with the relapse."""

    def read(entries: dict[int, str]):
        rows = data_copy.read_rows("table2")
        relapse_column, dose_column = (rows[0].index(name) for name in ("Relapse", "Dose at relapse"))
        for row in rows[1:]:
            entry = entries.get(int(row[0]), row[relapse_column])
            if row[relapse_column] == "Yes" and entry != "Yes":
                row[relapse_column], row[dose_column] = entry, "-"
        data_copy.write_rows("table2", rows)
        return data_copy.read_trial()

    return read


@pytest.mark.parametrize("reading", relapse.READINGS)
def test_relapse_under_each_reading_of_a_dash_is_rs(reading, trial, reference):
    there = reference["s01_proportions"]["complete_responders"]["relapse"][f"unrecorded_{reading}"]
    for level, key in ((0.95, "limits_95"), (0.9, "limits_90")):
        share = relapse.estimate_readings(trial, level, "clopper-pearson").loc[reading]
        assert (share["count"], share["total"]) == (there["x"], there["n"])
        if key in there:
            limits = there[key]["clopper_pearson"]
            assert (share["lower"], share["upper"]) == pytest.approx((limits["lower"], limits["upper"]))


@pytest.mark.parametrize("method", ["clopper-pearson", "wilson", "jeffreys"])
@pytest.mark.parametrize("reading", relapse.READINGS)
def test_relapse_by_subtype_is_rs(reading, method, trial, reference):
    subtypes = relapse.estimate_subtypes(trial, reading, 0.95, method)
    for name, row in subtypes.iterrows():
        kind, code = name.split("_")
        found = reference["s15_relapse_splits"][reading][kind]
        there = found[next(key for key in found if key.lower() == code)]
        limits = there["inside"]["limits_95"][method.replace("-", "_")]
        assert (row["count"], row["total"]) == (there["inside"]["x"], there["inside"]["n"])
        assert (row["lower"], row["upper"]) == pytest.approx((limits["lower"], limits["upper"]))
        assert row["p"] == pytest.approx(there["fisher_p"])


def test_a_share_with_an_assumed_entry_says_so(trial):
    # Only patient 5, of the two with lupus profundus who responded, has a dash.
    for reading, origin in (("no", "assumed"), ("yes", "assumed"), ("exclude", "published")):
        assert relapse.find_origin(trial, reading) == origin
        assert relapse.estimate_subtypes(trial, reading, *EXACT)["origin"].to_dict() == {
            name: origin if name == "group_lep" else "published" for name in relapse.SUBTYPES
        }


def test_a_level_narrows_the_interval(trial):
    wide, narrow = (relapse.estimate_relapse(trial, "no", level, "wilson") for level in (0.95, 0.5))
    assert wide.lower < narrow.lower < narrow.upper < wide.upper


@pytest.mark.parametrize("reading", relapse.READINGS)
def test_clock_from_taper_is_rs(reading, trial, reference):
    there = reference["s16_taper_clock"]
    ordered = clocks.order_relapses(trial)
    assert ordered["earliest_weeks"].tolist() == pytest.approx(there["order"]["lower_weeks"])
    assert ordered["latest_weeks"].tolist() == pytest.approx(there["order"]["upper_weeks"])
    there = there["reading"][reading]
    edges = there["median_earliest_weeks"], there["median_latest_weeks"]
    assert clocks.bound_taper_median(trial, reading) == pytest.approx(edges)
    for name in clocks.ASSUMPTIONS:
        envelope = clocks.bound_taper(trial, reading)[name]
        for column in ("weeks", "lowest", "highest"):
            assert envelope[column].tolist() == pytest.approx(there["envelope"][name][column])


def test_shares_at_the_printed_moments_are_those_of_the_printed_numbers(trial):
    # 4.4 is 4.45 at most: by then five to eight of twelve have relapsed; by week 8.5 all nine. If the three others
    # may have left, nine are at risk.
    rows = clocks.summarise_taper(trial, "no")["share"]
    assert rows["taper_highest_followed_after_median"] == pytest.approx(7 / 12)
    assert rows["taper_lowest_followed_after_median"] == pytest.approx(4 / 12)
    assert rows["taper_lowest_unfollowed_after_median"] == pytest.approx(1 / 9)
    assert rows["taper_highest_unfollowed_at_end"] == rows["taper_lowest_followed_at_end"] == pytest.approx(3 / 12)
    assert rows["taper_lowest_unfollowed_at_end"] == pytest.approx(0)
    assert set(clocks.summarise_taper(trial, "exclude").query("origin == 'inferred'").index) == {
        f"taper_{edge}_unfollowed_{moment}" for edge in ("lowest", "highest") for moment in ("after_median", "at_end")
    }


@pytest.mark.parametrize("reading", relapse.READINGS)
def test_clock_from_response_is_rs(reading, trial, reference):
    there = reference["s17_response_clock"][reading]
    visits = clocks.read_last_visits(trial, reading, WEEKS_PER_MONTH, "printed")
    bounds = survival_bounds(visits["weeks"], visits["relapsed"], visits["soonest_weeks"])
    columns = {"all_at_once": "at_once", "all_at_last_visit": "at_last_visit"}
    for column in ("weeks", "lowest", "highest", "all_at_once", "all_at_last_visit"):
        assert bounds[columns.get(column, column)].tolist() == pytest.approx(there[column])
    windows = visits.loc[visits["relapsed"], "weeks"]
    assert windows.describe()[["min", "max", "count"]].tolist() == pytest.approx(
        [there["window_weeks"][name] for name in ("min", "max", "n")]
    )


@pytest.mark.parametrize("earliest", [1, 2.5, (0, 0, 1.5, 4)])
def test_no_possible_dates_leave_the_bounds_and_some_reach_them(earliest):
    last_seen, happened = np.array([2, 3, 4, 5]), np.array([True, False, True, True])
    soonest = np.minimum(np.broadcast_to(earliest, 4), last_seen)
    bounds = survival_bounds(last_seen, happened, earliest)
    ends = np.append(bounds["weeks"], 9)
    inside = (ends[:-1] + ends[1:]) / 2
    windows = [
        sorted({last, *np.arange(first, last, 0.5)}) if seen else [last]
        for first, last, seen in zip(soonest, last_seen, happened, strict=True)
    ]
    curves = np.array(
        [KaplanMeierFitter().fit(weeks, happened).predict(inside).to_numpy() for weeks in itertools.product(*windows)]
    )
    assert curves.min(axis=0) == pytest.approx(bounds["lowest"].to_numpy())
    assert curves.max(axis=0) == pytest.approx(bounds["highest"].to_numpy())


def test_no_relapse_comes_before_the_dose_can_have_been_lowered_long_enough(trial):
    # 2 weeks after the taper at the soonest prints from 1.5 on, and the taper follows the response: 0 was impossible.
    visits = clocks.read_last_visits(trial, "yes", WEEKS_PER_MONTH, "printed").set_index("SUBJID")
    assert visits["soonest_weeks"].drop([5, 6, 7]).eq(1.5).all()
    assert visits.loc[5, "soonest_weeks"] == 0  # a dash: the printed range says nothing of her
    visits = clocks.read_last_visits(trial, "no", WEEKS_PER_MONTH, "printed")
    bounds = survival_bounds(visits["weeks"], visits["relapsed"], visits["soonest_weeks"]).set_index("weeks")
    assert bounds.loc[0, ["lowest", "at_once"]].tolist() == [1, 1]
    assert bounds.loc[1.5, ["lowest", "at_once"]].tolist() == pytest.approx([3 / 12, 3 / 12])


def test_monthly_steps_reach_the_lowest_dose_after_the_printed_range(trial):
    # Alternate days, then three times, then twice weekly: the third step comes two months after the first.
    steps = taper_steps.compare_steps(trial, WEEKS_PER_MONTH)
    table = steps.table.set_index("SUBJID")
    assert table["reductions"].to_dict() == {4: 1, 8: 1, 10: 1, 12: 1, 15: 1, 2: 2, 14: 2, 1: 3, 11: 3}
    assert table.loc[11, "earliest_weeks"] == pytest.approx(2 * 365.25 / 12 / 7)
    assert (steps.beyond, steps.beyond_short, steps.latest_weeks, steps.lowest_weeks_short) == (2, 0, 8.5, 8)
    assert taper_steps.compare_steps(trial, 4.0).beyond == 0  # 8 weeks still print as 8
    assert taper_steps.compare_steps(trial, 4.3).beyond == 2


def test_sentences_say_from_which_day_the_weeks_can_be_counted(trial, edit):
    steps = taper_steps.compare_steps(trial, WEEKS_PER_MONTH)
    assert sentences.say_steps(steps) == (
        "The lowest dose at a relapse, 5 mg twice weekly, is then reached 8.7 weeks after the first step at the soonest. But "
        "the reported range ends by week 8.5: counted from the start of the taper, two of nine relapses came too late for it. "
        "In months of four weeks the dose is reached after 8 weeks, at the very end of the range."
    )
    assert "only in months of four weeks" in sentences.say_start(steps, 0)
    assert sentences.say_start(steps, 1) == "The authors do not say from which day the weeks are counted."
    fits = taper_steps.compare_steps(trial, 4.0)
    assert sentences.say_steps(fits).endswith("which the reported range, up to week 8.5, still holds.")
    never = dataclasses.replace(steps, beyond_short=2)
    assert "of four weeks" not in sentences.say_steps(never) and "do not fit" in sentences.say_start(never, 0)
    assert sentences.say_place(trial).startswith("Both the heading")
    nobody = edit(NOBODY_RELAPSED)
    assert taper_steps.compare_steps(nobody, WEEKS_PER_MONTH) is None and sentences.say_steps(None).startswith("Either")


def test_scle_is_compared_under_all_three_readings(trial, reference):
    table = relapse.compare_scle(trial)
    for reading, row in table.iterrows():
        there = reference["s15_relapse_splits"][reading]["group"]["SCLE"]
        assert row["p"] == pytest.approx(there["fisher_p"])
        assert (row["other_count"], row["other_total"]) == (there["outside"]["x"], there["outside"]["n"])
    assert table["p"].round(3).to_dict() == {"no": 0.045, "yes": 0.015, "exclude": 0.018}


def test_last_visits_lie_within_half_a_month(trial):
    visits = clocks.read_last_visits(trial, "no", 4.0, "low").set_index("SUBJID")
    assert len(visits) == 12
    # Patient 8: response in week 2, 7 months of follow-up: 7.5 months at most.
    assert visits.loc[8, ["weeks", "earliest_weeks", "latest_weeks"]].tolist() == [
        6.5 * 4 - 2,
        6.5 * 4 - 2,
        7.5 * 4 - 2,
    ]


def test_entries_are_those_of_the_complete_responders(trial):
    assert relapse.count_entries(trial) == {"Y": 9, "N": 2, "": 1}  # patients 6 and 7; the dash of patient 5


def test_doses_are_those_of_the_table(trial, reference):
    there = reference["s11_dose"]["relapse_dose"]
    doses = relapse.list_doses(trial).set_index("SUBJID")
    assert doses.loc[there["patient"], "RELAPSE_DOSE_MG_WEEK"].tolist() == there["mg_per_week"]
    assert doses.loc[1, "share"] == pytest.approx(10 / 35)  # 5 mg twice weekly of 5 mg a day
    assert relapse.find_lowest_dose(doses) == (10.0, "5 mg twice weekly", 2)
    assert relapse.count_doses(doses) == {
        "n_relapse_dose_printed": 9,
        "n_relapsed_on_drug": 9,
        "n_relapsed_off_drug": 0,
    }


def test_counts_of_the_text_are_shares_of_every_denominator(trial):
    stated = relapse.estimate_stated(trial, *EXACT).set_index(["label", "denominator"])
    twice = stated.loc["Relapsed at least twice"]
    assert twice["total"].to_dict() == {
        "printed relapses": 9, "complete responders": 12, "evaluable": 14, "all-treated": 15
    }  # fmt: skip
    assert (twice["count"] == 5).all() and twice.loc["evaluable", "estimate"] == pytest.approx(5 / 14)


def test_nothing_breaks_when_nobody_relapsed(edit):
    trial = edit(NOBODY_RELAPSED)
    assert relapse.count_relapses(trial, "no") == (0, 12)
    assert clocks.order_relapses(trial).empty and clocks.summarise_taper(trial, "yes")["share"].isna().all()
    assert all(math.isnan(week) for week in clocks.bound_taper_median(trial, "no"))
    lowest, words, patients = relapse.find_lowest_dose(relapse.list_doses(trial))
    assert math.isnan(lowest) and (words, patients) == ("", 0)
    assert relapse.estimate_stated(trial, *EXACT)["estimate"].isna().sum() == 2  # of no relapses: five and three
    assert sentences.say_printed_times(trial).startswith("No set of as many times")
    assert sentences.say_printed_share(trial) == "No reading of a dash gives a percentage that the text prints."


def test_sentences_follow_the_data(trial, edit):
    assert sentences.say_printed_share(trial) == "The 75% that the authors report takes the dash as “did not relapse”."
    assert sentences.say_printed_times(trial).endswith("she relapsed between week 4.35 and week 4.45.")
    assert sentences.say_printed_maintenance(trial).startswith("The 21% ")
    assert sentences.say_printed_maintenance(trial).endswith("a share of all whose response was judged.")  # 3 of 14
    fewer = edit({1: "No"})
    nobody_dated = relapse.find_fitting(trial, "percent_maintenance", {"nobody": (0, 0), "all": (3, 15)})
    assert nobody_dated == []  # 3 of 15 are 20%, not 21%
    assert sentences.say_printed_times(fewer).startswith("The number of relapses is even")
    assert (
        sentences.say_printed_share(fewer) == "The 75% that the authors report takes the dash as “relapsed”."
    )  # 9 of 12 again


def test_steps_of_the_taper_hold_the_nine_relapses_and_the_two_who_stayed_well(trial, edit):
    steps = taper_steps.arrange_doses(trial)
    assert steps["mg_week"].tolist() == [35, 17.5, 15, 10, 0]  # 5 mg daily, then Table 2's doses, then none
    assert steps["relapsed"].tolist() == [[], [4, 8, 10, 12, 15], [2, 14], [1, 11], []]
    assert steps["remission"].tolist() == [[], [], [], [], [6, 7]]
    assert steps["step"].iloc[[0, 1, -1]].tolist() == ["5 mg daily", "5 mg alternate days", "stopped"]
    unnamed = taper_steps.arrange_doses(
        edit({1: "No"})
    )  # three without a relapse, where the text counts two in remission
    assert unnamed["remission"].tolist() == [[], [], [], [], []] and unnamed["relapsed"].iloc[3] == [11]


def test_the_figure_of_the_taper_has_a_link_a_patient(trial):
    figure, alt = draw_taper(taper_steps.arrange_doses(trial), find_page=lambda number: f"../patients/{number}.html")
    covers = [
        artist.get_gid() for artist in figure.axes[0].get_children() if (artist.get_gid() or "").startswith("hit")
    ]
    plt.close(figure)
    assert sorted(int(gid.split("/")[2].split(".")[0]) for gid in covers) == [1, 2, 4, 6, 7, 8, 10, 11, 12, 14, 15]
    assert "5 mg twice weekly, 10 mg a week: patients 1 and 11 relapsed." in alt


def test_a_step_of_many_is_counted_and_not_drawn():
    steps = pd.DataFrame({"step": ["a"], "mg_week": [10.0], "relapsed": [list(range(40))], "remission": [[]]})
    figure, _ = draw_taper(steps)
    assert "40 patients relapsed" in [words.get_text() for words in figure.axes[0].texts]
    plt.close(figure)


def test_only_patient_6_had_neither_an_antimalarial_nor_thalidomide(trial):
    """What the chapter says of the two lasting remissions, from Table 1."""
    had = trial.adsl.set_index("SUBJID")["PRIOR_TREATMENTS"].str.split("; ").map(set)
    assert [number for number, drugs in had.items() if not drugs & {"HCQ", "T"}] == [6]
    assert {"HCQ", "T"} <= had[7]
    assert trial.adsl.loc[trial.adsl["DIAGNOSIS"] == "SCLE", "SUBJID"].tolist() == [6, 7]


def test_the_kind_of_interval_reaches_what_the_chapter_publishes(reference, undrawn):
    published = collect_results(run_chapter("relapse", {"proportion_ci": "wilson"}), "relapse")
    expected = reference["s01_proportions"]["complete_responders"]["relapse"]["unrecorded_no"]
    wilson = expected["ci_two_sided_by_level_percent"]["wilson"]["95"]
    limits = [limit / 100 for limit in published["relapse_headline"]["limits"]]
    assert limits == pytest.approx([wilson["lower"], wilson["upper"]])
