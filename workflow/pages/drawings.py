"""Write a drawing into its page: in the colours of the page's theme, with marks that can be focused and followed.

Within an <img> a drawing knows neither the theme nor the pointer. What a drawing looks like here is told in
book/_static/figures.css; the files themselves stay whole, for wherever the page's style is not.
"""

import functools
import html
import re
from collections.abc import Callable

from workflow.paths import HOUSE

STYLE = HOUSE / "_static" / "figures.css"
LONGEST_TITLE = 90  # letters
# Of words that are not drawn: Sphinx's script would mark them for a search, and stop because they have no place.
UNMARKED = 'class="nohighlight"'
LIGHT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
THEME_COLOUR = re.compile(r"--(fig-[a-z-]+):\s*(#[0-9a-f]{6});")

ROOT = re.compile(r"<svg\b[^>]*?\bviewBox=\"([^\"]+)\"[^>]*>")
FRONT_MATTER = re.compile(r"<metadata>.*?</metadata>|<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>", re.DOTALL)
SHEET = re.compile(r'<g id="patch_\d+">\s*<path d="[^"]*" style="fill: #ffffff"/>\s*</g>')
NARROW = re.compile(r'<metadata class="narrow"><!\[CDATA\[(.*?)\]\]></metadata>', re.DOTALL)
GROUP_ID = re.compile(r'<g id="[^"]*"')
SPACES = re.compile(r">\s+<")
TAG = re.compile(r"<(?:path|use|text|tspan|rect|g|clipPath|pattern)\b[^>]*>")
LONG_DECIMAL = re.compile(r"(\.\d\d)\d+")
ID, USED_ID = re.compile(r' id="([^"]+)"'), re.compile(r'(xlink:href="#|url\(#)([^")]+)')
PAGE_LINK = re.compile(r'xlink:href="\.\./([\w/-]+)\.html')
LINK, STOP = re.compile("<a "), re.compile(r"<a (?![^>]*tabindex)")
IDLE_TURN = re.compile(r' transform="rotate\(-?0 [^"]*"')
STYLE_ATTRIBUTE = re.compile(r' style="([^"]*)"')
FONT = re.compile(r"font-family:[^;\"]*;? ?")
COLOUR = re.compile(r"#[0-9a-f]{6}\b")


def write_drawing(svg: str, name: str, alternative: str, find_page: Callable[[str], str]) -> str:
    """A drawing as it stands in a page: in a box that scrolls where the page is too narrow to read it otherwise.

    Where the file holds a second drawing, for telephones, the page holds both, and its style shows one.

    Parameters
    ----------
    svg : str
        An SVG file as `reanalysis.show.exhibits.show_figure` makes it.
    name : str
        What its identifiers start with, so that two drawings of a page never share one.
    alternative : str
        What the figure shows, in words.
    find_page : callable
        The address of a page of the book, by its name (`patients/1`).
    """
    narrow = NARROW.search(svg)
    wide = write_svg(NARROW.sub("", svg), name, "wide" if narrow else "", alternative, find_page)
    small = write_svg(narrow[1], f"{name}-narrow", "narrow", alternative, find_page) if narrow else ""
    # A box that can scroll has to be reached by keyboard: through the links in it, or by itself.
    reach = "" if STOP.search(wide) else f' tabindex="0" role="group" aria-labelledby="{name}-title"'
    return f'<div class="book-figure-box"{reach}>{wide}{small}</div>'


def write_svg(svg: str, name: str, kind: str, alternative: str, find_page: Callable[[str], str]) -> str:
    """One drawing of a figure as an element of the page; `kind` is the class that the page's style shows it by."""
    body = svg[svg.index("<svg") :].strip().removesuffix("</svg>")
    opening = ROOT.match(body)
    body = PAGE_LINK.sub(lambda link: f'href="{find_page(link[1])}', shorten(body[opening.end() :]))
    has_links = LINK.search(body) is not None
    body = use_theme(name_parts(body, name)).replace("<title>", f"<title {UNMARKED}>")
    body = body.replace("<text ", '<text aria-hidden="true" ')  # the description has these words too, in sentences
    # As an image a drawing is one thing to assistive technology, so nothing in it may be focused.
    role = "group" if has_links else "img"
    title, description = (html.escape(text, quote=False) for text in (shorten_title(alternative), alternative))
    return (
        f'<svg class="{f"book-figure {kind}".strip()}" role="{role}" viewBox="{opening[1]}" xmlns="http://www.w3.org/2000/svg" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title" {UNMARKED}>{title}</title>'
        f'<desc id="{name}-desc" {UNMARKED}>{description}</desc>{body}</svg>'
    )


def shorten(body: str) -> str:
    """A drawing without what the page does not need: metadata, its own style, its sheet of paper, idle digits."""
    body = SHEET.sub("", FRONT_MATTER.sub("", body))
    body = SPACES.sub("><", GROUP_ID.sub("<g", body))
    body = TAG.sub(lambda tag: LONG_DECIMAL.sub(r"\1", " ".join(tag[0].split())), body)
    return STYLE_ATTRIBUTE.sub(spell_style, FONT.sub("", IDLE_TURN.sub("", body)))


def spell_style(style: re.Match) -> str:
    """A style as attributes of its own: a strict Content-Security-Policy stops styles within a page, and drawings were black."""
    pairs = (part.split(":", 1) for part in style[1].split(";") if part.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def name_parts(body: str, name: str) -> str:
    """Number what other parts of a drawing refer to, under the drawing's name."""
    numbers = {part: f"{name}-{number}" for number, part in enumerate(ID.findall(body))}
    body = ID.sub(lambda match: f' id="{numbers[match[1]]}"', body)
    return USED_ID.sub(lambda match: f"{match[1].removeprefix('xlink:')}{numbers[match[2]]}", body)


def use_theme(body: str) -> str:
    """Colours that the page's style knows, as its variables."""
    names = read_theme()
    return COLOUR.sub(
        lambda colour: f"var(--{names[colour[0]]},{colour[0]})" if colour[0] in names else colour[0], body
    )


@functools.cache
def read_theme() -> dict[str, str]:
    """Colour of the light theme to its name, as figures.css defines them."""
    return {colour: name for name, colour in THEME_COLOUR.findall(LIGHT.search(STYLE.read_text(encoding="utf-8"))[1])}


def shorten_title(alternative: str) -> str:
    """What kind of figure it is: the first sentence of its text alternative, or the start of it."""
    first = re.split(r"[.;] ", alternative, maxsplit=1)[0].removesuffix(".")
    return first if len(first) <= LONGEST_TITLE else f"{first[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"
