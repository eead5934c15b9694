"""Put a page's figures into the page: drawn in the colours of its theme, with marks that can be focused and followed.

Within an <img> a drawing knows neither the theme nor the pointer. What a drawing looks like here is told in
book/_static/figures.css; the files themselves stay whole, for wherever the page's style is not.
"""

import functools
import html
import re
from pathlib import Path

from workflow.paths import BOOK

STYLE = BOOK / "_static" / "figures.css"
FIGURE = re.compile(
    r"(?P<opening><figure\b[^>]*>\s*)?"
    r'<img\b(?=[^>]*\balt="(?P<alt>[^"]*)")[^>]*?\bsrc="(?P<root>[^":]*)_images/(?P<file>[^"/]+\.svg)"[^>]*>'
)
HASHED = re.compile(r"[0-9a-f]{16,}")
LONGEST_TITLE = 90  # letters
# Of words that are not drawn: Sphinx's script would mark them for a search, and stop because they have no place.
UNMARKED = 'class="nohighlight"'
LIGHT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
THEME_COLOUR = re.compile(r"--(fig-[a-z-]+):\s*(#[0-9a-f]{6});")

ROOT = re.compile(r"<svg\b[^>]*?\bviewBox=\"([^\"]+)\"[^>]*>")
FRONT_MATTER = re.compile(r"<metadata>.*?</metadata>|<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>", re.DOTALL)
SHEET = re.compile(r'<g id="patch_\d+">\s*<path d="[^"]*" style="fill: #ffffff"/>\s*</g>')
GROUP_ID = re.compile(r'<g id="[^"]*"')
SPACES = re.compile(r">\s+<")
TAG = re.compile(r"<(?:path|use|text|tspan|rect|g|clipPath|pattern)\b[^>]*>")
LONG_DECIMAL = re.compile(r"(\.\d\d)\d+")
ID, USED_ID = re.compile(r' id="([^"]+)"'), re.compile(r'(xlink:href="#|url\(#)([^")]+)')
LINK, STOP = re.compile("<a "), re.compile(r"<a (?![^>]*tabindex)")
IDLE_TURN = re.compile(r' transform="rotate\(-?0 [^"]*"')
FONT = re.compile(r"font-family:[^;\"]*;? ?")
COLOUR = re.compile(r"#[0-9a-f]{6}\b")


def inline_figures(page: str, folder: Path) -> str:
    """A page with every SVG figure of its own drawn inline instead of loaded.

    Parameters
    ----------
    page : str
        The HTML of the page.
    folder : Path
        The folder that the page stands in; images are found from there.

    Returns
    -------
    str
        Identifiers of a drawing start with its figure's name, so that two drawings of a page never share one.

    Raises
    ------
    FileNotFoundError
        If a drawing is missing.
    """
    names = set()

    def put_inline(match: re.Match) -> str:
        name = name_figure(match, names)
        drawing = (folder / f"{match['root']}_images" / match["file"]).read_text(encoding="utf-8")
        return (match["opening"] or "") + write_figure(drawing, name, html.unescape(match["alt"]), match["root"])

    return FIGURE.sub(put_inline, page)


def name_figure(match: re.Match, names: set[str]) -> str:
    """A name for a drawing that no other of the page has: its figure's anchor, or its file, or its number."""
    stem = match["file"].removesuffix(".svg")
    anchor = ID.search(match["opening"] or "")
    wanted = anchor[1] if anchor else f"fig-{len(names) + 1}" if HASHED.search(stem) else stem
    name = wanted if wanted not in names else f"{wanted}-{len(names) + 1}"
    names.add(name)
    return name


def write_figure(drawing: str, name: str, alternative: str, root: str) -> str:
    """A drawing as it stands in a page: in a box that scrolls where the page is too narrow to read it otherwise.

    Parameters
    ----------
    drawing : str
        An SVG file as `reanalysis.show.exhibits.show_figure` makes it.
    name : str
        What its identifiers start with.
    alternative : str
        What the figure shows, in words.
    root : str
        The way from the page to the site's root: empty, or `../`. Links in drawings start from a chapter.
    """
    body = drawing[drawing.index("<svg") :].strip().removesuffix("</svg>")
    opening = ROOT.match(body)
    body = shorten(body[opening.end() :]).replace('xlink:href="../', f'href="{root}')
    has_links, has_stops = (pattern.search(body) is not None for pattern in (LINK, STOP))
    body = use_theme(name_parts(body, name)).replace("<title>", f"<title {UNMARKED}>")
    if has_links:  # the words of the drawing stand in the description too, in sentences
        body = body.replace("<text ", '<text aria-hidden="true" ')
    # As an image a drawing is one thing to assistive technology, so nothing in it may be focused. A box that can scroll
    # has to be reached by keyboard: through the links in it, or by itself.
    role = "group" if has_links else "img"
    reach = "" if has_stops else f' tabindex="0" role="group" aria-labelledby="{name}-title"'
    title, description = (html.escape(text, quote=False) for text in (shorten_title(alternative), alternative))
    return (
        f'<div class="book-figure-box"{reach}>'
        f'<svg class="book-figure" role="{role}" viewBox="{opening[1]}" xmlns="http://www.w3.org/2000/svg" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title" {UNMARKED}>{title}</title>'
        f'<desc id="{name}-desc" {UNMARKED}>{description}</desc>{body}</svg></div>'
    )


def shorten(body: str) -> str:
    """A drawing without what the page does not need: metadata, its own style, its sheet of paper, idle digits."""
    body = SHEET.sub("", FRONT_MATTER.sub("", body))
    body = SPACES.sub("><", GROUP_ID.sub("<g", body))
    body = TAG.sub(lambda tag: LONG_DECIMAL.sub(r"\1", " ".join(tag[0].split())), body)
    return FONT.sub("", IDLE_TURN.sub("", body))


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
