"""The chapter and its table against lifelines’ copy, R’s answers, and what textbooks print.

Run by the repository's own tests in a process of its own, which knows this book: python -m pytest examples/freireich/tests.
"""

import json
import math
import re
import shutil
from pathlib import Path

import pytest
from lifelines.datasets import load_leukemia

from reanalysis.data.tables import OWN_DATA, DataError
from reanalysis.ledger.verdicts import judge_claims
from reanalysis.verification.compare import compare, list_runs, read_reference, read_results, read_table
from trial.book import BOOK, SOURCES
from trial.chapters.remission import Pairs, compare_pairs, find_horizon, lasts_longer
from trial.cohort import ACTIVE, CONTROL, read_trial
from trial.ties import estimate_hazard_ratio
from workflow.plan import list_sources
from workflow.steps.execute_chapter import collect_results, run_notebook


@pytest.fixture(scope="module")
def trial():
    return read_trial(str(OWN_DATA))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The chapter's results under Efron's ties and Breslow's, as a build leaves them."""
    folder = tmp_path_factory.mktemp("results")
    (folder / "remission").mkdir()
    for run, parameters in {"defaults": {}, "ties=breslow": {"ties": "breslow"}}.items():
        executed = run_notebook("remission", parameters | {"data_dir": str(OWN_DATA)})
        text = json.dumps(collect_results(executed, "remission"))
        (folder / "remission" / f"{run}.json").write_text(text, encoding="utf-8")
    return str(folder)


def test_the_times_are_those_of_lifelines(trial):
    theirs = load_leukemia()
    for arm, code in {ACTIVE: 0, CONTROL: 1}.items():
        mine = trial.adsl[trial.adsl["TRT01P"] == arm]
        rows = theirs[theirs["Rx"] == code]
        assert sorted(zip(mine["WEEKS"], mine["RELAPSE"] == "Y", strict=True)) == sorted(
            zip(rows["t"], rows["status"] == 1, strict=True)
        )


@pytest.mark.parametrize(
    ("ties", "printed"),
    [
        ("breslow", (4.523, 2.027, 10.094)),  # Kleinbaum and Klein 2012, chapter 3
        ("efron", (4.817, 2.147, 10.809)),  # R's survival 3.5, as for the exact one
        ("exact", (5.095, 2.180, 11.907)),
    ],
)
def test_each_treatment_of_ties_gives_what_is_printed(trial, ties, printed):
    adsl = trial.adsl
    found = estimate_hazard_ratio(adsl["WEEKS"], adsl["RELAPSE"] == "Y", adsl["TRT01P"] == CONTROL, ties, 0.95)
    assert tuple(round(value, 3) for value in found) == printed


def test_without_tied_relapses_the_treatments_agree_and_without_a_maximum_there_is_none():
    found = [
        estimate_hazard_ratio([1, 2, 3, 4], [1, 1, 1, 0], [1, 0, 1, 0], ties, 0.95)
        for ties in ("efron", "breslow", "exact")
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-9) and found[0] == pytest.approx(found[2], rel=1e-9)
    assert math.isnan(estimate_hazard_ratio([1, 2, 3], [1, 1, 1], [1, 1, 0], "efron", 0.95).value)


def test_eighteen_pairs_speak_for_the_drug_and_three_against(trial):
    assert compare_pairs(trial) == Pairs(active=18, control=3, undecided=0)  # counted by hand in the printed table


def test_of_a_pair_only_a_relapse_that_was_seen_decides():
    from types import SimpleNamespace as Child

    early, late = Child(weeks=3, event=False), Child(weeks=9, event=True)
    assert not lasts_longer(late, early) and not lasts_longer(early, late)
    assert lasts_longer(Child(weeks=9, event=False), late) and not lasts_longer(late, Child(weeks=9, event=True))


def test_r_agrees_with_every_number(results):
    compared = read_table("compared")
    found = compare(compared, read_results(results, list_runs(compared)), read_reference())
    assert found["agrees"].all(), found[~found["agrees"]].to_string()
    assert found["numbers"].sum() > 150


