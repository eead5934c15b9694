"""Figures that set analyses side by side: headline results of several scenarios, and specification curves.

As in `reanalysis.figures`, each function returns the figure and a text alternative with the numbers.
"""

import math

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D

from reanalysis.show.text import format_count
from reanalysis.show.theme import COLOURS, FAINT, INK, MUTED, PAPER, WIDTH_INCHES, apply_theme, round_ticks

SAME = {"marker": "s", "markerfacecolor": COLOURS[0], "markeredgecolor": COLOURS[0]}
CHANGED = {"marker": "D", "markerfacecolor": PAPER, "markeredgecolor": COLOURS[1]}
NEVER = {"marker": "o", "markersize": 1.6, "color": FAINT}
SOME = {"marker": "o", "markersize": 5.5, "markerfacecolor": PAPER, "markeredgecolor": COLOURS[0]}
ALL = {"marker": "o", "markersize": 5.5, "markerfacecolor": COLOURS[0], "markeredgecolor": COLOURS[0]}
MOST_DESCRIBED = 40


def draw_scenarios(panels: list[dict]):
    """One panel a result, one row a scenario: estimate and interval, the first row's value as a dashed line.

    Parameters
    ----------
    panels : list of dict
        title; unit (share or weeks); rows: list of dict with label, estimate, lower, upper (nan or inf where there
        is none), text, and changed (whether the reading differs from the first row's).
    """
    apply_theme()
    n_rows, n_scenarios = math.ceil(len(panels) / 2), len(panels[0]["rows"])
    height = n_rows * (0.75 + 0.24 * n_scenarios) + 0.4
    figure, all_axes = plt.subplots(n_rows, 2, figsize=(WIDTH_INCHES, height), sharey=True, squeeze=False)
    for axes in all_axes.flat[len(panels) :]:
        axes.set_visible(False)
    for axes, panel in zip(all_axes.flat, panels, strict=False):
        _draw_scenario_panel(axes, panel)
    all_axes[0, 0].set_yticks([-row for row in range(n_scenarios)], [row["label"] for row in panels[0]["rows"]])
    all_axes[0, 0].set_ylim(-n_scenarios + 0.4, 0.6)
    marks = [("same reading", SAME), ("reading differs", CHANGED)]
    handles = [Line2D([], [], linestyle="none", markersize=6, label=label, **style) for label, style in marks]
    handles.append(
        Line2D([], [], color=MUTED, linestyle="--", linewidth=1, label=f"value under “{panels[0]['rows'][0]['label']}”")
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    described = [
        f"{panel['title']}: "
        + "; ".join(
            f"{row['label']} {row['text']}{', reading differs' if row['changed'] else ''}" for row in panel["rows"]
        )
        + "."
        for panel in panels
    ]
    return figure, f"Headline results under each scenario. {' '.join(described)}"


def draw_specification_curve(results: list[dict], choices: list[dict], quantity: str, unit: str):
    """A specification curve: distinct results in order above, the choices that lead to each below.

    Parameters
    ----------
    results : list of dict
        In the order drawn: estimate, lower, upper (inf where not reached, nan where there is none), text,
        specifications (how many share the result), is_default (whether the default is among them).
    choices : list of dict
        label and levels: label of each level to the shares, one a result, of its specifications that take the level.
    quantity : str
        Label of the vertical axis; unit is share or weeks.
    """
    apply_theme()
    lines = sum(1 + len(choice["levels"]) for choice in choices)
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
    for place, result in enumerate(results):
        counts.text(place, 0, str(result["specifications"]), ha="center", va="center", fontsize=_count_size(results))
    counts.text(-0.012, 0.5, "specifications", ha="right", va="center", fontsize=9, transform=counts.transAxes)
    _draw_choices(grid, choices, len(results))
    marks = [
        ("all specifications of the result", ALL),
        ("some of them", SOME),
        ("holds the default", {"marker": "D", "color": COLOURS[1]}),
    ]
    handles = [Line2D([], [], linestyle="none", label=label, **({"markersize": 5.5} | style)) for label, style in marks]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, _describe_results(results, quantity)


def _draw_scenario_panel(axes, panel: dict) -> None:
    share = panel["unit"] == "share"
    numbers = [row[name] for row in panel["rows"] for name in ("estimate", "lower", "upper")]
    largest = max((number for number in numbers if math.isfinite(number)), default=0.0)
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] if share else list(round_ticks(1.02 * largest, most=5)) if largest else []
    end = ticks[-1] if ticks else 1.0
    for position, row in enumerate(panel["rows"]):
        style = CHANGED if row["changed"] else SAME
        colour = style["markeredgecolor"]
        if not math.isnan(row["lower"]) and math.isfinite(row["lower"]):
            axes.plot(
                [row["lower"], min(row["upper"], end)],
                [-position] * 2,
                color=colour,
                linewidth=1.8,
                zorder=2,
                solid_capstyle="butt",
            )
            if math.isinf(row["upper"]):
                axes.plot(end, -position, marker=">", color=colour, markersize=6, clip_on=False, zorder=3)
        if math.isfinite(row["estimate"]):
            axes.plot(row["estimate"], -position, markersize=6, zorder=4, clip_on=False, **style)
        else:
            text = "not reached" if math.isinf(row["estimate"]) else row["text"]
            place = axes.get_yaxis_transform()
            axes.text(0.02, -position, text, va="center", fontsize=9, color=MUTED, transform=place)
    reference = panel["rows"][0]["estimate"]
    if math.isfinite(reference):
        axes.axvline(reference, color=MUTED, linewidth=1, linestyle="--", zorder=1)
    axes.set(xlim=(0, end), xticks=ticks)
    axes.set_title(panel["title"], fontsize=9.5)
    axes.set_xlabel("" if share else "Weeks", fontsize=9)
    if share:
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", linewidth=0.6)
    axes.set_axisbelow(True)


