"""Find labels and exhibits' names that stand twice in the book.

Sphinx warns of one only where it reads both pages in one process, so that it depended on the number of cores and on the
alphabet; a reference to it leads to either.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

from workflow.pages.check_site import SiteError

LABEL = re.compile(r"^\((?P<target>[^\s()]+)\)= *$|^ *:(?:name|label): *(?P<option>\S+) *$", re.MULTILINE)


def check_labels(source: Path) -> None:
    """Check the sources of one scenario's pages, chapters with their outputs.

    Raises
    ------
    SiteError
        If a label stands twice; with both places.
    """
    places: dict[str, str] = {}
    for path in sorted([*source.rglob("*.md"), *source.rglob("*.ipynb")]):
        page = path.relative_to(source).as_posix()
        for label in list_labels(path):
            if label in places:
                raise SiteError(
                    f"{page}: the label or name {label!r} stands in {places[label]} already; allowed: one in the whole book"
                )
            places[label] = page


def list_labels(path: Path) -> Iterator[str]:
    """The labels and names that a page gives, as Sphinx folds them, as often as they stand in it."""
    if path.suffix == ".md":
        yield from read_labels(path.read_text(encoding="utf-8"))
        return
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            yield from read_labels(cell.source)
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if figure.get("name"):
            yield figure["name"].lower()
        for output in cell.get("outputs", []):
            yield from read_labels(output.get("data", {}).get("text/markdown", ""))


def read_labels(text: str) -> list[str]:
    """The labels in a text of Markdown: targets, and the names and labels of directives."""
    return [(found["target"] or found["option"]).lower() for found in LABEL.finditer(text)]
