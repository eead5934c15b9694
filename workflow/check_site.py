"""Look at the rendered site as a reader would meet it: pages, values, images, links.

The build runs this before a site is published, and the tests run it on broken ones.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup

MISSING_VALUE = re.compile(r"(?<![\w.])(nan|inf|NaN|np\.float64)(?![\w.])|^\s*None\s*$")
HASHED_NAME = re.compile(r"[0-9a-f]{16,}")


class SiteError(Exception):
    """A site that must not be published; the message is one line."""


def check_site(site: Path, toc: Path) -> None:
    """Check every page of a site.

    Raises
    ------
    SiteError
        If a page of the table of contents is missing, or a page has a blank or missing value, an image
        without a text alternative, or a link or anchor that leads nowhere.
    """
    listed = [site / f"{name}.html" for name in list_pages(toc)]
    problems = [f"{path.relative_to(site)}: the page is missing" for path in listed if not path.exists()]
    pages = {path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in listed if path.exists()}
    anchors = {path: collect_anchors(page) for path, page in pages.items()}
    for path, page in pages.items():
        name = path.relative_to(site)
        problems += [f"{name}: {problem}" for problem in check_values(page) + check_images(page)]
        problems += [f"{name}: {problem}" for problem in check_links(page, path, site, anchors)]
    if problems:
        raise SiteError(f"the site has {len(problems)} problems, first: {problems[0]}")


def list_pages(toc: Path) -> list[str]:
    """Every page named in _toc.yml."""
    content = yaml.safe_load(toc.read_text(encoding="utf-8"))
    chapters = [chapter for part in content.get("parts", []) for chapter in part["chapters"]]
    pages = [page for chapter in chapters for page in [chapter, *chapter.get("sections", [])]]
    return [content["root"], *(page["file"] for page in pages)]


def check_values(page: BeautifulSoup) -> list[str]:
    """Values that are blank or that no reader should see."""
    article = page.find("article") or page
    problems = [
        f"a blank value ({span.get('title')})"
        for span in article.select("span.result")
        if not span.get_text(strip=True)
    ]
    visible = [
        text
        for text in article.find_all(string=True)
        if not text.find_parent(["script", "style", "pre", "code", "svg"])
    ]
    for text in visible:
        found = MISSING_VALUE.search(text)
        if found:
            problems.append(f"a missing value ({found.group()!r} in {text.strip()[:60]!r})")
    return problems


def check_images(page: BeautifulSoup) -> list[str]:
    """Images without a text alternative, or with a file name for one."""
    article = page.find("article") or page
    return [
        f"an image without text alternative ({image.get('src')})"
        for image in article.find_all("img")
        if not (image.get("alt") or "").strip() or HASHED_NAME.search(image["alt"])
    ]


def check_links(page: BeautifulSoup, path: Path, site: Path, anchors: dict[Path, set[str]]) -> list[str]:
    """Internal links whose file or anchor does not exist."""
    problems = []
    for link in page.find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        target = target / "index.html" if target.is_dir() else target
        if not target.exists():
            problems.append(f"a link to {link['href']}, which does not exist")
        elif parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
            problems.append(f"a link to {link['href']}, an anchor that does not exist")
    return problems


def collect_anchors(page: BeautifulSoup) -> set[str]:
    """Every id of a page; the empty anchor is the top."""
    return {"", *(element["id"] for element in page.find_all(id=True))}
