"""What is mended and added in every page: links of exhibits, descriptions, one style sheet, drawn icons."""

import json
import re
from pathlib import Path

import pytest

from workflow.pages.check_site import SiteError
from workflow.pages.exhibit_tools import add_exhibit_tools
from workflow.pages.not_found import write_not_found
from workflow.pages.polish_page import describe, polish_page
from workflow.pages.theme_assets import draw_icon, list_style_sheets
from workflow.publish.settings import Settings

CELL = '<div class="cell_input docutils container">code</div>'
CAPTION = '<caption>Text<a class="headerlink" href="#tbl-one" title="Link to this table">#</a></caption>'


def test_an_exhibit_leads_to_the_code_above_it_to_its_data_and_to_itself():
    page = add_exhibit_tools(CELL + CELL + CAPTION + CELL, Path("notebooks/relapse.html"))
    assert re.findall(r'id="(code-\d)"', page) == ["code-1", "code-2", "code-3"]
    assert re.findall(r'<a href="([^"]+)"', page) == ["#code-2", "../downloads/derived/adtte.csv", "#tbl-one"]


def test_an_exhibit_of_a_page_without_code_has_a_permanent_link_only():
    page = add_exhibit_tools(CAPTION, Path("methods.html"))
    assert re.findall(r'<a href="([^"]+)"', page) == ["#tbl-one"]


def test_every_exhibit_of_the_book_has_its_links(site):
    for path in (site / "notebooks").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        captions = len(re.findall(r'class="caption-number">(?:Fig|Table)', text))
        assert text.count("See the code") == text.count("Download data") == captions > 0, path.name


def test_a_description_is_the_first_paragraph_cut_at_a_word():
    page = f"<article><h1>T</h1><p>A &amp; <em>b</em>\n c. {'word ' * 60}</p></article>"
    found = describe(page)
    assert found.startswith("A & b c. word") and found.endswith("word…") and len(found) <= 155
    assert describe("<article><h1>T</h1></article>") == ""


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
        polish_page('<html data-content_root="./"><title>x</title></html>', "x.html", "bundle.css", "Book")
    with pytest.raises(SiteError, match="no icon 'fa-none'"):
        draw_icon("fa-none", "{}")


def test_search_engines_are_told_what_the_front_page_and_the_data_page_are(site):
    for name, kind in (("index.html", "ScholarlyArticle"), ("data.html", "Dataset")):
        text = (site / name).read_text(encoding="utf-8")
        content = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
        assert content["@type"] == kind and content["isBasedOn"] == ["https://doi.org/10.1186/ar4111"]
    assert "application/ld+json" not in (site / "glossary.html").read_text(encoding="utf-8")


def test_a_missing_page_leads_home_from_any_depth_once_the_address_is_known(site):
    known = write_not_found("A & B", Settings(site="https://example.org/book"))
    assert 'href="https://example.org/book/index.html"' in known and "A &amp; B" in known
    assert 'href="index.html"' in (site / "404.html").read_text(encoding="utf-8")
