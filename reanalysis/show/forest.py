"""Estimates with their intervals, one a row."""

import math

import matplotlib as mpl
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import format_percent_interval
from reanalysis.show.theme import COLOURS, MUTED, WIDTH_INCHES, apply_theme, cover_row


def draw_forest(frame: pd.DataFrame, axis_label: str, reference: float | None = None, percent: bool = True):
    """Estimates with intervals, one row each, with their text at the right.

    Parameters
    ----------
    frame : DataFrame
        label, estimate, lower, upper (fractions if percent), text; optional section, a heading above its rows, is_own, which
        sets the rows of this trial off, and source and caution (what makes it hard to compare), which the note of a row names.
        Without a text, count and total are written with the interval: `12/14 (57% to 98%)`.
    """
    rows = _with_headings(frame)
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 0.7 + 0.32 * len(rows)))
    for position, row in enumerate(rows):
        if "estimate" not in row:
            continue
        if math.isnan(row["estimate"]):
            axes.text(
                0.02,
                -position,
                "not estimable",
                va="center",
                fontsize=9,
                color=MUTED,
                transform=axes.get_yaxis_transform(),
            )
            continue
        colour = COLOURS[1] if row.get("is_own") else COLOURS[0]
        axes.plot(
            [row["lower"], row["upper"]], [-position, -position], color=colour, linewidth=1.8, solid_capstyle="butt"
        )
        axes.plot(row["estimate"], -position, marker="s", color=colour, markersize=6, clip_on=False)
    for position, row in enumerate(rows):
        axes.text(1.035, -position, row.get("text", ""), va="center", fontsize=9, transform=axes.get_yaxis_transform())
    axes.set_yticks([-position for position in range(len(rows))], [row["label"] for row in rows])
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    for position, (label, row) in enumerate(zip(axes.get_yticklabels(), rows, strict=True)):
        label.set_fontweight("normal" if "estimate" in row else "bold")
        if "estimate" in row:
            more = "; ".join(row[name] for name in ("source", "caution") if row.get(name))
            told = f"{row['label']}: {row.get('text') or 'not estimable'}"
            cover_row(axes, -position, f"{told}; {more}" if more else told)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(axis_label)
    axes.grid(axis="x", linewidth=0.6)
    axes.set_axisbelow(True)
    if percent:
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    if reference is not None:
        axes.axvline(reference, color=MUTED, linewidth=1, linestyle="--")
    described = [
        f"{row['label']}: {row.get('text') or 'not estimable'}." if "estimate" in row else f"{row['label']}:"
        for row in rows
    ]
    return figure, f"Forest plot of estimates with intervals; {axis_label}. {' '.join(described)}"


def _with_headings(frame: pd.DataFrame) -> list[dict]:
    """The rows, with a row that is a label alone where a section begins."""
    rows, section = [], None
    for row in frame.to_dict("records"):
        if row.get("section") and row["section"] != section:
            section = row["section"]
            rows.append({"label": section})
        rows.append({"text": _write_share(row)} | row)
    return rows


def _write_share(row: dict) -> str:
    if "count" not in row or "text" in row:
        return ""
    limits = format_percent_interval(row["lower"], row["upper"]) if row["total"] else "no patients"
    return f"{row['count']}/{row['total']} ({limits})"
