"""Nothing executes code from data or parameter files."""

import ast
from pathlib import Path

import pytest

from reanalysis.parameters import ParameterError
from reanalysis.scenarios.files import read_scenario
from workflow.publish.settings import SettingsError, read_settings

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("reanalysis", "workflow", "tools", "book/_extensions")
    for path in (REPOSITORY / folder).rglob("*.py")
)
# Calls that turn text or bytes into running code, by the name they are called under.
DANGEROUS_CALLS = {"eval", "exec", "compile", "__import__", "query", "system", "popen", "unsafe_load", "full_load"}
DANGEROUS_MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "jsonpickle"}
KNOWN = {
    ("workflow/speed/moved_pages.py", "import pickle"),  # Sphinx's own record of pages, in the build folder
}


def find_dangers(source: str) -> set[str]:
    """What in a module can run text, data or another file."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
            if name in DANGEROUS_CALLS and not of_re:
                found.add(f"call of {name}")
            if name in ("load", "load_all") and getattr(getattr(node.func, "value", None), "id", "") == "yaml":
                found.add("call of yaml.load")
            if any(word.arg == "shell" and getattr(word.value, "value", None) for word in node.keywords):
                found.add("shell=True")
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found |= {f"import {name}" for name in names if name.split(".")[0] in DANGEROUS_MODULES}
    return found


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "x.query('a > 1')",
        "import pickle",
        "from pickle import loads",
        "yaml.load(text)",
        "run('ls', shell=True)",
    ],
)
def test_the_search_finds_what_it_looks_for(source):
    assert find_dangers(source)


def test_the_search_leaves_harmless_calls_alone():
    assert not find_dangers("re.compile('a'); yaml.safe_load(text); json.loads(text); run(['ls'], shell=False)")


def test_no_code_runs_text_but_what_is_known():
    found = {
        (path.relative_to(REPOSITORY).as_posix(), danger)
        for path in SOURCES
        for danger in find_dangers(path.read_text(encoding="utf-8"))
    }
    assert found == KNOWN


BOMB = "!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{path}']]"


def test_yaml_that_names_python_objects_is_refused_and_runs_nothing(tmp_path):
    marker = tmp_path / "ran"
    (tmp_path / "bomb.yml").write_text(
        f"title: {BOMB.format(path=marker)}\nsentence: x\nparameters: {{}}\n", encoding="utf-8"
    )
    with pytest.raises(ParameterError) as caught:
        read_scenario("bomb", tmp_path)
    assert "\n" not in str(caught.value)
    (tmp_path / "_site.yml").write_text(f"repository: {BOMB.format(path=marker)}\nbranch:\nsite:\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path / "_site.yml")
    assert "\n" not in str(caught.value)
    assert not marker.exists()


def test_a_parameter_that_is_python_code_is_refused_before_any_chapter(tmp_path):
    (tmp_path / "code.yml").write_text(
        'title: x\nsentence: y\nparameters: {population: "all-treated\'; import os; os.abort()"}\n', encoding="utf-8"
    )
    with pytest.raises(ParameterError, match="population"):
        read_scenario("code", tmp_path)
