"""Figures of what a trial of a given size can show: coverage of intervals, and how often a lower limit exceeds a rate.

Each takes the frames of `reanalysis.trial.chapters.operating_characteristics` and returns the figure and a text
alternative with its numbers.
"""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import (
    INTERVAL_NAMES,
    format_chance,
    format_level,
    format_out_of,
    format_percent,
    format_percent_interval,
    join_words,
)
from reanalysis.show.theme import COLOURS, INK, LINE_STYLES, MUTED, WIDTH_INCHES, apply_theme, cover_point
from reanalysis.statistics.proportions import PROPORTION_METHODS

DESCRIBED_RATES = (0.5, 0.7, 0.9)


def draw_counts(intervals: pd.DataFrame, level: float):
    """The interval of every count of responders, one panel a population; the count that was seen set off.

    Parameters
    ----------
    intervals : DataFrame
        From `planning.list_intervals`.
    level : float
        Two-sided confidence level, between 0 and 1.
    """
    apply_theme()
    panels = list(intervals.groupby(["population", "total"], sort=False))
    figure, all_axes = plt.subplots(1, len(panels), figsize=(WIDTH_INCHES, 3.8), sharey=True, squeeze=False)
    described = []
    for axes, ((name, total), panel) in zip(all_axes[0], panels, strict=True):
        for row in panel.itertuples():
            colour = COLOURS[1] if row.is_own else COLOURS[0]
            style = {"color": colour, "linewidth": 4 if row.is_own else 2.5, "solid_capstyle": "butt"}
            axes.plot([row.count] * 2, [row.lower, row.upper], **style)
            axes.plot(row.count, row.estimate, "s", color=colour, markersize=5)
            cover_point(axes, row.count, row.estimate, _describe_count(row))
        axes.axhline(0.5, color=INK, linewidth=1, linestyle="--")
        axes.set(title=_head(name, total), xlabel="Responders", ylim=(0, 1.02), xticks=range(0, total + 1, 2))
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0, decimals=0))
        above, own = panel[panel["lower"] > 0.5], panel[panel["is_own"]]
        first = f"{above['count'].min()} or more lie above one half" if len(above) else "none lies above one half"
        seen = "".join(f"; seen, {_describe_count(row)}" for row in own.itertuples())
        described.append(f"{_head(name, total)}: {first}{seen}.")
    all_axes[0, 0].set_ylabel("Share of patients")
    return figure, f"Exact {format_level(level)} interval of every count of responders. {' '.join(described)}"


def draw_coverage(curves: pd.DataFrame, summary: pd.DataFrame, level: float):
    """Coverage of each interval method against the true rate, one panel a method, with the nominal level.

    Parameters
    ----------
    curves, summary : DataFrame
        From `trace_coverage` and `measure_coverage`, of one population.
    level : float
        Two-sided confidence level, between 0 and 1.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    size = (WIDTH_INCHES, 0.8 + 1.7 * len(PROPORTION_METHODS))
    figure, all_axes = plt.subplots(len(PROPORTION_METHODS), 1, figsize=size, sharex=True, sharey=True)
    for axes, method, colour in zip(all_axes, PROPORTION_METHODS, COLOURS, strict=False):
        _draw_pieces(axes, curves[curves["method"] == method], {"color": colour, "linewidth": 2})
        axes.axhline(level, color=INK, linewidth=1, zorder=1)
        axes.set(xlim=(0, 1), ylabel="Coverage")
        axes.set_title(INTERVAL_NAMES[method], fontsize=10)
    _use_percent(all_axes)
    all_axes[-1].set_xlabel("True share with a response")
    return figure, (
        f"Coverage of {format_level(level)} intervals against the true share; the lines oscillate in teeth. "
        f"{_describe_coverage(summary)}."
    )


def draw_exceedance(curves: pd.DataFrame, level: float):
    """Probability that the exact interval lies above a reference rate, against the true rate, one panel a population.

    Parameters
    ----------
    curves : DataFrame
        From `trace_power`, with up to four reference rates.
    level : float
        Two-sided confidence level, between 0 and 1.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    panels = list(curves.groupby(["population", "total", "observed"], sort=False))
    figure, all_axes = plt.subplots(
        1, len(panels), figsize=(WIDTH_INCHES, 4.0), sharex=True, sharey=True, squeeze=False
    )
    described = []
    for axes, ((name, total, observed), panel) in zip(all_axes[0], panels, strict=True):
        by_reference = panel.groupby("reference_rate")
        for (reference, curve), colour, style in zip(by_reference, COLOURS, LINE_STYLES, strict=False):
            label = f"{format_percent(reference)} ({_describe_needed(curve)})"
            axes.plot(curve["rate"], curve["chance"], color=colour, linestyle=style, linewidth=2, label=label)
        axes.axvline(observed, color=MUTED, linewidth=1, label=f"observed share, {format_percent(observed)}")
        axes.set(title=_head(name, total), xlabel="True share with a response", xlim=(0, 1), ylim=(0, 1.03))
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.18), fontsize=9, title="Reference rate", title_fontsize=9
        )
        described.append(f"{_head(name, total)}: {'; '.join(_describe_power(*part) for part in by_reference)}.")
    _use_percent(all_axes)
    all_axes[0, 0].set_ylabel("Probability that the lower limit\nlies above the reference rate")
    return figure, (
        f"Probability that the lower limit of the {format_level(level)} interval lies above a reference rate, against "
        f"the true share. {' '.join(described)}"
    )


def _draw_pieces(axes, curve: pd.DataFrame, line: dict) -> None:
    """The smooth pieces of a curve in its own line, and its jumps as thin lines that do not compete with them."""
    pieces = [piece.to_numpy() for _, piece in curve.groupby("piece")[["rate", "coverage"]]]
    gap = np.full((1, 2), np.nan)
    rates, coverage = np.vstack([part for piece in pieces for part in (piece, gap)]).T
    axes.plot(rates, coverage, **line)
    ends, starts = np.array([piece[-1] for piece in pieces[:-1]]), np.array([piece[0] for piece in pieces[1:]])
    axes.vlines(ends[:, 0], ends[:, 1], starts[:, 1], color=line["color"], linewidth=0.6, alpha=0.6)


def _describe_count(row) -> str:
    return f"{row.count} of {row.total} ({format_percent_interval(row.lower, row.upper)})"


def _head(name: str, total: int) -> str:
    return f"{name.capitalize()} (n = {total})"


def _use_percent(all_axes) -> None:
    for axes in all_axes.flat:
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0, decimals=0))


def _describe_coverage(summary: pd.DataFrame) -> str:
    return "; ".join(
        f"{INTERVAL_NAMES[row.method]}, mean {format_percent(row.mean, 1)}, lowest {format_percent(row.minimum, 1)} "
        f"next to a true share of {format_percent(row.minimum_rate, 1)}"
        for row in summary.itertuples()
    )


def _describe_needed(curve: pd.DataFrame) -> str:
    needed, total = curve[["needed", "total"]].iloc[0]
    return f"{'' if needed is None else 'at least '}{format_out_of(needed, total)}"


def _describe_power(reference: float, curve: pd.DataFrame) -> str:
    points = [
        f"{format_chance(np.interp(rate, curve['rate'], curve['chance']))} at a true share of {format_percent(rate)}"
        for rate in DESCRIBED_RATES
        if rate > reference
    ]
    return f"reference {format_percent(reference)}, {_describe_needed(curve)}, {join_words(points)}"
