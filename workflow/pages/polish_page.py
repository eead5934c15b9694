"""Mend what the theme gets wrong in every page, and add what search engines and readers of links look for.

Each change names its reason. A text that is no longer found means that the theme has changed: the build stops.
"""

import html
import re

from workflow.pages.check_site import SiteError
from workflow.pages.structured_data import write_structured_data
from workflow.pages.theme_assets import STYLE_SHEET

DESCRIPTION_LENGTH = 155
# (what, by what): patterns that every page has.
MENDED = (
    # 1.5 MB for a dozen icons, which the style sheet draws.
    (
        re.compile(r'<!-- So that users can add custom icons -->\s*<script src="[^"]*fontawesome\.js[^"]*"></script>'),
        "",
    ),
    # Said three times by the theme.
    (re.compile(r'<meta name="viewport" content="width=device-width, initial-scale=1" ?/?>'), ""),
    (re.compile(r'<meta name="docsearch:[a-z]+" content="[^"]*" ?/>'), ""),
    # A label must hold the words that are seen: "Search Ctrl+K".
    (re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"'), r"\1"),
    # Scripts work on a whole page, so nothing has to wait for them; one is told the page's name in the next line.
    (
        re.compile(r'<script src="((?:[^"]*_static/(?!documentation_options)|searchindex)[^"]*)"></script>'),
        r'<script defer src="\1"></script>',
    ),
    # The list of pages and the search field belong to no landmark otherwise.
    (re.compile(r'<div id="pst-primary-sidebar"'), '<div id="pst-primary-sidebar" role="region" aria-label="Book"'),
)
# Patterns that only some pages have.
MENDED_WHERE_FOUND = (
    # The fold of a cell's code is called what it says.
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    # The fold of the pages below a page is an arrow, which has no name.
    (re.compile(r'<summary>(?=<span class="toctree-toggle")'), '<summary aria-label="Pages below">'),
    # Icons are no words: three titles of which two are hidden are not what the button is called.
    (re.compile(r'(<i class="theme-switch[^>]*?)\s+title="[^"]*"'), r"\1"),
    # A second title and table of contents, for print alone; the page's own title is printed instead.
    (re.compile(r'<div id="jb-print-docs-body" class="onlyprint">.*?(?=<div id="searchbox">)', re.DOTALL), ""),
    # The theme's script gives what scrolls, by this class, a place in the tab order where it is too wide.
    (re.compile(r'<div class="math notranslate'), '<div class="math notranslate pst-scrollable-table-container'),
    # An empty corner of a table heads nothing.
    (re.compile(r'<th class="([^"]*)">(?:<p></p>)?</th>'), r'<td class="\1"></td>'),
    # A role that ARIA has given up.
    (re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"'), r'\1 role="listitem"'),
)
FIRST_PARAGRAPH = re.compile(r"<article.*?</h1>.*?<p>(?P<text>.*?)</p>", re.DOTALL)
TITLE = re.compile(r"<title>(?P<text>.*?)</title>")


def polish_page(page: str, name: str, bundle: str, book: str) -> str:
    """A page with one style sheet, mended markup, a description and a social card's metadata.

    Parameters
    ----------
    page : str
        The page as Sphinx wrote it.
    name : str
        The page within its scenario's folder, as `index.html`.
    bundle : str
        Address of the style sheet, from the site's root.
    book : str
        Title of the book.

    Raises
    ------
    SiteError
        If the theme's markup is not what is mended here.
    """
    for pattern, replacement in MENDED:
        page, count = pattern.subn(replacement, page)
        if not count:
            raise SiteError(f"the theme has changed: {pattern.pattern!r} is not found")
    for pattern, replacement in MENDED_WHERE_FOUND:
        page = pattern.sub(replacement, page)
    to_root = re.search(r'data-content_root="([^"]*)"', page)[1].removeprefix("./")
    page = STYLE_SHEET.sub("", page)
    head = [f'<link rel="stylesheet" href="{to_root}{bundle}" />', *write_metadata(page, name, book)]
    return page.replace("</title>", "</title>\n    " + "\n    ".join(head), 1)


def write_metadata(page: str, name: str, book: str) -> list[str]:
    """Description, Open Graph tags and structured data, from the page's title and first paragraph."""
    title = html.unescape(TITLE.search(page)["text"]).split(" — ")[0]
    description = describe(page) or f"{title}, a page of “{book}”."
    tags = {"og:type": "article", "og:site_name": book, "og:title": title, "og:description": description}
    return [
        f'<meta name="description" content="{html.escape(description)}" />',
        *(f'<meta property="{name}" content="{html.escape(value)}" />' for name, value in tags.items()),
        '<meta name="twitter:card" content="summary" />',
        write_structured_data(name, title, description),
    ]


def describe(page: str) -> str:
    """The first paragraph as plain text, cut at a word."""
    found = FIRST_PARAGRAPH.search(page)
    text = html.unescape(re.sub(r"<[^>]+>", "", found["text"])) if found else ""
    text = " ".join(text.split())
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
