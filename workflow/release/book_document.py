"""Put every page of a built site into one HTML document for paper; links between pages become links within it."""

import html
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import yaml

from workflow.pages.check_site import list_below, list_pages
from workflow.pages.stage_pages import read_config
from workflow.publish.citation import read_citation, release_date
from workflow.publish.settings import Settings, page_address, read_settings

HOLDING_IDS = ("id", "name", "for", "headers", "aria-controls", "aria-describedby", "aria-labelledby")
LOCAL_ADDRESS = re.compile(r"url\(#([^)]+)\)")


def name_anchor(page: str, anchor: str = "") -> str:
    """The id of a page in the document, or of an anchor of the page."""
    return page.replace("/", "-") + (f"--{anchor}" if anchor else "")


def resolve_link(address: str, page: str, pages: list[str], settings: Settings) -> str | None:
    """Where a page's link leads from within the document; None where a document cannot lead.

    Parameters
    ----------
    address : str
        The link as the page has it.
    page : str
        The page, from the site's root and without ending (`notebooks/efficacy`).
    pages : list of str
        Every page of the document.
    settings : Settings
        With an address of the site, links to its other files lead there.
    """
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else ""
    target = path.removesuffix(".html") if path else page
    if target in pages:
        return "#" + name_anchor(target, unquote(parts.fragment))
    return page_address(path, settings) or None


def read_page(path: Path):
    """A page as an lxml element."""
    return lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()


def read_article(site: Path, page: str, pages: list[str], settings: Settings):
    """A page's article as an lxml element, its ids, references and links those of the whole document."""
    article = read_page(site / f"{page}.html").find(".//article")
    for element in article.iter("*"):
        for name, value in element.attrib.items():
            if name in HOLDING_IDS:
                element.set(name, " ".join(name_anchor(page, word) for word in value.split()))
            elif name == "src":
                element.set(name, (site / page).with_name(unquote(value)).resolve().as_uri())
            elif name == "href":
                element.set(name, resolve_link(value, page, pages, settings) or "")
            elif "url(#" in value:
                element.set(name, LOCAL_ADDRESS.sub(rf"url(#{name_anchor(page)}--\1)", value))
        if element.get("href") == "":
            del element.attrib["href"]
    return article


def find_title(article) -> str:
    """The article's title with its number."""
    return "".join(article.xpath(".//h1[1]//text()[not(ancestor::a[contains(@class, 'headerlink')])]")).strip()


def write_contents(toc: Path, titles: dict[str, str]) -> str:
    """The table of contents, in parts as in the sidebar."""
    content = yaml.safe_load(toc.read_text(encoding="utf-8"))
    parts = [
        ("", [{"file": content["root"]}]),
        *((part.get("caption", ""), part["chapters"]) for part in content["parts"]),
    ]
    lines = []
    for caption, chapters in parts:
        items = (
            f'<li><a href="#{name_anchor(page)}">{html.escape(titles[page])}</a></li>' for page in list_below(chapters)
        )
        lines += [f"<p>{html.escape(caption)}</p>" if caption else "", f"<ul>{''.join(items)}</ul>"]
    return "\n".join(lines)


def write_title_page(site: Path, config: dict, scenario: dict, settings: Settings) -> str:
    """Title, authors, scenario, how to cite, date and licence; and the notice that the site's pages carry, if any."""
    citation = read_citation()
    notice = read_page(site / "index.html").xpath("string(//aside[contains(@class, 'bd-header-announcement')])")
    lines = [
        f"{config['author']}, {release_date().year}",
        notice.strip(),
        f"Scenario: {scenario['title']}. {scenario['sentence']}",
        f"{citation['title']}. Version {citation['version']}. {settings.site}".strip(),
        f"Released {release_date().isoformat()}. © {config['sphinx']['config']['copyright']}.",
    ]
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
    return f'<div class="title-page"><h1>{html.escape(config["title"])}</h1>{paragraphs}</div>'


def write_page_rules(title: str, titles: dict[str, str]) -> str:
    """Running heads: on the left the same on all pages but the first, on the right the chapter."""
    rules = [
        f"@page {{ size: A4; @top-left {{ content: {quote(title)}; }} }}",
        "@page :first { @top-left { content: none; } @bottom-center { content: none; } }",
    ]
    for number, (page, name) in enumerate(titles.items()):
        rules.append(f"@page c{number} {{ @top-right {{ content: {quote(name)}; }} }}")
        rules.append(f"#{name_anchor(page)} {{ page: c{number}; }}")
    return "\n".join(rules)


def write_document(site: Path, toc: Path, scenario: dict) -> str:
    """The whole book as one HTML document that uses the site's style sheet.

    Parameters
    ----------
    site : Path
    toc : Path
        Its _toc.yml, with the patients' pages.
    scenario : dict
        The scenario at the site's root.
    """
    settings, pages = read_settings(), list_pages(toc)
    config = read_config()
    style = read_page(site / "index.html").xpath("//link[@rel='stylesheet']/@href")[0].partition("?")[0]
    articles = {page: read_article(site, page, pages, settings) for page in pages}
    titles = {page: find_title(article) for page, article in articles.items()}
    chapters = "\n".join(
        f'<div class="chapter" id="{name_anchor(page)}">{lxml.html.tostring(article, encoding="unicode", with_tail=False)}</div>'
        for page, article in articles.items()
    )
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>{html.escape(config["title"])}</title>
<link rel="stylesheet" href="{(site / style).resolve().as_uri()}">
<style>
{write_page_rules(f"{config['title']} · Scenario: {scenario['title']}", titles)}
</style></head>
<body class="whole-book"><main class="bd-main"><div class="bd-content"><div class="bd-article-container">
{write_title_page(site, config, scenario, settings)}
<nav class="book-contents" aria-label="Contents"><h1>Contents</h1>{write_contents(toc, titles)}</nav>
{chapters}</div></div></main></body></html>
"""


def quote(text: str) -> str:
    """Text as a string of CSS."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'
