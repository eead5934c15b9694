"""The tables behind the page of corrections: each can be read, and says something in every cell."""

import sys

import pytest

from tests.conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "book" / "_extensions"))
from correction_pages import COLUMNS, read_corrections

TABLES = sorted((REPOSITORY / "book" / "corrections").glob("*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_table_of_corrections_can_be_read(path):
    rows = read_corrections(path)
    assert rows and all(set(row) == set(COLUMNS) for row in rows)
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
