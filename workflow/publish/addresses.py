"""Write the addresses of _site.yml where files need them themselves: python -m workflow.publish.addresses (make addresses).

That is CITATION.cff, the book's entry in book/CITATION.bib, and two cells in every chapter. Colab opens a notebook
from GitHub without the files beside it, and nothing tells the notebook where it came from: so the first cell of code has to
name the repository. GitHub shows a notebook without its numbers, so a line above it leads to the page that has them. Without a
repository, or in another book than the repository's own, there is no cell for Colab; without a site there is no line.
"""

import re
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import nbformat

from workflow.paths import BOOK, HOME, IS_OWN, NOTEBOOKS, fail, report
from workflow.publish.settings import NOT_IN_COLAB, Settings, SettingsError, read_settings

TAG, PAGE_TAG = "colab", "page"
LINE = (
    "*[This chapter with its numbers]({site}/notebooks/{chapter}.html). Where they are not filled in, a name after "
    "`{{result}}` stands for a number: run the notebook, and its last table lists them.*"
)
CELL = """\
# Colab opens this file alone. There, this fetches the book and what Colab lacks.
import os
import subprocess
import sys

if "google.colab" in sys.modules:
    book = "/content/book"
    branch = "{branch}"
    address = "{repository}"
    if not os.path.isdir(book):
        clone = ["git", "clone", "-q", "--depth=1", f"--branch={{branch}}"]
        subprocess.run([*clone, address, book], check=True)
    pip = [sys.executable, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, {packages}], check=True)
    os.chdir(book)
    sys.path.insert(0, book)"""


def write_cell(settings: Settings) -> str:
    """The source of the first cell; empty without a repository."""
    if not settings.repository:
        return ""
    packages = ", ".join(f'"{name}"' for name in NOT_IN_COLAB)
    return CELL.format(branch=settings.branch, repository=settings.repository, packages=packages)


def write_line(settings: Settings, chapter: str) -> str:
    """The line above a chapter that leads to its page; empty without a site."""
    return LINE.format(site=settings.site, chapter=chapter) if settings.site else ""


def read_cell(path: Path) -> str:
    """The source of a notebook's cell for Colab; empty if it has none."""
    cells = nbformat.read(path, as_version=4).cells
    return next((cell.source for cell in cells if TAG in cell.metadata.get("tags", [])), "")


def put_cells(path: Path, source: str, line: str) -> None:
    """Make a notebook have this cell as its first one of code, and this line above all, or none if there is no source."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if not {TAG, PAGE_TAG} & set(cell.metadata.get("tags", []))]
    if source:
        cell = nbformat.v4.new_code_cell(source, id=uuid5(NAMESPACE_URL, path.stem).hex[:8], metadata={"tags": [TAG]})
        cells.insert(next(number for number, other in enumerate(cells) if other.cell_type == "code"), cell)
    if line:
        name = uuid5(NAMESPACE_URL, f"{path.stem}/{PAGE_TAG}").hex[:8]
        cells.insert(0, nbformat.v4.new_markdown_cell(line, id=name, metadata={"tags": [PAGE_TAG]}))
    if cells != notebook.cells:
        notebook.cells = cells
        nbformat.write(notebook, path)


def put_line(path: Path, name: str, line: str, before: str) -> None:
    """Make a file have one line that begins with a name, above a pattern, or none if the line is empty."""
    text = re.sub(rf"^{re.escape(name)}.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(re.sub(before, lambda found: line + found[0], text, count=1, flags=re.MULTILINE), encoding="utf-8")


def main() -> None:
    try:
        settings = read_settings()
    except SettingsError as error:
        fail(error)
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    for path in notebooks:
        put_cells(path, write_cell(settings) if IS_OWN else "", write_line(settings, path.stem))
    citation, bibtex = HOME / "CITATION.cff", BOOK / "CITATION.bib"
    for name, address in (("repository-code", settings.repository), ("url", settings.site)):
        put_line(citation, f"{name}:", f'{name}: "{address}"\n' if address else "", r"^license:")
    if bibtex.exists():
        put_line(bibtex, "  url =", f"  url = {{{settings.site}}},\n" if settings.site else "", r"^}")
    names = ["CITATION.cff", *(["book/CITATION.bib"] if bibtex.exists() else [])]
    count = f"{len(notebooks)} notebook{'' if len(notebooks) == 1 else 's'}"
    report(f"{', '.join(names)} and {count} name the addresses of _site.yml; commit them")


if __name__ == "__main__":
    main()
