"""Every patient's week of complete response, by subtype."""

import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.patient_figures import spread_ties
from reanalysis.show.text import format_weeks
from reanalysis.show.theme import COLOURS, MOST_DOTS, MUTED, WIDTH_INCHES, apply_theme, cover_point


def draw_response_weeks(times: pd.DataFrame, ticks, find_page=None):
    """Every patient's week of complete response by subtype: a dot where she cleared, an arrow where she was last seen without.

    Parameters
    ----------
    times : DataFrame
        SUBJID, DIAGNOSIS, weeks, event; a time beyond the last tick stands at the edge.
    ticks : array-like
        Weeks of the axis.
    find_page : callable, optional
        From a patient's number to the address of the patient's page, or None.
    """
    apply_theme()
    order = times["DIAGNOSIS"].value_counts().index.tolist()
    placed = times.assign(weeks=times["weeks"].clip(upper=ticks[-1]))
    placed["height"] = spread_ties(placed, "DIAGNOSIS", "weeks", order)
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.4 + 0.5 * len(order)))
    marks = {True: ("o", COLOURS[2], "cleared"), False: (">", MUTED, "last seen, not cleared")}
    for event, (marker, colour, label) in marks.items():
        own = placed[placed["event"] == event]
        style = {"marker": marker, "color": colour, "markersize": 7, "linestyle": "none", "clip_on": False}
        axes.plot(own["weeks"], own["height"], label=label, **style)
    described = []
    for patient, week in zip(placed.to_dict("records"), times["weeks"], strict=True):
        told = f"Patient {patient['SUBJID']} ({patient['DIAGNOSIS']}): {marks[patient['event']][2]} at week {format_weeks(week)}"
        described.append(f"{told}.")
        if len(times) <= MOST_DOTS:
            url = find_page(patient["SUBJID"]) if find_page else None
            cover_point(axes, patient["weeks"], patient["height"], told, url)
    axes.set_yticks(range(len(order)), [f"{name} (n = {(times['DIAGNOSIS'] == name).sum()})" for name in order])
    axes.set(xlim=(0, ticks[-1]), xticks=ticks, ylim=(len(order) - 0.5, -0.5), xlabel="Weeks")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", linewidth=0.6)
    axes.set_axisbelow(True)
    figure.legend(loc="outside lower center", ncols=2, fontsize=9)
    return figure, f"Dot plot of weeks to complete response by subtype, one mark a patient. {' '.join(described)}"
