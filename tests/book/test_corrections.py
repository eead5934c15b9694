"""The table behind the page of corrections: it says something in every cell, of pages that the book has."""

import sys

import pytest

from tests.conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "book" / "_extensions"))
from correction_pages import read_corrections


def test_every_correction_is_of_a_page_of_the_book():
    rows = read_corrections(REPOSITORY / "book" / "corrections.csv")
    pages = {path.stem for path in (*REPOSITORY.glob("notebooks/*.ipynb"), *REPOSITORY.glob("book/*.md"))}
    assert rows and {row["page"] for row in rows} <= pages
    assert all(row["now"] != row["earlier"] for row in rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("page,earlier,now\na,b,c\n", "allowed: page,earlier,now,reason"),
        ("page,earlier,now,reason\na,b,,d\n", "row 2: needs 4 cells with text"),
        ("page,earlier,now,reason\na,b\n", "row 2: needs 4 cells with text"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(tmp_path, text, message):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_corrections(path)
