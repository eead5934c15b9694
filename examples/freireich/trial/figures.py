"""The figure that this book draws itself: two curves with their bands, censored children and numbers at risk."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.ticker import PercentFormatter

from reanalysis.show.survival_figures import write_risk_table
from reanalysis.show.text import format_percent, format_weeks, join_words
from reanalysis.show.theme import COLOURS, LINE_STYLES, WIDTH_INCHES, apply_theme
from reanalysis.statistics.survival import count_at_risk

STEP_WEEKS = 5


def draw_arms(curves: dict, quantity: str):
    """The curves of several arms, as `kaplan_meier` gives them, by the arm's name.

    Returns
    -------
    (Figure, str)
        With its text alternative.
    """
    apply_theme()
    ticks = np.arange(0, max(curve["weeks"].max() for curve in curves.values()) + STEP_WEEKS, STEP_WEEKS)
    figure, (axes, table) = plt.subplots(2, 1, figsize=(WIDTH_INCHES, 4.4), sharex=True, height_ratios=[4, 1])
    for (arm, curve), colour, line in zip(curves.items(), COLOURS, LINE_STYLES, strict=False):
        draw_arm(axes, curve, arm, colour, line)
    axes.set(ylim=(0, 1.03), xlim=(0, ticks[-1]), xticks=ticks, xlabel="Weeks", ylabel=quantity)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.tick_params(labelbottom=True)
    axes.legend(loc="upper right")
    counts = {f"{arm}, at risk": count_at_risk(curve, ticks)["at_risk"] for arm, curve in curves.items()}
    write_risk_table(table, counts, ticks)
    told = join_words([f"{arm}: {describe(curve)}" for arm, curve in curves.items()])
    return figure, f"Two falling step curves. {quantity} over weeks. {told}."


def draw_arm(axes, curve, arm: str, colour: str, line: str) -> None:
    """One curve, its band, and a tick for each child who was still in remission when last seen."""
    weeks = np.append(0.0, curve["weeks"])
    share = np.append(1.0, curve["survival"])
    lower, upper = np.append(1.0, curve["lower"].fillna(0.0)), np.append(1.0, curve["upper"].ffill())
    axes.step(weeks, share, where="post", color=colour, linestyle=line, linewidth=2, label=arm)
    axes.fill_between(weeks, lower, upper, step="post", color=colour, alpha=0.14, linewidth=0)
    left = curve[curve["censored"] > 0]
    axes.plot(left["weeks"], left["survival"], linestyle="none", marker="|", markersize=9, color=colour)


def describe(curve) -> str:
    """Where a curve ends."""
    last = curve.iloc[-1]
    return f"{format_percent(last['survival'])} in remission at week {format_weeks(last['weeks'])}"
