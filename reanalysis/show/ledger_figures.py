"""Figures of the ledger: verdicts by section, and a square a claim."""

import math

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from reanalysis.show.text import format_count, join_words
from reanalysis.show.theme import (
    ALARM,
    COLOURS,
    FAINT,
    INK,
    MUTED,
    PAPER,
    SILENT,
    WIDTH_INCHES,
    apply_theme,
    cover,
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
# What is drawn over the colours of verdicts that do not hold, and of one that the registry record disputes.
HATCHES = {"impossible": "xx", "discrepant": "//", "contradicted": "..", "differs": "||"}
SQUARES_A_LINE = 28  # a square then is about as wide as a finger's mark on a phone
GAP_LINES = 0.45  # between two sections, as a share of a line


def draw_tally(tally, find_rows):
    """Stacked bars of how many claims have which verdict, one bar a section; patterns and words beside colour.

    Parameters
    ----------
    tally : DataFrame
        section, and counts in a column for each verdict; a row a section.
    find_rows : callable
        From a section and a verdict to the address of their claims.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    counts = tally.set_index("section")[[verdict for verdict in VERDICT_COLOURS if verdict in tally]]
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.4 + 0.36 * len(counts)))
    positions = -np.arange(len(counts))
    left = np.zeros(len(counts))
    for verdict in counts:
        _draw_bars(axes, positions, left, counts[verdict], narrowest=0.03 * counts.sum(axis=1).max())
        for section, place, start, count in zip(counts.index, positions, left, counts[verdict], strict=True):
            if count:
                shape = mpl.patches.Rectangle((start, place - 0.33), count, 0.66, linewidth=0)
                title = f"{section}: {format_count(count, 'claim')} {verdict}"
                # No stop of the keyboard: the filters above the ledger do the same.
                cover(axes, shape, title, find_rows(section, verdict), is_stop=False)
        left += counts[verdict].to_numpy()
    axes.set_yticks(positions, counts.index)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Claims")
    figure.legend(loc="outside lower center", ncols=3, fontsize=9)
    described = [f"{section}: {_list_counts(row)}." for section, row in counts.iterrows()]
    return figure, f"Bar chart of claims by section and verdict. {' '.join(described)}"


def _draw_bars(axes, positions, left, counts, narrowest: float) -> None:
    """One verdict's part of every bar; its count stands in parts wide enough not to hide their pattern."""
    bars = axes.barh(
        positions,
        counts,
        left=left,
        height=0.66,
        color=VERDICT_COLOURS[counts.name],
        hatch=HATCHES.get(counts.name),
        edgecolor=PAPER,
        label=counts.name,
    )
    axes.bar_label(
        bars,
        [str(count) if count >= narrowest else "" for count in counts],
        label_type="center",
        fontsize=8,
        color=INK,
        bbox={"boxstyle": "round,pad=0.12", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85},
    )


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
    handles = [mpl.lines.Line2D([], [], label=verdict, **_square_style(verdict)) for verdict in shown]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"Map of the ledger, one square a claim, by section of the paper. {' '.join(described)}"


def _draw_band(axes, band, top: float, find_claim) -> None:
    """The squares of a section's claims, line by line."""
    for place, claim in enumerate(band.itertuples()):
        line, column = divmod(place, SQUARES_A_LINE)
        (square,) = axes.plot(column, -top - line, **_square_style(claim.verdict))
        tag_mark(square, f"{claim.claim_id}: {claim.verdict}", find_claim(claim.claim_id), is_stop=False)


def _square_style(verdict: str) -> dict:
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
