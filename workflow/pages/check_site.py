"""Look at the rendered site as a reader would meet it: pages, values, images, links.

The build runs this before a site is published, and the tests run it on broken ones.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from lxml import html

MISSING_VALUE = re.compile(r"(?<![\w.])(nan|inf|NaN|np\.float64)(?![\w.])|^\s*None\s*$")
HASHED_NAME = re.compile(r"[0-9a-f]{16,}")
CELL_OUTPUT = re.compile(r'<div class="cell_output[ "]')
UNREAD = {"script", "style", "pre", "code", "svg"}


class SiteError(Exception):
    """A site that must not be published; the message is one line."""


@dataclass(frozen=True)
class Examined:
    """What a page has: anchors, links, and problems of its own."""

    anchors: set[str]
    links: list[str]
    problems: list[str]


def check_site(site: Path, toc: Path, map_pages: Callable = map) -> None:
    """Check every page of a site; `map_pages` may examine them side by side.

    Raises
    ------
    SiteError
        If a page of the table of contents is missing, or a page has a blank or missing value, an image
        without a text alternative, a style or script within it, or a link or anchor that leads nowhere.
    """
    listed = [site / f"{name}.html" for name in list_pages(toc)]
    problems = [f"{path.relative_to(site)}: the page is missing" for path in listed if not path.exists()]
    paths = [path for path in listed if path.exists()]
    pages = dict(zip(paths, map_pages(examine_page, paths), strict=True))
    anchors = {path: page.anchors for path, page in pages.items()}
    for path, page in pages.items():
        found = page.problems + check_links(page.links, path, anchors)
        problems += [f"{path.relative_to(site)}: {problem}" for problem in found]
    if problems:
        raise SiteError(f"the site has {len(problems)} problems, first: {problems[0]}")


def examine_page(path: Path) -> Examined:
    """Read one page."""
    page = html.parse(str(path)).getroot()
    anchors = {"", *map(str, page.xpath("//@id"))}
    links = list(dict.fromkeys(map(str, page.xpath("//a/@href"))))
    return Examined(anchors, links, check_values(page) + check_images(page) + check_policy(page))


def check_outputs(site: Path, notebooks: list[Path]) -> None:
    """Check that each chapter's page shows every output of its executed notebook, in which each has a cell of its own.

    Raises
    ------
    SiteError
        If a page shows fewer or more.
    """
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        shown = [cell for cell in cells if cell.get("outputs") and "remove-cell" not in cell["metadata"]["tags"]]
        page = (site / "notebooks" / f"{path.stem}.html").read_text(encoding="utf-8")
        count = len(CELL_OUTPUT.findall(page))
        if count != len(shown):
            raise SiteError(f"notebooks/{path.stem}.html: shows {count} outputs of the chapter's {len(shown)}")


def list_pages(toc: Path) -> list[str]:
    """Every page named in _toc.yml."""
    content = yaml.safe_load(toc.read_text(encoding="utf-8"))
    return [content["root"], *(page for part in content.get("parts", []) for page in list_below(part["chapters"]))]


def list_below(entries: list[dict]) -> list[str]:
    """Pages of some entries of _toc.yml, each before those below it."""
    return [page for entry in entries for page in [entry["file"], *list_below(entry.get("sections", []))]]


def check_values(page) -> list[str]:
    """Values that are blank or that no reader should see."""
    blank = [
        span
        for span in page.xpath("//article//*[self::span or self::a][contains(@class, 'result')]")
        if not span.text_content().strip()
    ]
    problems = [f"a blank value ({span.get('title')})" for span in blank]
    for text in page.xpath("//article//text()"):
        found = MISSING_VALUE.search(text)
        if found and is_read(text):
            problems.append(f"a missing value ({found.group()!r} in {text.strip()[:60]!r})")
    return problems


def is_read(text) -> bool:
    """Whether a text of a page is prose: in no script, style, code or drawing."""
    inside = text.getparent().getparent() if text.is_tail else text.getparent()
    return UNREAD.isdisjoint([inside.tag, *(above.tag for above in inside.iterancestors())])


def check_images(page) -> list[str]:
    """Images without a text alternative, or with a file name for one."""
    return [
        f"an image without text alternative ({image.get('src')})"
        for image in page.xpath("//article//img")
        if not (image.get("alt") or "").strip() or HASHED_NAME.search(image.get("alt"))
    ]


def check_policy(page) -> list[str]:
    """Styles and scripts within a page, which servers with a strict Content-Security-Policy do not let through."""
    within = page.xpath(
        "//@style | //style | //@*[starts-with(name(), 'on')] | //script[not(@src) and not(contains(@type, 'json'))]"
    )
    return [f"a style or script within the page ({str(getattr(found, 'text', found))[:60]!r})" for found in within[:1]]


def check_links(links: list[str], path: Path, anchors: dict[Path, set[str]]) -> list[str]:
    """Internal links whose file or anchor does not exist."""
    problems = []
    for address in links:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
        target = target / "index.html" if target.is_dir() else target
        if not target.exists():
            problems.append(f"a link to {address}, which does not exist")
        elif parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
            problems.append(f"a link to {address}, an anchor that does not exist")
    return problems
