"""A directive about where the book lives: what to run first in Colab; nothing while _site.yml has no repository."""

from block_pages import ParsedDirective

from workflow.paths import REPOSITORY
from workflow.publish.settings import SETTINGS_FILE, colab_first_cell, read_settings


class ColabFirstCell(ParsedDirective):
    """{colab-first-cell}: a paragraph and a block to copy."""

    def markdown(self) -> str:
        self.env.note_dependency(str(REPOSITORY / SETTINGS_FILE))
        cell = colab_first_cell(read_settings())
        if not cell:
            return ""
        return (
            "Colab opens a chapter without the files beside it. Add a cell at its top, run this in it, and then the "
            f"chapter:\n\n```\n{cell}\n```"
        )


def setup(app):
    app.add_directive("colab-first-cell", ColabFirstCell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
