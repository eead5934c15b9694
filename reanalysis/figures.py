"""The book's figures: one function a figure, one theme; each returns the figure and its text alternative.

The text alternative carries the numbers that the figure shows, so that nobody needs the picture to know them.
"""

import math

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from reanalysis.survival import count_at_risk, kaplan_meier
from reanalysis.text import format_count, format_number, format_percent, format_weeks, join_words

# Okabe & Ito (2008), told apart under every common colour blindness; the two lightest are darkened to stand out on paper.
# book/_static/figures.css knows each of these colours and gives it a partner for the dark theme.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B87800", "#3A94CC", "#000000")
INK, MUTED, GRID, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
PALE, PALE_WARM = "#dfe6ec", "#fbe3d3"  # fills: what they show is marked in another way too
FAINT = "#b8b8b8"  # dots that only guide the eye
SILENT, ALARM = "#8a8a8a", "#8c2d04"
VERDICT_COLOURS = {
    "impossible": ALARM,
    "discrepant": COLOURS[4],
    "contradicted": COLOURS[3],
    "reproduced": COLOURS[2],
    "consistent": COLOURS[5],
    "untestable": SILENT,
}
HATCHES = {"impossible": "xx", "discrepant": "//", "contradicted": ".."}  # for verdicts that do not hold
SQUARES_A_LINE = 28  # a square then is about as wide as a finger's mark on a phone
WIDTH_INCHES = 7.2
UNSEEN = 0.004  # opacity of an area that is there to be pointed at; at 0 matplotlib would not draw it
MARK_RADIUS = 14  # points across
MOST_STRETCHES, MOST_DOTS, MOST_NAMED = 60, 200, 12  # more could not be pointed at, or named, one by one
LINE_STYLES = ("-", "--", "-.", ":")  # curves that run over each other stay apart


def apply_theme() -> None:
    """Set matplotlib's defaults for every figure of the book: real text, opaque paper, fixed ids."""
    mpl.rcParams.update(
        {
            "svg.fonttype": "none",
            "text.parse_math": False,  # words come from the data, where a dollar is a dollar
            "svg.hashsalt": "reanalysis",
            "figure.facecolor": PAPER,
            "axes.facecolor": PAPER,
            "savefig.facecolor": PAPER,
            "font.family": "DejaVu Sans",
            "font.size": 10,
            "axes.edgecolor": MUTED,
            "axes.labelcolor": INK,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": False,
            "grid.color": GRID,
            "axes.titlesize": 11,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.titley": 1.0,
            "legend.frameon": False,
            "axes.prop_cycle": mpl.cycler(color=COLOURS),
            "figure.constrained_layout.use": True,
        }
    )


def tag_mark(artist, title: str, url: str | None = None, is_stop: bool = True, kind: str = "mark"):
    """Give a drawn mark a title and an address, which `exhibits.show_figure` writes into the drawing.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
    title : str
        Whose mark it is, and what it shows.
    url : str, optional
        Where it leads, as an address from a chapter. A mark that leads nowhere shows its title only.
    is_stop : bool
        Whether the keyboard stops at the link; False where another stop of the figure leads to the same place.

    Returns
    -------
    Artist
    """
    artist.set_gid("|".join([kind, str(int(is_stop)), url or "", " ".join(title.split())]))
    return artist


def cover(axes, shape, title: str, url: str | None = None, is_stop: bool = True) -> None:
    """Lay an unseen shape over what is drawn: larger than the mark itself, and one for all the parts of a mark."""
    shape.set(color=INK, alpha=UNSEEN, zorder=10, in_layout=False)
    axes.add_artist(tag_mark(shape, title, url, is_stop, kind="hit"))


def cover_point(axes, x: float, y: float, title: str, url: str | None = None, is_stop: bool = True) -> None:
    """Cover one point of an axis."""
    shape = mpl.lines.Line2D([x], [y], linestyle="none", marker="o", markersize=MARK_RADIUS, markeredgewidth=0)
    cover(axes, shape, title, url, is_stop)


