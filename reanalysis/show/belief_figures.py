"""What is believed of a rate, before and after a trial, as curves."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D
from scipy.special import betaln

from reanalysis.show.text import format_percent, format_percent_interval
from reanalysis.show.theme import COLOURS, LINE_STYLES, MUTED, WIDTH_INCHES, apply_theme

RATES = np.linspace(0.002, 0.998, 250)


def draw_beliefs(beliefs: pd.DataFrame):
    """A row an outcome: every prior at the left, and at the right what each becomes.

    Parameters
    ----------
    beliefs : DataFrame
        From `reanalysis.trial.beliefs.list_beliefs`.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    outcomes = [rows for _, rows in beliefs.groupby("words", sort=False)]
    figure, grid = plt.subplots(
        len(outcomes), 2, figsize=(WIDTH_INCHES, 0.8 + 1.75 * len(outcomes)), squeeze=False, sharex=True, sharey="row"
    )
    names = list(dict.fromkeys(beliefs["prior"]))
    for (before, after), rows in zip(grid, outcomes, strict=True):
        for row in rows.itertuples():
            style = {"color": COLOURS[names.index(row.prior)], "linestyle": LINE_STYLES[names.index(row.prior)]}
            before.plot(RATES, compute_density(row.prior_a, row.prior_b), **style)
            after.plot(RATES, compute_density(row.a, row.b), **style)
        first = rows.iloc[0]
        before.set_title(first["words"], fontsize=9, loc="left")
        after.set_title(f"after {first['count']} of {first['total']}", fontsize=9, loc="left")
        for axes in (before, after):
            axes.axvline(0.5, color=MUTED, linewidth=0.8)
            axes.set(xlim=(0, 1), yticks=[], ylim=(0, None))
            axes.spines["left"].set_visible(False)
            axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    grid[-1][0].set_xlabel("True rate, before the trial")
    grid[-1][1].set_xlabel("True rate, after it")
    handles = [
        Line2D([], [], color=COLOURS[place], linestyle=LINE_STYLES[place], label=name)
        for place, name in enumerate(names)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(names))
    told = [_describe(row) for row in beliefs.itertuples()]
    return figure, f"Density of the true rate before and after the trial, one half marked. {' '.join(told)}"


def compute_density(a: float, b: float) -> np.ndarray:
    """The density of a beta distribution at `RATES`."""
    return np.exp((a - 1) * np.log(RATES) + (b - 1) * np.log1p(-RATES) - betaln(a, b))


def _describe(row) -> str:
    before = format_percent(row.prior_a / (row.prior_a + row.prior_b))
    limits = format_percent_interval(row.lower, row.upper)
    return f"{row.words}, {row.prior}: mean {before} before, {format_percent(row.mean)} ({limits}) after."
