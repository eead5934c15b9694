"""Systemic disease, against R's answers, printed tables of the t distribution, and counts and formulas worked by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from reanalysis.trial.chapters import systemic
from reanalysis.trial.sentences import systemic as sentences
from tests.conftest import REPOSITORY
from tests.trial.test_notebooks import check_executed, execute


def test_joint_symptoms_are_shares_of_each_printed_number_with_systemic_lupus(trial):
    joint = systemic.estimate_joint_symptoms(trial, 0.95, "clopper-pearson")
    assert list(joint) == [6, 7]  # as the text prints them
    # 1 of 6: (1 - p)^6 = 0.975 below; the upper limit is that of printed tables (Clopper and Pearson 1934)
    assert joint[6].lower == pytest.approx(1 - 0.975 ** (1 / 6))
    assert joint[6].upper == pytest.approx(0.641, abs=5e-4)
    assert (joint[7].count, joint[7].total, joint[7].upper) == (1, 7, pytest.approx(0.579, abs=5e-4))
    wilson, narrow = (
        systemic.estimate_joint_symptoms(trial, level, method)[6].upper
        for level, method in ((0.95, "wilson"), (0.8, "clopper-pearson"))
    )
    centre, half = 1 / 6 + 1.96**2 / 12, 1.96 * math.sqrt(1 / 6 * 5 / 6 / 6 + 1.96**2 / 144)
    assert wilson == pytest.approx((centre + half) / (1 + 1.96**2 / 6), abs=1e-4)
    assert narrow < 0.6
    table = systemic.tabulate_joint_symptoms(trial, joint)
    assert table["section"].tolist() == ["Baseline patient characteristics", "Effect on systemic disease"]
    assert systemic.find_named_patient(trial) == "1"


def test_flares_begin_above_their_threshold():
    names = [systemic.name_flare(points, 3, 12) for points in (3, 4, 12, 13)]
    assert names == ["no flare", "mild flare", "mild flare", "severe flare"]


def test_examples_add_the_points_of_sledai_2k(trial):
    examples = systemic.list_flare_examples(trial)
    assert examples["points"].tolist() == [2, 2, 4, 4, 2, 4, 12]
    assert examples["flare"].tolist() == ["no flare"] * 2 + ["mild flare"] * 2 + ["no flare"] + ["mild flare"] * 2


def test_the_mean_of_sledai_has_the_t_interval_of_each_size(trial):
    sledai = systemic.summarise_sledai(trial, 0.95, 0.05).set_index("patients")
    assert list(sledai.index) == [15, 14, 7, 6]
    for total, critical in {15: 2.145, 14: 2.160, 7: 2.447, 6: 2.571}.items():  # printed tables, 0.975
        row, half = sledai.loc[total], critical * 2.22 / math.sqrt(total)
        assert row["sem"] == pytest.approx(2.22 / math.sqrt(total))
        assert (row["lower"], row["upper"]) == pytest.approx((3.26 - half, 3.26 + half), abs=2e-3)
    assert sledai.loc[15, ["mild_shift", "severe_shift"]].tolist() == pytest.approx([4 / 15, 13 / 15])
    wide = systemic.summarise_sledai(trial, 0.99, 0.05).iloc[0]
    assert wide["upper"] == pytest.approx(3.26 + 2.977 * 2.22 / math.sqrt(15), abs=2e-3)


@pytest.mark.parametrize("total", [3, 4, 5, 6, 7, 8, 14, 15])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_flares_needed_are_the_first_that_a_t_test_on_the_changes_finds(total, alpha):
    found = [k for k in range(1, total) if stats.ttest_1samp([4] * k + [0] * (total - k), 0).pvalue < alpha]
    assert systemic.count_flares_needed(total, alpha) == (found[0] if found else total)


def test_no_group_of_one_gets_an_interval(data_copy):
    for row in range(2, 16):
        data_copy.set_cell("table2", row, "Clinical outcome", "Withdrawn")
        for column in ("Time to complete response (weeks)", "Relapse", "Dose at relapse"):
            data_copy.set_cell("table2", row, column, "-")
    sledai = systemic.summarise_sledai(data_copy.read_trial(), 0.95, 0.05)
    assert sledai["patients"].tolist() == [15, 7, 6]  # one is evaluable


def test_dsdna_tests_are_rs(trial, reference):
    answers = reference["s22_dsdna"]
    dsdna = systemic.list_dsdna(trial)
    assert dsdna["SUBJID"].tolist() == [5, 1, 7, 4, 9] and dsdna["times_normal"].iloc[0] == 144 / 15
    tests = systemic.compare_with_multiples(dsdna["DSDNA_IU_ML"])
    assert tests["factor"].tolist() == answers["factor"]
    assert tests["mann_whitney_p"].tolist() == pytest.approx(answers["mann_whitney_p"])
    assert tests["t_p"].tolist() == pytest.approx(answers["student_p"])
    assert systemic.smallest_signed_rank_p(len(dsdna)) == answers["smallest_signed_rank_p"]
    assert systemic.compare_with_multiples([7.0, 7.0])["t_p"].isna().all()


def test_events_that_nobody_had_have_exact_limits(trial, reference):
    bounds = systemic.bound_events(trial, 0.95)
    answer = reference["s01_proportions"]["zero_event_upper_bounds"]["n15"]
    for name in ("proteinuria", "severe_flare"):
        row = bounds[bounds["name"] == name].iloc[0]
        limits = row["one_sided"], row["two_sided"]
        assert limits == pytest.approx((answer["one_sided_95_upper"], answer["two_sided_95_upper"]))
    totals = bounds.groupby("name")["total"].agg(list).to_dict()
    assert totals["cutaneous_only"] == [9, 8] and totals["severe_flare_sle"] == [6, 7]
    after = bounds[bounds["name"] == "proteinuria_after_nephritis"].iloc[0]
    assert (after["one_sided"], after["two_sided"]) == pytest.approx((1 - 0.05**0.5, 1 - 0.025**0.5))
    assert systemic.bound_events(trial, 0.9)["one_sided"].iloc[0] == pytest.approx(1 - 0.1 ** (1 / 9))
    assert bounds.set_index("name")["origin"].to_dict() == {
        **dict.fromkeys(("cutaneous_only", "proteinuria", "proteinuria_after_nephritis"), "inferred"),
        **dict.fromkeys(("severe_flare", "severe_flare_sle"), "assumed"),
    }


def test_who_was_positive_is_inferred_only_where_text_and_table_agree():
    assert "and 1 or 2 more had it without one" in sentences.say_who_was_positive(5, 5, [6, 7])
    for positive, stated in ((4, 5), (7, 7)):
        assert "do not tell who had SLE" in sentences.say_who_was_positive(positive, stated, [6, 7])


def test_sentences_on_missed_changes_follow_the_p_values():
    assert "with these alone such a test could not fall" in sentences.say_signed_rank(5, 0.0625, 0.05)
    assert "with these alone such a test could not fall" in sentences.say_signed_rank(
        5, 0.05, 0.05
    )  # a level is undercut
    assert "could fall below the level of 0.05 if" in sentences.say_signed_rank(6, 0.03125, 0.05)
    assert "No value is printed" in sentences.say_signed_rank(0, 1.0, 0.05)
    tests = systemic.compare_with_multiples([37, 54, 83, 123, 144])
    assert "Even for a rise of every value to 2 times" in sentences.say_missed_rise(tests, 0.05)
    assert "for each of these rises" in sentences.say_missed_rise(tests, 0.5)
    assert "fewer than two" in sentences.say_missed_rise(systemic.compare_with_multiples([9]), 0.05)


def test_the_chapter_stands_without_any_antibody_value_or_response(data_copy):
    for row in range(2, 17):
        data_copy.set_cell("table1", row, "ANA/dsDNA ^α antibodies", "1/40 (-)")
        data_copy.set_cell("table2", row, "Clinical outcome", "NR")
        for column in ("Time to complete response (weeks)", "Relapse", "Dose at relapse"):
            data_copy.set_cell("table2", row, column, "-")
    notebook = execute(REPOSITORY / "notebooks" / "systemic.ipynb", {"data_dir": str(data_copy.path)})
    results = check_executed(notebook, "systemic")
    assert results["dsdna_range"]["text"] == "not printed" and results["dsdna_positive"]["value"] == 0
    assert results["sledai_fall"]["value"] == 0 and np.isclose(results["dsdna_smallest_signed_rank_p"]["value"], 1)


def test_what_the_chapter_publishes_follows_its_level_and_method():
    parameters = {"confidence_level": 0.9, "proportion_ci": "wilson"}
    results = check_executed(execute(REPOSITORY / "notebooks" / "systemic.ipynb", parameters), "systemic")
    for name, totals in {
        "cutaneous_only": (9, 8),
        "proteinuria": (15,),
        "proteinuria_after_nephritis": (2,),
        "severe_flare": (15,),
        "severe_flare_sle": (7, 6),
    }.items():
        for sides, alpha in {"one": 0.1, "two": 0.05}.items():
            limits = [1 - alpha ** (1 / total) for total in totals]
            result = results[f"{name}_upper_{sides}_sided"]
            assert result["value"] == pytest.approx(limits[-1])  # the largest
            assert result["text"] == " or ".join(f"{limit:.0%}" for limit in limits)
    assert results["arthritis_fewest_sle"]["text"].startswith("1/6 (17%; 90% CI")
    assert results["arthritis_most_sle"]["text"].startswith("1/7 (14%; 90% CI")
    assert results["arthritis_fewest_sle"]["limits"][0] > 0.03  # an exact limit would be 0.009
    assert results["sledai_mean"]["text"] == "3.26 (90% CI 2.3 to 4.3)"  # 1.761 x 0.573 either side
    assert results["sledai_sem"]["text"] == "0.57 to 0.91"
    assert results["unseen_evaluable"]["value"] == pytest.approx(1 - 0.1 ** (1 / 14))
    assert results["flares_needed"]["text"] == "4 of 15"
