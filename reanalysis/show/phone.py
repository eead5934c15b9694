"""A figure drawn again for a telephone: as wide as its screen, letters of one readable size, fewer ticks, long words broken.

It works on any figure of the book once that has been drawn at its full width.
"""

import textwrap

import matplotlib as mpl
import numpy as np
from matplotlib.gridspec import GridSpec
from matplotlib.text import Annotation, Text

WIDTH_UNITS = 328  # a drawing's unit is 1/72 inch, and here a pixel of a telephone 360 wide, whose text is 328 wide
LETTER_UNITS = 11
LINE_UNITS = 1.25 * LETTER_UNITS
LETTER_WIDTH_UNITS = 0.62 * LETTER_UNITS  # of DejaVu Sans, on average
ROW_LABEL_LETTERS, NOTE_LETTERS, COLUMN_LABEL_LETTERS = 19, 17, 12
NAME_LETTERS, LEGEND_LETTERS = 40, 38  # of what lies along the whole width
MOST_HALVINGS = 4
NOTES_GROWTH = 1.5
GAP_UNITS, GAP_PIXELS = 3, 4


def fit_phone(figure) -> None:
    """Change a figure that has been laid out into its drawing for a telephone."""
    stack_columns(figure)
    for axes in figure.axes:
        break_labels(axes)
    renew_legends(figure)
    for text in figure.findobj(Text):
        text.set_fontsize(LETTER_UNITS)
    figure.set_size_inches(WIDTH_UNITS / 72, figure.get_size_inches()[1] + give_room(figure))
    figure.draw_without_rendering()
    for axes in figure.axes:
        thin_out(axes)
    figure.set_layout_engine("none")  # it is laid out


def stack_columns(figure) -> None:
    """Put two plots that stand side by side, and whose rows have no names, one below the other."""
    if not figure.axes or any(has_rows(axes) or axes.get_subplotspec() is None for axes in figure.axes):
        return
    grid = figure.axes[0].get_gridspec()
    if grid.nrows != 1 or grid.ncols < 2:
        return
    stacked = GridSpec(grid.ncols, 1, figure=figure)
    for place, axes in zip(stacked, figure.axes, strict=True):
        axes.set_subplotspec(place)
        axes.tick_params(labelleft=True)
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, 0.9 * grid.ncols * height)


def has_rows(axes) -> bool:
    """Whether the vertical axis names rows and measures nothing."""
    labels = [label.get_text() for label in axes.get_yticklabels()]
    return any(any(letter.isalpha() for letter in label) for label in labels)


def break_labels(axes) -> None:
    """Break the words around a plot: its title, the names of its axes, labels of rows, notes beside them."""
    axes.tick_params(labelsize=LETTER_UNITS)
    columns = axes.get_gridspec().ncols if axes.get_subplotspec() else 1
    inside = int(axes.get_position().width * WIDTH_UNITS / LETTER_WIDTH_UNITS)
    break_texts([axes.title, axes._left_title, axes._right_title], int(0.85 * inside))  # they are bold
    break_texts([axes.xaxis.label], NAME_LETTERS if columns == 1 else inside)
    height_units = axes.get_position().height * axes.figure.get_size_inches()[1] * 72
    break_texts([axes.yaxis.label], max(12, int(height_units / LETTER_WIDTH_UNITS)))
    for axis, letters in ((axes.yaxis, ROW_LABEL_LETTERS), (axes.xaxis, COLUMN_LABEL_LETTERS)):
        labels = axis.get_ticklabels()
        is_named = isinstance(axis.get_major_locator(), mpl.ticker.FixedLocator)
        if is_named and any(len(label.get_text()) > letters for label in labels):
            axis.set_ticklabels([break_words(label.get_text(), letters) for label in labels])
    for text in axes.texts:
        is_beside = text.get_transform() == axes.get_yaxis_transform() and text.get_position()[0] >= 1
        if text.get_rotation() == 0:
            break_texts([text], NOTE_LETTERS if is_beside or not has_rows(axes) else inside)


def break_texts(texts: list, letters: int) -> None:
    for text in texts:
        text.set_text(break_words(text.get_text(), letters))