def _draw_results(axes, results: list[dict], quantity: str, unit: str) -> None:
    numbers = [result[name] for result in results for name in ("estimate", "lower", "upper")]
    largest = max((number for number in numbers if math.isfinite(number)), default=1.0)
    top = 1.0 if unit == "share" else 1.15 * largest or 1.0
    for place, result in enumerate(results):
        colour = COLOURS[1] if result["is_default"] else COLOURS[0]
        if math.isfinite(result["lower"]):
            axes.plot([place] * 2, [result["lower"], min(result["upper"], top)], color=colour, linewidth=1.6)
            if math.isinf(result["upper"]):
                axes.plot(place, top, marker="^", color=colour, markersize=6, clip_on=False)
        marker = "D" if result["is_default"] else "o"
        if math.isfinite(result["estimate"]):
            axes.plot(place, result["estimate"], marker=marker, color=colour, markersize=5.5, clip_on=False)
        elif math.isinf(result["estimate"]):
            axes.text(place, 0.03 * top, "not reached", rotation=90, ha="center", fontsize=9, color=MUTED)
    axes.set(ylim=(0, top), xlim=(-0.7, len(results) - 0.3), ylabel=quantity)
    if unit == "share":
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    axes.grid(axis="y", linewidth=0.6)
    axes.set_axisbelow(True)


def _draw_choices(axes, choices: list[dict], n_results: int) -> None:
    position, ticks, labels, headings = 0, [], [], []
    for choice in choices:
        headings.append(position)
        ticks.append(-position)
        labels.append(choice["label"])
        position += 1
        for label, shares in choice["levels"].items():
            ticks.append(-position)
            labels.append(label)
            for style, wanted in ((NEVER, 0), (ALL, 1), (SOME, None)):
                kinds = [share if share in (0, 1) else None for share in shares]
                places = [place for place, kind in enumerate(kinds) if kind == wanted]
                if places:
                    axes.plot(places, [-position] * len(places), linestyle="none", **style)
            position += 1
    axes.set_yticks(ticks, labels, fontsize=9)
    for place, label in enumerate(axes.get_yticklabels()):
        label.set_fontweight("bold" if place in headings else "normal")
        label.set_color(INK)
    axes.set_ylim(-position + 0.4, 0.6)
    axes.tick_params(length=0, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _count_size(results: list[dict]) -> float:
    return 9 if len(results) <= 30 else 5


def _describe_results(results: list[dict], quantity: str) -> str:
    n_specifications = sum(result["specifications"] for result in results)
    opening = (
        f"Specification curve; {quantity}. {format_count(n_specifications, 'specification').capitalize()}, "
        f"{format_count(len(results), 'distinct result')}."
    )
    shown = results if len(results) <= MOST_DESCRIBED else [results[0], results[-1]]
    described = [
        f"{result['text']} in {result['specifications']}{', the default among them' if result['is_default'] else ''}"
        for result in shown
    ]
    scope = "" if len(shown) == len(results) else "First and last: "
    return f"{opening} {scope}{'; '.join(described)}."
