"""Figures that set analyses side by side: headline results of several scenarios, and specification curves.

Each function takes computed frames and returns the figure and a text alternative with the numbers.
"""

import math

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D

from reanalysis.show.text import format_count, format_estimate_interval, format_level
from reanalysis.show.theme import COLOURS, FAINT, INK, MUTED, PAPER, WIDTH_INCHES, apply_theme, round_ticks
from reanalysis.statistics.multiverse import Multiverse

SAME = {"marker": "s", "markerfacecolor": COLOURS[0], "markeredgecolor": COLOURS[0]}
CHANGED = {"marker": "D", "markerfacecolor": PAPER, "markeredgecolor": COLOURS[1]}
NEVER = {"marker": "o", "markersize": 1.6, "color": FAINT}
SOME = {"marker": "o", "markersize": 5.5, "markerfacecolor": PAPER, "markeredgecolor": COLOURS[0]}
ALL = {"marker": "o", "markersize": 5.5, "markerfacecolor": COLOURS[0], "markeredgecolor": COLOURS[0]}
MOST_DESCRIBED, MOST_SPACIOUS = 40, 30


def draw_scenarios(headlines: pd.DataFrame):
    """One panel a result, one row a scenario: estimate and interval, the first scenario's value as a dashed line.

    Parameters
    ----------
    headlines : DataFrame
        From `reanalysis.trial.chapters.scenarios.compare_headlines`, of one unit.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    panels = list(headlines.groupby("short", sort=False))
    titles = list(headlines["title"].unique())
    n_rows = math.ceil(len(panels) / 2)
    height = n_rows * (0.75 + 0.24 * len(titles)) + 0.4
    figure, all_axes = plt.subplots(n_rows, 2, figsize=(WIDTH_INCHES, height), sharey=True, squeeze=False)
    for axes in all_axes.flat[len(panels) :]:
        axes.set_visible(False)
    for axes, (short, panel) in zip(all_axes.flat, panels, strict=False):
        _draw_scenario_panel(axes, short, panel)
    all_axes[0, 0].set_yticks([-row for row in range(len(titles))], titles)
    all_axes[0, 0].set_ylim(-len(titles) + 0.4, 0.6)
    marks = [("same reading", SAME), ("reading differs", CHANGED)]
    handles = [Line2D([], [], linestyle="none", markersize=6, label=label, **style) for label, style in marks]
    handles.append(Line2D([], [], color=MUTED, linestyle="--", linewidth=1, label=f"value under “{titles[0]}”"))
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    described = [f"{short}: {'; '.join(map(_describe_row, panel.itertuples()))}." for short, panel in panels]
    return figure, f"Headline results under each scenario. {' '.join(described)}"


def draw_specification_curve(multiverse: Multiverse, level: float):
    """A specification curve: distinct results in order above, the choices that lead to each below.

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
    results, levels, unit = multiverse.results, multiverse.levels, multiverse.unit
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
    size = 9 if len(results) <= MOST_SPACIOUS else 5
    for place, number in enumerate(results["specifications"]):
        counts.text(place, 0, str(number), ha="center", va="center", fontsize=size)
    counts.text(-0.012, 0.5, "specifications", ha="right", va="center", fontsize=9, transform=counts.transAxes)
    _draw_choices(grid, levels, len(results))
    marks = [
        ("all specifications of the result", ALL),
        ("some of them", SOME),
        ("holds the default", {"marker": "D", "color": COLOURS[1]}),
    ]
    handles = [Line2D([], [], linestyle="none", label=label, **({"markersize": 5.5} | style)) for label, style in marks]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"{multiverse.label}. {_describe_results(results, quantity, unit)}"


def _draw_scenario_panel(axes, short: str, panel: pd.DataFrame) -> None:
    share = panel["unit"].iloc[0] == "share"
    largest = _find_largest(panel)
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] if share else list(round_ticks(1.02 * largest, most=5)) if largest else []
    end = ticks[-1] if ticks else 1.0
    for position, row in enumerate(panel.itertuples()):
        style = CHANGED if row.changed else SAME
        line = {"color": style["markeredgecolor"], "linewidth": 1.8, "zorder": 2, "solid_capstyle": "butt"}
        if math.isfinite(row.lower):
            axes.plot([row.lower, min(row.upper, end)], [-position] * 2, **line)
            if math.isinf(row.upper):
                axes.plot(end, -position, marker=">", color=line["color"], markersize=6, clip_on=False, zorder=3)
        if math.isfinite(row.estimate):
            axes.plot(row.estimate, -position, markersize=6, zorder=4, clip_on=False, **style)
        else:
            words = "not reached" if math.isinf(row.estimate) else row.text
            place = axes.get_yaxis_transform()
            axes.text(0.02, -position, words, va="center", fontsize=9, color=MUTED, transform=place)
    reference = panel["estimate"].iloc[0]
    if math.isfinite(reference):
        axes.axvline(reference, color=MUTED, linewidth=1, linestyle="--", zorder=1)
    axes.set(xlim=(0, end), xticks=ticks)
    axes.set_title(short, fontsize=9.5)
    axes.set_xlabel("" if share else "Weeks", fontsize=9)
    if share:
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", linewidth=0.6)
    axes.set_axisbelow(True)


def _find_largest(rows: pd.DataFrame) -> float:
    """The largest number that is reached; 0 where there is none."""
    numbers = rows[["estimate", "lower", "upper"]].to_numpy(dtype=float)
    return float(numbers[np.isfinite(numbers)].max(initial=0.0))


def _describe_row(row) -> str:
    return f"{row.title} {row.text}{', reading differs' if row.changed else ''}"


def _draw_results(axes, results: pd.DataFrame, quantity: str, unit: str) -> None:
    top = 1.0 if unit == "share" else 1.15 * _find_largest(results) or 1.0
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
        f"Specification curve; {quantity}. {format_count(results['specifications'].sum(), 'specification').capitalize()}, "
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
