"""Figures of patients: scores by group, flow."""

import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import join_words
from reanalysis.show.theme import (
    COLOURS,
    INK,
    MOST_DOTS,
    MUTED,
    PALE,
    PAPER,
    WIDTH_INCHES,
    apply_theme,
    cover_point,
)


def draw_scores_by_group(adsl, columns: dict[str, str], group: str = "DIAGNOSIS", find_page=None):
    """Every patient's scores by group: one panel a score, one mark a patient, the group's median as a bar.

    Parameters
    ----------
    adsl : DataFrame
    columns : dict
        Column of ADSL to the axis label.
    find_page : callable, optional
        From a patient's number to the address of the patient's page, or None.
    """
    import seaborn as sns

    apply_theme()
    order = adsl[group].value_counts().index.tolist()
    figure, all_axes = plt.subplots(
        1, len(columns), figsize=(WIDTH_INCHES, 0.9 + 0.55 * len(order)), sharey=True, squeeze=False
    )
    described = []
    for axes, (column, label) in zip(all_axes[0], columns.items(), strict=True):
        shifted = spread_ties(adsl, group, column, order)
        sns.scatterplot(
            x=adsl[column],
            y=shifted,
            hue=adsl[group],
            hue_order=order,
            palette=list(COLOURS)[: len(order)] if len(order) <= len(COLOURS) else None,
            legend=False,
            s=45,
            ax=axes,
            edgecolor=PAPER,
            zorder=2,
        )
        for position, name in enumerate(order):
            scores = adsl.loc[adsl[group] == name, column]
            axes.plot([scores.median()] * 2, [position - 0.32, position + 0.32], color=INK, linewidth=1.6, zorder=1.5)
            described.append(
                f"{label}, {name}: {join_words(sorted(scores) if len(scores) <= 20 else [f'{len(scores)} patients'])}, median {scores.median():g}."
            )
        printed = adsl[column].notna() & (len(adsl) <= MOST_DOTS)
        for patient, height in zip(adsl[printed].to_dict("records"), shifted[printed], strict=True):
            title = f"Patient {patient['SUBJID']} ({patient[group]}): {label} {patient[column]:g}"
            url = find_page(patient["SUBJID"]) if find_page else None
            # Every panel has a dot for each patient, and all of them lead to one page: one stop is enough.
            cover_point(axes, patient[column], height, title, url, is_stop=column == next(iter(columns)))
        axes.set(xlabel=label, ylabel="")
        axes.grid(axis="x", linewidth=0.6)
        axes.set_axisbelow(True)
    all_axes[0][0].set_yticks(range(len(order)), [f"{name} (n = {(adsl[group] == name).sum()})" for name in order])
    all_axes[0][0].set_ylim(len(order) - 0.5, -0.5)
    return figure, f"Dot plot of scores at entry by subtype, one dot a patient. {' '.join(described)}"


def spread_ties(adsl, group, column, order):
    """Vertical positions that keep patients of one group with equal scores apart."""
    rank = adsl.groupby([group, column]).cumcount()
    size = adsl.groupby([group, column])[column].transform("size")
    gap = (0.8 / size).clip(upper=0.18)
    return adsl[group].map({name: position for position, name in enumerate(order)}) + (rank - (size - 1) / 2) * gap


def draw_flow(stages: pd.DataFrame):
    """A flow of patients from enrolment on: a box a stage, and beside it who left before the next.

    Parameters
    ----------
    stages : DataFrame
        name, label, patients, leaves_after (the name of the stage after which these patients left; missing for a
        stage). Nobody is not drawn leaving.
    """
    leavers = stages[stages["leaves_after"].notna() & (stages["patients"] > 0)]
    steps = stages[stages["leaves_after"].isna()]
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 0.85 * len(steps) + 0.2))
    axes.set_axis_off()
    axes.set(xlim=(0, 10), ylim=(-len(steps) + 0.4, 0.6))
    described = []
    for position, step in enumerate(steps.itertuples()):
        leaving = leavers[leavers["leaves_after"] == step.name]
        texts = [f"{label}: n = {count}" for label, count in zip(leaving["label"], leaving["patients"], strict=True)]
        _draw_stage(axes, -position, f"{step.label}: n = {step.patients}", texts, position + 1 < len(steps))
        described.append(f"{step.label}: {step.patients}" + (f" (then {', '.join(texts)})" if texts else ""))
    return figure, f"Flow of patients. {'; '.join(described)}."


def _draw_stage(axes, height: float, text: str, leaving: list[str], goes_on: bool) -> None:
    """A box, an arrow to the next stage, and an arrow to a side box with those who left."""
    box = {"boxstyle": "round,pad=0.45", "facecolor": PALE, "edgecolor": COLOURS[0]}
    side = {"boxstyle": "round,pad=0.4", "facecolor": PAPER, "edgecolor": MUTED}
    arrow = {"arrowstyle": "->", "color": MUTED}
    axes.text(2.8, height, text, ha="center", va="center", bbox=box)
    if goes_on:
        axes.annotate("", (2.8, height - 0.82), (2.8, height - 0.18), arrowprops=arrow)
    if leaving:
        axes.text(6.0, height - 0.5, "\n".join(leaving), ha="left", va="center", fontsize=9, bbox=side)
        axes.annotate("", (5.9, height - 0.5), (2.8, height - 0.5), arrowprops=arrow)
