"""Scenario files, and the plan of which chapter runs under which values."""

import json

import pytest

from reanalysis.parameters import CONTRACT, ParameterError
from reanalysis.scenarios.files import DEFAULT, SCENARIOS, list_scenarios, read_scenario
from workflow.plan import Run, choose_run, list_chapters, plan_runs, read_declared

PROMISED = ("as-published", "all-treated", "eligible", "pessimistic", "optimistic", "r-conventions")
GOOD = "title: Mine\nsentence: What it assumes.\nparameters:\n  population: all-treated\n"


@pytest.fixture
def folder(tmp_path):
    """A folder of scenarios with the default and one of one's own."""
    path = tmp_path / "scenarios"
    path.mkdir()
    (path / f"{DEFAULT}.yml").write_bytes((SCENARIOS / f"{DEFAULT}.yml").read_bytes())
    (path / "a-first.yml").write_text(GOOD, encoding="utf-8")
    return path


def test_the_default_comes_first_and_a_file_is_all_that_a_scenario_needs(folder):
    assert list_scenarios(folder) == [DEFAULT, "a-first"]
    (folder / "another.yml").write_text(GOOD, encoding="utf-8")
    assert list_scenarios(folder) == [DEFAULT, "a-first", "another"]


def test_a_scenario_has_a_value_for_every_parameter(folder):
    scenario = read_scenario("a-first", folder)
    assert (scenario["title"], scenario["sentence"]) == ("Mine", "What it assumes.")
    assert list(scenario["parameters"]) == list(CONTRACT)
    assert scenario["parameters"]["population"] == "all-treated"
    assert scenario["parameters"]["km_ci"] == "log-log"


def test_the_books_scenarios_are_the_ones_it_promises():
    assert set(list_scenarios()) >= set(PROMISED)
    for name in list_scenarios():
        scenario = read_scenario(name)
        assert len(scenario["title"]) <= 30, "the switcher has little room"
        assert scenario["sentence"].endswith(".")
    conventions = read_scenario("r-conventions")["parameters"]
    assert (conventions["km_ci"], conventions["median_rule"]) == ("log", "midpoint")  # the rule is the default, as R's
    everyone = read_scenario("all-treated")["parameters"]
    assert (everyone["population"], everyone["withdrawal"]) == ("all-treated", "never-responds")


def test_the_default_scenario_sets_nothing_but_the_defaults():
    assert read_scenario(DEFAULT)["parameters"] == {name: parameter.default for name, parameter in CONTRACT.items()}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (GOOD.replace("population", "populatoin"), ["scenarios/bad.yml", "populatoin", "nearest: population"]),
        (
            GOOD.replace("all-treated", "everyone"),
            ["scenarios/bad.yml", "population", "evaluable | eligible | all-treated"],
        ),
        (GOOD.replace("sentence", "sentense"), ["scenarios/bad.yml", "title, sentence, parameters"]),
        (GOOD.replace("Mine", "[a, b]"), ["scenarios/bad.yml", "title", "text"]),
        (GOOD.replace("What it assumes.", "''"), ["scenarios/bad.yml", "sentence", "text"]),
        (GOOD.replace("Mine", "<b>Mine"), ["scenarios/bad.yml", "title", "'<'", "plain words"]),
        (GOOD.replace("assumes.", "assumes of $x$."), ["scenarios/bad.yml", "sentence", "'$'", "plain words"]),
        (
            GOOD + "  unrecorded_relapse: no\n",
            ["unrecorded_relapse", "False is what YAML reads", "no, off or false", 'in quotes, as in "no"'],
        ),
        (GOOD + "  confidence_level: 95\n", ["scenarios/bad.yml", "confidence_level", "0.5 to 0.999"]),
        (GOOD + "extra: 1\n", ["scenarios/bad.yml", "title, sentence, parameters"]),
        ("", ["scenarios/bad.yml", "title, sentence, parameters"]),
        ("title: [", ["scenarios/bad.yml", "cannot be read"]),
        ("title: !!python/object/apply:os.getcwd []", ["scenarios/bad.yml", "cannot be read"]),
    ],
)
def test_a_bad_scenario_is_told_in_one_line(folder, content, parts):
    (folder / "bad.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        read_scenario("bad", folder)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    "name",
    ["static", "downloads", "notebooks", "patients", "_static", "_sources", "con", "Mine", "my scenario", "a,b", "a--b"]
    + ["-a", "a-", "ä", "a.b", "a{b}", "..", "x" * 41],
)
def test_a_name_that_could_not_be_a_folder_of_the_site_is_refused_in_one_line(folder, name):
    (folder / f"{name}.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ParameterError, match="small letters, digits and single hyphens") as caught:
        read_scenario(name, folder)
    assert repr(name) in str(caught.value) and "\n" not in str(caught.value)


def test_an_unknown_scenario_is_met_with_the_known_ones(folder):
    with pytest.raises(ParameterError, match="'mine' does not exist; allowed: as-published, a-first"):
        read_scenario("mine", folder)


def notebook(*sources: str) -> str:
    cells = [{"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source} for source in sources]
    return json.dumps({"cells": cells})


def test_declared_parameters_are_read_without_running_anything(tmp_path):
    path = tmp_path / "chapter.ipynb"
    path.write_text(notebook('data_dir: str = "data"  # where\nconfidence_level: float = 0.95'), encoding="utf-8")
    assert read_declared(path) == {"data_dir": "data", "confidence_level": 0.95}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (notebook('km_cl: str = "log-log"'), "nearest: km_ci"),
        (notebook('km_ci: str = "log"'), "the default is 'log'; allowed: 'log-log'"),
        (notebook("km_ci: str = input()"), "the parameters cell is not plain"),
        (notebook("km_ci: str = "), "the parameters cell is not plain"),
        (notebook(), "has 0 cells tagged 'parameters'; allowed: one"),
        (notebook("", ""), "has 2 cells tagged 'parameters'; allowed: one"),
        ("{", "is not a notebook"),
        ("[]", "is not a notebook"),
    ],
)
def test_a_parameters_cell_that_breaks_the_contract_is_told(tmp_path, content, problem):
    path = tmp_path / "chapter.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match=problem) as caught:
        read_declared(path)
    assert "notebooks/chapter.ipynb" in str(caught.value)


def test_a_run_is_told_apart_by_what_its_chapter_declares():
    defaults = {"data_dir": "data", "population": "evaluable"}
    everyone = {"data_dir": "elsewhere", "population": "all-treated", "km_ci": "log"}
    assert choose_run("one", defaults, everyone) == Run("one", (("population", "all-treated"),))
    assert choose_run("one", defaults, everyone).key == "population=all-treated"
    assert choose_run("one", defaults, defaults | {"km_ci": "log"}).key == "defaults"


def test_scenarios_that_agree_in_what_a_chapter_declares_share_its_run():
    plan = plan_runs(list(PROMISED))
    runs = {
        chapter: {run for name in plan for run in plan[name] if run.chapter == chapter} for chapter in list_chapters()
    }
    assert len(runs["toxicity"]) == len(runs["baseline"]) == 1  # none of these touches them
    assert len(runs["time_to_response"]) == len(PROMISED)  # each of these does
    assert (
        len({run for name in ("as-published", "r-conventions") for run in plan[name] if run.chapter == "efficacy"}) == 1
    )