def cover_row(axes, y: float, title: str, url: str | None = None, height: float = 0.96) -> None:
    """Cover a row of a figure from edge to edge, its label included."""
    place = mpl.transforms.blended_transform_factory(axes.figure.transFigure, axes.transData)
    shape = mpl.patches.Rectangle((0.004, y - height / 2), 0.992, height, linewidth=0, transform=place, clip_on=False)
    cover(axes, shape, title, url)


def round_ticks(end: float, most: int = 8) -> np.ndarray:
    """Round tick times from 0 to at least `end` weeks, in steps of 1, 2, 4, 8, 12, 26 or 52 weeks and multiples."""
    for step in (1, 2, 4, 8, 12, 26, 52, 104, 208):
        if end / step <= most:
            return np.arange(0, math.ceil(end / step) * step + step / 2, step)
    return np.linspace(0, end, most)


def draw_survival(
    groups: dict,
    level: float,
    km_ci: str,
    quantity: str,
    horizon: float | None = None,
    band: bool = True,
    ticks=None,
    patients: dict | None = None,
    find_page=None,
):
    """Kaplan–Meier curves with band, censor ticks and a table of at risk, events and censored under the axis.

    Parameters
    ----------
    groups : dict
        Label to (weeks, events); one curve each.
    quantity : str
        What survival means, for the vertical axis: "Share without complete response".
    horizon : float, optional
        Last week shown; by default the last time of any patient.
    ticks : array-like, optional
        Weeks of the axis and of the table under it; by default round ones from 0 to the horizon.
    patients : dict, optional
        Label to the numbers of its patients, in the order of its times: who made each step.
    find_page : callable, optional
        From a list of patient numbers to the address where they are found, or None.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    end = horizon or max((max(weeks) for weeks, _ in groups.values() if len(weeks)), default=1.0)
    ticks = round_ticks(end) if ticks is None else np.asarray(ticks)
    rows = 3 * len(groups)
    figure, (axes, table) = plt.subplots(
        2,
        1,
        figsize=(WIDTH_INCHES, 3.6 + 0.22 * rows),
        sharex=True,
        height_ratios=[3.4, 0.24 * rows + 0.3],
    )
    described = []
    for index, (label, (weeks, events)) in enumerate(groups.items()):
        curve = kaplan_meier(weeks, events, level, km_ci)
        _draw_curve(axes, curve, COLOURS[index % len(COLOURS)], LINE_STYLES[index % len(LINE_STYLES)], label, band)
        described.append(_describe_curve(label, curve, weeks, events))
        numbers = list(patients[label]) if patients else []
        for mark in _list_steps(curve, np.asarray(weeks), numbers, label if len(groups) > 1 else "", quantity):
            if mark["weeks"] <= ticks[-1]:
                _cover_step(axes, mark, ticks[-1], find_page(mark["numbers"]) if find_page and numbers else None)
    axes.set(ylim=(0, 1.03), xlim=(0, ticks[-1]), xticks=ticks, ylabel=quantity)
    axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("Weeks")
    if len(groups) > 1:
        axes.legend(loc="best")
    _draw_risk_table(table, groups, ticks)
    return figure, f"Kaplan–Meier curve. {quantity} over weeks. {' '.join(described)}"


def _draw_curve(axes, curve, colour, line_style, label, band):
    weeks = np.concatenate([[0.0], curve["weeks"]])
    survival = np.concatenate([[1.0], curve["survival"]])
    axes.step(weeks, survival, where="post", color=colour, linestyle=line_style, linewidth=2, label=label)
    if band:
        lower = np.concatenate([[1.0], curve["lower"].fillna(0.0)])
        upper = np.concatenate([[1.0], curve["upper"].ffill().fillna(1.0)])
        axes.fill_between(weeks, lower, upper, step="post", color=colour, alpha=0.16, linewidth=0)
    censored = curve[curve["censored"] > 0]
    axes.plot(
        censored["weeks"],
        censored["survival"],
        linestyle="none",
        marker="|",
        markersize=9,
        color=colour,
        markeredgewidth=1.8,
    )


def _list_steps(curve, weeks, numbers: list, label: str, quantity: str) -> list[dict]:
    """Every week at which a curve steps or a patient leaves: place, title, and whose it is."""
    marks, before = [], 1.0
    for row in curve.itertuples():
        own = [number for number, time in zip(numbers, weeks, strict=True) if time == row.weeks] if numbers else []
        what = [format_count(int(row.events), "event")] if row.events else []
        what += [f"{format_count(int(row.censored), 'patient')} censored"] if row.censored else []
        title = f"{label}, week" if label else "Week"
        title += f" {format_weeks(row.weeks)}: {join_words(what)}{f' ({name_patients(own)})' if 0 < len(own) <= MOST_NAMED else ''}, "
        title += f"{row.at_risk} at risk just before. {quantity}: "
        title += f"from {format_percent(before)} to " if row.events else ""
        title += f"{format_percent(row.survival)}."
        marks.append({"weeks": row.weeks, "high": before, "low": row.survival, "title": title, "numbers": own})
        before = row.survival
    return marks


def _cover_step(axes, mark: dict, end: float, url: str | None) -> None:
    """Cover a step from top to bottom, and a censor tick around its middle."""
    half, pad = 0.009 * end, 0.025
    place = (mark["weeks"] - half, mark["low"] - pad)
    shape = mpl.patches.Rectangle(place, 2 * half, mark["high"] - mark["low"] + 2 * pad, linewidth=0)
    cover(axes, shape, mark["title"], url)


def name_patients(numbers: list) -> str:
    """Patients by number: `patient 3`, `patients 2, 5 and 7`."""
    return f"patient{'' if len(numbers) == 1 else 's'} {join_words(sorted(numbers))}"


def _describe_curve(label, curve, weeks, events) -> str:
    steps = [
        f"{format_percent(row.survival)} at week {format_weeks(row.weeks)}"
        for row in curve[curve["events"] > 0].itertuples()
    ]
    shown = join_words(steps if len(steps) <= 12 else steps[:: math.ceil(len(steps) / 12)])
    return f"{label}: {len(weeks)} patients, {int(np.sum(events))} events; {shown if steps else 'no event'}."


def _draw_risk_table(axes, groups, ticks):
    axes.set_axis_off()
    position, labels = 0, []
    for label, (weeks, events) in groups.items():
        counts = count_at_risk(weeks, events, ticks)
        for column, name in (("at_risk", "at risk"), ("events", "events"), ("censored", "censored")):
            # Each stands under a tick whose label is as wide, so the layout need not measure it.
            for tick, count in zip(ticks, counts[column], strict=True):
                axes.text(tick, -position, str(count), ha="center", va="center", fontsize=9, in_layout=False)
            labels.append((-position, f"{label}: {name}" if len(groups) > 1 and column == "at_risk" else name))
            position += 1
    for height, name in labels:
        axes.annotate(
            name,
            (0, height),
            xytext=(-14, 0),
            textcoords="offset points",
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=9,
            color=INK if ":" in name else MUTED,
            annotation_clip=False,
        )
    axes.set_ylim(-position + 0.5, 0.7)


def draw_forest(rows: list[dict], axis_label: str, reference: float | None = None, percent: bool = True):
    """Estimates with intervals, one row each, with their text at the right.

    Parameters
    ----------
    rows : list of dict
        label, estimate, lower, upper (fractions if percent), text; optional heading (a row without numbers).
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 0.7 + 0.32 * len(rows)))
    for position, row in enumerate(rows):
        if "estimate" not in row:
            continue
        if math.isnan(row["estimate"]):
            axes.text(
                0.02,
                -position,
                "not estimable",
                va="center",
                fontsize=9,
                color=MUTED,
                transform=axes.get_yaxis_transform(),
            )
            continue
        axes.plot(
            [row["lower"], row["upper"]], [-position, -position], color=COLOURS[0], linewidth=1.8, solid_capstyle="butt"
        )
        axes.plot(row["estimate"], -position, marker="s", color=COLOURS[0], markersize=6, clip_on=False)
    for position, row in enumerate(rows):
        axes.text(1.035, -position, row.get("text", ""), va="center", fontsize=9, transform=axes.get_yaxis_transform())
    axes.set_yticks([-position for position in range(len(rows))], [row["label"] for row in rows])
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    for position, (label, row) in enumerate(zip(axes.get_yticklabels(), rows, strict=True)):
        label.set_fontweight("normal" if "estimate" in row else "bold")
        if "estimate" in row:
            cover_row(axes, -position, f"{row['label']}: {row.get('text') or 'not estimable'}")
    axes.tick_params(axis="y", length=0, pad=8)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(axis_label)
    axes.grid(axis="x", linewidth=0.6)
    axes.set_axisbelow(True)
    if percent:
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    if reference is not None:
        axes.axvline(reference, color=MUTED, linewidth=1, linestyle="--")
    described = [
        f"{row['label']}: {row.get('text') or 'not estimable'}." if "estimate" in row else f"{row['label']}:"
        for row in rows
    ]
    return figure, f"Forest plot of estimates with intervals; {axis_label}. {' '.join(described)}"


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


