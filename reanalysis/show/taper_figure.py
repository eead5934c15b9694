"""Relapses on the steps of a taper: a row a dose, a numbered dot a patient."""

import functools

import matplotlib as mpl
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import format_count, format_value
from reanalysis.show.theme import (
    COLOURS,
    INK,
    MOST_NAMED,
    MUTED,
    PALE,
    PAPER,
    WIDTH_INCHES,
    apply_theme,
    cover_point,
    name_patients,
)

DOT_POINTS, DOT_GAP = 16, 0.066  # across; from one dot to the next, as a share of the axis
RELAPSED = {"color": COLOURS[1], "ink": PAPER, "told": "relapsed"}
WELL = {"color": COLOURS[2], "ink": INK, "told": "stayed well"}


def draw_taper(steps: pd.DataFrame, find_page=None):
    """Each dose as a bar of milligrams a week, the full dose on top, and beside it those who relapsed there.

    Parameters
    ----------
    steps : DataFrame
        As `reanalysis.trial.taper_steps.arrange_doses` returns it.
    find_page : callable, optional
        From a patient's number to the address of the patient's page, or None.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.2 + 0.48 * len(steps)))
    end = 1.25 * max(steps["mg_week"].max(), 1.0)
    axes.barh([-position for position in range(len(steps))], steps["mg_week"], height=0.62, color=PALE)
    for position, step in enumerate(steps.itertuples()):
        _draw_patients(axes, -position, end, step, step.relapsed, RELAPSED, find_page)
        _draw_patients(axes, -position, end, step, step.remission, WELL, find_page, len(step.relapsed))
        if step.mg_week and not step.relapsed:
            axes.text(0.02 * end, -position, "no relapse recorded", va="center", fontsize=9, color=MUTED)
    axes.set_yticks([-position for position in range(len(steps))], steps["step"])
    axes.set(xlim=(0, end), ylim=(-len(steps) + 0.4, 0.6), xlabel="mg a week")
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= steps["mg_week"].max()])
    axes.tick_params(axis="y", length=0)
    marker = functools.partial(mpl.lines.Line2D, [], [], linestyle="none", marker="o", markersize=9)
    handles = [
        marker(color=RELAPSED["color"], label="relapsed, with this dose beside it"),
        marker(markerfacecolor=PAPER, markeredgecolor=WELL["color"], label="stayed well without the drug"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=9)
    described = " ".join(_describe_step(step) for step in steps.itertuples())
    return figure, f"Doses of the taper, the full one first, with who relapsed at each. {described}"


def _draw_patients(axes, y: float, end: float, step, numbers: list, style: dict, find_page, before: int = 0) -> None:
    """Dots from the end of the bar on, each with a patient's number; a count where they are too many to be told apart."""
    start = step.mg_week + 0.6 * DOT_GAP * end
    if len(numbers) > MOST_NAMED:
        axes.text(start, y, f"{format_count(len(numbers), 'patient')} {style['told']}", va="center", fontsize=9)
        return
    filled = style is RELAPSED
    for place, number in enumerate(numbers, start=before):
        x = start + place * DOT_GAP * end
        axes.plot(
            x,
            y,
            marker="o",
            markersize=DOT_POINTS,
            markerfacecolor=style["color"] if filled else PAPER,
            markeredgecolor=style["color"],
            markeredgewidth=1.6,
        )
        axes.text(x, y, str(number), ha="center", va="center_baseline", fontsize=9, color=style["ink"])
        what = f"relapsed, beside the dose {step.step}" if filled else "stayed well without the drug"
        cover_point(axes, x, y, f"Patient {number}: {what}", find_page(number) if find_page else None)


def _describe_step(step) -> str:
    told = [
        f"{name_patients(numbers)} {style['told']}"
        for numbers, style in ((step.relapsed, RELAPSED), (step.remission, WELL))
        if numbers
    ]
    return f"{step.step}, {format_value(step.mg_week)} mg a week: {' and '.join(told) or 'nobody'}."
