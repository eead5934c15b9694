"""What earlier versions of this book said and this one does not, from book/corrections.csv."""

import csv
from pathlib import Path

from block_pages import ParsedDirective
from codebook_pages import write_table

from reanalysis.show.exhibits import escape_cell

TABLE = "corrections.csv"
COLUMNS = {"page": "Page", "earlier": "Earlier", "now": "Now", "reason": "Why"}


class Corrections(ParsedDirective):
    """{corrections}: the withdrawn verdicts and numbers, in the order of the table, each with a link to its page."""

    def markdown(self) -> str:
        self.env.note_dependency(TABLE)
        rows = read_corrections(Path(self.env.srcdir) / TABLE)
        cells = [[self.link(row["page"]), *(escape_cell(row[name]) for name in list(COLUMNS)[1:])] for row in rows]
        return write_table("What earlier versions said", "tbl-corrections", list(COLUMNS.values()), cells)

    def link(self, page: str) -> str:
        """A link that reads as the page's title; its source is a notebook or a page of the book."""
        if page == "index":
            return "[Front page](index.md)"  # its title is the book's
        is_chapter = f"notebooks/{page}" in self.env.found_docs
        return f"[](notebooks/{page}.ipynb)" if is_chapter else f"[]({page}.md)"


def read_corrections(path: Path) -> list[dict[str, str]]:
    """The rows of one table, as `read_rows` checks them."""
    return read_rows(path, list(COLUMNS))


def read_rows(path: Path, columns: list[str]) -> list[dict[str, str]]:
    """The rows of one of the book's own tables.

    Raises
    ------
    ValueError
        If its heading is another, or a cell is empty.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != columns:
            raise ValueError(f"{path}: heading {reader.fieldnames}; allowed: {','.join(columns)}")
        rows = list(reader)
    for number, row in enumerate(rows, start=2):
        if None in row or not all(row.values()):
            raise ValueError(f"{path}, row {number}: needs {len(columns)} cells with text")
    return rows


def setup(app):
    app.add_directive("corrections", Corrections)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