def test_every_number_is_compared_but_counts_and_what_repeats_another(results):
    published = json.loads((Path(results) / "remission/defaults.json").read_text(encoding="utf-8"))
    numbers = {name for name, result in published.items() if isinstance(result["value"], int | float)}
    compared = {re.split("[./]", name)[1] for name in read_table("compared")["result"]}
    repeated = {"median_active_weeks", "median_control_weeks", "relapsed_active", "relapsed_control"}
    assert numbers - compared == {"n_children", "n_pairs", "pairs_undecided"} | repeated


def test_every_claim_has_the_verdict_that_its_source_deserves(trial):
    verdicts = judge_claims(trial).set_index("claim_id")["verdict"]
    untestable = {"C001", "C002", "C006", "C007"}  # of children whom the table has not
    expected = {name: "untestable" if name in untestable else "reproduced" for name in verdicts.index}
    expected |= {"C003": "consistent", "C019": "discrepant"}  # 62 of 92; nine pairs have two relapses
    assert verdicts.to_dict() == expected


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1,10,1,6-MP", "1,10,1,control", "is not the pair"),
        ("1,10,1,6-MP", "1,ten,1,6-MP", "column 'time': 'ten'"),
        ("1,10,1,6-MP", "1,10,2,6-MP", "column 'cens': '2'"),
    ],
)
def test_a_row_that_cannot_be_is_named(tmp_path, old, new, told):
    path = shutil.copytree(OWN_DATA, tmp_path / "data") / "raw" / "remission.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=told):
        read_trial(str(tmp_path / "data"))


def test_every_claim_leads_to_the_work_that_makes_it(trial):
    claims = trial.facts.claims
    works = dict(zip(claims["claim_id"], map(BOOK.find_source, claims.to_dict("records")), strict=True))
    assert set(works.values()) == set(SOURCES.values())
    # Blood, the two textbooks, and the help page: by their registered DOIs
    assert works["C001"].endswith("blood.V21.6.699.699") and works["C019"].endswith("package.MASS")
    assert works["C012"].endswith("978-1-4419-6646-9") and works["C018"].endswith("978-0-387-21706-2")


def edit_copy(folder: Path, *edits: tuple[str, str]) -> str:
    """The path of a copy of the data folder with other rows in its table."""
    path = shutil.copytree(OWN_DATA, folder) / "raw" / "remission.csv"
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert f"\n{old}\n" in text
        text = text.replace(f"\n{old}\n", f"\n{new}\n")
    path.write_text(text, encoding="utf-8")
    return str(folder)


def test_the_chapter_stands_on_other_times_and_a_pair_that_ties_decides_nothing(tmp_path):
    """Pair 2 then speaks for 6-MP, and pair 17, which did, for nobody."""
    edited = edit_copy(tmp_path / "data", ("2,7,1,6-MP", "2,40,0,6-MP"), ("17,5,1,control", "17,6,1,control"))
    found = collect_results(run_notebook("remission", {"data_dir": edited}), "remission")
    assert [found[f"pairs_{name}"]["value"] for name in ("active", "control", "undecided")] == [18, 2, 1]
    assert found["paired_ratio"]["value"] == pytest.approx(9) and found["relapsed_active_count"]["text"] == "8 of 21"
    ledger = judge_claims(read_trial(edited)).set_index("claim_id")
    assert ledger.loc["C010", ["verdict", "recomputed"]].to_list() == ["discrepant", "not reached"]


def test_means_end_where_a_curve_does(tmp_path):
    """The last child with placebo is seen for the last time in week 24, and a child with 6-MP relapses in week 32."""
    rows = ("16,23,1,control", "16,24,0,control"), ("3,32,0,6-MP", "3,32,1,6-MP")
    assert find_horizon(read_trial(edit_copy(tmp_path / "data", *rows))) == 24


def test_pages_are_the_book_s_own_and_their_looks_the_house_s():
    names = {path.as_posix() for path in list_sources()}
    assert {"index.md", "start.md", "_static/book.css", "_extensions/ledger_pages.py"} <= names
    assert "trial.md" not in names
