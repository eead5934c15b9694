"""The share of patients who have had an event, rising over weeks, with its band, censored patients and numbers at risk.

Curves are drawn as they are given. A figure comes with its text alternative, which carries the numbers shown.
"""

import math
from collections.abc import Iterable

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from reanalysis.show.text import format_count, format_percent, format_weeks, join_words
from reanalysis.show.theme import (
    COLOURS,
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
ROWS = {"at_risk": "at risk", "events": "cleared", "censored": "no longer seen"}  # of the table under the axis


def choose_ticks(last_event: float) -> np.ndarray:
    """Round ticks to the first multiple of half a year after the last event: beyond it a flat line looks like knowledge."""
    end = HALF_YEAR_WEEKS * (math.floor(last_event / HALF_YEAR_WEEKS) + 1)
    return round_ticks(end, most=MOST_TICKS)


def draw_cleared(curve, quantity: str, ticks, median_weeks: float = math.inf, find_page=None):
    """The share with the event: band, censor ticks, the median, and how many wait, had it or left, under the axis.

    Parameters
    ----------
    curve : DataFrame
        As `reanalysis.statistics.survival.kaplan_meier` returns it; what is drawn is one minus survival. A column
        `patients`, lists of the numbers of those whose time a row is, says who made each step.
    quantity : str
        What one minus survival means, for the vertical axis.
    ticks : array-like
        Weeks of the axis and of the table under it.
    median_weeks : float
        Where dotted lines meet the curve at one half; none where it is not finite.
    find_page : callable, optional
        From a list of patient numbers to the address where they are found, or None.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    figure, (axes, table) = plt.subplots(
        2, 1, figsize=(WIDTH_INCHES, 4.3), sharex=True, height_ratios=[3.4, 0.24 * len(ROWS) + 0.3]
    )
    _draw_curve(axes, curve)
    for mark in _list_steps(curve, quantity):
        if mark["weeks"] <= ticks[-1]:
            url = find_page(mark["numbers"]) if find_page and mark["numbers"] else None
            _cover_step(axes, mark, ticks[-1], url)
    label_axes(axes, ticks, quantity)
    axes.tick_params(labelbottom=True)
    if math.isfinite(median_weeks):
        axes.plot([0, median_weeks, median_weeks], [0.5, 0.5, 0], color=MUTED, linewidth=1, linestyle=":")
    counts = count_at_risk(curve, ticks)
    write_risk_table(table, {name: counts[column] for column, name in ROWS.items()}, ticks)
    told = f"Median weeks: {format_weeks(median_weeks)}."
    return figure, f"Rising step curve. {quantity} over weeks. {_describe_curve(curve)} {told}"


def label_axes(axes, ticks, quantity: str) -> None:
    """Weeks below, shares of patients at the left."""
    axes.set(ylim=(0, 1.03), xlim=(0, ticks[-1]), xticks=ticks, xlabel="Weeks", ylabel=quantity)
    axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))


def _draw_curve(axes, curve) -> None:
    weeks = np.concatenate([[0.0], curve["weeks"]])
    lower = np.concatenate([[0.0], 1 - curve["upper"].ffill().fillna(1.0)])
    upper = np.concatenate([[0.0], 1 - curve["lower"].fillna(0.0)])
    share = np.concatenate([[0.0], 1 - curve["survival"]])
    axes.step(weeks, share, where="post", color=COLOURS[0], linewidth=2)
    axes.fill_between(weeks, lower, upper, step="post", color=COLOURS[0], alpha=0.16, linewidth=0)
    censored = curve[curve["censored"] > 0]
    style = {"linestyle": "none", "marker": "|", "markersize": 9, "markeredgewidth": 1.8, "color": COLOURS[0]}
    axes.plot(censored["weeks"], 1 - censored["survival"], **style)


def _list_steps(curve, quantity: str) -> list[dict]:
    """Every week at which a curve steps or a patient leaves: place, title, and whose it is."""
    marks, before = [], 0.0
    for row in curve.itertuples():
        own, after = getattr(row, "patients", []), 1 - row.survival
        what = [f"{format_count(int(row.events), 'patient')} cleared"] if row.events else []
        what += [f"{format_count(int(row.censored), 'patient')} seen for the last time"] if row.censored else []
        who = f" ({name_patients(own)})" if 0 < len(own) <= MOST_NAMED else ""
        title = (
            f"Week {format_weeks(row.weeks)}: {join_words(what)}{who}, {row.at_risk} waiting just before. {quantity}: "
        )
        title += f"from {format_percent(before)} to " if row.events else ""
        title += f"{format_percent(after)}."
        marks.append({"weeks": row.weeks, "low": before, "high": after, "title": title, "numbers": own})
        before = after
    return marks


def _cover_step(axes, mark: dict, end: float, url: str | None) -> None:
    """Cover a step from bottom to top, and a censor tick around its middle."""
    half, pad = 0.009 * end, 0.025
    place = (mark["weeks"] - half, mark["low"] - pad)
    shape = mpl.patches.Rectangle(place, 2 * half, mark["high"] - mark["low"] + 2 * pad, linewidth=0)
    cover(axes, shape, mark["title"], url)


def _describe_curve(curve) -> str:
    steps = [
        f"{format_percent(1 - row.survival)} by week {format_weeks(row.weeks)}"
        for row in curve[curve["events"] > 0].itertuples()
    ]
    shown = join_words(steps if len(steps) <= 12 else steps[:: math.ceil(len(steps) / 12)])
    patients, events = (curve["events"] + curve["censored"]).sum(), curve["events"].sum()
    return f"{patients} {'patient' if patients == 1 else 'patients'}, {events} with the event; {shown if steps else 'no event'}."


def write_risk_table(axes, rows: dict[str, Iterable[int]], ticks) -> None:
    """Write numbers below a curve: a row a name, a number under each tick."""
    axes.set_axis_off()
    for position, (name, counts) in enumerate(rows.items()):
        # Each stands under a tick whose label is as wide, so the layout need not measure it.
        for tick, count in zip(ticks, counts, strict=True):
            axes.text(tick, -position, str(count), ha="center", va="center", fontsize=9, in_layout=False)
        axes.annotate(
            name,
            (0, -position),
            xytext=(-14, 0),
            textcoords="offset points",
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=9,
            color=MUTED,
            annotation_clip=False,
        )
    axes.set_ylim(-len(rows) + 0.5, 0.7)