def break_words(text: str, letters: int) -> str:
    """A text in lines of at most so many letters, rather before a bracket than within it; lines that it has stay.

    >>> break_words("12/14 (57% to 98%)", 17)
    '12/14\\n(57% to 98%)'
    """
    lines = []
    for line in text.split("\n"):
        before, bracket, after = line.partition(" (")
        parts = [before, f"({after}"] if bracket and len(line) > letters >= len(after) + 1 else [line]
        lines += [broken for part in parts for broken in textwrap.wrap(part, letters, break_long_words=False) or [""]]
    return "\n".join(lines)


def renew_legends(figure) -> None:
    """Give what a figure's legend explains a line each; matplotlib lays a legend out once, so it is made anew."""
    for legend in list(figure.legends):
        labels = [break_words(text.get_text(), LEGEND_LETTERS) for text in legend.get_texts()]
        place = "upper" if getattr(legend, "_outside_loc", None) == "upper" else "lower"
        figure.legend(legend.legend_handles, labels, loc=f"outside {place} left", ncols=1, fontsize=LETTER_UNITS)
        legend.remove()


def give_room(figure) -> float:
    """Make rows high enough for their labels; return by how many inches the figure grows for that."""
    height = figure.get_size_inches()[1]
    grown = {}
    for axes in figure.axes:
        own = axes.get_position().height * height
        place = axes.get_subplotspec()
        row = place.rowspan.start if place else 0
        grown[row] = max(grown.get(row, (own, own)), (own, max(own, find_needed(axes, own))), key=lambda pair: pair[1])
    if figure.axes and (grid := figure.axes[0].get_gridspec()) and grid.nrows == len(grown) > 1:
        grid.set_height_ratios([grown[row][1] for row in sorted(grown)])
    legends = sum(len(legend.get_texts()) - 1 for legend in figure.legends) * LINE_UNITS / 72
    return sum(needed - own for own, needed in grown.values()) + legends


def find_needed(axes, own: float) -> float:
    """How high, in inches, a plot has to be for the lines of its rows' labels and notes, or for notes at its points."""
    if not has_rows(axes):
        return NOTES_GROWTH * own if any(isinstance(text, Annotation) for text in axes.texts) else own
    places = np.unique(axes.get_yticks())
    texts = [label.get_text() for label in axes.get_yticklabels()] + [text.get_text() for text in axes.texts]
    lines = max(text.count("\n") + 1 for text in texts)
    step = np.diff(places).min() if len(places) > 1 else 1.0
    rows = abs(np.subtract(*axes.get_ylim())) / step
    return rows * (lines * LINE_UNITS + GAP_UNITS) / 72


def thin_out(axes) -> None:
    """Leave out every other label of the horizontal axis, and the numbers below it, until none touch."""
    before = axes.get_xticks()
    for _ in range(MOST_HALVINGS):
        labels = axes.get_xticklabels()
        if not touch([label for label in labels if label.get_text()]):
            break
        axes.set_xticks(axes.get_xticks()[::2], [label.get_text() for label in labels][::2])
        axes.figure.draw_without_rendering()
    kept = set(axes.get_xticks())
    rows = group_numbers(axes)
    if any(touch(row) for row in rows) and len(kept) < len(before):
        rows = [keep(row, [text for text in row if text.get_position()[0] in kept]) for row in rows]
    for _ in range(MOST_HALVINGS):
        if not any(touch(row) for row in rows):
            break
        rows = [keep(row, row[::2]) for row in rows]


def keep(texts: list, shown: list) -> list:
    """Hide those of some texts that are not to be shown; return the others."""
    for text in texts:
        text.set_visible(text in shown)
    return shown


def group_numbers(axes) -> list[list]:
    """The numbers of a plot that stand in lines, by line and from left to right."""
    rows = {}
    for text in axes.texts:
        if text.get_text() and not any(letter.isalpha() for letter in text.get_text()):
            rows.setdefault(text.get_position()[1], []).append(text)
    return [sorted(row, key=lambda text: text.get_position()[0]) for row in rows.values() if len(row) > 2]


def touch(texts: list) -> bool:
    """Whether any of some texts in a line comes too near to the next."""
    boxes = sorted((text.get_window_extent() for text in texts), key=lambda box: box.x0)
    return any(after.x0 < box.x1 + GAP_PIXELS for box, after in zip(boxes, boxes[1:], strict=False))
