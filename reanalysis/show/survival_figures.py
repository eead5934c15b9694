"""Survival curves with their band, censored patients and numbers at risk.

Curves are drawn as they are given. A figure comes with its text alternative, which carries the numbers shown.
"""

import math

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from reanalysis.show.text import format_count, format_percent, format_weeks, join_words
from reanalysis.show.theme import (
    COLOURS,
    INK,
    LINE_STYLES,
    MOST_NAMED,
    MUTED,
    WIDTH_INCHES,
    apply_theme,
    cover,
    name_patients,
    round_ticks,
)
from reanalysis.statistics.survival import count_at_risk

HALF_YEAR_WEEKS = 26
MOST_TICKS = 14


def choose_ticks(last_event: float) -> np.ndarray:
    """Round ticks to the first multiple of half a year after the last event: beyond it a flat line looks like knowledge."""
    end = HALF_YEAR_WEEKS * (math.floor(last_event / HALF_YEAR_WEEKS) + 1)
    return round_ticks(end, most=MOST_TICKS)


def draw_survival(curves: dict, quantity: str, ticks=None, band: bool = True, find_page=None):
    """Survival curves with band, censor ticks and a table of at risk, events and censored under the axis.

    Parameters
    ----------
    curves : dict
        Label to a curve as `reanalysis.statistics.survival.kaplan_meier` returns it. A column `patients`, lists of
        the numbers of those whose time a row is, says who made each step.
    quantity : str
        What survival means, for the vertical axis: "Share without complete response".
    ticks : array-like, optional
        Weeks of the axis and of the table under it; by default round ones from 0 to the last time of any curve.
    band : bool
        Whether to draw the pointwise interval.
    find_page : callable, optional
        From a list of patient numbers to the address where they are found, or None.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    ticks = round_ticks(max(curve["weeks"].max() for curve in curves.values())) if ticks is None else np.asarray(ticks)
    rows = 3 * len(curves)
    figure, (axes, table) = plt.subplots(
        2,
        1,
        figsize=(WIDTH_INCHES, 3.6 + 0.22 * rows),
        sharex=True,
        height_ratios=[3.4, 0.24 * rows + 0.3],
    )
    for index, (label, curve) in enumerate(curves.items()):
        _draw_curve(axes, curve, COLOURS[index % len(COLOURS)], LINE_STYLES[index % len(LINE_STYLES)], label, band)
        for mark in _list_steps(curve, label if len(curves) > 1 else "", quantity):
            if mark["weeks"] <= ticks[-1]:
                _cover_step(
                    axes, mark, ticks[-1], find_page(mark["numbers"]) if find_page and mark["numbers"] else None
                )
    label_axes(axes, ticks, quantity)
    axes.tick_params(labelbottom=True)
    if len(curves) > 1:
        axes.legend(loc="best")
    _draw_risk_table(table, curves, ticks)
    described = [_describe_curve(label, curve) for label, curve in curves.items()]
    return figure, f"Survival curve. {quantity} over weeks. {' '.join(described)}"


def mark_median(figure, weeks: float) -> None:
    """Dotted lines from one half to a curve of `draw_survival` and down to its median; none where it is not reached."""
    if math.isfinite(weeks):
        figure.axes[0].plot([0, weeks, weeks], [0.5, 0.5, 0], color=MUTED, linewidth=1, linestyle=":")


def label_axes(axes, ticks, quantity: str) -> None:
    """Weeks below, shares of patients at the left."""
    axes.set(ylim=(0, 1.03), xlim=(0, ticks[-1]), xticks=ticks, xlabel="Weeks", ylabel=quantity)
    axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))


def _draw_curve(axes, curve, colour, line_style, label, band):
    weeks = np.concatenate([[0.0], curve["weeks"]])
    survival = np.concatenate([[1.0], curve["survival"]])
    axes.step(weeks, survival, where="post", color=colour, linestyle=line_style, linewidth=2, label=label)
    if band:
        lower = np.concatenate([[1.0], curve["lower"].fillna(0.0)])
        upper = np.concatenate([[1.0], curve["upper"].ffill().fillna(1.0)])
        axes.fill_between(weeks, lower, upper, step="post", color=colour, alpha=0.16, linewidth=0)
    censored = curve[curve["censored"] > 0]
    axes.plot(
        censored["weeks"],
        censored["survival"],
        linestyle="none",
        marker="|",
        markersize=9,
        color=colour,
        markeredgewidth=1.8,
    )


def _list_steps(curve, label: str, quantity: str) -> list[dict]:
    """Every week at which a curve steps or a patient leaves: place, title, and whose it is."""
    marks, before = [], 1.0
    for row in curve.itertuples():
        own = getattr(row, "patients", [])
        what = [format_count(int(row.events), "event")] if row.events else []
        what += [f"{format_count(int(row.censored), 'patient')} censored"] if row.censored else []
        who = f" ({name_patients(own)})" if 0 < len(own) <= MOST_NAMED else ""
        title = f"{label}, week" if label else "Week"
        title += f" {format_weeks(row.weeks)}: {join_words(what)}{who}, {row.at_risk} at risk just before. {quantity}: "
        title += f"from {format_percent(before)} to " if row.events else ""
        title += f"{format_percent(row.survival)}."
        marks.append({"weeks": row.weeks, "high": before, "low": row.survival, "title": title, "numbers": own})
        before = row.survival
    return marks


def _cover_step(axes, mark: dict, end: float, url: str | None) -> None:
    """Cover a step from top to bottom, and a censor tick around its middle."""
    half, pad = 0.009 * end, 0.025
    place = (mark["weeks"] - half, mark["low"] - pad)
    shape = mpl.patches.Rectangle(place, 2 * half, mark["high"] - mark["low"] + 2 * pad, linewidth=0)
    cover(axes, shape, mark["title"], url)


def _describe_curve(label: str, curve) -> str:
    steps = [
        f"{format_percent(row.survival)} at week {format_weeks(row.weeks)}"
        for row in curve[curve["events"] > 0].itertuples()
    ]
    shown = join_words(steps if len(steps) <= 12 else steps[:: math.ceil(len(steps) / 12)])
    patients, events = (curve["events"] + curve["censored"]).sum(), curve["events"].sum()
    return f"{label}: {patients} patients, {events} events; {shown if steps else 'no event'}."


def _draw_risk_table(axes, curves, ticks):
    axes.set_axis_off()
    position, labels = 0, []
    for label, curve in curves.items():
        counts = count_at_risk(curve, ticks)
        for column, name in (("at_risk", "at risk"), ("events", "events"), ("censored", "censored")):
            # Each stands under a tick whose label is as wide, so the layout need not measure it.
            for tick, count in zip(ticks, counts[column], strict=True):
                axes.text(tick, -position, str(count), ha="center", va="center", fontsize=9, in_layout=False)
            labels.append((-position, f"{label}: {name}" if len(curves) > 1 and column == "at_risk" else name))
            position += 1
    for height, name in labels:
        axes.annotate(
            name,
            (0, height),
            xytext=(-14, 0),
            textcoords="offset points",
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=9,
            color=INK if ":" in name else MUTED,
            annotation_clip=False,
        )
    axes.set_ylim(-position + 0.5, 0.7)
