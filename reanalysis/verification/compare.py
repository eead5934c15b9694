"""The book's estimates beside those that R computed from the same tables: differences, tolerances, agreement.

What is compared stands in `verified_quantities`, Python's values come from `verified_values`, R's from tests/reference.
"""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reanalysis.data.tables import REPOSITORY, TABLES, DataFolder, find_resource
from reanalysis.statistics.proportions import PROPORTION_METHODS

REFERENCE_FOLDER = REPOSITORY / "tests" / "reference"
RELATIVE_TOLERANCE = 1e-8
AS_ZERO = 1e-12  # beside a smaller number of R's a relative difference says nothing: there it is the absolute one
# A part of a place: {key} makes a row of each of R's keys, <key> one list of all of them; alternatives after a colon.
WILDCARD = re.compile(r"([{<])(\w+)(?::([\w|-]+))?[}>]")

WORDS = {  # of R's keys, where a reader expects another spelling
    **{code: code.upper() for code in ("dle", "scle", "lep", "hr", "ci", "clasi", "ana")},
    "followup": "follow-up",
    "tau": "horizon",
    "coef": "coefficient",
    "loglik": "log-likelihood",
    "versus": "against",
    "std": "standard",
    "chisq": "chi-square",
    "dsdna": "dsDNA",
    "u_observed": "score sum",
    "as_extreme": "count as extreme",
}

# Of whole names, where keys put together read oddly.
SPELLINGS = {
    r"\bclasi\b": "CLASI",
    r"\banti (ro|la)\b": lambda found: f"anti-{found[1].title()}",
    **{rf"\b{name.replace('-', ' ')}\b": method.authors for name, method in PROPORTION_METHODS.items()},
    r"\b(one|two) sided 95\b": r"\1-sided 95%",
    r"\b(lower|upper) 95\b(?!%)": r"\1 95% limit",
    r"\b95% upper\b": "95% upper limit",
    r"\bsd\b": "SD",
    r"\bwald\b": "Wald",
    r"\bdf\b": "degrees of freedom",
    r"\bend of follow-up\b": "by the end of follow-up",
    r"\bdrug free\b": "drug-free",
    r"\bunrecorded (exclude|no|yes)\b": r"the unrecorded as ‘\1’",
    r"\bvs\b": "against",
    r"\b(student|welch)(?:'s)?(?= [tp]\b)": lambda found: f"{found[1].title()}’s",
    r"\bmann whitney\b": "Mann–Whitney",
    r"\b(signed rank|one sample)\b": lambda found: found[1].replace(" ", "-"),
    r"^aml\b": "AML (survival’s aml)",
    r"^lung\b": "lung cancer (survival’s lung)",
}

# What several lists of quantities say.
CURVE = "kaplan_meier"
POPULATIONS = "<population:all_treated|evaluable>"
NO_LIMITS = "Before the first response the log-log limits are 1 in Python and missing in R: compared as missing."
NOT_REACHED = "Where a limit is not reached Python gives infinity and R a missing value: compared as missing."


@dataclass(frozen=True)
class Quantity:
    """A quantity that both programs compute: what it is, how Python gets it, and where R's answer stands.

    `place` is a path in R's answers, with {key} for a row a key and <key> for all keys in one row; `compute` takes a
    `verified_values.PythonValues` and these keys, and returns a number or as many numbers as R's list has.
    `tolerance` is relative. With `leading`, R's list may be the longer one, for the reason in `convention`.
    """

    group: str
    name: str
    method: str
    place: str
    compute: Callable
    tolerance: float = RELATIVE_TOLERANCE
    reason: str = ""
    convention: str = ""
    needs_data: bool = True
    leading: bool = False


@dataclass(frozen=True)
class Convention:
    """Two programs' conventions that differ on purpose: what each takes, and where R's value stands."""

    subject: str
    python: str
    compute: Callable
    r: str
    place: str
    why: str


def read_reference() -> dict:
    """R's answers (reference.json, with operating.json under `operating`); null is nan, the string Inf infinity."""
    answers = _read_answers("reference")
    return answers | {"operating": _read_answers("operating")}


def read_mutations() -> pd.DataFrame:
    """What changing the repository's raw tables cell by cell came to, a row a column: tools.mutation wrote it, a test repeats it."""
    return pd.read_csv(REFERENCE_FOLDER / "mutation.csv")


def is_same_data(folder: DataFolder, reference: dict) -> bool:
    """Whether a data folder's raw tables are, byte for byte, those that R's answers were computed from."""
    paths = {table: folder.path / find_resource(folder.package, table)["path"] for table in TABLES}
    found = {table: hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() for table, path in paths.items()}
    return found == reference["meta"]["raw_md5"]


def find_places(tree: dict, place: str) -> Iterator[tuple[dict[str, str], dict[str, str], str]]:
    """Every path that a place stands for: the keys that make a row, those within it, and the path.

    Raises
    ------
    KeyError
        If R's answers have no such path.
    """
    found = list(_walk(tree, place.split("/"), {}, {}, []))
    if not found:
        raise KeyError(f"R's answers hold nothing at {place!r}")
    yield from found


def read_path(tree: dict, path: str):
    """What stands at a path of R's answers."""
    for part in path.split("/"):
        tree = tree[int(part)] if isinstance(tree, list) else tree[part]
    return tree


