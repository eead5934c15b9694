"""Mend what the theme, MyST-NB and docutils get wrong in pages and no template of theirs lets us override.

Each change names its reason. A pattern that every page has and that is no longer found means that the theme has
changed: the build stops.
"""

import re

from workflow.pages.check_site import SiteError

# (what, by what): patterns that every page has.
MENDED = (
    # 1.5 MB for a dozen icons, which the style sheet draws. The theme's macro names its own file by a checksum.
    (
        re.compile(r'<!-- So that users can add custom icons -->\s*<script src="[^"]*fontawesome\.js[^"]*"></script>'),
        "",
    ),
    # Scripts work on a whole page, so nothing has to wait for them; one is told the page's name in the next line.
    (
        re.compile(r'<script src="((?:[^"]*_static/(?!documentation_options)|searchindex)[^"]*)"></script>'),
        r'<script defer src="\1"></script>',
    ),
    # Past everything in the header, too, to the text (pydata-sphinx-theme).
    (re.compile(r'<a href="#main-content">Skip to main content</a>'), '<a href="#article">Skip to the text</a>'),
    # The list of pages and the search field belong to no landmark otherwise; the theme writes them amid its largest block.
    (re.compile(r'<div id="pst-primary-sidebar"'), '<div id="pst-primary-sidebar" role="region" aria-label="Book"'),
)
# Patterns that only some pages have.
MENDED_WHERE_FOUND = (
    (re.compile(r'<article class="bd-article"'), '<article class="bd-article" id="article" tabindex="-1"'),
    (re.compile(r'<div class="bd-search-container"'), '<div class="bd-search-container" id="article" tabindex="-1"'),
    # The menu of downloads says what its buttons do (sphinx-book-theme).
    (re.compile(r"(btn__text-container\">)\.pdf<"), r"\1Print or save as PDF<"),
    (re.compile(r"(btn__text-container\">)\.ipynb<"), r"\1Notebook, .ipynb<"),
    (re.compile(r"(btn__text-container\">)\.md<"), r"\1Source, .md<"),
    # The fold of a cell's code is called what it says (MyST-NB).
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    # The fold of the pages below a page is an arrow, which has no name (pydata-sphinx-theme).
    (re.compile(r'<summary>(?=<span class="toctree-toggle")'), '<summary aria-label="Pages below">'),
    # An empty corner of a table heads nothing (docutils, pandas).
    (re.compile(r'<th( class="[^"]*")?>(?:<p></p>)?</th>'), r"<td\1></td>"),
    # A role that ARIA has given up (docutils).
    (re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"'), r'\1 role="listitem"'),
)


def mend_page(page: str) -> str:
    """A page as Sphinx wrote it, with its markup mended.

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
    return page
