"""Which chapter runs under which values: the scenarios' parameters, seen by what each chapter declares.

Scenarios that agree in what a chapter declares share one run of it.
"""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

from reanalysis.parameters import CONTRACT, FOLDERS, ParameterError, check_parameters
from reanalysis.scenarios.files import read_scenario
from workflow.build_folder import PAGES
from workflow.paths import BOOK, HOUSE, HOUSE_PARTS, NOTEBOOKS, TOC

# What no parameter touches, in the build folder's data/.
DERIVED = ("changes.json", "claims.csv", "claims.json")


@dataclass(frozen=True)
class Run:
    """One chapter under one set of values; `values` lists those that are not the chapter's defaults."""

    chapter: str
    values: tuple[tuple[str, object], ...]

    @property
    def key(self) -> str:
        """A readable name for the values, as a file name."""
        return "+".join(f"{name}={value}" for name, value in self.values) or "defaults"


def list_chapters() -> list[str]:
    """Names of the chapters, one a notebook."""
    return sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def list_sources() -> dict[Path, Path]:
    """What a book's pages are made of, its own files and those that all books share, each by its name in the sources."""
    found = [path for folder in (*(HOUSE / part for part in HOUSE_PARTS), BOOK) for path in folder.rglob("*")]
    files = [path for path in found if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(BOOK if path.is_relative_to(BOOK) else HOUSE): path for path in files}


def check_listed(toc: Path = TOC) -> None:
    """Raise a ParameterError unless _toc.yml lists every notebook there is, and no other."""
    listed = re.findall(r"^\s*- file: *notebooks/(\S+)", toc.read_text(encoding="utf-8"), re.MULTILINE)
    for chapter in list_chapters():
        if chapter not in listed:
            raise ParameterError(
                f"notebooks/{chapter}.ipynb: is not in _toc.yml; allowed: a line '- file: notebooks/{chapter}' there, "
                "or the file in another folder"
            )
    for chapter in listed:
        if chapter not in list_chapters():
            raise ParameterError(
                f"_toc.yml: there is no notebooks/{chapter}.ipynb; allowed: {', '.join(list_chapters())}"
            )


def read_declared(path: Path) -> dict[str, object]:
    """Names and defaults in a notebook's parameters cell, checked against the contract.

    Raises
    ------
    ParameterError
        If the notebook cannot be read, has no parameters cell, declares a parameter that is not in the contract, or
        gives it another default.
    """
    where = f"notebooks/{path.name}"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(f"{where}: is not a notebook ({reason}); allowed: Jupyter's format 4") from error
    if len(sources) != 1:
        raise ParameterError(f"{where}: has {len(sources)} cells tagged 'parameters'; allowed: one")
    declared = check_parameters(read_assignments(sources[0], where), where)
    for name, value in declared.items():
        if value != CONTRACT[name].default:
            raise ParameterError(
                f"{where}, parameter '{name}': the default is {value!r}; allowed: {CONTRACT[name].default!r}, the contract's"
            )
    return declared


def read_assignments(source: str, where: str) -> dict[str, object]:
    """The names that a cell assigns, and the constants it gives them."""
    try:
        lines = [node for node in ast.parse(source).body if isinstance(node, ast.AnnAssign)]
        return {node.target.id: ast.literal_eval(node.value) for node in lines}
    except (SyntaxError, ValueError, TypeError) as error:
        raise ParameterError(
            f"{where}: the parameters cell is not plain; allowed: lines like name: str = 'value'"
        ) from error


def plan_runs(scenarios: list[str]) -> dict[str, list[Run]]:
    """For each scenario, one run a chapter.

    Raises
    ------
    ParameterError
        If a scenario or a chapter's parameters cannot be used.
    """
    settings = {name: read_scenario(name) for name in scenarios}
    declared = {chapter: read_declared(NOTEBOOKS / f"{chapter}.ipynb") for chapter in list_chapters()}
    return {
        name: [choose_run(chapter, defaults, settings[name]["parameters"]) for chapter, defaults in declared.items()]
        for name in scenarios
    }


def choose_run(chapter: str, defaults: dict, parameters: dict) -> Run:
    """The run of a chapter that serves a scenario with these parameters."""
    changed = [(name, parameters[name]) for name, default in defaults.items() if parameters[name] != default]
    return Run(chapter, tuple((name, value) for name, value in changed if name not in FOLDERS))


def list_default_runs() -> list[Run]:
    """One run a chapter that others' results are read from: all but the chapters that read results, under the defaults."""
    chapters = {chapter: read_declared(NOTEBOOKS / f"{chapter}.ipynb") for chapter in list_chapters()}
    return [Run(chapter, ()) for chapter, declared in chapters.items() if "results_dir" not in declared]


def find_run(build: Path, run: Run) -> tuple[Path, Path]:
    """Where a run leaves its executed notebook and its results."""
    return build / "chapters" / run.chapter / f"{run.key}.ipynb", build / "results" / run.chapter / f"{run.key}.json"


def list_products(scenarios: list[str]) -> list[str]:
    """What a build of these scenarios makes before its site, by names in the build folder; a slash ends a folder's."""
    runs = {run for chapters in plan_runs(scenarios).values() for run in chapters} | set(list_default_runs())
    files = [path for run in runs for path in find_run(Path(), run)]
    return [
        *(f"data/{name}" for name in DERIVED),
        *sorted(path.as_posix() for path in files),
        *(f"rendered/{scenario}.done" for scenario in scenarios),
        *(f"rendered/{scenario}/{folder}/" for scenario in scenarios for folder in PAGES),
    ]
