"""How much of what a chapter's page publishes a run of the chapter gives again: in the lab, in JupyterLab, anywhere."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from reanalysis.home import REPOSITORY
from reanalysis.parameters import CONTRACT, FOLDERS
from reanalysis.show.results import Results
from reanalysis.verification.compare import AS_ZERO, DEFAULT_RUN

RELATIVE_TOLERANCE = 1e-9  # programs and processors differ in the last digits
MOST_NAMED = 8


@dataclass(frozen=True)
class Reproduced:
    """What a run gives of the published results: how many are equal, and those that are not, with both texts."""

    total: int
    different: dict[str, tuple[str, str]]
    same_values: bool

    @property
    def equal(self) -> int:
        return self.total - len(self.different)


def compare_with_page(results: Results, results_dir: str = "_build/results") -> Reproduced | None:
    """Hold a run's results against those that a build published.

    Parameters
    ----------
    results : Results
        Of the run, all published.
    results_dir : str
        The build's results, a folder a chapter and a file a run; relative to the repository.

    Returns
    -------
    Reproduced or None
        Against the run under the same parameters, or the chapter's defaults where no page has those; None without a build.
    """
    folder = REPOSITORY / results_dir / results.chapter
    changed = {
        f"{name}={value}"
        for name, value in results.parameters.items()
        if name not in FOLDERS and value != CONTRACT[name].default
    }
    runs = {frozenset(path.stem.split("+")): path for path in folder.glob("*.json")}
    path = runs.get(frozenset(changed or {DEFAULT_RUN}))
    same_values = path is not None
    path = path or runs.get(frozenset({DEFAULT_RUN}))
    if path is None:
        return None
    published = json.loads(path.read_text(encoding="utf-8"))
    mine = json.loads(json.dumps({name: result.as_dict() for name, result in results.values.items()}))
    return Reproduced(len(published), find_different(published, mine), same_values)


def find_different(published: Mapping[str, dict], mine: Mapping[str, dict]) -> dict[str, tuple[str, str]]:
    """Names of results that are not equal, with the text of the page and of this run."""
    nothing = {"text": "nothing"}
    return {
        name: (result["text"], mine.get(name, nothing)["text"])
        for name, result in published.items()
        if not is_equal(result, mine.get(name))
    }


def is_equal(one, other) -> bool:
    """Whether two values, or all within them, are equal, numbers to a billionth."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_equal, one, other))
    if is_number(one) and is_number(other):
        return math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE, abs_tol=AS_ZERO)
    return one == other


def is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def say_reproduced(reproduced: Reproduced | None) -> str:
    """Say in a sentence or two how many of the page's results are equal, and name those that are not."""
    if reproduced is None:
        return "There is no built book here to compare with."
    page = "the page" if reproduced.same_values else "the page under its own parameters (no page has yours)"
    said = f"**{reproduced.equal} of {reproduced.total} equal**: results of this run and of {page}."
    named = list(reproduced.different.items())[:MOST_NAMED]
    lines = [f"- `{name}`: {there} on the page, {here} here" for name, (there, here) in named]
    more = len(reproduced.different) - len(named)
    return "\n".join([said, *([""] if lines else []), *lines, *([f"- and {more} more"] if more else [])])


def tell_reproduced(results: Results) -> None:
    """Show how many of the page's published results this run gives again."""
    from IPython.display import display

    said = say_reproduced(compare_with_page(results))
    display({"text/markdown": said, "text/plain": said}, raw=True)
