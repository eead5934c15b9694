"""An interval-censored estimate beside an ordinary one, as rising step curves.

Curves are drawn as they are given. A figure comes with its text alternative, which carries the numbers shown.
"""

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.survival_figures import label_axes
from reanalysis.show.text import format_percent, format_weeks, join_words
from reanalysis.show.theme import COLOURS, INK, WIDTH_INCHES, apply_theme
from reanalysis.statistics.survival import HALF_TOLERANCE

EDGES = {  # of the boxes: label, column, line
    "as early as possible": ("lower", {"color": COLOURS[1], "linewidth": 1.8, "linestyle": "--", "zorder": 3}),
    "as late as possible": ("upper", {"color": COLOURS[0], "linewidth": 1.8, "zorder": 3}),
}
DOTTED = {"color": INK, "linewidth": 1.4, "linestyle": ":", "zorder": 4}


def draw_interval_estimate(masses: pd.DataFrame, curve: pd.DataFrame, quantity: str, ticks):
    """An interval-censored estimate as boxes in which the curve may take any course, beside an ordinary curve.

    Parameters
    ----------
    masses : DataFrame
        lower, upper, mass, left: as `reanalysis.statistics.visits.list_masses` returns them.
    curve : DataFrame
        weeks and survival; what is drawn is one minus survival.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 3.8))
    label_axes(axes, ticks, quantity)
    finite = masses[np.isfinite(masses["upper"])]
    shares, end = 1 - finite["left"], curve["weeks"].max()
    described = [f"Step curves; {quantity.lower()} over weeks."]
    for when, (edge, style) in EDGES.items():
        weeks = np.append(finite[edge], end)
        heights = np.append(shares, shares.max() if len(finite) else 0.0)
        described.append(_draw_steps(axes, f"visits: {when}", weeks, heights, style))
    label = "Kaplan–Meier, printed weeks"
    described.append(_draw_steps(axes, label, curve["weeks"], 1 - curve["survival"], DOTTED))
    for row in finite.itertuples():
        high = 1 - row.left
        axes.fill_between([row.lower, row.upper], high - row.mass, high, color=COLOURS[5], alpha=0.4, linewidth=0)
    axes.legend(loc="lower right", fontsize=9)
    return figure, " ".join(described)


def _draw_steps(axes, label: str, weeks, heights, style: dict) -> str:
    """Draw one step curve from week 0 on, and say where it moves."""
    weeks, heights = np.concatenate([[0.0], weeks]), np.concatenate([[0.0], heights])
    axes.step(weeks, heights, where="post", label=label, **style)
    changed = np.flatnonzero(np.abs(np.diff(heights)) > HALF_TOLERANCE) + 1
    moves = [f"{format_percent(heights[step], 1)} from week {format_weeks(weeks[step])}" for step in changed]
    return f"{label}: {join_words(moves) if moves else 'no step'}."
