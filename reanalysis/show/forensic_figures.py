"""What printed numbers allow: numbers of patients that can have a mean, and p-values that a mean and SD leave open."""

import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.data.printed import ROUNDED, TRUNCATED, p_interval
from reanalysis.show.text import format_p
from reanalysis.show.theme import COLOURS, INK, MUTED, PALE, WIDTH_INCHES, apply_theme

MARKS = {
    ROUNDED: {"marker": "o", "color": COLOURS[0], "label": "possible"},
    TRUNCATED: {"marker": "D", "color": COLOURS[1], "label": "possible if truncated, not rounded"},
    None: {"marker": "x", "color": MUTED, "label": "impossible"},
}
P_TICKS = ("0.0001", "0.001", "0.01", "0.1", "1")


def draw_grim(means: pd.DataFrame, grid: pd.DataFrame):
    """One row a printed mean, one column a number of patients.

    Parameters
    ----------
    means : DataFrame
        label, printed, plausible (sizes that are shaded), sizes (in words), followed (patients who were there at that time).
    grid : DataFrame
        As from `grim_map`, for the same means.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.4 + 0.42 * len(means)))
    for row, mean in enumerate(means.itertuples()):
        left = [size - 0.45 for size in mean.plausible]
        axes.barh(-row, 0.9, left=left, height=0.8, color=PALE, edgecolor="none")
        found = grid[grid["mean"] == mean.printed]
        for how, style in MARKS.items():
            at = found["n"][found["how"].isna() if how is None else found["how"] == how]
            axes.plot(at, [-row] * len(at), linestyle="none", markersize=6, **style)
        axes.plot([mean.followed] * 2, [-row - 0.45, -row + 0.45], color=INK, linewidth=2)
    axes.set_yticks([-row for row in range(len(means))], means["label"] + "  " + means["printed"])
    sizes = sorted(set(grid["n"]))
    axes.set_xticks(sizes[:: max(1, len(sizes) // 15)])
    axes.set(ylim=(-len(means) + 0.4, 0.6), xlabel="Number of patients")
    axes.tick_params(axis="both", length=0)
    handles = [plt.Line2D([], [], linestyle="none", **style) for style in MARKS.values()]
    handles.append(plt.Rectangle((0, 0), 1, 1, color=PALE, label="a group of the trial"))
    handles.append(plt.Line2D([], [], color=INK, linewidth=2, label="still followed"))
    figure.legend(handles=handles, loc="outside upper left", ncols=3, fontsize=9)
    described = [
        f"{mean.label}, {mean.printed}: {mean.sizes}; followed {mean.followed}." for mean in means.itertuples()
    ]
    return figure, f"Numbers of patients that can have each printed mean. {' '.join(described)}"


def draw_p_ranges(ranges: pd.DataFrame, level: float):
    """The range of p by test, a panel a printed p-value, on one scale.

    Parameters
    ----------
    ranges : DataFrame
        title (one a panel), printed, test, low, high.
    level : float
        Where a dotted line stands: the level that the paper tests at.
    """
    apply_theme()
    panels = list(ranges.groupby("title", sort=False))
    height = 0.9 + sum(0.6 + 0.36 * len(rows) for _, rows in panels)
    figure, grid = plt.subplots(len(panels), 1, figsize=(WIDTH_INCHES, height), sharex=True, squeeze=False)
    described = []
    for axes, (title, rows) in zip(grid[:, 0], panels, strict=True):
        printed = rows["printed"].iloc[0]
        axes.axvspan(*p_interval(printed), color=COLOURS[1], linewidth=2)
        axes.axvline(level, color=MUTED, linestyle=":", linewidth=1.4)
        for place, row in enumerate(rows.itertuples()):
            axes.plot([row.low, row.high], [-place, -place], color=COLOURS[0], linewidth=7, solid_capstyle="butt")
            axes.plot(row.low, -place, "|", color=COLOURS[0], markersize=12)  # a range of nearly nothing is seen too
        axes.set_yticks([-place for place in range(len(rows))], rows["test"])
        axes.set(ylim=(-len(rows) + 0.4, 0.6), xscale="log", xlim=(float(P_TICKS[0]) / 2, 1.3))
        axes.tick_params(axis="y", length=0)
        axes.set_title(f"{title}: P {printed} in the paper", fontsize=10)
        told = "; ".join(f"{row.test} {format_p(row.low)} to {format_p(row.high)}" for row in rows.itertuples())
        described.append(f"{title}, P {printed} in the paper: {told}.")
    axes.set_xticks([float(tick) for tick in P_TICKS], P_TICKS)
    axes.minorticks_off()
    axes.set_xlabel("p, over all scores that fit")
    return figure, f"Range of p-values by test. {' '.join(described)}"
