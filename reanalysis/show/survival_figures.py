"""Survival curves with their band, censored patients and numbers at risk.

Each function returns the figure and its text alternative, which carries the numbers shown.
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
from reanalysis.statistics.survival import count_at_risk, kaplan_meier


def draw_survival(
    groups: dict,
    level: float,
    km_ci: str,
    quantity: str,
    horizon: float | None = None,
    band: bool = True,
    ticks=None,
    patients: dict | None = None,
    find_page=None,
):
    """Kaplan–Meier curves with band, censor ticks and a table of at risk, events and censored under the axis.

    Parameters
    ----------
    groups : dict
        Label to (weeks, events); one curve each.
    quantity : str
        What survival means, for the vertical axis: "Share without complete response".
    horizon : float, optional
        Last week shown; by default the last time of any patient.
    ticks : array-like, optional
        Weeks of the axis and of the table under it; by default round ones from 0 to the horizon.
    patients : dict, optional
        Label to the numbers of its patients, in the order of its times: who made each step.
    find_page : callable, optional
        From a list of patient numbers to the address where they are found, or None.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    end = horizon or max((max(weeks) for weeks, _ in groups.values() if len(weeks)), default=1.0)
    ticks = round_ticks(end) if ticks is None else np.asarray(ticks)
    rows = 3 * len(groups)
    figure, (axes, table) = plt.subplots(
        2,
        1,
        figsize=(WIDTH_INCHES, 3.6 + 0.22 * rows),
        sharex=True,
        height_ratios=[3.4, 0.24 * rows + 0.3],
    )
    described = []
    for index, (label, (weeks, events)) in enumerate(groups.items()):
        curve = kaplan_meier(weeks, events, level, km_ci)
        _draw_curve(axes, curve, COLOURS[index % len(COLOURS)], LINE_STYLES[index % len(LINE_STYLES)], label, band)
        described.append(_describe_curve(label, curve, weeks, events))
        numbers = list(patients[label]) if patients else []
        for mark in _list_steps(curve, np.asarray(weeks), numbers, label if len(groups) > 1 else "", quantity):
            if mark["weeks"] <= ticks[-1]:
                _cover_step(axes, mark, ticks[-1], find_page(mark["numbers"]) if find_page and numbers else None)
    axes.set(ylim=(0, 1.03), xlim=(0, ticks[-1]), xticks=ticks, ylabel=quantity)
    axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("Weeks")
    if len(groups) > 1:
        axes.legend(loc="best")
    _draw_risk_table(table, groups, ticks)
    return figure, f"Kaplan–Meier curve. {quantity} over weeks. {' '.join(described)}"


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


def _list_steps(curve, weeks, numbers: list, label: str, quantity: str) -> list[dict]:
    """Every week at which a curve steps or a patient leaves: place, title, and whose it is."""
    marks, before = [], 1.0
    for row in curve.itertuples():
        own = [number for number, time in zip(numbers, weeks, strict=True) if time == row.weeks] if numbers else []
        what = [format_count(int(row.events), "event")] if row.events else []
        what += [f"{format_count(int(row.censored), 'patient')} censored"] if row.censored else []
        title = f"{label}, week" if label else "Week"
        title += f" {format_weeks(row.weeks)}: {join_words(what)}{f' ({name_patients(own)})' if 0 < len(own) <= MOST_NAMED else ''}, "
        title += f"{row.at_risk} at risk just before. {quantity}: "
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


def _describe_curve(label, curve, weeks, events) -> str:
    steps = [
        f"{format_percent(row.survival)} at week {format_weeks(row.weeks)}"
        for row in curve[curve["events"] > 0].itertuples()
    ]
    shown = join_words(steps if len(steps) <= 12 else steps[:: math.ceil(len(steps) / 12)])
    return f"{label}: {len(weeks)} patients, {int(np.sum(events))} events; {shown if steps else 'no event'}."


def _draw_risk_table(axes, groups, ticks):
    axes.set_axis_off()
    position, labels = 0, []
    for label, (weeks, events) in groups.items():
        counts = count_at_risk(weeks, events, ticks)
        for column, name in (("at_risk", "at risk"), ("events", "events"), ("censored", "censored")):
            # Each stands under a tick whose label is as wide, so the layout need not measure it.
            for tick, count in zip(ticks, counts[column], strict=True):
                axes.text(tick, -position, str(count), ha="center", va="center", fontsize=9, in_layout=False)
            labels.append((-position, f"{label}: {name}" if len(groups) > 1 and column == "at_risk" else name))
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
