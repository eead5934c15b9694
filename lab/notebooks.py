"""The lab's copies of the chapters: their code as it is, their text in plain Markdown, and a last cell that counts what they reproduce."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
from pybtex.database import parse_string

from lab.markdown import Page, convert_markdown
from workflow.paths import BOOK

KERNEL = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
LANGUAGE = {"name": "python"}  # without a language a dialog asks for a kernel
FIRST = (
    "*This is the chapter [{title}]({address}), to be run and changed. Opened by the button on its page, it runs by itself once "
    "Python has arrived. After a change press Shift and Enter in a cell, or choose Run All Cells in the menu Run. What you change "
    "stays in this browser.*"
)
LAST = "from reanalysis.verification.reproduced import tell_reproduced\n\ntell_reproduced(results)"
LAST_TEXT = "## Is it the same?\n\nHow many of the results that the page publishes this run has given again:"


def convert_notebook(notebook: Mapping, page: Page, title: str) -> dict:
    """A chapter as the lab offers it.

    Parameters
    ----------
    notebook : mapping
        As the page offers it for download: with its scenario's values, and a first cell that says where it runs.
    page : Page
    title : str
        Of the page.
    """
    cells = [make_cell("markdown", "lab-first", FIRST.format(title=title, address=page.address))]
    for cell in notebook["cells"]:
        if cell["id"] == "where-it-runs":
            continue
        if cell["cell_type"] == "markdown":
            text = convert_markdown("".join(cell["source"]), page)
            cells += [make_cell("markdown", cell["id"], text)] if text else []
        else:
            cells.append(make_cell("code", cell["id"], "".join(cell["source"])))
    cells += [make_cell("markdown", "lab-last-text", LAST_TEXT), make_cell("code", "lab-last", LAST)]
    metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def make_cell(kind: str, name: str, source: str) -> dict:
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True)} | code


def write_notebooks(build: Path, scenarios: list[str], prefix: str, target: Path) -> None:
    """Write every chapter under every scenario: the first one's at the top, the others' in folders of their names.

    Parameters
    ----------
    build : Path
        The build folder, with its site.
    scenarios : list of str
        In the site's order.
    prefix : str
        Where the site is on its host, with a slash at both ends.
    target : Path
        A folder.
    """
    works = read_works((BOOK / "references.bib").read_text(encoding="utf-8"))
    for scenario in scenarios:
        below = "" if scenario == scenarios[0] else f"{scenario}/"
        site, kept = build / "html" / below, build / "rendered" / scenario / "source" / "_results"
        read = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in kept.glob("*.json")}
        for path in sorted((site / "_sources/notebooks").glob("*.ipynb")):
            shown = lxml.html.parse(str(site / f"notebooks/{path.stem}.html")).getroot()
            address = f"{prefix}{below}notebooks/{path.stem}.html"
            page = Page(address, read_links(shown), read, read["parameters"], works)
            title = shown.xpath("string(//article//h1)").rstrip("#").strip()
            made = convert_notebook(json.loads(path.read_text(encoding="utf-8")), page, title)
            place = target / below / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_links(page) -> dict[str, tuple[str, str]]:
    """Where a page's references lead, and what they say, by the labels that they lead to."""
    links = page.xpath("//article//a[span[contains(@class, 'std-')]] | //article//a[contains(@class, 'mathjax')]")
    return {urlsplit(link.get("href")).fragment: (link.get("href"), link.text_content()) for link in links[::-1]}


def read_works(bibliography: str) -> dict[str, str]:
    """Authors and year of each work of a BibTeX file, by its key: `Kaplan and Meier, 1958`."""
    return {key: name_work(entry) for key, entry in parse_string(bibliography, "bibtex").entries.items()}


def name_work(entry) -> str:
    """A work by its authors' family names and its year."""
    families = [" ".join(person.last_names).strip("{}") for person in entry.persons.get("author", [])]
    is_long = len(families) > 2 or families[1:] == ["others"]
    return f"{f'{families[0]} et al.' if is_long else ' and '.join(families)}, {entry.fields['year']}"


def find_prefix(site: str) -> str:
    """Where the site is on its host: what follows from its address, or the root of the host."""
    return f"{urlsplit(site).path.rstrip('/')}/"
