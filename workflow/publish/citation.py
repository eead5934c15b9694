"""Read CITATION.cff and write it as text and as BibTeX; the release's version and date are read here too."""

import os
import re
import textwrap
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from workflow.paths import REPOSITORY

CITATION_FILE = "CITATION.cff"
DOI = "https://doi.org/"
BIBTEX_TYPES = {"article": "article", "software": "software"}
BIBTEX_WIDTH = 72


def read_citation(repository: Path = REPOSITORY) -> dict:
    """CITATION.cff as it stands."""
    return yaml.safe_load((repository / CITATION_FILE).read_text(encoding="utf-8"))


def release_date(repository: Path = REPOSITORY) -> date:
    """The day that generated metadata carry: SOURCE_DATE_EPOCH where it is set, else the day of the release."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (
        datetime.fromtimestamp(int(epoch), UTC).date()
        if epoch
        else parse_day(read_citation(repository)["date-released"])
    )


def parse_day(day: str | date) -> date:
    """A day as YAML gives it, quoted or not."""
    return day if isinstance(day, date) else date.fromisoformat(day)


def publication_year(work: dict) -> int:
    """The year of a CFF work: of the release, or of the publication."""
    return parse_day(work["date-released"]).year if "date-released" in work else work["year"]


def write_citation(work: dict, address: str = "") -> str:
    """A CFF work as one line of text: authors, year, title and where it is.

    Parameters
    ----------
    work : dict
        The root of CITATION.cff or one of its references.
    address : str
        Where the work lives, if it has no DOI.
    """
    authors = ", ".join(shorten_author(author) for author in work["authors"])
    year = publication_year(work)
    link = DOI + work["doi"] if "doi" in work else address
    if work["type"] == "article":
        place = f"{work['journal']} {year};{work['volume']}:{work['start']}."
    else:
        place = f"Version {work['version']}, {year} [{work['type']}]."
    return " ".join(filter(None, [f"{authors}.", f"{work['title']}.", place, link]))


def shorten_author(author: dict) -> str:
    """Family name and initials, or the name of a group."""
    if "name" in author:
        return author["name"]
    initials = "".join(name[0] for name in author["given-names"].split())
    return f"{author['family-names']} {initials}"


def write_bibtex(work: dict, address: str = "") -> str:
    """A CFF work as a BibTeX entry; parameters as for `write_citation`."""
    fields = {
        "author": " and ".join(invert_author(author) for author in work["authors"]),
        "title": f"{{{work['title']}}}",
        "journal": work.get("journal"),
        "year": publication_year(work),
        "volume": work.get("volume"),
        "pages": work.get("start"),
        "version": work.get("version"),
        "doi": work.get("doi"),
        "url": address if "doi" not in work else None,
        "license": work.get("license"),
    }
    lines = [write_field(name, escape_bibtex(str(value))) for name, value in fields.items() if value]
    return "\n".join([f"@{BIBTEX_TYPES[work['type']]}{{{citation_key(work)},", *lines, "}"])


def write_field(name: str, value: str) -> str:
    """One field of an entry, on lines that fit a page."""
    return textwrap.fill(
        f"{name} = {{{value}}},",
        BIBTEX_WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def escape_bibtex(text: str) -> str:
    """Text with the signs escaped that LaTeX would take for commands."""
    return re.sub(r"(?<!\\)([&%#$])", r"\\\1", text)


def invert_author(author: dict) -> str:
    """Family name, given names; a group's name in braces, so that BibTeX keeps it whole."""
    return f"{{{author['name']}}}" if "name" in author else f"{author['family-names']}, {author['given-names']}"


def citation_key(work: dict) -> str:
    """First author and year, in ASCII letters and digits."""
    author = work["authors"][0]
    name = author.get("family-names", author.get("name"))
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(re.findall(r"[A-Za-z0-9]+", plain.title())) + str(publication_year(work))
