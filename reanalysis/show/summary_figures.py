"""Figures of what is printed only as means and standard deviations."""

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import format_p
from reanalysis.show.theme import COLOURS, MUTED, PAPER, WIDTH_INCHES, apply_theme

P_TICKS = ("0.0001", "0.001", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1")
DESCRIBED = (0.0, 0.5, 0.9)  # correlations at which the text alternative gives the p-value


def draw_paired_p(curves: pd.DataFrame, printed: dict[str, str | None]):
    """Paired p-value by the unknown correlation: a panel a score, a curve a number of patients.

    Parameters
    ----------
    curves : DataFrame
        score, n, r (ascending), p.
    printed : dict
        Score to the printed p-value, drawn as a dotted line; None where there is none.
    """
    apply_theme()
    scores = list(curves["score"].unique())
    figure, all_axes = plt.subplots(1, len(scores), figsize=(WIDTH_INCHES, 3.4), sharey=True, squeeze=False)
    described = []
    for axes, score in zip(all_axes[0], scores, strict=True):
        own = curves[curves["score"] == score]
        for (n, curve), colour, style in zip(own.groupby("n", sort=False), COLOURS, ("-", "--"), strict=False):
            axes.plot(curve["r"], curve["p"], color=colour, linestyle=style, linewidth=2, label=f"n = {n}")
            values = [f"P {format_p(np.interp(r, curve['r'], curve['p']))} at r = {r:g}" for r in DESCRIBED]
            described.append(f"{score.capitalize()}, n = {n}: {', '.join(values)}.")
        if printed[score]:
            label = f"printed: {printed[score]}"
            axes.axhline(float(printed[score]), color=MUTED, linewidth=1, linestyle=":", label=label)
        axes.set(yscale="log", xticks=(-0.5, 0, 0.5, 1), xlabel="Correlation r of the two scores")
        axes.set_title(score.capitalize())
        axes.legend(loc="best", fontsize=9)
    first = all_axes[0][0]
    first.set_yticks([float(tick) for tick in P_TICKS], P_TICKS)
    first.set(ylim=(float(P_TICKS[0]), 1), ylabel="Two-sided P, paired test")
    first.minorticks_off()
    return figure, f"Paired p-value as a function of the unknown correlation. {' '.join(described)}"


def draw_scoring(scoring: pd.DataFrame):
    """Points of SLEDAI, a bar a patient, by what they are for.

    Parameters
    ----------
    scoring : DataFrame
        A row a patient, a column a kind of points.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 3.2))
    places, base = np.arange(len(scoring)), np.zeros(len(scoring))
    for kind, colour, hatch in zip(scoring.columns, COLOURS, (None, "///", "xxx"), strict=False):
        bars = {"bottom": base, "width": 0.8, "color": colour, "edgecolor": PAPER, "hatch": hatch, "label": kind}
        axes.bar(places, scoring[kind], **bars)
        base = base + scoring[kind].to_numpy()
    for place, points in zip(places, base, strict=True):
        axes.text(place, points + 0.2, f"{points:g}", ha="center", fontsize=9)
    axes.set(xticks=[], xlabel=f"{len(scoring)} patients", ylabel="Points of SLEDAI")
    axes.legend(loc="upper right", title="Points for", alignment="left")
    told = ", ".join(f"{points:g}" for points in base)
    return (
        figure,
        f"Points of {len(scoring)} patients that give the printed mean and SD: {told}; {base.sum():g} in all.",
    )
