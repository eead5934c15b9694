"""The exercises: what is right held against R and the printed tables, what is wrong against its explanation, the notebooks' cells."""

import re
from functools import cache

import nbformat
import pytest
import yaml

from reanalysis.learn.answers import judge_answer, simplify
from reanalysis.learn.exercises import Exercises, Given, SolutionError, list_keys
from reanalysis.ledger.own_claim import judge_own_claim
from reanalysis.parameters import check_parameters, default_parameters
from reanalysis.scenarios.files import list_scenarios, read_scenario
from reanalysis.trial.cohort import read_trial
from tests.conftest import OWN_DATA, REPOSITORY, SECOND_TRIAL, run_chapter
from workflow.plan import list_default_runs

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
CHAPTERS = [path.stem for path in NOTEBOOKS]
OWN_PARAMETERS = ("choices", "forensics", "ledger", "systemic", "verification")  # no parameter touches their exercises
EXERCISES = [(chapter, name) for chapter in CHAPTERS for name in list_keys(chapter)]
TITLE = re.compile(r"### Exercise ([0-9]+)\. (.+)")
CELLS = re.compile(r"```python\n(.*?)```", re.DOTALL)


@cache
def read_given() -> Given:
    return Given(read_trial(str(OWN_DATA)), default_parameters())


@cache
def find_key(chapter: str, name: str):
    return list_keys(chapter)[name](read_given())


def list_cells(chapter: str, tag: str) -> list[str]:
    cells = nbformat.read(REPOSITORY / "notebooks" / f"{chapter}.ipynb", as_version=4).cells
    return [cell.source for cell in cells if tag in cell.metadata.get("tags", [])]


def pick(reference: dict, path: str):
    for part in path.split("/"):
        reference = reference[int(part) if isinstance(reference, list) else part]
    return reference


EXACT = "complete_response_end_of_followup/ci_two_sided_by_level_percent/clopper_pearson/95"
OF_R = {
    "baseline.sd_of_activity": "s10_descriptive/all_treated/clasi_activity/overall/sd",
    "efficacy.share_of_everyone": "s01_proportions/all_treated/complete_response_end_of_followup/estimate",
    "efficacy.exact_limits": f"s01_proportions/all_treated/{EXACT}",
    "efficacy.share_as_registered": "s01_proportions/all_treated/complete_response_registered_time/estimate",
    "time_to_response.median_by_midpoint": "s03_kaplan_meier/evaluable/pr_censoring_as_printed/median/midpoint_convention_weeks",
    "relapse.fisher_p": "s15_relapse_splits/no/group/SCLE/fisher_p",
    "toxicity.share_with_event": "s01_proportions/all_treated/adverse_event_patients/estimate",
    "toxicity.largest_unseen_rate": "s01_proportions/zero_event_upper_bounds/n15/one_sided_95_upper",
    "systemic.sem_of_sledai": "s26_tables/systemic/sledai/15/sem",
    "systemic.smallest_p": "s22_dsdna/smallest_signed_rank_p",
}
# Counted by hand in the paper's tables, or printed in a textbook's tables of the binomial distribution.
BY_HAND = {
    "baseline.share_not_helped": 4 / 14,
    "baseline.months_to_registration": 18,  # January 2010 to July 2011
    "time_to_response.count_at_risk": 11,  # weeks 2, 2 and 3 are over
    "time_to_response.share_still_waiting": 3 / 14 / 2,  # week 36: patients 5 and 9 are left; 13 was last seen before
    "time_to_response.median_without_5": 4,
    "time_to_response.share_with_competing_event": 7 / 15,
    "relapse.range_of_shares": (9 / 12, 10 / 12),
    "relapse.chance_of_sparing": 10 / 220,
    "relapse.relapse_window": (0, 28.4375),  # R: the shortest of s12_relapse_upper_bounds
    "systemic.share_dsdna_positive": 5 / 15,
    "forensics.total_behind_mean": 40,
    "forensics.sizes_of_mean": [15],  # 37/15
    "forensics.count_behind_percent": 12,
    "choices.number_of_combinations": 81,
    "choices.own_scenario": (9 / 11, 7),
    "choices.widest_range": (12 / 15, 12 / 14),
    "operating_characteristics.responders_of_30": 21,
    "operating_characteristics.power_of_this_trial": 0.2969,  # P(X >= 12), n = 15, p = 0.7
    "operating_characteristics.chance_of_missing": 0.4633,  # 0.95 to the 15th
    "toxicity.limits_of_one": (0.0017, 0.3195),
    "verification.quartile_by_averages": 17,  # the twelfth of fifteen
    "ledger.own_verdict": "discrepant",
}
COUNTED_ELSEWHERE = {"verification.is_at_most_half", "verification.share_noticed", "ledger.share_undecided"}
COUNTED_ELSEWHERE |= {"ledger.facts_that_differ"}


def test_each_right_answer_is_held_against_one_computed_elsewhere():
    assert {*OF_R, *BY_HAND} | COUNTED_ELSEWHERE == {f"{chapter}.{name}" for chapter, name in EXERCISES}