def draw_envelope(panels: list[dict], axis_label: str, quantity: str, horizon: float):
    """Lowest and highest curve that printed facts allow, one panel an assumption; nothing between them is excluded.

    Parameters
    ----------
    panels : list of dict
        title, weeks, lowest, highest (step values from each time on); optional estimate (weeks, survival).
    """
    apply_theme()
    figure, all_axes = plt.subplots(1, len(panels), figsize=(WIDTH_INCHES, 3.4), sharey=True, squeeze=False)
    described = []
    for axes, panel in zip(all_axes[0], panels, strict=True):
        weeks = np.append(panel["weeks"], horizon)
        lowest, highest = (
            np.append(panel["lowest"], panel["lowest"][-1]),
            np.append(panel["highest"], panel["highest"][-1]),
        )
        axes.fill_between(weeks, lowest, highest, step="post", color=COLOURS[5], alpha=0.35, linewidth=0)
        axes.step(weeks, highest, where="post", color=COLOURS[0], linewidth=1.8, label="highest")
        axes.step(weeks, lowest, where="post", color=COLOURS[1], linewidth=1.8, linestyle="--", label="lowest")
        if "estimate" in panel:
            estimate_weeks, survival = panel["estimate"]
            axes.plot(estimate_weeks, survival, color=INK, linewidth=1.2, linestyle=":", label="maximum likelihood")
        axes.set(title=panel["title"], xlabel=axis_label, xlim=(0, horizon), ylim=(-0.02, 1.03))
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
        described.append(_describe_envelope(panel))
        _cover_stretches(axes, panel, horizon)
    all_axes[0][0].set_ylabel(quantity)
    figure.legend(
        handles=all_axes[0][0].get_legend_handles_labels()[0], loc="outside lower center", ncols=3, fontsize=9
    )
    return (
        figure,
        f"Envelope of all curves that the printed facts allow; {quantity} over {axis_label.lower()}. {' '.join(described)}",
    )


