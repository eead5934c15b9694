"""Figures with a mark a patient: swimmer plot, scores by group, flow."""

import functools
import math

import matplotlib as mpl
import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.text import format_number, format_weeks, join_words
from reanalysis.show.theme import (
    COLOURS,
    INK,
    MOST_DOTS,
    MUTED,
    PALE,
    PALE_WARM,
    PAPER,
    WIDTH_INCHES,
    apply_theme,
    cover_point,
    cover_row,
    round_ticks,
)


def draw_swimmer(courses: pd.DataFrame, find_page=None):
    """One bar a patient: follow-up, response as a point, relapse as the interval in which it must lie.

    Parameters
    ----------
    courses : DataFrame
        As `reanalysis.trial.courses.list_courses` returns it.
    find_page : callable, optional
        From a patient's number to the address of the patient's page, or None.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.3 + 0.3 * len(courses)))
    labels, described = [], []
    for position, patient in enumerate(courses.itertuples()):
        _draw_course(axes, -position, patient)
        labels.append(_label_course(patient))
        described.append(f"{labels[-1]}: {', '.join(_describe_course(patient))}.")
        url = find_page(patient.SUBJID) if find_page else None
        cover_row(axes, -position, f"Patient {described[-1]}", url)
    axes.set_yticks([-position for position in range(len(courses))], labels)
    axes.set_ylim(-len(courses) + 0.3, 0.7)
    ticks = round_ticks(max(courses["end_weeks"].max(), 1.0) if courses["end_weeks"].notna().any() else 1.0)
    axes.set(xlim=(0, ticks[-1]), xticks=ticks, xlabel="Weeks from start of treatment")
    axes.tick_params(axis="y", length=0)
    figure.legend(handles=_list_swimmer_marks(), loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"Swimmer plot, one bar a patient. {' '.join(described)}"


def _draw_course(axes, y: float, patient) -> None:
    end = 0.0 if math.isnan(patient.end_weeks) else patient.end_weeks
    axes.barh(y, end, height=0.5, color=PALE, edgecolor="none")
    if patient.outcome == "CR":
        if patient.relapse == "Y":
            hatched = {"facecolor": PALE_WARM, "edgecolor": COLOURS[1], "hatch": "////", "linewidth": 0.4}
            axes.barh(y, end - patient.response_weeks, left=patient.response_weeks, height=0.5, **hatched)
        axes.plot(patient.response_weeks, y, marker="o", color=COLOURS[2], markersize=7)
    if patient.outcome == "WITHDRAWN":
        axes.plot(end, y, marker="x", color=INK, markersize=7, markeredgewidth=2, clip_on=False)
    elif patient.relapse != "Y" and end:
        axes.plot(end, y, marker=">", color=MUTED, markersize=6)


def _list_swimmer_marks() -> list:
    line = functools.partial(mpl.lines.Line2D, [], [], linestyle="none")
    patch = mpl.patches.Patch
    return [
        patch(facecolor=PALE, label="follow-up"),
        line(marker="o", color=COLOURS[2], label="complete response"),
        patch(facecolor=PALE_WARM, edgecolor=COLOURS[1], hatch="////", label="relapse somewhere in here"),
        line(marker=">", color=MUTED, label="last visit, no relapse recorded"),
        line(marker="x", color=INK, markeredgewidth=2, label="withdrawn"),
    ]


def _label_course(patient) -> str:
    label = f"{patient.SUBJID} ({patient.DIAGNOSIS})"
    if patient.outcome == "CR":
        return label if patient.relapse_printed else f"{label}*"
    return label if patient.outcome == "WITHDRAWN" else f"{label} {patient.outcome}"


def _describe_course(patient) -> list[str]:
    is_known = not math.isnan(patient.end_weeks)
    if patient.outcome == "WITHDRAWN":
        return [f"withdrawn at week {format_weeks(patient.end_weeks)}" if is_known else "withdrawn, time not printed"]
    followed = f"followed {format_number(patient.end_weeks, 0)} weeks" if is_known else "no follow-up printed"
    if patient.outcome != "CR":
        return [followed]
    relapse = {"Y": "relapse between the two", "N": "no relapse", "": "relapse not printed"}[patient.relapse]
    return [f"complete response at week {format_weeks(patient.response_weeks)}", followed, relapse]


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
        shifted = _spread_ties(adsl, group, column, order)
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
    placed["height"] = _spread_ties(placed, "DIAGNOSIS", "weeks", order)
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


def _spread_ties(adsl, group, column, order):
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