@pytest.mark.parametrize("exercise", OF_R)
def test_right_answers_are_rs(exercise, reference):
    expected = pick(reference, OF_R[exercise])
    expected = list(expected.values()) if isinstance(expected, dict) else expected
    assert simplify(find_key(*exercise.split(".")).right) == pytest.approx(simplify(expected), rel=1e-9)


@pytest.mark.parametrize("exercise", BY_HAND)
def test_right_answers_are_those_counted_by_hand(exercise):
    right, expected = simplify(find_key(*exercise.split(".")).right), simplify(BY_HAND[exercise])
    assert right == (expected if isinstance(expected, str) else pytest.approx(expected, abs=5e-5))


@pytest.mark.parametrize(("chapter", "name"), EXERCISES)
def test_every_foreseen_wrong_answer_gets_its_own_explanation(chapter, name):
    key = find_key(chapter, name)
    assert judge_answer(key.right, key) and key.because
    assert key.wrong
    for overlooked, wrong in key.wrong.items():
        if (chapter, name, wrong) != ("ledger", "own_verdict", "discrepant"):
            verdict = judge_answer(wrong, key)
            assert not verdict and verdict.text == overlooked
    assert not judge_answer(-123.4, key)


@pytest.mark.parametrize(
    ("exercise", "answer", "said"),
    [
        ("efficacy.share_of_everyone", 12 / 14, "left out who stopped"),
        ("efficacy.exact_limits", (0.5976, 1.0024), "normal approximation"),
        ("efficacy.exact_limits", (0.5602, 0.9431), "the whole error on each side"),
        ("baseline.sd_of_activity", 5.7093, "ddof=0"),
        ("time_to_response.count_at_risk", 7, "left after week 4"),
        ("time_to_response.median_by_midpoint", 7, "lifelines"),
        ("time_to_response.median_by_midpoint", 4, "first week"),
        ("time_to_response.median_by_midpoint", float("inf"), "not reached"),
        ("time_to_response.share_still_waiting", 2 / 14, "ignored the censoring"),
        ("time_to_response.share_with_competing_event", 0.5, "censored"),
        ("toxicity.largest_unseen_rate", 0.2, "rule of three"),
        ("toxicity.largest_unseen_rate", 0.218, "two-sided"),
        ("systemic.sem_of_sledai", 0.5933, "n − 1"),
    ],
)
def test_likely_wrong_answers_are_explained(exercise, answer, said):
    assert said in judge_answer(answer, find_key(*exercise.split("."))).text


@pytest.mark.parametrize("scenario", list_scenarios())
def test_checks_hold_under_every_scenario(scenario):
    given = Given(read_given().trial, default_parameters() | read_scenario(scenario)["parameters"])
    for chapter in sorted(set(CHAPTERS) - set(OWN_PARAMETERS)):
        for name, find in list_keys(chapter).items():
            key = find(given)
            assert key.right is not None and judge_answer(key.right, key), (chapter, name)


EDITS = {
    "nobody cleared": {row: {"Clinical outcome": "PR"} for row in range(2, 17)},
    "patient 5 relapsed": {6: {"Relapse": "Yes", "Dose at relapse": "5 mg alternate days"}},
    "nobody relapsed": {row: {"Relapse": "No"} for row in range(2, 17)},
    "nobody withdrew": {4: {"Clinical outcome": "CR", "Time to complete response (weeks)": "8"}},
}


def edit_tables(data_copy, edits: dict) -> None:
    """Change cells of table 2, and whatever must change with them."""
    rows = data_copy.read_rows("table2")
    for row, cells in edits.items():
        record = dict(zip(rows[0], rows[row - 1], strict=True)) | cells
        if record["Clinical outcome"] != "CR":
            record |= {"Time to complete response (weeks)": "-", "Relapse": "-"}
        elif record["Follow-up period (months)"] == "-":
            record["Follow-up period (months)"] = "12"
        if record["Relapse"] != "Yes":
            record["Dose at relapse"] = "-"
        rows[row - 1] = list(record.values())
    data_copy.write_rows("table2", rows)


@pytest.mark.parametrize("edit", EDITS)
def test_checks_hold_for_edited_tables(edit, data_copy):
    edit_tables(data_copy, EDITS[edit])
    given = Given(data_copy.read_trial(), default_parameters())
    for chapter in sorted(set(CHAPTERS) - {"verification"}):
        for name, find in list_keys(chapter).items():
            key = find(given)
            assert key.right is None or judge_answer(key.right, key), (chapter, name)


