"""Directives about the publication itself: how to cite the book and the paper, and what to run first in Colab.

They read CITATION.cff and _site.yml of the repository; what an empty setting leaves unknown is left out.
"""

from book_pages import ParsedDirective

from reanalysis.show.exhibits import escape_cell
from workflow.paths import REPOSITORY
from workflow.publish.citation import CITATION_FILE, read_citation, write_bibtex, write_citation
from workflow.publish.settings import SETTINGS_FILE, Settings, colab_first_cell, read_settings


class PublishingDirective(ParsedDirective):
    """A directive that depends on files at the repository's root."""

    files = ()

    def run(self):
        for name in self.files:
            self.env.note_dependency(str(REPOSITORY / name))
        return super().run()


class CiteThis(PublishingDirective):
    """{cite-this-book}: this book, or the paper with the argument `paper`, as text and as BibTeX."""

    optional_arguments = 1
    files = (CITATION_FILE, SETTINGS_FILE)

    def markdown(self) -> str:
        citation, settings = read_citation(), read_settings()
        chosen = self.arguments[0] if self.arguments else "book"
        if chosen == "book":
            return show_work(citation, settings.site or settings.repository)
        if chosen == "paper":
            return "\n\n".join(show_work(work, "") for work in citation["references"])
        raise self.error(f"cite-this-book: {chosen!r}; allowed: book, paper")


class ColabFirstCell(PublishingDirective):
    """{colab-first-cell}: what to run first where a chapter is opened in Colab; nothing without a repository's address."""

    files = (SETTINGS_FILE,)

    def markdown(self) -> str:
        return explain_colab(read_settings())


def show_work(work: dict, address: str) -> str:
    """A citation to read, and the same to import."""
    return f"{link_address(write_citation(work, address))}\n\n```bibtex\n{write_bibtex(work, address)}\n```"


def link_address(text: str) -> str:
    """Text as it stands, with the address at its end, if there is one, as a link."""
    rest, _, last = text.rpartition(" ")
    return f"{escape_cell(rest)} <{last}>" if last.startswith("https://") else escape_cell(text)


def explain_colab(settings: Settings) -> str:
    """A paragraph and a block to copy."""
    cell = colab_first_cell(settings)
    if not cell:
        return ""
    return (
        "Colab opens a chapter without the files beside it. Add a cell at its top, run this in it, and then the chapter:\n\n"
        f"```\n{cell}\n```"
    )


def setup(app):
    app.add_directive("cite-this-book", CiteThis)
    app.add_directive("colab-first-cell", ColabFirstCell)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
