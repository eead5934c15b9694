"""Figures of what hangs on choices: the lowest and highest estimates, and specification curves.

Each function takes computed frames and returns the figure and a text alternative with the numbers.
"""

import math
from textwrap import fill

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D

from reanalysis.show.text import (
    format_count,
    format_estimate,
    format_estimate_interval,
    format_estimate_range,
    format_level,
)
from reanalysis.show.theme import COLOURS, FAINT, INK, MUTED, PALE, PAPER, WIDTH_INCHES, apply_theme, round_ticks
from reanalysis.statistics.multiverse import NUMBERS, Multiverse, list_idle

DEFAULT_MARK = {"marker": "D", "color": COLOURS[1], "markersize": 7}
NEVER = {"marker": "o", "markersize": 1.6, "color": FAINT}
SOME = {"marker": "o", "markersize": 5.5, "markerfacecolor": PAPER, "markeredgecolor": COLOURS[0]}
ALL = {"marker": "o", "markersize": 5.5, "markerfacecolor": COLOURS[0], "markeredgecolor": COLOURS[0]}
MOST_DESCRIBED, MOST_SPACIOUS, MOST_UPRIGHT = 40, 30, 9  # numbers stand upright, so that they do not meet on a phone


def draw_ranges(ranges: pd.DataFrame, level: float):
    """A row a conclusion: the default with its interval, and the lowest and highest estimate of all specifications.

    Parameters
    ----------
    ranges : DataFrame
        From `reanalysis.trial.conclusions.summarise_conclusions`.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    panels = [rows for _, rows in ranges.groupby("unit", sort=False)]
    panels.sort(key=lambda rows: rows["unit"].iloc[0] != "share")
    heights = [0.62 * len(rows) + 0.35 for rows in panels]
    figure, all_axes = plt.subplots(
        len(panels), 1, figsize=(WIDTH_INCHES, sum(heights) + 0.9), squeeze=False, height_ratios=heights
    )
    for axes, rows in zip(all_axes[:, 0], panels, strict=True):
        _draw_range_panel(axes, rows)
    handles = [
        Line2D([], [], color=PALE, linewidth=9, label=f"{format_level(level)} CI of the default"),
        Line2D(
            [], [], color=COLOURS[0], linewidth=2.2, marker="o", markersize=5, label="estimates of all combinations"
        ),
        Line2D([], [], linestyle="none", label="default", **DEFAULT_MARK),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, " ".join(_describe_range(row, level) for row in ranges.itertuples())


def _draw_range_panel(axes, rows: pd.DataFrame) -> None:
    unit = rows["unit"].iloc[0]
    end = (
        1.0 if unit == "share" else round_ticks(1.02 * (_find_largest(rows, ["lowest", "highest", "upper"]) or 1.0))[-1]
    )
    for place, row in enumerate(rows.itertuples()):
        if math.isfinite(row.lower):
            axes.plot(
                [row.lower, min(row.upper, end)], [-place] * 2, color=PALE, linewidth=9, zorder=1, solid_capstyle="butt"
            )
        reached = [estimate for estimate in row.estimates if math.isfinite(estimate)]
        if not reached:
            axes.text(0, -place, "not reached", va="center", fontsize=9, color=MUTED)
            continue
        axes.plot(reached, [-place] * len(reached), color=COLOURS[0], marker="o", markersize=5, linewidth=2.2, zorder=2)
        axes.plot(row.default, -place, linestyle="none", zorder=3, **DEFAULT_MARK)
        sides = {row.default: "center", reached[0]: "right", reached[-1]: "left" if len(reached) > 1 else "center"}
        for estimate, side in sides.items():
            axes.annotate(format_estimate(estimate, unit), (estimate, -place + 0.24), ha=side, va="bottom", fontsize=9)
    axes.set_yticks([-place for place in range(len(rows))], [fill(label, 24) for label in rows["label"]])
    axes.set(xlim=(0, end), ylim=(0.45 - len(rows), 0.75), xlabel="" if unit == "share" else "Weeks")
    if unit == "share":
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", linewidth=0.6)
    axes.set_axisbelow(True)


def _describe_range(row, level: float) -> str:
    default = format_estimate_interval(row.default, row.lower, row.upper, row.unit)
    return (
        f"{row.label}: from {format_estimate_range(row.lowest, row.highest, row.unit)} in {row.specifications} combinations "
        f"of choices; default {default}, with its {format_level(level)} CI."
    )


def draw_specification_curve(multiverse: Multiverse, level: float):
    """A specification curve: distinct results in order above, the choices that lead to each below; idle ones are left out.

    Parameters
    ----------
    multiverse : Multiverse
        With its results in the order drawn.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    results, unit = multiverse.results, multiverse.unit
    # A choice that moves nothing would be a column of half-filled dots.
    levels = multiverse.levels[~multiverse.levels["choice"].isin(list_idle(multiverse.moves))]
    quantity = f"{'Share' if unit == 'share' else 'Weeks'} ({format_level(level)} CI)"
    lines = len(levels) + levels["choice"].nunique()
    figure, (axes, counts, grid) = plt.subplots(
        3,
        1,
        figsize=(WIDTH_INCHES, 3.6 + 0.21 * lines),
        sharex=True,
        height_ratios=[2.9, 0.3, 0.21 * lines],
    )
    _draw_results(axes, results, quantity, unit)
    counts.set_axis_off()
    counts.set_ylim(-0.5, 0.5)
    size, turned = (9 if len(results) <= MOST_SPACIOUS else 5), (0 if len(results) <= MOST_UPRIGHT else 90)
    for place, number in enumerate(results["specifications"]):
        counts.text(place, 0, str(number), ha="center", va="center", fontsize=size, rotation=turned)
    counts.text(-0.012, 0.5, "combinations", ha="right", va="center", fontsize=9, transform=counts.transAxes)
    _draw_choices(grid, levels, len(results))
    marks = [
        ("all combinations of the result", ALL),
        ("some of them", SOME),
        ("holds the default", {"marker": "D", "color": COLOURS[1]}),
    ]
    handles = [Line2D([], [], linestyle="none", label=label, **({"markersize": 5.5} | style)) for label, style in marks]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"{multiverse.label}. {_describe_results(results, quantity, unit)}"


