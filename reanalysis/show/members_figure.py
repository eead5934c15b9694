"""Groups of patients as rows of numbered dots."""

from collections.abc import Mapping

from matplotlib import pyplot as plt

from reanalysis.show.text import format_count
from reanalysis.show.theme import COLOURS, INK, MOST_NAMED, PAPER, WIDTH_INCHES, apply_theme, cover_point, name_patients

DOT_POINTS = 16


def draw_members(groups: Mapping[str, list[int]], find_page=None):
    """A row a group: its name, its size, and a dot with each patient's number; a count where they are too many.

    Parameters
    ----------
    groups : mapping of str to list of int
        Name of a group to the numbers of its patients.
    find_page : callable, optional
        From a patient's number to the address of the patient's page, or None.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 0.3 + 0.48 * len(groups)))
    axes.set(xlim=(-0.7, MOST_NAMED), ylim=(-len(groups) + 0.5, 0.5))
    for position, (name, numbers) in enumerate(groups.items()):
        if len(numbers) > MOST_NAMED:
            axes.text(-0.4, -position, format_count(len(numbers), "patient"), va="center")
            continue
        for place, number in enumerate(numbers):
            style = {"markerfacecolor": PAPER, "markeredgecolor": COLOURS[0], "markeredgewidth": 1.6}
            axes.plot(place, -position, marker="o", markersize=DOT_POINTS, **style)
            axes.text(place, -position, str(number), ha="center", va="center_baseline", fontsize=9, color=INK)
            title = f"Patient {number}: {name[0].lower()}{name[1:]}"
            cover_point(axes, place, -position, title, find_page(number) if find_page else None)
    axes.set_yticks([-position for position in range(len(groups))], [f"{name}: {len(groups[name])}" for name in groups])
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    told = [f"{name}: {name_patients(numbers) if numbers else 'nobody'}." for name, numbers in groups.items()]
    return figure, f"Patients by group, one dot a patient. {' '.join(told)}"
