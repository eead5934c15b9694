"""Figures drawn again for a telephone: what is asked of each, tried on the kinds of figure that the book has."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

from reanalysis.show.forest import draw_forest
from reanalysis.show.patient_figures import draw_flow
from reanalysis.show.phone import LETTER_UNITS, WIDTH_UNITS, break_words, fit_phone, touch
from reanalysis.show.theme import apply_theme
from reanalysis.trial.chapters.baseline import count_stages

ROWS = pd.DataFrame({
    "label": ["Of all who were enrolled, by three months as registered", "Short"],
    "estimate": [11 / 15, 12 / 14],
    "lower": [0.45, 0.57],
    "upper": [0.92, 0.98],
    "text": ["11/15 (45% to 92%)", "12/14 (57% to 98%)"],
})  # fmt: skip


def draw_curves():
    """Two plots side by side, with a legend of three columns and numbers below each tick."""
    apply_theme()
    figure, both = plt.subplots(1, 2, figsize=(7.2, 3), sharey=True)
    for axes in both:
        axes.plot([0, 52], [0, 1], label="share of the patients who have cleared by then")
        axes.plot([0, 52], [1, 0], label="share of the patients who are still waiting")
        axes.set_xticks(range(0, 53, 2))
        axes.set_title("A title that is longer than a telephone is wide, so that it breaks", loc="left")
        for week in range(0, 53, 2):
            axes.text(week, -0.3, "12", ha="center", transform=axes.get_xaxis_transform())
    figure.legend(*both[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


@pytest.fixture(params=["forest", "flow", "curves"])
def figure(request, trial):
    drawn = {
        "forest": lambda: draw_forest(ROWS, "Share with complete response", 0.5)[0],
        "flow": lambda: draw_flow(count_stages(trial))[0],
        "curves": draw_curves,
    }[request.param]()
    drawn.draw_without_rendering()
    fit_phone(drawn)
    yield drawn
    plt.close(drawn)


def list_texts(figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def test_every_letter_has_the_size_that_can_be_read_and_lies_on_the_screen(figure):
    assert round(figure.get_size_inches()[0] * 72) == WIDTH_UNITS
    assert all(text.get_fontsize() == LETTER_UNITS for text in list_texts(figure))
    box = figure.get_tightbbox()
    assert box.x0 >= -0.03 and box.x1 <= figure.get_size_inches()[0] + 0.03


def test_labels_of_ticks_do_not_touch(figure):
    for axes in figure.axes:
        assert not touch([label for label in axes.get_xticklabels() if label.get_text()])


def test_plots_side_by_side_stand_below_each_other_and_legends_have_a_line_each():
    figure = draw_curves()
    figure.draw_without_rendering()
    fit_phone(figure)
    upper, lower = figure.axes
    assert upper.get_position().y0 > lower.get_position().y1
    assert figure.legends[0]._ncols == 1 and len(figure.legends) == 1
    weeks = [text.get_position()[0] for text in upper.texts if text.get_visible()]
    assert weeks == list(upper.get_xticks()) and len(weeks) < 27
    plt.close(figure)


def test_rows_are_high_enough_for_their_labels():
    figure, _ = draw_forest(ROWS, "Share", 0.5)
    figure.draw_without_rendering()
    fit_phone(figure)
    boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    assert boxes[0].y0 >= boxes[1].y1 - 1
    plt.close(figure)


@pytest.mark.parametrize(
    ("text", "letters", "lines"),
    [
        ("12/14 (57% to 98%)", 17, ["12/14", "(57% to 98%)"]),
        ("6/7 (42% to 99%)", 17, ["6/7 (42% to 99%)"]),
        ("of all\nenrolled", 20, ["of all", "enrolled"]),
        ("thalidomide had not worked", 12, ["thalidomide", "had not", "worked"]),
        ("", 5, [""]),
    ],
)
def test_words_break_at_brackets_first(text, letters, lines):
    assert break_words(text, letters).split("\n") == lines
