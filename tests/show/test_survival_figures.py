"""Times to response as figures: where the axis ends, and a mark a patient, counted by hand from Table 2."""

import pytest
from matplotlib import pyplot as plt

from reanalysis.show.response_figure import draw_response_weeks
from reanalysis.show.survival_figures import choose_ticks
from reanalysis.trial.adtte import build_adtte, response_times


@pytest.mark.parametrize(("last_event", "end"), [(10, 26), (25, 26), (26, 52), (36, 52)])
def test_the_axis_ends_with_the_half_year_after_the_last_event(last_event, end):
    ticks = choose_ticks(last_event)
    assert (ticks[0], ticks[-1]) == (0, end) and len(ticks) <= 15


def test_weeks_of_response_have_a_dot_a_responder_and_an_arrow_for_the_others(trial):
    figure, alt = draw_response_weeks(response_times(trial, build_adtte(trial), "evaluable"), range(0, 53, 4))
    cleared, waiting = (
        line for line in figure.axes[0].lines if line.get_label() in ("cleared", "last seen, not cleared")
    )
    assert sorted(cleared.get_xdata()) == [2, 2, 3, 4, 4, 4, 4, 7, 10, 11, 12, 36]
    assert len(waiting.get_xdata()) == 2 and max(waiting.get_xdata()) == 52  # patient 9, 15 months, stands at the edge
    assert "Patient 5 (LEP): cleared at week 36." in alt
    plt.close(figure)
