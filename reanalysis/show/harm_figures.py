"""Who had which adverse event: a mark a patient and event, with its grade."""

import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.exhibits import find_patient_page
from reanalysis.show.theme import COLOURS, FAINT, INK, PAPER, WIDTH_INCHES, apply_theme, cover_point

LISTED, TOLD = "in the paper’s Table 3, with its grade", "in the text only"


def draw_events(events: pd.DataFrame, patients: list[int]):
    """A column a patient, a row an event; filled where Table 3 lists it, open where the text alone tells of it.

    Parameters
    ----------
    events : DataFrame
        patient, event, grade (text, empty where none is printed), listed (bool).
    patients : list of int
        Everyone treated, those without an event included.
    """
    apply_theme()
    names = list(dict.fromkeys(events["event"]))
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.3 + 0.36 * len(names)))
    place = {patient: position for position, patient in enumerate(patients)}
    grid = [(column, -row) for row in range(len(names)) for column in place.values()]
    axes.plot(*zip(*grid, strict=True), linestyle="none", marker=".", markersize=3, color=FAINT)
    for each in events.itertuples():
        x, y = place[each.patient], -names.index(each.event)
        fill = COLOURS[1] if each.listed else PAPER
        axes.plot(x, y, "o", markersize=16, color=fill, markeredgecolor=COLOURS[1], markeredgewidth=1.6)
        axes.text(x, y, each.grade, ha="center", va="center_baseline", fontsize=10, color=PAPER, fontweight="bold")
        cover_point(axes, x, y, _describe(each), find_patient_page(each.patient, len(patients)))
    axes.set_yticks([-row for row in range(len(names))], names)
    axes.set_xticks(list(place.values()), patients)
    ill = set(events["patient"])
    for label, patient in zip(axes.get_xticklabels(), patients, strict=True):
        label.set(fontweight="bold" if patient in ill else "normal", color=INK)
    axes.tick_params(length=0, pad=6)
    axes.set(xlim=(-0.7, len(patients) - 0.3), ylim=(-len(names) + 0.4, 0.6), xlabel="Patient")
    axes.spines[:].set_visible(False)
    _add_legend(figure, events)
    listed = "; ".join(_describe(each) for each in events.itertuples())
    without = len(patients) - len(ill)
    return (
        figure,
        f"Adverse events of {len(patients)} treated patients. {listed}. Nothing is named for the other {without}.",
    )


def _describe(each) -> str:
    graded = f"grade {each.grade}" if each.grade else "no grade printed"
    return f"Patient {each.patient}: {each.event}, {graded}{'' if each.listed else ', in the text only'}"


def _add_legend(figure, events: pd.DataFrame) -> None:
    style = {"linestyle": "none", "marker": "o", "markersize": 11, "markeredgecolor": COLOURS[1]}
    kinds = {True: (COLOURS[1], LISTED), False: (PAPER, TOLD)}
    handles = [
        plt.Line2D([], [], markerfacecolor=fill, label=label, **style)
        for listed, (fill, label) in kinds.items()
        if (events["listed"] == listed).any()
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=2, fontsize=9)
