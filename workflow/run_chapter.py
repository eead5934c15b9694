"""Run one chapter by papermill and keep its notebook: make run CHAPTER=name [SCENARIO=name] [DATA=folder] [parameter=value …].

The notebook goes into runs/, which git does not see and no build reads. Ends in one line.
"""

import difflib
import os
import re
import shlex

from reanalysis.home import IS_OWN
from reanalysis.parameters import CONTRACT, ParameterError
from reanalysis.scenarios.files import DEFAULT, read_scenario
from workflow.paths import DATA, NOTEBOOKS, REPOSITORY, fail, report
from workflow.plan import list_chapters, read_declared
from workflow.steps.execute_chapter import describe_failure, write_papermill

FOLDER = "runs"
REQUEST = "REQUEST"  # the variable in which make leaves what was typed
OWN = ("BOOK", "CHAPTER", "SCENARIO", "DATA", "PYTHON")
UNSAFE = re.compile(r"[^\w.=+-]+")


def read_request(typed: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is make's of the NAME=value that were typed, and the chapter's parameters among them."""
    given = dict(
        word.replace(":=", "=", 1).split("=", 1) for word in shlex.split(typed.replace("$$", "$")) if "=" in word
    )
    return (
        {name: value for name, value in given.items() if name in OWN},
        {name: value for name, value in given.items() if name not in OWN},
    )


def choose_parameters(chapter: str, scenario: str, data: str, typed: dict[str, str]) -> dict[str, object]:
    """The values that a chapter is run under: the scenario's, and over them what was typed.

    Raises
    ------
    ParameterError
        If the chapter or the scenario does not exist, or the chapter has no such parameter or value.
    """
    if chapter not in list_chapters():
        raise ParameterError(f"CHAPTER {chapter!r} does not exist; allowed: {', '.join(list_chapters())}")
    declared = read_declared(NOTEBOOKS / f"{chapter}.ipynb")
    values = {name: value for name, value in read_scenario(scenario)["parameters"].items() if name in declared}
    values |= {"data_dir": data or os.path.relpath(DATA, REPOSITORY)} if data or not IS_OWN else {}
    for name, text in typed.items():
        if name not in declared:
            near = difflib.get_close_matches(name.lower(), declared, n=1, cutoff=0.0)[0]
            raise ParameterError(
                f"notebooks/{chapter}.ipynb has no parameter {name!r} (nearest: {near}); allowed: {', '.join(declared)}"
            )
        values[name] = CONTRACT[name].check(read_value(text, CONTRACT[name].type), f"notebooks/{chapter}.ipynb")
    return {name: value for name, value in values.items() if value != declared[name]}


def read_value(text: str, kind: type) -> object:
    """A typed value as its parameter's type; text that is no number stays text, which the parameter refuses."""
    try:
        return kind(text)
    except ValueError:
        return text


def main() -> None:
    own, typed = read_request(os.environ.get(REQUEST, ""))
    chapter, scenario = own.get("CHAPTER", ""), own.get("SCENARIO") or DEFAULT
    try:
        parameters = choose_parameters(chapter, scenario, own.get("DATA", ""), typed)
    except ParameterError as error:
        fail(error)
    name = "-".join([chapter, scenario, *(f"{key}={value}" for key, value in typed.items())])
    out = f"{FOLDER}/{UNSAFE.sub('_', name)}.ipynb"
    (REPOSITORY / FOLDER).mkdir(exist_ok=True)
    report(write_papermill(chapter, out, parameters))
    run(chapter, REPOSITORY / out, parameters)
    report(f"{out} holds the chapter with its outputs; make lab opens it")


def run(chapter: str, out, parameters: dict[str, object]) -> None:
    """Run a chapter in an ordinary kernel and write it with its outputs; a failure is one line."""
    import papermill

    source = NOTEBOOKS / f"{chapter}.ipynb"
    try:
        papermill.execute_notebook(
            str(source), str(out), parameters=parameters, cwd=str(REPOSITORY), kernel_name="python3", progress_bar=False
        )
    except Exception as error:
        fail(f"notebooks/{chapter}.ipynb{describe_failure(error, bool(parameters))}")


if __name__ == "__main__":
    main()
