"""What is mended and added in every page: links of exhibits, descriptions, one style sheet, drawn icons."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from workflow.pages.check_site import SiteError
from workflow.pages.not_found import write_not_found
from workflow.pages.theme_assets import draw_icon, list_style_sheets
from workflow.pages.upstream import mend_page
from workflow.publish.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def extensions(monkeypatch):
    """The book's extensions, where Sphinx finds them."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "book" / "_extensions"))


def link_exhibits(page: str, *parts: nodes.Element) -> nodes.document:
    """A page of these parts after the transform that links its exhibits."""
    from exhibit_links import LinkExhibits

    document = new_document(page)
    document.settings.env = SimpleNamespace(docname=page)
    document += parts
    LinkExhibits(document).run()
    return document


def write_cell() -> nodes.container:
    return nodes.container("", nodes.literal_block("", "1 + 1"), classes=["cell_input"])


def write_table(name: str) -> nodes.table:
    return nodes.table("", nodes.title("", "A caption"), ids=[name])


def find_links(document: nodes.document) -> list[list[str]]:
    """The addresses after each caption."""
    return [
        [address for _, address in node["links"]]
        for node in document.findall(lambda node: "links" in getattr(node, "attributes", {}))
    ]


def test_an_exhibit_leads_to_the_code_above_it_to_its_data_and_to_itself():
    document = link_exhibits("notebooks/relapse", write_cell(), write_cell(), write_table("tbl-one"), write_cell())
    assert [cell["ids"] for cell in document.findall(nodes.container)] == [["code-1"], ["code-2"], ["code-3"]]
    assert find_links(document) == [["#code-2", "../downloads/derived/adtte.csv", "#tbl-one"]]


def test_an_exhibit_of_a_page_without_code_has_a_permanent_link_only_and_other_tables_none():
    document = link_exhibits("methods", write_table("tbl-one"), write_table("id1"), nodes.table())
    assert find_links(document) == [["#tbl-one"]]


def test_every_exhibit_of_the_book_has_its_links(site):
    for path in (site / "notebooks").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        captions = len(re.findall(r'class="caption-number">(?:Fig|Table)', text))
        assert text.count("See the code") == text.count("Download data") == captions > 0, path.name


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
