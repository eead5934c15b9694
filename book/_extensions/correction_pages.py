"""What earlier versions of this book said and this one does not: every table of book/corrections, one after another."""

import csv
from pathlib import Path

from block_pages import ParsedDirective
from codebook_pages import write_table

from reanalysis.show.exhibits import escape_cell

FOLDER = "corrections"
COLUMNS = {"page": "Page", "earlier": "Earlier", "now": "Now", "reason": "Why"}


class Corrections(ParsedDirective):
    """{corrections}: the withdrawn verdicts and numbers, by page."""

    def markdown(self) -> str:
        rows = []
        for path in sorted((Path(self.env.srcdir) / FOLDER).glob("*.csv")):
            self.env.note_dependency(str(path.relative_to(self.env.srcdir)))
            rows += read_corrections(path)
        rows.sort(key=lambda row: row["page"].casefold())  # a stable sort: within a page as written
        cells = [[self.link(row["page"]), *(escape_cell(row[name]) for name in list(COLUMNS)[1:])] for row in rows]
        return write_table("What earlier versions said", "tbl-corrections", list(COLUMNS.values()), cells)

    def link(self, page: str) -> str:
        """The name of a page, as a link where the book has it."""
        for document in (f"notebooks/{page}", page):
            if document in self.env.found_docs:
                suffix = "ipynb" if document.startswith("notebooks/") else "md"
                return f"[{escape_cell(page)}]({document}.{suffix})"
        return escape_cell(page)


def read_corrections(path: Path) -> list[dict[str, str]]:
    """The rows of one table.

    Raises
    ------
    ValueError
        If its heading is another, or a cell is empty.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != list(COLUMNS):
            raise ValueError(f"{path}: heading {reader.fieldnames}; allowed: {','.join(COLUMNS)}")
        rows = list(reader)
    for number, row in enumerate(rows, start=2):
        if None in row or not all(row.values()):
            raise ValueError(f"{path}, row {number}: needs {len(COLUMNS)} cells with text")
    return rows


def setup(app):
    app.add_directive("corrections", Corrections)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