def list_rows(quantity: Quantity, reference: dict) -> dict[str, list[tuple[dict, str]]]:
    """The rows of a quantity: name of the row to its paths in R's answers, each with all its keys."""
    rows = {}
    for outer, inner, path in find_places(reference, quantity.place):
        name = quantity.name.format(**{key: _in_words(value) for key, value in outer.items()})
        rows.setdefault(name, []).append((outer | inner, path))
    return rows


def compare_quantity(quantity: Quantity, values) -> list[dict]:
    """One record a row of a quantity, with the columns of `compare`.

    Raises
    ------
    ValueError
        If the two programs do not give equally many numbers.
    """
    return [
        _compare_row(quantity, name, places, values) for name, places in list_rows(quantity, values.reference).items()
    ]


def compare(values, quantities: list[Quantity]) -> pd.DataFrame:
    """Both programs' values of every quantity; what needs data is left out where R's answers belong to other tables.

    Parameters
    ----------
    values : verified_values.PythonValues
        The source of Python's values; each is computed in this call.
    quantities : list of Quantity

    Returns
    -------
    DataFrame
        A row a quantity: group, quantity, method, places (tuple of paths), numbers (how many were compared),
        python_value and r_value (where the relative difference is largest), absolute_difference,
        relative_difference, tolerance, reason, convention, agrees.
    """
    has_data = is_same_data(values.trial.folder, values.reference)
    records = [
        record
        for quantity in quantities
        if has_data or not quantity.needs_data
        for record in compare_quantity(quantity, values)
    ]
    return pd.DataFrame(records)


def list_conventions(values, conventions: list[Convention]) -> pd.DataFrame:
    """Both values of each convention that differs on purpose: subject, python, python_value, r, r_value, why."""
    return pd.DataFrame(
        [
            {
                "subject": item.subject,
                "python": item.python,
                "python_value": float(item.compute(values)),
                "r": item.r,
                "r_value": float(read_path(values.reference, item.place)),
                "why": item.why,
            }
            for item in conventions
        ]
    )


def _compare_row(quantity: Quantity, name: str, places: list[tuple[dict, str]], values) -> dict:
    python, r = [], []
    for keys, path in places:
        ours = np.atleast_1d(np.asarray(quantity.compute(values, **keys), dtype=float))
        theirs = np.atleast_1d(np.asarray(read_path(values.reference, path), dtype=float))
        theirs = theirs[: len(ours)] if quantity.leading else theirs
        if len(ours) != len(theirs):
            raise ValueError(f"{path}: Python gives {len(ours)} numbers and R {len(theirs)}; needed: equally many")
        python.append(ours)
        r.append(theirs)
    python, r = np.concatenate(python), np.concatenate(r)
    absolute, relative = _differences(python, r)
    worst = int(relative.argmax())
    return {
        "group": quantity.group,
        "quantity": spell(name),
        "method": quantity.method,
        "places": tuple(path for _, path in places),
        "numbers": len(r),
        "python_value": float(python[worst]),
        "r_value": float(r[worst]),
        "absolute_difference": float(absolute.max()),
        "relative_difference": float(relative[worst]),
        "tolerance": quantity.tolerance,
        "reason": quantity.reason,
        "convention": quantity.convention,
        "agrees": bool(relative[worst] <= quantity.tolerance),
    }


def spell(name: str) -> str:
    """A quantity's name as its field writes it."""
    for pattern, spelling in SPELLINGS.items():
        name = re.sub(pattern, spelling, name)
    return name


def _differences(python: np.ndarray, r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Absolute and relative differences; 0 where neither is finite and both say the same, inf where one is not."""
    same = (python == r) | (np.isnan(python) & np.isnan(r))
    with np.errstate(invalid="ignore"):
        absolute = np.where(same, 0.0, np.abs(python - r))
    absolute = np.where(np.isnan(absolute), math.inf, absolute)
    scale = np.where(np.isfinite(r) & (np.abs(r) > AS_ZERO), np.abs(r), 1.0)
    return absolute, absolute / scale


def _walk(tree, parts: list[str], outer: dict, inner: dict, path: list[str]):
    if not parts:
        yield outer, inner, "/".join(path)
        return
    part, rest = parts[0], parts[1:]
    wildcard = WILDCARD.fullmatch(part)
    if wildcard is None:
        if isinstance(tree, dict) and part in tree:
            yield from _walk(tree[part], rest, outer, inner, [*path, part])
        return
    bracket, name, allowed = wildcard.groups()
    keys = [str(key) for key in range(len(tree))] if isinstance(tree, list) else list(tree)
    for key in keys:
        if allowed is None or key in allowed.split("|"):
            child = tree[int(key)] if isinstance(tree, list) else tree[key]
            bound = {name: key}
            rows, within = (outer | bound, inner) if bracket == "{" else (outer, inner | bound)
            yield from _walk(child, rest, rows, within, [*path, key])


def _read_answers(name: str) -> dict:
    return _as_numbers(json.loads((REFERENCE_FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def _as_numbers(content):
    if isinstance(content, dict):
        return {key: _as_numbers(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_as_numbers(value) for value in content]
    return math.nan if content is None else math.inf if content == "Inf" else content


def _in_words(key: str) -> str:
    lowered = key.lower() if "_" in key else key
    return WORDS.get(key) or " ".join(WORDS.get(word, word) for word in lowered.split("_"))
