"""The swimmer plot: every patient a bar, grouped by what became of the patient."""

import functools

import matplotlib as mpl
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.theme import (
    COLOURS,
    INK,
    MUTED,
    PALE,
    PALE_CLEAR,
    PALE_WARM,
    WIDTH_INCHES,
    apply_theme,
    cover_row,
    round_ticks,
)


def draw_swimmer(courses: pd.DataFrame, find_page=None):
    """One bar a patient: weeks with the rash, clear of it, and those in which a relapse must lie.

    Parameters
    ----------
    courses : DataFrame
        As `reanalysis.trial.courses.list_courses` returns it.
    find_page : callable, optional
        From a patient's number to the address of the patient's page, or None.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    groups = courses.groupby("fate", sort=False)
    rows = len(courses) + groups.ngroups
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.2 + 0.235 * rows))
    heights, labels, described, row = [], [], [], 0
    for fate, group in groups:
        axes.text(0, -row, f"{fate}: {len(group)}", va="center", weight="bold")
        for patient in group.itertuples():
            row += 1
            _draw_course(axes, -row, patient)
            heights.append(-row)
            labels.append(f"{patient.SUBJID} ({patient.DIAGNOSIS})")
            described.append(patient.course)
            cover_row(axes, -row, described[-1], find_page(patient.SUBJID) if find_page else None)
        row += 1
    axes.set_yticks(heights, labels)
    axes.set_ylim(-rows + 0.4, 0.6)
    longest = courses["end_weeks"].max()
    ticks = round_ticks(longest if longest > 1 else 1.0)
    axes.set(xlim=(0, ticks[-1]), xticks=ticks, xlabel="Weeks from start of treatment")
    axes.tick_params(axis="y", length=0)
    figure.legend(handles=_list_marks(), loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"Swimmer plot, one bar a patient. {' '.join(described)}"


def _draw_course(axes, y: float, patient) -> None:
    draw = functools.partial(axes.barh, y, height=0.62, linewidth=0.4)
    end = max(patient.end_weeks, 0.0)  # 0 where it is not printed
    if patient.outcome != "CR":
        draw(end, color=PALE)
        mark = (
            {"marker": "x", "color": INK, "markeredgewidth": 2}
            if patient.outcome == "WITHDRAWN"
            else {"marker": ">", "color": MUTED}
        )
        axes.plot(end, y, markersize=7, clip_on=False, **mark)
        return
    draw(patient.response_weeks, color=PALE)
    after = {"width": end - patient.response_weeks, "left": patient.response_weeks}
    if patient.relapse == "Y":
        draw(**after, facecolor=PALE_WARM, edgecolor=COLOURS[1], hatch="////")
    else:
        draw(**after, color=PALE_CLEAR)
        axes.plot(end, y, marker=">", color=MUTED, markersize=7)
    axes.plot(patient.response_weeks, y, marker="o", color=COLOURS[2], markersize=7)


def _list_marks() -> list:
    line = functools.partial(mpl.lines.Line2D, [], [], linestyle="none")
    patch = mpl.patches.Patch
    return [
        patch(facecolor=PALE, label="rash present"),
        line(marker="o", color=COLOURS[2], label="cleared"),
        patch(facecolor=PALE_CLEAR, label="no relapse recorded"),
        patch(facecolor=PALE_WARM, edgecolor=COLOURS[1], hatch="////", label="relapse somewhere in here"),
        line(marker=">", color=MUTED, label="last visit"),
        line(marker="x", color=INK, markeredgewidth=2, label="stopped the drug"),
    ]
