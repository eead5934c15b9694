"""What is mended and added in every page: cards of exhibits, descriptions, one style sheet, drawn icons."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document

from workflow.pages.check_site import SiteError
from workflow.pages.moved_addresses import MOVED
from workflow.pages.not_found import write_not_found
from workflow.pages.theme_assets import draw_icon, list_style_sheets
from workflow.pages.upstream import mend_page
from workflow.publish.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def extensions(monkeypatch):
    """The book's extensions, where Sphinx finds them."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "book" / "_extensions"))


def make_cards(*parts: nodes.Element) -> nodes.document:
    """A chapter's page of these parts after the transform that makes its cards."""
    from exhibit_cards import MakeCards

    document = new_document("notebooks/relapse")
    numbers = {"notebooks/relapse": {"figure": {"fig-one": (4, 1)}, "table": {"tbl-one": (4, 1), "tbl-two": (4, 2)}}}
    document.settings.env = SimpleNamespace(
        docname="notebooks/relapse",
        toc_fignumbers=numbers,
        config=SimpleNamespace(numfig_format={"figure": "Fig. %s", "table": "Table %s"}),
    )
    document += parts
    MakeCards(document).run()
    return document


def write_cell(code: str, *shown: nodes.Element) -> nodes.container:
    """A cell of code as myst-nb lays it out."""
    source = nodes.container("", nodes.literal_block("", code), nb_element="cell_code_source")
    output = [nodes.container("", *shown, nb_element="cell_code_output")] if shown else []
    return nodes.container("", source, *output, nb_element="cell_code")


def write_figure(*classes: str) -> nodes.figure:
    return nodes.figure("", nodes.caption("", "A drawing"), ids=["fig-one"], classes=list(classes))


def write_table(name: str, *classes: str) -> nodes.table:
    return nodes.table("", nodes.title("", "A caption"), ids=[name], classes=list(classes))


def list_folds(document: nodes.document) -> list[tuple[str, str]]:
    """What each fold is called, and its code."""
    from block_pages import fold

    blocks = [(node["summary"], node.findall(nodes.literal_block)) for node in document.findall(fold)]
    return [(summary, "; ".join(block.astext() for block in found)) for summary, found in blocks]


def test_an_exhibit_has_the_code_of_the_cells_directly_before_it_its_data_and_its_address():
    cells = [write_cell("a"), write_cell("b", write_figure()), write_cell("c")]
    document = make_cards(write_cell("z"), nodes.paragraph("", "Words."), *cells)
    assert list_folds(document) == [("Code", "z"), ("Code", "a; b"), ("Code", "c")]
    [links] = [node["links"] for node in document.findall() if "links" in getattr(node, "attributes", {})]
    assert links == [("Data", "../downloads/derived/adtte.csv"), ("Link", "#fig-one")]
    assert [type(node).__name__ for node in document.children] == ["fold", "paragraph", "exhibit_card", "fold"]


def test_a_table_beside_a_figure_is_a_fold_of_its_card_with_its_code():
    table = write_cell("b", write_table("tbl-one", "beside-fig-one"))
    document = make_cards(write_cell("a", write_figure()), nodes.paragraph("", "Words."), table)
    assert list_folds(document) == [("Table 4.1", ""), ("Code", "a; b")]
    assert [type(node).__name__ for node in document.children] == ["exhibit_card", "paragraph"]


def test_an_exhibit_that_is_folded_is_called_by_its_number_and_caption():
    document = make_cards(write_cell("a", write_figure("folded")), write_cell("b", write_table("tbl-two", "folded")))
    assert [name for name, _ in list_folds(document)] == ["Fig. 4.1. A drawing", "Code", "Table 4.2. A caption", "Code"]


def test_what_a_cell_shows_and_is_no_exhibit_stays_above_its_code():
    document = make_cards(write_cell("a", nodes.paragraph("", "7 weeks")), write_cell("b"))
    assert [type(node).__name__ for node in document.children] == ["container", "fold", "fold"]


def test_every_figure_of_a_chapter_is_on_a_card_with_its_data_and_its_address(site):
    for path in (site / "notebooks").glob("*.html"):
        if f"notebooks/{path.name}" in MOVED:
            continue
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        cards = page.select("article .exhibit")
        assert cards and len(page.select("article .exhibit figure")) == len(page.select("article figure")), path.name
        for card in cards:
            links = [link.get_text() for link in card.select(".exhibit-tools > a")]
            assert links == ["Data", "Link"], path.name


def test_a_description_is_the_first_paragraph_cut_at_a_word():
    from page_head import describe_page

    def describe(*parts: nodes.Element) -> str:
        document, context = new_document("x"), {}
        document += parts
        describe_page(None, "methods", "page.html", context, document)
        return context["description"]

    paragraph = nodes.paragraph(
        "", "", nodes.Text("A & "), nodes.emphasis("", "b"), nodes.Text(f"\n c. {'word ' * 60}")
    )
    found = describe(nodes.title("", "T"), paragraph, nodes.paragraph("", "More."))
    assert found.startswith("A & b c. word") and found.endswith("word…") and len(found) <= 155
    assert describe(nodes.title("", "T")) == ""


def test_every_page_has_a_description_of_its_own_and_a_card(site):
    pages = [path for path in site.rglob("*.html") if path.relative_to(site).parts[0] in ("notebooks", "index.html")]
    pages = [path for path in pages if path.relative_to(site).as_posix() not in MOVED]
    seen = set()
    for path in pages:
        text = path.read_text(encoding="utf-8")
        description = re.search(r'<meta name="description" content="([^"]+)"', text)[1]
        assert len(description) > 40 and description not in seen
        assert f'<meta property="og:description" content="{description}"' in text
        seen.add(description)


def test_a_page_loads_one_style_sheet_and_no_script_of_icons(site):
    for name in ("index.html", "notebooks/relapse.html", "patients/1.html"):
        text = (site / name).read_text(encoding="utf-8")
        assert [path.split("/")[-1] for path in list_style_sheets(text)] == ["bundle.css"]
        assert "fontawesome" not in text and "thebe" not in text.lower()
    styles = (site / "_static/styles/bundle.css").read_text(encoding="utf-8")
    shown = {
        name
        for path in site.glob("*.html")
        for name in re.findall(r"\b(fa-(?!solid|lg|regular)[a-z-]+)", path.read_text("utf-8"))
    }
    assert shown and all(f".{name} {{ --icon:" in styles for name in shown)
    assert "@import" not in styles and "@font-face" not in styles


def test_a_theme_that_has_changed_stops_the_build():
    with pytest.raises(SiteError, match="the theme has changed"):
        mend_page('<html data-content_root="./"><title>x</title></html>')
    with pytest.raises(SiteError, match="no icon 'fa-none'"):
        draw_icon("fa-none", "{}")


def test_search_engines_are_told_what_the_front_page_and_the_data_page_are(site):
    for name, kind in (("index.html", "ScholarlyArticle"), ("data.html", "Dataset")):
        text = (site / name).read_text(encoding="utf-8")
        content = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
        assert content["@type"] == kind and content["isBasedOn"] == ["https://doi.org/10.1186/ar4111"]
    assert "application/ld+json" not in (site / "glossary.html").read_text(encoding="utf-8")


def test_a_missing_page_leads_home_from_any_depth():
    known = write_not_found("A & B", Settings(site="https://example.org/book"))
    assert 'href="https://example.org/book/index.html"' in known and "A &amp; B" in known
    assert 'href="/index.html"' in write_not_found("A", Settings()) and 'href="/search.html"' in known.replace(
        "https://example.org/book", ""
    )