def _cover_stretches(axes, panel: dict, horizon: float) -> None:
    """Cover the band between two steps, from top to bottom of the panel; too many stretches go without."""
    starts, ends = panel["weeks"], [*panel["weeks"][1:], horizon]
    if len(starts) > MOST_STRETCHES:
        return
    for start, end, low, high in zip(starts, ends, panel["lowest"], panel["highest"], strict=True):
        share = format_percent(low) if low == high else f"between {format_percent(low)} and {format_percent(high)}"
        shape = mpl.patches.Rectangle((start, low - 0.02), end - start, high - low + 0.04, linewidth=0)
        cover(axes, shape, f"{panel['title']}, week {start:.4g} to {end:.4g}: {share}")


def _describe_envelope(panel: dict) -> str:
    steps = [
        f"from week {week:.4g} between {format_percent(low)} and {format_percent(high)}"
        for week, low, high in zip(panel["weeks"], panel["lowest"], panel["highest"], strict=True)
    ]
    shown = steps if len(steps) <= 10 else steps[:: math.ceil(len(steps) / 10)]
    return f"{panel['title']}: {join_words(shown)}."


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


def draw_flow(steps: list[tuple[str, int]], leaving: dict[int, str]):
    """A flow of patients from enrolment on: a box a step, and who left between two steps.

    Parameters
    ----------
    steps : list of (label, count)
    leaving : dict
        Index of the step after which patients left, to the text of the side box.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 0.85 * len(steps) + 0.2))
    axes.set_axis_off()
    axes.set(xlim=(0, 10), ylim=(-len(steps) + 0.4, 0.6))
    box = {"boxstyle": "round,pad=0.45", "facecolor": PALE, "edgecolor": COLOURS[0]}
    side = {"boxstyle": "round,pad=0.4", "facecolor": PAPER, "edgecolor": MUTED}
    for position, (label, count) in enumerate(steps):
        axes.text(2.8, -position, f"{label}: n = {count}", ha="center", va="center", bbox=box)
        if position + 1 < len(steps):
            axes.annotate(
                "", (2.8, -position - 0.82), (2.8, -position - 0.18), arrowprops={"arrowstyle": "->", "color": MUTED}
            )
        if position in leaving:
            axes.text(6.0, -position - 0.5, leaving[position], ha="left", va="center", fontsize=9, bbox=side)
            axes.annotate(
                "", (5.9, -position - 0.5), (2.8, -position - 0.5), arrowprops={"arrowstyle": "->", "color": MUTED}
            )
    described = []
    for position, (label, count) in enumerate(steps):
        left = f" (then {', '.join(leaving[position].splitlines())})" if position in leaving else ""
        described.append(f"{label}: {count}{left}")
    return figure, f"Flow of patients. {'; '.join(described)}."


def draw_tally(tally, find_rows=None):
    """Stacked bars of how many claims have which verdict, one bar a section; patterns and words beside colour.

    Parameters
    ----------
    tally : DataFrame
        Counts, a row a section, a column a verdict.
    find_rows : callable, optional
        From a section and a verdict to the address of their claims.
    """
    apply_theme()
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.4 + 0.36 * len(tally)))
    positions = -np.arange(len(tally))
    left = np.zeros(len(tally))
    narrowest = 0.03 * tally.sum(axis=1).max()  # in which a count does not hide the pattern
    for verdict in tally.columns:
        counts = tally[verdict].to_numpy()
        bars = axes.barh(
            positions,
            counts,
            left=left,
            height=0.66,
            color=VERDICT_COLOURS[verdict],
            hatch=HATCHES.get(verdict),
            edgecolor=PAPER,
            label=verdict,
        )
        axes.bar_label(
            bars,
            [str(count) if count >= narrowest else "" for count in counts],
            label_type="center",
            fontsize=8,
            color=INK,
            bbox={"boxstyle": "round,pad=0.12", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85},
        )
        for section, place, start, count in zip(tally.index, positions, left, counts, strict=True):
            if count:
                shape = mpl.patches.Rectangle((start, place - 0.33), count, 0.66, linewidth=0)
                url = find_rows(section, verdict) if find_rows else None
                # No stop of the keyboard: the filters above the ledger do the same.
                cover(axes, shape, f"{section}: {format_count(count, 'claim')} {verdict}", url, is_stop=False)
        left += counts
    axes.set_yticks(positions, tally.index)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Claims")
    figure.legend(loc="outside lower center", ncols=3, fontsize=9)
    described = [
        f"{section}: {join_words([f'{count} {verdict}' for verdict, count in row.items() if count])}."
        for section, row in tally.iterrows()
    ]
    return figure, f"Bar chart of claims by section and verdict. {' '.join(described)}"


def draw_evidence_map(ledger, find_claim, find_rows):
    """The ledger at a glance: a square a claim, in the order of the paper, a band of lines a section.

    Parameters
    ----------
    ledger : DataFrame
        claim_id, section, verdict; a row a claim.
    find_claim, find_rows : callable
        From a claim's number to the address of its row; from a section to the address of its claims.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    bands = list(ledger.groupby("section", sort=False))
    lines = [math.ceil(len(band) / SQUARES_A_LINE) for _, band in bands]
    height = sum(lines) + 0.45 * (len(bands) - 1)
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 0.9 + 0.225 * height))
    axes.set_axis_off()
    top, described = 0.0, []
    for (section, band), used in zip(bands, lines, strict=True):
        counts = band["verdict"].value_counts()
        summary = join_words([f"{counts[verdict]} {verdict}" for verdict in VERDICT_COLOURS if verdict in counts])
        described.append(f"{section}: {summary}.")
        # The section is a stop of the keyboard, a square is not: with some hundred claims nobody would get past the
        # figure. Every claim can be reached by keyboard in the table below it.
        label = axes.text(-0.9, -top, section, ha="right", va="center", fontsize=9)
        tag_mark(label, f"{section}: {format_count(len(band), 'claim')}, {summary}", find_rows(section))
        for place, claim in enumerate(band.itertuples()):
            line, column = divmod(place, SQUARES_A_LINE)
            (square,) = axes.plot(column, -top - line, **_square_style(claim.verdict))
            tag_mark(square, f"{claim.claim_id}: {claim.verdict}", find_claim(claim.claim_id), is_stop=False)
        top += used + 0.45
    axes.set(xlim=(-0.7, SQUARES_A_LINE - 0.3), ylim=(-height + 0.3, 0.7))
    handles = [
        mpl.lines.Line2D([], [], label=verdict, **_square_style(verdict))
        for verdict in VERDICT_COLOURS
        if (ledger["verdict"] == verdict).any()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"Map of the ledger, one square a claim, by section of the paper. {' '.join(described)}"


def _square_style(verdict: str) -> dict:
    return {
        "marker": _square_with_sign(verdict),
        "markersize": 11,
        "color": VERDICT_COLOURS[verdict],
        "markeredgewidth": 0,
        "linestyle": "none",
        "clip_on": False,
    }


def _square_with_sign(verdict: str) -> mpl.path.Path:
    """A square, 1 wide, out of which a verdict's sign is cut, so that it shows the paper in either theme."""
    square = _close([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    long, thin = 0.36, 0.075
    bar = np.array([(-long, -thin), (-long, thin), (long, thin), (long, -thin)])  # runs against the square: a hole
    turn = np.array([[1, 1], [-1, 1]]) / math.sqrt(2)
    dot = np.array([(-0.15, -0.15), (-0.15, 0.15), (0.15, 0.15), (0.15, -0.15)])
    arm = np.array([(-long, -thin), (-long, thin), (-thin, thin), (-thin, long)])
    quarter = np.array([[0, -1], [1, 0]])
    cross = np.vstack([arm[[0, 1, 2, 3]] @ np.linalg.matrix_power(quarter, turns) for turns in range(4)])
    signs = {
        "impossible": [cross @ turn],
        "discrepant": [bar @ turn],
        "contradicted": [bar + (0, 0.17), bar - (0, 0.17)],
        "consistent": [dot],
        "untestable": [dot * 2.4],
    }
    return mpl.path.Path.make_compound_path(square, *map(_close, signs.get(verdict, [])))


def _close(corners) -> mpl.path.Path:
    return mpl.path.Path(np.vstack([corners, corners[:1]]), closed=True)
