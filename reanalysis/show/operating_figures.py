"""Figures of what a trial of a given size can show: coverage of intervals, and how often a lower limit exceeds a rate.

Like those of `reanalysis.figures`, each returns the figure and a text alternative with its numbers.
"""

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from reanalysis.show.text import INTERVAL_NAMES, format_level, format_percent, join_words
from reanalysis.show.theme import COLOURS, INK, LINE_STYLES, MUTED, WIDTH_INCHES, apply_theme
from reanalysis.statistics.operating import coverage_curve, exceedance_probability, fewest_responses, summarise_coverage
from reanalysis.statistics.proportions import PROPORTION_METHODS

POINTS_A_PIECE = 6  # a piece between two limits is short and smooth
COVERAGE_LINES = (  # by place in the table of methods; a wide pale line under a dashed one, since the two often coincide
    {"linewidth": 2.0, "solid_capstyle": "butt"},
    {"linewidth": 1.5, "linestyle": (0, (3, 1.5))},
    {"linewidth": 4.5, "alpha": 0.6, "solid_capstyle": "butt"},
)
RATES = np.linspace(0, 1, 201)
DESCRIBED_RATES = (0.5, 0.7, 0.9)


def draw_coverage(sizes: dict[str, int], level: float):
    """Coverage of each interval method against the true rate, one panel a population, with the nominal level.

    Parameters
    ----------
    sizes : dict
        Population to its number of patients, each at least 1.
    level : float
        Two-sided confidence level, between 0 and 1.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    figure, all_axes = plt.subplots(
        len(sizes), 1, figsize=(WIDTH_INCHES, 0.9 + 2.5 * len(sizes)), sharex=True, sharey=True, squeeze=False
    )
    described = []
    for axes, (name, total) in zip(all_axes[:, 0], sizes.items(), strict=True):
        for place, method in reversed(list(enumerate(PROPORTION_METHODS))):
            line = {"color": COLOURS[place], **COVERAGE_LINES[place % len(COVERAGE_LINES)]}
            _draw_pieces(axes, *coverage_curve(total, level, method, POINTS_A_PIECE), line, INTERVAL_NAMES[method])
        axes.axhline(level, color=INK, linewidth=1, zorder=1, label=f"nominal {format_level(level)}")
        axes.set(title=_head(name, total), ylabel="Coverage", xlim=(0, 1))
        axes.tick_params(labelbottom=True)
        described.append(f"{_head(name, total)}: {_describe_coverage(total, level)}.")
    _use_percent(all_axes)
    all_axes[-1, 0].set_xlabel("True share with a response")
    handles = all_axes[0, 0].get_legend_handles_labels()[0]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=9)
    return figure, (
        f"Coverage of {format_level(level)} intervals against the true share; the lines oscillate in teeth. "
        f"{' '.join(described)}"
    )


def draw_exceedance(sizes: dict[str, int], observed: dict[str, float], reference_rates: tuple, level: float):
    """Probability that the exact interval lies above a reference rate, against the true rate, one panel a population.

    Parameters
    ----------
    sizes : dict
        Population to its number of patients, each at least 1.
    observed : dict
        Population to the share that was observed, a fraction, marked in its panel.
    reference_rates : tuple
        Up to four reference rates, fractions, one curve each.
    level : float
        Two-sided confidence level, between 0 and 1.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    figure, all_axes = plt.subplots(1, len(sizes), figsize=(WIDTH_INCHES, 4.0), sharex=True, sharey=True, squeeze=False)
    described = []
    for axes, (name, total) in zip(all_axes[0], sizes.items(), strict=True):
        for reference, colour, style in zip(reference_rates, COLOURS, LINE_STYLES, strict=False):
            chance = exceedance_probability(total, RATES, reference, level, "clopper-pearson")
            label = f"{format_percent(reference)} ({_count_needed(total, reference, level)})"
            axes.plot(RATES, chance, color=colour, linestyle=style, linewidth=2, label=label)
        axes.axvline(
            observed[name], color=MUTED, linewidth=1, label=f"observed share, {format_percent(observed[name])}"
        )
        axes.set(title=_head(name, total), xlabel="True share with a response", xlim=(0, 1), ylim=(0, 1.03))
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.18), fontsize=9, title="Reference rate", title_fontsize=9
        )
        described.append(f"{_head(name, total)}: {_describe_exceedance(total, reference_rates, level)}.")
    _use_percent(all_axes)
    all_axes[0, 0].set_ylabel("Probability that the lower limit\nlies above the reference rate")
    return figure, (
        f"Probability that the lower limit of the {format_level(level)} interval lies above a reference rate, against "
        f"the true share. {' '.join(described)}"
    )


def format_chance(chance: float) -> str:
    """A probability in whole percent that is not called 0% or 100% unless it is."""
    if 0 < chance < 0.01:
        return "<1%"
    return ">99%" if 0.99 < chance < 1 else format_percent(chance)


def _draw_pieces(axes, rates, coverage, line: dict, label: str) -> None:
    """The smooth pieces of a curve in its own line, and its jumps as thin lines that do not compete with them."""
    gap = np.full((len(rates), 1), np.nan)
    axes.plot(np.hstack([rates, gap]).ravel(), np.hstack([coverage, gap]).ravel(), label=label, **line)
    axes.vlines(rates[:-1, -1], coverage[:-1, -1], coverage[1:, 0], color=line["color"], linewidth=0.6, alpha=0.6)


def _head(name: str, total: int) -> str:
    return f"{name.capitalize()} (n = {total})"


def _use_percent(all_axes) -> None:
    for axes in all_axes.flat:
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0, decimals=0))


def _count_needed(total: int, reference: float, level: float) -> str:
    needed = fewest_responses(total, reference, level, "clopper-pearson")
    return "no count is enough" if needed is None else f"at least {needed} of {total}"


def _describe_coverage(total: int, level: float) -> str:
    summaries = {method: summarise_coverage(total, level, method) for method in PROPORTION_METHODS}
    return "; ".join(
        f"{INTERVAL_NAMES[method]}, mean {format_percent(found.mean, 1)}, lowest {format_percent(found.minimum, 1)} "
        f"next to a true share of {format_percent(found.minimum_rate, 1)}"
        for method, found in summaries.items()
    )


def _describe_exceedance(total: int, reference_rates: tuple, level: float) -> str:
    curves = []
    for reference in reference_rates:
        chances = exceedance_probability(total, DESCRIBED_RATES, reference, level, "clopper-pearson")
        points = [
            f"{format_chance(chance)} at a true share of {format_percent(rate)}"
            for rate, chance in zip(DESCRIBED_RATES, chances, strict=True)
            if rate > reference
        ]
        needed = _count_needed(total, reference, level)
        curves.append(f"reference {format_percent(reference)}, {needed}, {join_words(points)}")
    return "; ".join(curves)
