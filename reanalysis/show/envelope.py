"""Lowest and highest possible share over time."""

import math
from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import format_bound, format_percent, join_words
from reanalysis.show.theme import COLOURS, MOST_STRETCHES, MUTED, WIDTH_INCHES, apply_theme, cover

QUANTITY = "Share still in remission"
MOST_DESCRIBED = 10  # steps of a panel that are read aloud


def draw_envelope(
    panels: Mapping[str, pd.DataFrame],
    axis_label: str,
    horizon: float,
):
    """Lowest and highest curve that printed facts allow, one panel an assumption.

    Parameters
    ----------
    panels : mapping of str to DataFrame
        By title: weeks, lowest, highest (fractions; a row holds until the next); without rows the panel says so.
    horizon : float
        Week at which the axis ends; not used where there is nothing to draw.

    Returns
    -------
    tuple of (Figure, str)
        The figure and its text alternative.
    """
    apply_theme()
    figure, all_axes = plt.subplots(1, len(panels), figsize=(WIDTH_INCHES, 3.1), sharey=True, squeeze=False)
    for axes, (title, steps) in zip(all_axes[0], panels.items(), strict=True):
        axes.set(title=title, xlabel=axis_label, ylim=(-0.02, 1.03))
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
        if steps.empty:
            axes.text(0.5, 0.5, "nothing to draw", color=MUTED, ha="center", transform=axes.transAxes)
            continue
        axes.set_xlim(0, horizon)
        _draw_steps(axes, steps, horizon)
        _cover_stretches(axes, title, steps, horizon)
    all_axes[0][0].set_ylabel(QUANTITY)
    handles = all_axes[0][0].get_legend_handles_labels()[0]
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    described = " ".join(_describe_steps(title, steps) for title, steps in panels.items())
    return figure, f"Bounds of the {QUANTITY.lower()} over {axis_label.lower()}. {described}"


def _draw_steps(axes, steps: pd.DataFrame, horizon: float) -> None:
    weeks = np.append(steps["weeks"], horizon)
    lowest, highest = (np.append(steps[edge], steps[edge].iloc[-1]) for edge in ("lowest", "highest"))
    axes.fill_between(weeks, lowest, highest, step="post", color=COLOURS[5], alpha=0.35, linewidth=0)
    axes.step(weeks, highest, where="post", color=COLOURS[0], linewidth=1.8, label="highest")
    axes.step(weeks, lowest, where="post", color=COLOURS[1], linewidth=1.8, linestyle="--", label="lowest")


def _cover_stretches(axes, title: str, steps: pd.DataFrame, horizon: float) -> None:
    """Cover the band between two steps, from top to bottom of the panel; too many stretches go without."""
    if len(steps) > MOST_STRETCHES:
        return
    ends = [*steps["weeks"].iloc[1:], horizon]
    for step, end in zip(steps.itertuples(), ends, strict=True):
        low, high = format_percent(step.lowest), format_percent(step.highest)
        share = low if step.lowest == step.highest else f"between {low} and {high}"
        height = step.highest - step.lowest + 0.04
        shape = mpl.patches.Rectangle((step.weeks, step.lowest - 0.02), end - step.weeks, height, linewidth=0)
        cover(axes, shape, f"{title}, week {format_bound(step.weeks)} to {format_bound(end)}: {share}")


def _describe_steps(title: str, steps: pd.DataFrame) -> str:
    if steps.empty:
        return f"{title}: nothing to draw."
    shown = steps.iloc[:: math.ceil(len(steps) / MOST_DESCRIBED)]
    words = [
        f"from week {format_bound(step.weeks)} between {format_percent(step.lowest)} and {format_percent(step.highest)}"
        for step in shown.itertuples()
    ]
    return f"{title}: {join_words(words)}."
