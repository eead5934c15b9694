"""The figure of the ledger: a square a claim."""

import math

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from reanalysis.show.text import format_count, join_words
from reanalysis.show.theme import (
    ALARM,
    COLOURS,
    FAINT,
    MUTED,
    SILENT,
    WIDTH_INCHES,
    apply_theme,
    tag_mark,
)

VERDICT_COLOURS = {
    "impossible": ALARM,
    "discrepant": COLOURS[4],
    "contradicted": COLOURS[3],
    "differs": COLOURS[1],
    "reproduced": COLOURS[2],
    "consistent": COLOURS[5],
    "repeated": FAINT,
    "definition": MUTED,
    "untestable": SILENT,
}
SQUARES_A_LINE = 28  # a square then is about as wide as a finger's mark on a phone
GAP_LINES = 0.45  # between two sections, as a share of a line


def _list_counts(counts) -> str:
    """Counts by verdict in words, in the order of the verdicts."""
    return join_words([f"{counts[verdict]} {verdict}" for verdict in VERDICT_COLOURS if counts.get(verdict)])


def draw_evidence_map(ledger, find_claim, find_rows):
    """The ledger at a glance: a square a claim, in the order of the paper, a band of lines a section.

    Parameters
    ----------
    ledger : DataFrame
        claim_id, section, verdict; a row a claim.
    find_claim, find_rows : callable
        From a claim's number to the address of its row; from a section to the address of its claims.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    bands = list(ledger.groupby("section", sort=False))
    lines = [math.ceil(len(band) / SQUARES_A_LINE) for _, band in bands]
    height = max(sum(lines) + GAP_LINES * (len(bands) - 1), 1)
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 0.9 + 0.225 * height))
    axes.set_axis_off()
    top, described = 0.0, []
    for (section, band), used in zip(bands, lines, strict=True):
        summary = _list_counts(band["verdict"].value_counts())
        described.append(f"{section}: {summary}.")
        # The section is a stop of the keyboard, a square is not: with some hundred claims nobody would get past the
        # figure. Every claim can be reached by keyboard in the table below it.
        label = axes.text(-0.9, -top, section, ha="right", va="center", fontsize=9)
        tag_mark(label, f"{section}: {format_count(len(band), 'claim')}, {summary}", find_rows(section))
        _draw_band(axes, band, top, find_claim)
        top += used + GAP_LINES
    axes.set(xlim=(-0.7, SQUARES_A_LINE - 0.3), ylim=(-height + 0.3, 0.7))
    shown = [verdict for verdict in VERDICT_COLOURS if (ledger["verdict"] == verdict).any()]
    handles = [mpl.lines.Line2D([], [], label=verdict, **square_style(verdict)) for verdict in shown]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"Map of the ledger, one square a claim, by section of the paper. {' '.join(described)}"


def _draw_band(axes, band, top: float, find_claim) -> None:
    """The squares of a section's claims, line by line."""
    for place, claim in enumerate(band.itertuples()):
        line, column = divmod(place, SQUARES_A_LINE)
        (square,) = axes.plot(column, -top - line, **square_style(claim.verdict))
        tag_mark(square, f"{claim.claim_id}: {claim.verdict}", find_claim(claim.claim_id), is_stop=False)


def square_style(verdict: str) -> dict:
    """How a claim of a verdict is plotted: a square with the verdict's sign cut out of it."""
    return {
        "marker": _square_with_sign(verdict),
        "markersize": 11,
        "color": VERDICT_COLOURS[verdict],
        "markeredgewidth": 0,
        "linestyle": "none",
        "clip_on": False,
    }


def _square_with_sign(verdict: str) -> mpl.path.Path:
    """A square, 1 wide, out of which a verdict's sign is cut, so that it shows the paper in either theme."""
    square = _close([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    long, thin = 0.36, 0.075
    bar = np.array([(-long, -thin), (-long, thin), (long, thin), (long, -thin)])  # runs against the square: a hole
    turn = np.array([[1, 1], [-1, 1]]) / math.sqrt(2)
    dot = np.array([(-0.15, -0.15), (-0.15, 0.15), (0.15, 0.15), (0.15, -0.15)])
    arm = np.array([(-long, -thin), (-long, thin), (-thin, thin), (-thin, long)])
    quarter = np.array([[0, -1], [1, 0]])
    cross = np.vstack([arm[[0, 1, 2, 3]] @ np.linalg.matrix_power(quarter, turns) for turns in range(4)])
    signs = {
        "impossible": [cross @ turn],
        "discrepant": [bar @ turn],
        "contradicted": [bar + (0, 0.17), bar - (0, 0.17)],
        "differs": [bar @ quarter],
        "consistent": [dot],
        "repeated": [dot + (-0.24, 0), dot + (0.24, 0)],
        "definition": [bar],
        "untestable": [dot * 2.4],
    }
    return mpl.path.Path.make_compound_path(square, *map(_close, signs.get(verdict, [])))


def _close(corners) -> mpl.path.Path:
    return mpl.path.Path(np.vstack([corners, corners[:1]]), closed=True)
