"""What a page's head says of it: a description, and for the front and the data page schema.org's JSON-LD.

`_templates/layout.html` writes both.
"""

import json

from docutils import nodes
from sphinx.util.nodes import clean_astext

from workflow.pages.changes_page import PAGE
from workflow.publish.citation import list_authors, read_citation, release_date

DESCRIPTION_LENGTH = 155
BOOK_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
KINDS = {"index": "ScholarlyArticle", "data": "Dataset"}  # pages that are something by themselves


def describe_page(app, page: str, template: str, context: dict, doctree) -> None:
    """Give the page's template a description, and structured data where it has a kind."""
    found = doctree.findall(nodes.paragraph) if doctree else []
    paragraphs = (paragraph for paragraph in found if "block-title" not in paragraph["classes"])
    context["description"] = shorten(next((paragraph.astext() for paragraph in paragraphs), ""))
    context["metatags"] = ""  # docutils' own, which say again how wide the page is
    if notice := context.get("theme_announcement"):  # an edited copy's; the theme shows it as it is on every page
        context["theme_announcement"] = notice.replace(f'href="{PAGE}.html"', f'href="{context["pathto"](PAGE)}"')
    if page in KINDS:
        title = clean_astext(app.env.titles[page])
        context["structured_data"] = write_structured_data(KINDS[page], title, context["description"])


def shorten(text: str) -> str:
    """Text on one line, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def write_structured_data(kind: str, title: str, description: str) -> str:
    """The page as schema.org knows it; nothing in it can end the script that it stands in."""
    citation = read_citation()
    content = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": title,
        "headline": title,
        "description": description,
        "inLanguage": "en",
        "license": BOOK_LICENCE,
        "version": str(citation["version"]),
        "datePublished": release_date().isoformat(),
        "author": [{"@type": "Organization", "name": name} for name in list_authors(citation)],
        "isBasedOn": [f"https://doi.org/{work['doi']}" for work in citation.get("references", []) if "doi" in work],
    }
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")


def setup(app):
    app.connect("html-page-context", describe_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
