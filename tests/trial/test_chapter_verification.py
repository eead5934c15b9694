"""The page of the comparison: summaries by hand, and a page that compares nothing where the tables are not the paper's."""

import pandas as pd
import pytest

from reanalysis.trial.chapters import verification
from reanalysis.trial.sentences.verification import say_outcome, say_slips
from reanalysis.verification.compare import read_reference
from tests.trial.test_notebooks import REPOSITORY, check_executed, execute


def rows(*records) -> pd.DataFrame:
    names = ["group", "result", "numbers", "difference", "tolerance", "agrees", "reason"]
    return pd.DataFrame(records, columns=names)


def test_groups_count_results_numbers_and_agreement():
    found = verification.summarise_groups(
        rows(
            ("B", "b.x", 3, 1e-12, 1e-8, True, ""),
            ("A", "a.x", 1, 0.5, 1e-8, False, ""),
            ("B", "b.y", 4, 1e-7, 1e-6, True, "why"),
        )
    )
    assert found.values.tolist() == [["B", 2, 7, 2, 1e-7, 1e-6], ["A", 1, 1, 0, 0.5, 1e-8]]


def test_tolerances_above_the_strict_one_are_told_by_reason():
    table = rows(
        ("A", "a.x", 1, 1e-9, 1e-8, True, "left out"),
        ("A", "a.y", 1, 1e-7, 1e-6, True, "search"),
        ("B", "b.z", 1, 3e-7, 1e-5, True, "search"),
    )
    assert verification.summarise_tolerances(table).values.tolist() == [["search", 1e-5, 3e-7, 2]]
    assert verification.find_largest_difference(table) == 1e-9
    assert verification.find_largest_difference(table[1:]) is None


def test_slips_are_counted():
    assert verification.count_slips(pd.DataFrame({"changes": [10, 5], "unnoticed": [2, 1]})) == (15, 12)


def test_the_outcome_counts_results_and_those_that_disagree():
    compared = rows(("A", "a.x", 3, 0.5, 1e-8, False, ""), ("A", "a.y", 1200, 1e-12, 1e-8, True, ""))
    assert say_outcome(compared, 1e-12) == (
        "A second program, in R, computed 2 published results again, 1,203 numbers in all; one result disagrees. Under "
        "the strict tolerance the largest difference is 10⁻¹² of R’s value."
    ).replace("10⁻¹²", "1×10⁻¹²")
    assert "no results disagree" in say_outcome(compared[1:], None)
    assert say_outcome(compared.iloc[:0], None).startswith("The raw tables are not those that R read")
    assert say_slips(200, 150, True) == (
        "Of 200 plausible slips in the raw tables, tried one at a time, the checks noticed 75%."
    )
    assert "paper’s tables only" in say_slips(200, 150, False)


def test_every_compared_group_has_a_table():
    assert set(verification.list_compared()["group"]) == set(verification.GROUPS)


def test_names_leave_the_chapter_out():
    assert verification.name_result("c.t.lower") == "t.lower"
    assert verification.name_result("c.t/x/a=1|2&b=3") == "t / x / a=1 or 2, b=3"


def test_other_data_are_not_compared_and_no_results_are_read(second_trial, data_copy):
    reference = read_reference()
    assert verification.read_published(second_trial.folder, reference, "no such folder") == {}
    data_copy.set_cell("table2", 2, "Time to complete response (weeks)", "11")
    notebook = execute(
        REPOSITORY / "notebooks/verification.ipynb", {"data_dir": str(data_copy.path), "results_dir": "no such folder"}
    )
    results = check_executed(notebook, "verification")
    assert (results["compares_data"]["text"], results["quantities"]["value"]) == ("no", 0)
    assert results["conventions"]["value"] is results["largest_difference"]["value"] is None


def test_missing_results_stop_the_page(tmp_path):
    with pytest.raises(Exception, match="allowed: a folder that 'make book' filled"):
        execute(REPOSITORY / "notebooks/verification.ipynb", {"results_dir": str(tmp_path)})
