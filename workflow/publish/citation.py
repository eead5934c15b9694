"""Read CITATION.cff, and the day that generated metadata carry."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from workflow.paths import HOME


def read_citation(book: Path = HOME) -> dict:
    """CITATION.cff as it stands."""
    return yaml.safe_load((book / "CITATION.cff").read_text(encoding="utf-8"))


def list_authors(citation: dict) -> list[str]:
    """The names of CITATION.cff's authors, people and groups."""
    people = ((author.get("given-names"), author.get("family-names")) for author in citation["authors"])
    named = zip(citation["authors"], people, strict=True)
    return [author.get("name") or " ".join(filter(None, parts)) for author, parts in named]


def release_date() -> date:
    """The day of SOURCE_DATE_EPOCH where it is set, else that of the release."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.fromisoformat(str(read_citation()["date-released"]))
