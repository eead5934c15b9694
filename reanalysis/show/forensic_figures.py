"""What printed numbers allow: sizes that can have a mean, and scores and p-values that a mean and SD leave open."""

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.ticker import LogLocator, MaxNLocator

from reanalysis.data.printed import ROUNDED, TRUNCATED, reported_interval
from reanalysis.forensics.reconstruction import ANY_PAIRING, Reconstruction
from reanalysis.show.text import format_p
from reanalysis.show.theme import COLOURS, INK, MUTED, PALE, WIDTH_INCHES, apply_theme

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
MARKS = {
    ROUNDED: {"marker": "o", "color": COLOURS[0], "label": "possible"},
    TRUNCATED: {"marker": "D", "color": COLOURS[1], "label": "possible only if truncated"},
    None: {"marker": "x", "color": MUTED, "label": "impossible"},
}


def draw_grim(means: pd.DataFrame, grid: pd.DataFrame, caught: pd.DataFrame):
    """One row a printed mean, one column a number of patients; below, the share of means that GRIM catches.

    Parameters
    ----------
    means : DataFrame
        label, printed, plausible (sizes that are shaded), sizes (in words).
    grid : DataFrame
        As from `grim_map`, for the same means.
    caught : DataFrame
        n, rounded, either: the share of means that GRIM catches under rounding, and under either reading.
    """
    apply_theme()
    height = 0.34 * len(means)
    figure, (rows, below) = plt.subplots(
        2, 1, figsize=(WIDTH_INCHES, 2.6 + height), height_ratios=[0.5 + height, 1.5], sharex=True
    )
    for row, mean in enumerate(means.itertuples()):
        left = [size - 0.45 for size in mean.plausible]
        rows.barh(-row, 0.9, left=left, height=0.8, color=PALE, edgecolor="none")
        found = grid[grid["mean"] == mean.printed]
        for how, style in MARKS.items():
            at = found["n"][found["how"].isna() if how is None else found["how"] == how]
            rows.plot(at, [-row] * len(at), linestyle="none", markersize=5, **style)
    rows.set_yticks([-row for row in range(len(means))], means["label"] + "  " + means["printed"])
    rows.set_ylim(-len(means) + 0.4, 0.6)
    rows.tick_params(axis="both", length=0)
    sizes = caught["n"].tolist()
    below.plot(sizes, caught["rounded"], color=INK, label="rounded only")
    below.plot(sizes, caught["either"], color=INK, linestyle="--", label="rounded or truncated")
    below.set(xlabel="Number of patients", ylabel="Caught", ylim=(0, 1.02), xlim=(sizes[0] - 0.6, sizes[-1] + 0.6))
    below.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    below.set_xticks(sizes[:: max(1, len(sizes) // 15)])
    below.legend(loc="lower left", ncols=2, fontsize=9, title="Share caught with two decimals", alignment="left")
    handles = [plt.Line2D([], [], linestyle="none", **style) for style in MARKS.values()]
    handles.append(plt.Rectangle((0, 0), 1, 1, color=PALE, label="plausible"))
    figure.legend(handles=handles, loc="outside upper center", ncols=4, fontsize=9)
    described = [f"{mean.label}, {mean.printed}: {mean.sizes}." for mean in means.itertuples()]
    return figure, f"Numbers of patients that can have each printed mean. {' '.join(described)}"


def draw_reconstructions(items: list[tuple[str, str, Reconstruction]], level: float):
    """Left: the range of each ranked later score, with the scores at entry. Right: the range of p by test.

    Parameters
    ----------
    items : list of (title, printed p-value, Reconstruction)
        A row of the figure each; at least one.
    level : float
        Where a dotted line stands: the level that the paper tests at.
    """
    apply_theme()
    height = max(2.9, 0.5 + 0.26 * max(len(item.p_values) for _, _, item in items))
    size = (WIDTH_INCHES, 0.5 + height * len(items))
    figure, grid = plt.subplots(len(items), 2, figsize=size, width_ratios=[1, 1.15], squeeze=False)
    described = []
    for (scores, tests), (title, printed, item) in zip(grid, items, strict=True):
        _draw_scores(scores, title, item)
        words = _draw_p_ranges(tests, printed, item, level)
        described.append(f"{title}, printed P {printed}; {'; '.join(words)}.")
    return figure, " ".join(described)


def _draw_scores(axes, title: str, item: Reconstruction) -> None:
    values, ranks = item.datasets.values, np.arange(1, item.n + 1)
    axes.fill_between(ranks, values.min(axis=0), values.max(axis=0), color=PALE, label="later, range")
    axes.plot(ranks, np.median(values, axis=0), color=COLOURS[0], label="later, middle")
    if item.entry is not None:
        axes.plot(ranks, item.entry, "o", color=COLOURS[1], markersize=4, label="entry, Table 1")
    axes.set(xlabel="Patients, lowest score first", ylabel="Score")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_title(title, fontsize=10)
    axes.legend(loc="upper left", fontsize=8)


def _draw_p_ranges(axes, printed: str, item: Reconstruction, level: float) -> list[str]:
    words = []
    for row, (label, p_values) in enumerate(item.p_values.items()):
        if not len(p_values):
            continue
        ends = p_values.min(), p_values.max()
        axes.plot(ends, [-row, -row], color=COLOURS[0], linewidth=5, alpha=0.35, solid_capstyle="butt")
        if label != ANY_PAIRING:  # which holds the extremes only
            axes.plot(np.median(p_values), -row, "o", color=COLOURS[0], markersize=4)
        words.append(f"{label}: {format_p(ends[0])} to {format_p(ends[1])}")
    axes.axvspan(*reported_interval(printed), color=COLOURS[1], linewidth=1.5)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(numticks=5))
    axes.xaxis.set_major_formatter(lambda p, _: f"10{str(round(np.log10(p))).translate(SUPERSCRIPTS)}")
    axes.xaxis.set_minor_formatter("")
    axes.axvline(level, color=MUTED, linestyle=":", linewidth=1)
    axes.set_yticks([-row for row in range(len(item.p_values))], list(item.p_values), fontsize=8.5)
    axes.set(xlabel="p over the data sets", ylim=(-len(item.p_values) + 0.4, 0.6))
    axes.set_title(f"printed P {printed}", fontsize=10)
    axes.tick_params(axis="y", length=0)
    return words
