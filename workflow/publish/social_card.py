"""The picture that shows when somebody shares a page: the book's title and its headline results, 1200 by 630 pixels.

Only a site with an address has one, since whoever shows it must be told where it is.
"""

import html
import json
import textwrap
from pathlib import Path

from workflow.publish.settings import Settings

CARD = "_static/social-card.png"
SIZE_PIXELS = (1200, 630)
# Chapter and result, and what they are called on the card.
SHOWN = (
    ("baseline", "n_enrolled", "patients, no control group"),
    ("efficacy", "cr_headline", "complete response"),
    ("time_to_response", "median_headline", "median time to it"),
    ("relapse", "relapse_headline", "relapse afterwards"),
    ("ledger", "n_claims", "of the paper, each judged by rule"),
)
PAPER, INK, MUTED, ACCENT = "#fbfaf7", "#1f2430", "#5a6170", "#0b5394"
PIXELS_PER_INCH = 100
TITLE_WIDTH, VALUE_LEFT, FIRST_ROW, ROW_HEIGHT = 34, 0.06, 0.52, 0.105


def write_social_card(site: Path, title: str) -> None:
    """Draw the card from the results of the site's first scenario, the same bytes from the same results.

    Parameters
    ----------
    site : Path
        With downloads/results.
    title : str
        Of the book.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=[side / PIXELS_PER_INCH for side in SIZE_PIXELS], dpi=PIXELS_PER_INCH, facecolor=PAPER)
    figure.text(VALUE_LEFT, 0.92, textwrap.fill(title, TITLE_WIDTH), va="top", fontsize=38, color=INK, weight="bold")
    for row, (value, label) in enumerate(read_headlines(site)):
        height = FIRST_ROW - row * ROW_HEIGHT
        shown = figure.text(VALUE_LEFT, height, value, va="baseline", fontsize=23, color=ACCENT, weight="bold")
        right = shown.get_window_extent(FigureCanvasAgg(figure).get_renderer()).x1 / SIZE_PIXELS[0]
        figure.text(right + 0.012, height, label, va="baseline", fontsize=21, color=MUTED)
    (site / CARD).parent.mkdir(exist_ok=True)
    FigureCanvasAgg(figure).print_png(site / CARD, metadata={"Software": None})


def read_headlines(site: Path) -> list[tuple[str, str]]:
    """The text of each result on the card, and what it is of."""
    chapters = {
        chapter: json.loads((site / "downloads/results" / f"{chapter}.json").read_text(encoding="utf-8"))
        for chapter, _, _ in SHOWN
    }
    return [(chapters[chapter][name]["text"], label) for chapter, name, label in SHOWN]


def write_card_tags(title: str, headlines: list[tuple[str, str]], settings: Settings) -> str:
    """What a page's head says of the card."""
    alternative = f"{title}. " + "; ".join(f"{value} {label}" for value, label in headlines)
    tags = {
        "og:image": f"{settings.site}/{CARD}",
        "og:image:width": str(SIZE_PIXELS[0]),
        "og:image:height": str(SIZE_PIXELS[1]),
        "og:image:alt": alternative,
    }
    lines = [f'<meta property="{name}" content="{html.escape(value)}" />' for name, value in tags.items()]
    return "\n".join([*lines, '<meta name="twitter:card" content="summary_large_image" />'])
