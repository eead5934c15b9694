"""The theme that every figure shares: colours, sizes, and marks that can be pointed at."""

import math

import matplotlib as mpl
import numpy as np

from reanalysis.show.text import join_words

# Okabe & Ito (2008), told apart under every common colour blindness; the two lightest are darkened to stand out on paper.
# book/_static/figures.css knows each of these colours and gives it a partner for the dark theme.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B87800", "#3A94CC", "#000000")
INK, MUTED, GRID, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
PALE, PALE_WARM, PALE_CLEAR = "#dfe6ec", "#fbe3d3", "#d5ece4"  # fills: what they show is marked in another way too
FAINT = "#b8b8b8"  # dots that only guide the eye
SILENT, ALARM = "#8a8a8a", "#8c2d04"
WIDTH_INCHES = 7.2
UNSEEN = 0.004  # opacity of an area that is there to be pointed at; at 0 matplotlib would not draw it
MARK_RADIUS = 14  # points across
MOST_STRETCHES, MOST_DOTS, MOST_NAMED = 60, 200, 12  # more could not be pointed at, or named, one by one
LINE_STYLES = ("-", "--", "-.", ":")  # curves that run over each other stay apart


def apply_theme() -> None:
    """Set matplotlib's defaults for every figure of the book: real text, opaque paper, fixed ids."""
    mpl.rcParams.update(
        {
            "svg.fonttype": "none",
            "text.parse_math": False,  # words come from the data, where a dollar is a dollar
            "svg.hashsalt": "reanalysis",
            "figure.facecolor": PAPER,
            "axes.facecolor": PAPER,
            "savefig.facecolor": PAPER,
            "font.family": "DejaVu Sans",
            "font.size": 10,
            "axes.edgecolor": MUTED,
            "axes.labelcolor": INK,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": False,
            "grid.color": GRID,
            "axes.titlesize": 11,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.titley": 1.0,
            "legend.frameon": False,
            "axes.prop_cycle": mpl.cycler(color=COLOURS),
            "figure.constrained_layout.use": True,
        }
    )


def tag_mark(artist, title: str, url: str | None = None, is_stop: bool = True, kind: str = "mark"):
    """Give a drawn mark a title and an address, which `exhibits.show_figure` writes into the drawing.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
    title : str
        Whose mark it is, and what it shows.
    url : str, optional
        Where it leads, as an address from a chapter. A mark that leads nowhere shows its title only.
    is_stop : bool
        Whether the keyboard stops at the link; False where another stop of the figure leads to the same place.

    Returns
    -------
    Artist
    """
    artist.set_gid("|".join([kind, str(int(is_stop)), url or "", " ".join(title.split())]))
    return artist


def cover(axes, shape, title: str, url: str | None = None, is_stop: bool = True) -> None:
    """Lay an unseen shape over what is drawn: larger than the mark itself, and one for all the parts of a mark."""
    shape.set(color=INK, alpha=UNSEEN, zorder=10, in_layout=False)
    axes.add_artist(tag_mark(shape, title, url, is_stop, kind="hit"))


def cover_point(axes, x: float, y: float, title: str, url: str | None = None, is_stop: bool = True) -> None:
    """Cover one point of an axis."""
    shape = mpl.lines.Line2D([x], [y], linestyle="none", marker="o", markersize=MARK_RADIUS, markeredgewidth=0)
    cover(axes, shape, title, url, is_stop)


def cover_row(axes, y: float, title: str, url: str | None = None, height: float = 0.96) -> None:
    """Cover a row of a figure from edge to edge, its label included."""
    place = mpl.transforms.blended_transform_factory(axes.figure.transFigure, axes.transData)
    shape = mpl.patches.Rectangle((0.004, y - height / 2), 0.992, height, linewidth=0, transform=place, clip_on=False)
    cover(axes, shape, title, url)


def round_ticks(end: float, most: int = 8) -> np.ndarray:
    """Round tick times from 0 to at least `end` weeks, in steps of 1, 2, 4, 8, 12 or 26 weeks, or of one or more years of 52."""
    years = max(1, math.ceil(end / 52 / most))
    step = next((step for step in (1, 2, 4, 8, 12, 26) if end / step <= most), 52 * years)
    return np.arange(0, math.ceil(end / step) * step + step / 2, step)


def name_patients(numbers: list) -> str:
    """Patients by number: `patient 3`, `patients 2, 5 and 7`."""
    return f"patient{'' if len(numbers) == 1 else 's'} {join_words(sorted(numbers))}"
