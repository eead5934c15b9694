"""What the search index holds of a page."""

import pytest
from docutils import nodes
from docutils.utils import new_document

from tests.conftest import REPOSITORY


@pytest.fixture
def index(monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "book" / "_extensions"))
    import search_index

    return search_index


class Builder:
    """What collecting needs of Sphinx's builder of the index."""

    def __init__(self, lang):
        self.lang = lang


def write_page(*parts: nodes.Element) -> nodes.document:
    document = new_document("page")
    document += parts
    return document


def test_code_is_left_out_of_the_index_and_stays_on_the_page(index):
    code = nodes.literal_block("", "import pandas")
    cell = nodes.container("", nodes.paragraph("", "secret"), classes=["cell_input"])
    page = write_page(nodes.paragraph("", "Two relapsed"), code, cell)
    words = index.collect_words(Builder(index.SearchProse({})), page).words
    assert words == ["Two", "relapsed"]
    assert page.children[1:] == [code, cell]


def test_a_page_is_about_the_words_that_it_says_often(index):
    page = write_page(nodes.paragraph("", "thrombosis " * 5 + "patients " * 4 + "Thromboses"))
    assert index.collect_words(Builder(index.SearchProse({})), page).title_words == ["thrombosis"]


def test_accents_and_checksums_do_not_count(index):
    language = index.SearchProse({})
    assert language.split("Cortés-Hernández") == ["Cortes", "Hernandez"]
    assert (
        language.word_filter("relaps")
        and not language.word_filter("90a5fcf1515a8b")
        and not language.word_filter("2012")
    )
