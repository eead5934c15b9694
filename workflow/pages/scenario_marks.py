"""What a page says of its scenario: a menu that leads to the same page of the others, and what this one assumes.

Menus are plain links in a fold, so they work without a script, without a server and in any folder. On the front page
book/_static/switcher.js shows another scenario's sentences in place, from a script that is written here.
"""

import html
import json
from pathlib import Path

from lxml import html as markup

FRONT = Path("index.html")
FRONT_PAGES = Path("_static/front_pages.js")
CHANGES = "notebooks/choices.html#sec-scenarios"  # tells what hangs on a scenario, from its folder


def write_switcher(page: Path, current: str, scenarios: dict[str, dict], differs: bool) -> str:
    """The switcher of a page: a menu where its pages differ, else a sentence.

    A page that is the same in every scenario does not say in which one it is read.
    """
    if not differs:
        return write_nav('<span class="scenario-shown">The same in every scenario</span>')
    shown = f'<span class="scenario-word">Scenario: </span><span class="scenario-name">{escape(scenarios[current]["title"])}</span>'
    if len(scenarios) == 1:
        return write_nav(f'<span class="scenario-shown">{shown}</span>')
    first = next(iter(scenarios))
    to_root = "../" * (len(page.parts) - 1 + (current != first))
    items = "".join(
        f'<li><a href="{to_root}{path_of(name, first)}{page.as_posix()}" data-path="{path_of(name, first)}"'
        f"{' aria-current=true' * (name == current)}>"
        f"<b>{escape(scenario['title'])}</b> {escape(scenario['sentence'])}</a></li>"
        for name, scenario in scenarios.items()
    )
    in_place = f' data-pages="{to_root}{FRONT_PAGES.as_posix()}"' * (page == FRONT)
    return write_nav(f'<details><summary class="scenario-shown">{shown}</summary><ul>{items}</ul></details>', in_place)


def write_nav(content: str, attributes: str = "") -> str:
    return f'<nav class="scenario-switcher" aria-label="Scenario"{attributes}>{content}</nav>'


def path_of(name: str, first: str) -> str:
    """A scenario's folder, from the site's root."""
    return "" if name == first else f"{name}/"


def write_line(page: Path, scenario: dict, has_changes: bool) -> str:
    """What a scenario assumes, in a line below the title, with a link to what it changes where the book has such a chapter."""
    link = f' <a href="{"../" * (len(page.parts) - 1)}{CHANGES}">What changes</a>' if has_changes else ""
    return f'<p class="scenario-line"><b>{escape(scenario["title"])}.</b> {escape(scenario["sentence"])}{link}</p>'


def write_front_pages(folders: dict[str, Path]) -> str:
    """A script that holds every scenario's front page as a list of blocks, each block once.

    Parameters
    ----------
    folders : dict of str to Path
        Each scenario's folder, the first the site's root.
    """
    numbers: dict[tuple[str, int], int] = {}  # of a block, and how many like it stand before it
    pages = {}
    for name, folder in folders.items():
        blocks = list_blocks((folder / FRONT).read_text(encoding="utf-8"))
        path = path_of(name, next(iter(folders)))
        kinds = [(block, blocks[:place].count(block)) for place, block in enumerate(blocks)]
        pages[path] = [numbers.setdefault(kind, len(numbers)) for kind in kinds]
    content = {"blocks": [block for block, _ in numbers], "pages": pages}
    return f"window.bookFrontPages = {json.dumps(content, ensure_ascii=False)};\n"


def list_blocks(page: str) -> list[str]:
    """The parts of a page's article, one after the other, as they stand in it."""
    section = markup.document_fromstring(page).xpath("//article/section")[0]
    return [markup.tostring(part, encoding="unicode", with_tail=False) for part in section.iterchildren("*")]


def escape(text: str) -> str:
    return html.escape(text, quote=False)
