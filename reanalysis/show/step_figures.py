"""Step curves laid over each other, so that a reader sees where they part.

Curves are drawn as they are given. A figure comes with its text alternative, which carries the numbers shown.
"""

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.survival_figures import label_axes
from reanalysis.show.text import format_percent, format_weeks, join_words
from reanalysis.show.theme import COLOURS, INK, WIDTH_INCHES, apply_theme
from reanalysis.statistics.survival import HALF_TOLERANCE

WIDE = {"linewidth": 6, "alpha": 0.45, "zorder": 1, "solid_capstyle": "butt"}
THIN = {"linewidth": 1.8, "zorder": 3}
LAYERS = (  # thin lines over wide ones, so that curves which agree both show
    WIDE | {"color": COLOURS[5]},
    THIN | {"color": COLOURS[0]},
    THIN | {"color": COLOURS[1], "linestyle": "--"},
    WIDE | {"color": COLOURS[4]},
)
DOTTED = {"color": INK, "linewidth": 1.4, "linestyle": ":", "zorder": 4}


def draw_overlaid(curves: dict, quantity: str, ticks, responded: bool = False):
    """Up to four curves over each other, thin lines over wide ones: they part only where they differ.

    Parameters
    ----------
    curves : dict
        Label to a curve with weeks and survival.
    responded : bool
        Whether to draw one minus survival.
    """
    figure, axes, described = _start_layers(ticks, quantity)
    for (label, curve), style in zip(curves.items(), LAYERS, strict=False):
        heights = 1 - curve["survival"] if responded else curve["survival"]
        described.append(_draw_steps(axes, label, curve["weeks"], heights, 0.0 if responded else 1.0, style))
    axes.legend(loc="best", fontsize=9)
    return figure, " ".join(described)


def draw_interval_estimate(masses: pd.DataFrame, curve: pd.DataFrame, quantity: str, ticks):
    """An interval-censored estimate as boxes in which the curve may take any course, beside an ordinary curve.

    Parameters
    ----------
    masses : DataFrame
        lower, upper, mass, left: as `reanalysis.statistics.visits.list_masses` returns them.
    curve : DataFrame
        weeks and survival.
    """
    figure, axes, described = _start_layers(ticks, quantity)
    finite = masses[np.isfinite(masses["upper"])]
    edges = {"as late as possible": ("upper", LAYERS[1]), "as early as possible": ("lower", LAYERS[2])}
    for when, (edge, style) in edges.items():
        weeks = np.append(finite[edge], curve["weeks"].max())
        heights = np.append(finite["left"], finite["left"].min() if len(finite) else 1.0)
        described.append(_draw_steps(axes, f"visits: events {when}", weeks, heights, 1.0, style))
    described.append(_draw_steps(axes, "Kaplan–Meier, printed weeks", curve["weeks"], curve["survival"], 1.0, DOTTED))
    for row in finite.itertuples():
        edges = [row.lower, row.upper]
        axes.fill_between(edges, row.left, row.left + row.mass, color=COLOURS[5], alpha=0.4, linewidth=0)
    axes.legend(loc="best", fontsize=9)
    return figure, " ".join(described)


def _start_layers(ticks, quantity: str):
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 3.8))
    label_axes(axes, ticks, quantity)
    return figure, axes, [f"Step curves; {quantity.lower()} over weeks."]


def _draw_steps(axes, label: str, weeks, heights, start: float, style: dict) -> str:
    """Draw one step curve from week 0 on, and say where it moves."""
    weeks, heights = np.concatenate([[0.0], weeks]), np.concatenate([[start], heights])
    axes.step(weeks, heights, where="post", label=label, **style)
    changed = np.flatnonzero(np.abs(np.diff(heights)) > HALF_TOLERANCE) + 1
    moves = [f"{format_percent(heights[step], 1)} from week {format_weeks(weeks[step])}" for step in changed]
    return f"{label}: {join_words(moves) if moves else 'no step'}."
