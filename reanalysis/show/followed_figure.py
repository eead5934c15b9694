"""How many patients were still followed, beside the numbers that printed means need."""

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import join_alternatives
from reanalysis.show.theme import COLOURS, INK, PALE, PAPER, WIDTH_INCHES, apply_theme, cover_point, round_ticks

FIRST_WEEKS = 10  # so near the axis a label has no room at the left


def draw_followed(courses: pd.DataFrame, times: pd.DataFrame):
    """Patients still followed over weeks, with the count at a few times and, where a mean is printed, the numbers it needs.

    Parameters
    ----------
    courses : DataFrame
        end_weeks of each patient.
    times : DataFrame
        As `reanalysis.trial.followed.count_at_times` returns it.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 3.4))
    ends = np.sort(courses["end_weeks"].dropna())
    weeks, left = np.append(0.0, ends), len(ends) - np.arange(len(ends) + 1)
    axes.step(weeks, left, where="post", color=COLOURS[0], linewidth=2)
    axes.fill_between(weeks, left, step="post", color=PALE, linewidth=0)
    described = []
    for row in times.itertuples():
        needed = f"; a mean of {row.mean} needs {join_alternatives(row.fits) or 'another number'}" if row.mean else ""
        described.append(f"{row.time.capitalize()}: {row.followed} followed{needed}.")
        style = {"marker": "D", "linestyle": "none", "markerfacecolor": PAPER, "markeredgecolor": COLOURS[1]}
        axes.plot([row.weeks] * len(row.fits), row.fits, markersize=7, markeredgewidth=1.8, clip_on=False, **style)
        axes.plot(row.weeks, row.followed, marker="o", color=COLOURS[0], markersize=7)
        place = {"textcoords": "offset points", "va": "center", "fontsize": 9}
        at = (row.weeks, row.followed)
        # Below the line at its left end and where a mean's numbers stand above it; else above.
        offset, side = (
            ((9, -10), "left") if row.weeks < FIRST_WEEKS else ((-7, -10), "right") if row.fits else ((0, 10), "center")
        )
        axes.annotate(f"{row.time}: {row.followed}", at, offset, ha=side, color=INK, **place)
        if row.fits:
            told = f"a mean of {row.mean}\nneeds {join_alternatives(row.fits)}"
            axes.annotate(told, (row.weeks, min(row.fits)), (10, 0), color=INK, **place)
        cover_point(axes, row.weeks, row.followed, described[-1])
    ticks = round_ticks(max(ends.max() if len(ends) else 1.0, times["weeks"].max()))
    axes.set(xlim=(0, ticks[-1]), xticks=ticks, xlabel="Weeks from start of treatment")
    axes.set(ylim=(0, 1.15 * max(len(courses), 1)), ylabel="Patients still followed")
    return figure, f"Patients still followed, beside the numbers that printed means need. {' '.join(described)}"
