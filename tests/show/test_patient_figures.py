"""Figures with a mark a patient: what stands beside and in them, read off Table 2."""

import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.show.patient_figures import draw_response_weeks, draw_swimmer
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.courses import list_courses


@pytest.fixture
def swimmer(trial):
    figure, alt = draw_swimmer(list_courses(trial, "no", WEEKS_PER_MONTH, "printed"))
    yield figure, alt
    plt.close(figure)


def test_rows_are_labelled_with_what_is_not_a_complete_response_or_not_printed(swimmer):
    figure, alt = swimmer
    labels = {label.get_text() for label in figure.axes[0].get_yticklabels()}
    assert len(labels) == 15
    assert {"1 (DLE)", "3 (DLE)", "5 (LEP)*", "9 (DLE) PR", "13 (DLE) PR"} <= labels  # 3 withdrew, 5 has a dash
    assert "3 (DLE): withdrawn at week 1." in alt
    assert "5 (LEP)*: complete response at week 36, followed 83 weeks" in alt


def test_each_mark_of_the_legend_is_drawn_as_often_as_table_2_has_it(swimmer):
    figure, _ = swimmer
    markers = [line.get_marker() for line in figure.axes[0].lines]
    # Twelve complete responses, one withdrawal; patients 5, 6, 7, 9 and 13 without a relapse printed.
    assert (markers.count("o"), markers.count("x"), markers.count(">")) == (12, 1, 5)
    drawn = [bar for bar in figure.axes[0].patches if bar.get_hatch()]
    told = [handle for handle in figure.legends[0].legend_handles if getattr(handle, "get_hatch", lambda: "")()]
    assert len(drawn) == 9 and len(told) == 1
    assert {to_hex(bar.get_edgecolor()) for bar in drawn} == {to_hex(told[0].get_edgecolor())}


def test_weeks_of_response_have_a_dot_a_responder_and_an_arrow_for_the_others(trial):
    figure, alt = draw_response_weeks(response_times(trial, build_adtte(trial), "evaluable"), range(0, 53, 4))
    cleared, waiting = (
        line for line in figure.axes[0].lines if line.get_label() in ("cleared", "last seen, not cleared")
    )
    assert sorted(cleared.get_xdata()) == [2, 2, 3, 4, 4, 4, 4, 7, 10, 11, 12, 36]  # Table 2
    assert len(waiting.get_xdata()) == 2 and max(waiting.get_xdata()) == 52  # patient 9, 15 months, stands at the edge
    assert "Patient 5 (LEP): cleared at week 36." in alt
    plt.close(figure)
