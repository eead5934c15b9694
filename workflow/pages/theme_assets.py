"""Make the theme's files light: one style sheet, icons as pictures within it, and nothing that no page uses.

The theme brings every icon of Font Awesome as a script of 1.5 MB and again as fonts; a page shows a dozen.
"""

import hashlib
import re
import shutil
from pathlib import Path
from urllib.parse import quote

from workflow.pages.check_site import SiteError
from workflow.paths import HOUSE

STYLE_SHEET = re.compile(r'[ \t]*<link\b[^>]*href="(?:\.\./)*(_static/[^"?]+\.css)[^"]*"[^>]*>\n?')
TO_ROOT = re.compile(r'data-content_root="(?:\./)?([^"]*)"')
ICON_CLASSES = re.compile(r'class="([^"]*\b(?:fas|far|fa-solid|fa-regular)\b[^"]*)"')
NO_ICONS = {"fa-lg", "fa-solid", "fa-regular"}
ICONS_OF_SCRIPTS = {"fa-xmark"}  # in no page as it comes
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")
IMPORT = re.compile(r"@import\s*[\"'][./]*basic\.css[\"'];")
FONT_RULES = re.compile(r"@font-face\{[^}]*\}|(?:\.fa-[a-z0-9-]+:before,?)+\{content:\"[^\"]*\"\}")
UNUSED = (
    *("vendor", "locales", "scripts/fontawesome.js", "webpack-macros.html", "sbt-webpack-macros.html"),
    *("basic.css", "styles/theme.css", "styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css"),
    *("plus.png", "minus.png", "file.png"),
)
BUNDLE = "_static/styles/bundle.css"


def list_style_sheets(page: str) -> list[str]:
    """The site's own style sheets that a page loads, in their order."""
    return STYLE_SHEET.findall(page)


def bundle_styles(site: Path, pages: list[str]) -> str:
    """Write one style sheet for all pages and return its address, with a checksum, from the site's root.

    Raises
    ------
    SiteError
        If an icon that a page shows is not in the theme's script.
    """
    sheets = list_style_sheets(pages[0])
    own = sorted(
        f"_static/{path.name}" for path in (HOUSE / "_static").glob("*.css")
    )  # found in the disk's order otherwise
    # The theme imports its basic style sheet, one request later.
    sheets = ["_static/basic.css", *(path for path in sheets if path not in own), *own]
    styles = "\n".join((site / path).read_text(encoding="utf-8") for path in sheets)
    for pattern in (SOURCE_MAP, IMPORT, FONT_RULES):
        styles = pattern.sub("", styles)
    classes = {name for page in pages for found in ICON_CLASSES.findall(page) for name in found.split()}
    icons = {name for name in classes if name.startswith("fa-")} - NO_ICONS | ICONS_OF_SCRIPTS
    drawings = (site / "_static/scripts/fontawesome.js").read_text(encoding="utf-8")
    styles += "\n" + "\n".join([ICON_BASE, *(draw_icon(name, drawings) for name in sorted(icons))]) + "\n"
    (site / BUNDLE).write_text(styles, encoding="utf-8")
    return f"{BUNDLE}?v={hashlib.sha256(styles.encode()).hexdigest()[:8]}"


def link_bundle(page: str, bundle: str) -> str:
    """A page that loads one style sheet, at this address from the site's root, in place of all others."""
    link = f'<link rel="stylesheet" href="{TO_ROOT.search(page)[1]}{bundle}" />'
    return STYLE_SHEET.sub("", page).replace("</title>", f"</title>\n    {link}", 1)


ICON_BASE = """/* Icons: Font Awesome Free by Fonticons, CC BY 4.0, https://fontawesome.com/license/free */
.fa-solid::before, .fas::before, .fa-regular::before, .far::before {
  background: currentcolor; content: ""; display: inline-block; height: 1em; vertical-align: -0.1em; width: 1.1em;
  -webkit-mask: var(--icon) center / contain no-repeat; mask: var(--icon) center / contain no-repeat; }
@media (forced-colors: active) { .fa-solid::before, .fas::before, .fa-regular::before { background: ButtonText; } }"""


def draw_icon(name: str, drawings: str) -> str:
    """The rule that gives an icon its picture; the last drawing of a name is the solid one."""
    drawing = re.compile(rf'{name.removeprefix("fa-")}"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","(M[^"]*)"\]')
    # Looked for by the name first, which is fast; that a name begins there is seen afterwards.
    found = [match.groups() for match in drawing.finditer(drawings) if drawings[match.start() - 1] in ',{"']
    if not found:
        raise SiteError(f"the theme has no icon {name!r} that a page shows")
    width, height, path = found[-1]
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><path d='{path}'/></svg>"
    return f'.{name} {{ --icon: url("data:image/svg+xml,{quote(picture, safe=" =:/")}"); }}'


def drop_unused(site: Path) -> None:
    """Delete what the theme brings and no page asks for any more."""
    for name in UNUSED:
        path = site / "_static" / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for pattern in ("*.map", "mystnb.*.css"):
        for path in (site / "_static").rglob(pattern):
            path.unlink()