def _find_largest(rows: pd.DataFrame, columns: list[str]) -> float:
    """The largest number that is reached; 0 where there is none."""
    numbers = rows[columns].to_numpy(dtype=float)
    return float(numbers[np.isfinite(numbers)].max(initial=0.0))


def _draw_results(axes, results: pd.DataFrame, quantity: str, unit: str) -> None:
    top = 1.0 if unit == "share" else 1.15 * _find_largest(results, NUMBERS) or 1.0
    for place, result in enumerate(results.itertuples()):
        colour, marker = (COLOURS[1], "D") if result.is_default else (COLOURS[0], "o")
        if math.isfinite(result.lower):
            axes.plot([place] * 2, [result.lower, min(result.upper, top)], color=colour, linewidth=1.6)
            if math.isinf(result.upper):
                axes.plot(place, top, marker="^", color=colour, markersize=6, clip_on=False)
        if math.isfinite(result.estimate):
            axes.plot(place, result.estimate, marker=marker, color=colour, markersize=5.5, clip_on=False)
        elif math.isinf(result.estimate):
            axes.text(place, 0.03 * top, "not reached", rotation=90, ha="center", fontsize=9, color=MUTED)
    axes.set(ylim=(0, top), xlim=(-0.7, len(results) - 0.3), ylabel=quantity)
    if unit == "share":
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    axes.grid(axis="y", linewidth=0.6)
    axes.set_axisbelow(True)


def _draw_choices(axes, levels: pd.DataFrame, n_results: int) -> None:
    lines = []  # a heading for each choice, then its levels with their shares
    for choice, own in levels.groupby("choice", sort=False):
        lines.append((choice, None))
        lines += [(row["level"], row[list(range(n_results))].to_numpy(dtype=float)) for _, row in own.iterrows()]
    for position, (_, shares) in enumerate(lines):
        if shares is None:
            continue
        for style, chosen in ((NEVER, shares == 0), (ALL, shares == 1), (SOME, (shares > 0) & (shares < 1))):
            places = np.flatnonzero(chosen)
            if len(places):
                axes.plot(places, [-position] * len(places), linestyle="none", **style)
    axes.set_yticks([-position for position in range(len(lines))], [label for label, _ in lines], fontsize=9)
    for tick, (_, shares) in zip(axes.get_yticklabels(), lines, strict=True):
        tick.set_fontweight("bold" if shares is None else "normal")
        tick.set_color(INK)
    axes.set_ylim(-len(lines) + 0.4, 0.6)
    axes.tick_params(length=0, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _describe_results(results: pd.DataFrame, quantity: str, unit: str) -> str:
    opening = (
        f"Specification curve; {quantity}. {format_count(results['specifications'].sum(), 'combination').capitalize()}, "
        f"{format_count(len(results), 'distinct result')}."
    )
    shown = results if len(results) <= MOST_DESCRIBED else results.iloc[[0, -1]]
    described = [
        f"{format_estimate_interval(row.estimate, row.lower, row.upper, unit)} in {row.specifications}"
        f"{', the default among them' if row.is_default else ''}"
        for row in shown.itertuples()
    ]
    scope = "" if len(shown) == len(results) else "First and last: "
    return f"{opening} {scope}{'; '.join(described)}."
