"""Figures with a mark a patient: swimmer plot, scores by group, flow."""

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


def draw_swimmer(patients: list[dict]):
    """One bar a patient: follow-up, response as a point, relapse as the interval in which it must lie.

    Parameters
    ----------
    patients : list of dict
        label, followup_weeks (None if not printed), response_weeks (None without one), relapse ("Y", "N", ""),
        outcome (CR, PR, NR, WITHDRAWN), withdrawn_weeks (None unless withdrawn and stated); optional url, the
        patient's page, which the row then links to.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.3 + 0.3 * len(patients)))
    described = []
    for position, patient in enumerate(patients):
        end = patient["followup_weeks"] if patient["followup_weeks"] is not None else patient["withdrawn_weeks"] or 0.0
        axes.barh(-position, end, height=0.5, color=PALE, edgecolor="none")
        response = patient["response_weeks"]
        if response is not None and patient["relapse"] == "Y":
            axes.barh(
                -position,
                end - response,
                left=response,
                height=0.5,
                facecolor=PALE_WARM,
                edgecolor=COLOURS[1],
                hatch="////",
                linewidth=0.4,
            )
        if response is not None:
            axes.plot(response, -position, marker="o", color=COLOURS[2], markersize=7)
        if patient["outcome"] == "WITHDRAWN":
            axes.plot(end, -position, marker="x", color=INK, markersize=7, markeredgewidth=2, clip_on=False)
        elif patient["relapse"] != "Y" and end:
            axes.plot(end, -position, marker=">", color=MUTED, markersize=6)
        described.append(_describe_swimmer(patient, end))
        cover_row(axes, -position, f"Patient {described[-1]}", patient.get("url"))
    axes.set_yticks([-position for position in range(len(patients))], [patient["label"] for patient in patients])
    axes.set_ylim(-len(patients) + 0.3, 0.7)
    ends = [patient["followup_weeks"] or 0.0 for patient in patients]
    ticks = round_ticks(max([*ends, 1.0]))
    axes.set(xlim=(0, ticks[-1]), xticks=ticks, xlabel="Weeks from start of treatment")
    axes.tick_params(axis="y", length=0)
    handles = [
        mpl.patches.Patch(facecolor=PALE, label="follow-up"),
        mpl.lines.Line2D([], [], marker="o", linestyle="none", color=COLOURS[2], label="complete response"),
        mpl.patches.Patch(facecolor=PALE_WARM, edgecolor=COLOURS[1], hatch="////", label="relapse somewhere in here"),
        mpl.lines.Line2D([], [], marker=">", linestyle="none", color=MUTED, label="last visit, no relapse recorded"),
        mpl.lines.Line2D([], [], marker="x", linestyle="none", color=INK, markeredgewidth=2, label="withdrawn"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"Swimmer plot, one bar a patient. {' '.join(described)}"


def _describe_swimmer(patient: dict, end: float) -> str:
    parts = [f"followed {format_number(end, 0)} weeks" if end else "no follow-up printed"]
    if patient["outcome"] == "WITHDRAWN":
        parts = [f"withdrawn at week {format_weeks(end)}" if end else "withdrawn, time not printed"]
    if patient["response_weeks"] is not None:
        parts.insert(0, f"complete response at week {format_weeks(patient['response_weeks'])}")
        parts.append({"Y": "relapse between the two", "N": "no relapse", "": "relapse not printed"}[patient["relapse"]])
    return f"{patient['label']}: {', '.join(parts)}."


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
