"""Lowest and highest possible share over time."""

import math

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from reanalysis.show.text import format_percent, join_words
from reanalysis.show.theme import COLOURS, INK, MOST_STRETCHES, WIDTH_INCHES, apply_theme, cover


def draw_envelope(panels: list[dict], axis_label: str, quantity: str, horizon: float):
    """Lowest and highest curve that printed facts allow, one panel an assumption; nothing between them is excluded.

    Parameters
    ----------
    panels : list of dict
        title, weeks, lowest, highest (step values from each time on); optional estimate (weeks, survival).
    """
    apply_theme()
    figure, all_axes = plt.subplots(1, len(panels), figsize=(WIDTH_INCHES, 3.4), sharey=True, squeeze=False)
    described = []
    for axes, panel in zip(all_axes[0], panels, strict=True):
        weeks = np.append(panel["weeks"], horizon)
        lowest, highest = (
            np.append(panel["lowest"], panel["lowest"][-1]),
            np.append(panel["highest"], panel["highest"][-1]),
        )
        axes.fill_between(weeks, lowest, highest, step="post", color=COLOURS[5], alpha=0.35, linewidth=0)
        axes.step(weeks, highest, where="post", color=COLOURS[0], linewidth=1.8, label="highest")
        axes.step(weeks, lowest, where="post", color=COLOURS[1], linewidth=1.8, linestyle="--", label="lowest")
        if "estimate" in panel:
            estimate_weeks, survival = panel["estimate"]
            axes.plot(estimate_weeks, survival, color=INK, linewidth=1.2, linestyle=":", label="maximum likelihood")
        axes.set(title=panel["title"], xlabel=axis_label, xlim=(0, horizon), ylim=(-0.02, 1.03))
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
        described.append(_describe_envelope(panel))
        _cover_stretches(axes, panel, horizon)
    all_axes[0][0].set_ylabel(quantity)
    figure.legend(
        handles=all_axes[0][0].get_legend_handles_labels()[0], loc="outside lower center", ncols=3, fontsize=9
    )
    return (
        figure,
        f"Envelope of all curves that the printed facts allow; {quantity} over {axis_label.lower()}. {' '.join(described)}",
    )


def _cover_stretches(axes, panel: dict, horizon: float) -> None:
    """Cover the band between two steps, from top to bottom of the panel; too many stretches go without."""
    starts, ends = panel["weeks"], [*panel["weeks"][1:], horizon]
    if len(starts) > MOST_STRETCHES:
        return
    for start, end, low, high in zip(starts, ends, panel["lowest"], panel["highest"], strict=True):
        share = format_percent(low) if low == high else f"between {format_percent(low)} and {format_percent(high)}"
        shape = mpl.patches.Rectangle((start, low - 0.02), end - start, high - low + 0.04, linewidth=0)
        cover(axes, shape, f"{panel['title']}, week {start:.4g} to {end:.4g}: {share}")


def _describe_envelope(panel: dict) -> str:
    steps = [
        f"from week {week:.4g} between {format_percent(low)} and {format_percent(high)}"
        for week, low, high in zip(panel["weeks"], panel["lowest"], panel["highest"], strict=True)
    ]
    shown = steps if len(steps) <= 10 else steps[:: math.ceil(len(steps) / 10)]
    return f"{panel['title']}: {join_words(shown)}."
