"""What a chapter publishes: named values with their text and unit, read by pages and later steps.

A chapter's module declares each result once, with its unit and meaning; its results travel in the executed notebook
as one output, and the workflow writes them to a file.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import ModuleType

import pandas as pd

from reanalysis.parameters import CONTRACT, check_parameters
from reanalysis.show.exhibits import show_text, write_html
from reanalysis.show.injected import refuse_unknown
from reanalysis.show.text import (
    format_count,
    format_curve_share,
    format_median,
    format_p,
    format_percent,
    format_proportion,
    format_ratio,
    format_restricted_mean,
)
from reanalysis.statistics.estimates import Estimate, RestrictedMean
from reanalysis.statistics.proportions import Proportion
from reanalysis.statistics.survival import Median

MIME_TYPE = "application/vnd.reanalysis.results+json"
ORIGINS = ("published", "inferred", "assumed")
SENTENCE, TABLE = "sentence", "table"  # units of what is not a number


@dataclass(frozen=True)
class Result:
    """One named value: the number (None where there is none), its limits if it has any, text, unit, origin and meaning."""

    value: float | int | str | dict | None
    text: str
    unit: str
    origin: str
    meaning: str
    limits: tuple[float | None, float | None] | None = None

    def as_dict(self) -> dict:
        """As the results file has it; without limits where there are none."""
        return {name: value for name, value in asdict(self).items() if name != "limits" or value is not None}


class Results:
    """The results of one chapter, in the order they were published.

    Parameters
    ----------
    chapter : module
        Of `reanalysis.trial.chapters`. Its `PUBLISHED` maps each result's name to its unit and meaning; its own name
        is the chapter's.
    namespace : mapping, optional
        The notebook's `globals()`: its parameters are checked, and said above the chapter.

    Raises
    ------
    ParameterError
        If a parameter's value is not allowed, or papermill was given one that the notebook has not.
    """

    def __init__(self, chapter: ModuleType, namespace: Mapping[str, object] | None = None):
        self.chapter = chapter.__name__.rpartition(".")[2]
        self.declared = chapter.PUBLISHED
        self.values: dict[str, Result] = {}
        self.parameters = {name: namespace[name] for name in CONTRACT if name in (namespace or {})}
        self._level = self.parameters.get("confidence_level")
        if namespace is not None:
            refuse_unknown(namespace.get("In", []), f"notebooks/{self.chapter}.ipynb")
            self._tell_parameters()

    def publish(
        self,
        name: str,
        value,
        text: str | None = None,
        origin: str = "published",
        about: Mapping[str, object] | None = None,
        limits: tuple[float, float] | None = None,
    ) -> None:
        """Name a value for pages to quote.

        Parameters
        ----------
        name : str
            As the chapter's module declares it.
        value : number, str, Proportion, Median, Estimate, RestrictedMean, DataFrame or None
            A Proportion is stored as the number that its unit asks for, patients, a share or per cent, with its limits; a
            Median as weeks with its limits; other estimates as their value with its limits. A frame is stored by
            column. nan becomes None; an infinite number becomes None too, and "Inf" in a frame.
        text : str, optional
            What a page prints; by itself for whole numbers, text, estimates, frames and p-values.
        origin : str
            The weakest input it rests on: published, inferred or assumed.
        about : mapping, optional
            What fills the braces of the declared meaning: `{population}`.
        limits : tuple of float, optional
            Confidence limits of a number, in its unit.

        Raises
        ------
        ValueError
            If the name is not declared or taken, the text is blank or missing, the origin is unknown, or an interval is to be
            written by a notebook that does not declare the parameter `confidence_level`.
        """
        where = f"chapter {self.chapter}: result '{name}'"
        if name not in self.declared:
            raise ValueError(f"{where} is not declared; allowed: a name in the chapter's PUBLISHED")
        if name in self.values:
            raise ValueError(f"{where} is published twice")
        unit, meaning = self.declared[name]
        meaning = meaning.format(**about) if about else meaning
        if text is None and isinstance(value, Median | RestrictedMean | Estimate) and not self._level:
            raise ValueError(
                f"{where} has an interval and no level; allowed: confidence_level: float = 0.95 among the notebook's "
                "parameters, or a text of its own"
            )
        text = self._write(value, unit) if text is None else str(text)
        if text is None or not text.strip():
            raise ValueError(f"{where} has no text")
        if origin not in ORIGINS:
            raise ValueError(f"{where} has origin {origin!r}; allowed: {', '.join(ORIGINS)}")
        if isinstance(value, Proportion) and unit != "patients":
            limits = (_scale(value.lower, unit), _scale(value.upper, unit))
        if isinstance(value, Median):
            value, limits = value.weeks, (value.lower, value.upper)
        if isinstance(value, Estimate | RestrictedMean):
            value, limits = value.value, (value.lower, value.upper)
        limits = limits and tuple(_plain(float(limit), unit) for limit in limits)
        self.values[name] = Result(_plain(value, unit), text, unit, origin, meaning, limits)

    def publish_share(
        self, name: str, share: Proportion | None, origin: str = "published", about: Mapping[str, object] | None = None
    ) -> None:
        """A share under its name, and its count as `9 of 12` under the name with `_count` behind it.

        None, where there is no share, is published as `not known`.
        """
        self.publish(name, share, format_proportion(share), origin=origin, about=about)
        count = (share.count, f"{share.count} of {share.total}") if share else (None, format_proportion(None))
        self.publish(f"{name}_count", *count, origin=origin, about=about)

    def publish_percent(self, name: str, share: float, origin: str = "published") -> None:
        """A fraction as a percentage: the number and its text."""
        self.publish(name, 100 * share, format_percent(share), origin=origin)

    def publish_count(self, name: str, count: int, noun: str, origin: str = "published") -> None:
        """A count with its noun, as in `one patient`."""
        self.publish(name, count, format_count(count, noun), origin=origin)

    def publish_all(self, values: Mapping[str, object], origin: str = "published") -> None:
        """Publish several values of one origin whose text follows from them."""
        for name, value in values.items():
            self.publish(name, value, origin=origin)

    def show(self) -> None:
        """Leave the results in the notebook's output, where the workflow finds them.

        Raises
        ------
        ValueError
            If a declared result was not published.
        """
        from IPython.display import display

        missing = [name for name in self.declared if name not in self.values]
        if missing:
            raise ValueError(f"chapter {self.chapter}: not published: {', '.join(missing)}")
        content = {"chapter": self.chapter, "results": {name: result.as_dict() for name, result in self.values.items()}}
        rows = [(name, result.text, result.origin, result.meaning) for name, result in self.values.items()]
        listing = pd.DataFrame(rows, columns=["Result", "Value", "Origin", "Meaning"])
        page = f"<p><b>What this chapter publishes</b></p>{write_html(listing)}"
        display({MIME_TYPE: content, "text/html": page, "text/plain": listing.to_string(index=False)}, raw=True)

    def _write(self, value, unit: str) -> str | None:
        """The text of a value that needs no formatting; None where somebody must choose one."""
        level = self._level
        if isinstance(value, Proportion):
            return format_proportion(value)
        if isinstance(value, Median):
            return format_median(value, level)
        if isinstance(value, RestrictedMean):
            return format_restricted_mean(value.value, value.lower, value.upper, level)
        if isinstance(value, Estimate):
            return format_curve_share(*value, level) if unit == "share" else format_ratio(*value, level)
        if isinstance(value, pd.DataFrame):
            return f"{len(value)} rows"
        value = value.item() if hasattr(value, "item") else value
        if unit == "p-value":
            return format_p(value)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None

    def _tell_parameters(self) -> None:
        checked = check_parameters(self.parameters, f"notebooks/{self.chapter}.ipynb")
        values = {
            name: f"{value:.4g}" if isinstance(value, float) else value
            for name, value in checked.items()
            if name != "results_dir"  # where a build lies says nothing to readers
        }
        items = "; ".join(f"{name} `{value}`" for name, value in values.items())
        rows = [(name, value, CONTRACT[name].meaning) for name, value in values.items()]
        listing = pd.DataFrame(rows, columns=["Parameter", "Value", "Meaning"])
        show_text(
            f"```{{div}} ran-under\nThis chapter ran under: {items}. [What they mean](../methods.md#parameters).\n```",
            listing,
        )


def _plain(value, unit: str):
    """A value that JSON can hold: NumPy scalars become Python's, nan and infinities None."""
    if isinstance(value, Proportion):
        value = value.count if unit == "patients" else _scale(value.estimate, unit)
    if isinstance(value, pd.DataFrame):
        return {str(column): [_cell(cell) for cell in value[column]] for column in value}
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _scale(share: float, unit: str) -> float:
    return 100 * share if unit == "%" else share


def _cell(cell):
    cell = cell.item() if hasattr(cell, "item") else cell
    if isinstance(cell, float) and math.isinf(cell):
        return "Inf" if cell > 0 else "-Inf"
    return None if cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)) else cell