def test_checks_hold_for_another_trial():
    given = Given(read_trial(str(SECOND_TRIAL)), default_parameters())
    for chapter, name in EXERCISES:
        key = list_keys(chapter)[name](given)
        assert key.right is None or judge_answer(key.right, key), (chapter, name)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_has_three_to_five_exercises_with_hint_cell_and_solution(chapter):
    cells = nbformat.read(REPOSITORY / "notebooks" / f"{chapter}.ipynb", as_version=4).cells
    starts = [number for number, cell in enumerate(cells) if TITLE.match(cell.source)]
    names = list(list_keys(chapter))
    assert 3 <= len(starts) <= 5 and len(starts) == len(names)
    intro = cells[starts[0] - 2].source
    assert intro.startswith("## Exercises\n\nAfter this chapter you can") and 2 <= intro.count("\n- ") <= 3
    for number, (start, name) in enumerate(zip(starts, names, strict=True), start=1):
        text, typed, solution = cells[start : start + 3]
        assert int(TITLE.match(text.source)[1]) == number
        assert "<details><summary>Hint</summary>\n\n" in text.source and text.source.endswith("\n\n</details>")
        assert typed.metadata["tags"] == ["exercise"] and typed.source.endswith(f'check("{name}", answer)')
        assert solution.metadata["tags"] == ["solution"] and solution.source.endswith(
            f'check.confirm("{name}", answer)'
        )
        assert solution.metadata["jupyter"] == {"source_hidden": True, "outputs_hidden": True}, "JupyterLab shows it"


@pytest.mark.parametrize("chapter", [run.chapter for run in list_default_runs()])
def test_every_solution_passes_its_check_as_the_chapter_runs(chapter, default_runs):
    """The chapter on checking, which reads the others' results, is run by the tests of notebooks, and fails there."""
    for tag, heading in (("solution", "**Right.**"), ("exercise", "**Your turn.**")):
        cells = [cell for cell in default_runs(chapter).cells if tag in cell.metadata.get("tags", [])]
        outputs = [cell.outputs for cell in cells if cell.outputs]
        assert len(outputs) == len(list_keys(chapter))
        for (output,) in outputs:
            assert output["data"]["text/markdown"].startswith(heading)


@pytest.mark.site
@pytest.mark.parametrize("edit", EDITS)
def test_solutions_run_on_edited_tables(edit, data_copy, undrawn):
    edit_tables(data_copy, EDITS[edit])
    for chapter in sorted(set(CHAPTERS) - {"verification"}):
        run_chapter(chapter, {"data_dir": str(data_copy.path)})


def test_a_broken_solution_is_named():
    exercises = Exercises("efficacy", read_given())
    with pytest.raises(SolutionError, match=r"solution of efficacy.share_of_everyone: 0.7 is not right"):
        exercises.confirm("share_of_everyone", 0.7)
    with pytest.raises(ValueError, match=r"no exercise 'exact_limit' \(nearest: exact_limits\)"):
        exercises("exact_limit", 0.7)


# The pages of the course


def read_page(name: str) -> str:
    return (REPOSITORY / "book" / f"{name}.md").read_text(encoding="utf-8")


def test_the_scenario_that_the_page_shows_is_one():
    (text,) = re.findall(r"```yaml\n(.*?)```", read_page("change"), re.DOTALL)
    scenario = yaml.safe_load(text)
    assert set(scenario) == {"title", "sentence", "parameters"}
    assert check_parameters(scenario["parameters"], "the page") == scenario["parameters"]


def test_the_claims_that_the_page_judges_have_the_verdicts_it_tells(monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    own, share = CELLS.findall(read_page("change"))
    names: dict = {}
    exec(own, names)  # the page's own code
    assert names["judged"]["verdict"] == "reproduced" and "patients 1, 2, 4" in names["judged"]["reason"]
    assert names["show_own_claim"](names["judged"]).iloc[0, 1] == "Nine of those who cleared relapsed."
    exec(own.replace('reported="9"', 'reported="10"'), names)
    assert names["judged"]["verdict"] == "discrepant"
    assert eval(share, names) == "reproduced"  # 9/14 is 64.3%


def test_a_claim_of_ones_own_meets_what_the_paper_prints_of_the_same_fact(trial):
    cells = {"unit": "patients", "kind": "count", "check": "same_fact"}
    judged = judge_own_claim(trial, fact="n_sle", reported="9", **cells)
    assert judged["verdict"] == "contradicted"
    with pytest.raises(ValueError, match="no 'check'"):
        judge_own_claim(trial, reported="9")
    with pytest.raises(ValueError, match="no column 'number'"):
        judge_own_claim(trial, reported="9", check="count", number="3")


def test_each_of_the_lecturers_sessions_lasts_ninety_minutes():
    sessions = read_page("lecturers").split("\n## ")[2:4]
    assert [sum(map(int, re.findall(r"^\| ([0-9]+) \|", each, re.MULTILINE))) for each in sessions] == [90, 90]


def test_the_lecturers_page_names_exercises_that_there_are():
    labels = {}
    for chapter in CHAPTERS:
        text = (REPOSITORY / "notebooks" / f"{chapter}.ipynb").read_text(encoding="utf-8")
        labels |= dict.fromkeys(re.findall(r"\((sec-[a-z-]+)\)=", text), chapter)
    asked = re.findall(r"\{ref\}`(sec-[a-z-]+)` ([0-9]+(?:(?:, | and | to )[0-9]+)*)", read_page("lecturers"))
    assert len(asked) >= 12
    for label, numbers in asked:
        assert max(map(int, re.findall("[0-9]+", numbers))) <= len(list_keys(labels[label]))
