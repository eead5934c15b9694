"""What leans on what: a line a claim, and the claims that it needs or that support it as squares beside it."""

import matplotlib as mpl
from matplotlib import pyplot as plt

from reanalysis.ledger.leaning import FAILS, FALLS, list_roots
from reanalysis.show.ledger_figures import VERDICT_COLOURS, square_style
from reanalysis.show.text import join_words
from reanalysis.show.theme import FAINT, INK, MUTED, WIDTH_INCHES, apply_theme, tag_mark

INDENT, LABEL, NEEDS, SUPPORTS, STEP = 3.2, 4.3, 63, 81, 4.9  # hundredths of the width
LINE_INCHES = 0.275
SIGNLESS = "untestable"  # the sign of a claim that the text has not


def draw_leanings(leanings, judged, find_claim):
    """The conclusions and what they lean on, each below what leans on it; the squares carry the signs of the verdicts.

    Parameters
    ----------
    leanings : mapping of str to Leaning
    judged : DataFrame
        As from `judge_leanings`.
    find_claim : callable
        From a claim's number to the address of its row in the ledger.

    Returns
    -------
    (Figure, str)
    """
    apply_theme()
    states = judged.set_index("claim_id")
    lines = list_lines(leanings)
    figure, axes = plt.subplots(figsize=(WIDTH_INCHES, 1.0 + LINE_INCHES * (len(lines) + 1)))
    described = []
    for place, (name, depth) in enumerate(lines):
        leaning, row = leanings[name], states.loc[name]
        left, is_root = INDENT * depth, depth == 0
        if is_root and place:
            axes.axhline(-place + 0.5, color=FAINT, linewidth=0.8)
        _draw_square(axes, left + 1, -place, name, row, find_claim, is_stop=True)
        weight = "bold" if is_root else "normal"
        colour = MUTED if row.state in (FAILS, FALLS) else INK
        axes.text(left + LABEL, -place, leaning.label, va="center", fontsize=9, color=colour, fontweight=weight)
        for start, names in ((NEEDS, leaning.needs), (SUPPORTS, leaning.supports)):
            for step, other in enumerate(names):
                _draw_square(axes, start + STEP * step, -place, other, states.loc[other], find_claim, is_stop=False)
        described.append(_describe(leaning, row))
    for start, word in ((NEEDS, "needs"), (SUPPORTS, "support")):
        axes.text(start - 2, 1, word, va="center", fontsize=9, color=MUTED)
    axes.set(xlim=(-1.5, 100), ylim=(-len(lines) + 0.5, 1.5))
    axes.set_yticks([-place for place in range(len(lines))], [name for name, _ in lines])
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0, labelsize=9)
    axes.spines[["left", "bottom"]].set_visible(False)
    shown = [verdict for verdict in VERDICT_COLOURS if (judged["verdict"] == verdict).any()]
    handles = [mpl.lines.Line2D([], [], label=verdict, **square_style(verdict)) for verdict in shown]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return figure, f"The paper's conclusions and the claims that they lean on. {' '.join(described)}"


def list_lines(leanings) -> list[tuple[str, int]]:
    """The claims that lean on others, each once and below the first that leans on it, with its depth."""
    lines: dict[str, int] = {}

    def add(name: str, depth: int) -> None:
        if name in lines or not leanings[name].below:
            return
        lines[name] = depth
        for other in leanings[name].below:
            add(other, depth + 1)

    for root in list_roots(leanings):
        add(root, 0)
    return list(lines.items())


def _draw_square(axes, x: float, y: float, name: str, row, find_claim, is_stop: bool) -> None:
    verdict = row.verdict if row.verdict in VERDICT_COLOURS else SIGNLESS
    (square,) = axes.plot(x, y, **square_style(verdict))
    tag_mark(square, f"{name}, {row.label}: {row.verdict}; {row.state}", find_claim(name), is_stop=is_stop)


def _describe(leaning, row) -> str:
    parts = [
        f"{words} {join_words(list(names))}"
        for words, names in (("needs", leaning.needs), ("is supported by", leaning.supports))
        if names
    ]
    return f"{leaning.claim_id}, {leaning.label}, {row.verdict}, {row.state}: {join_words(parts)}."
