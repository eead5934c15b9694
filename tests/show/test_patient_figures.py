"""Figures with a mark a patient: what stands beside and in them, read off Table 2."""

import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.show.swimmer import draw_swimmer
from reanalysis.trial.courses import list_courses


@pytest.fixture
def swimmer(trial):
    figure, alt = draw_swimmer(list_courses(trial, "no", WEEKS_PER_MONTH, "printed"))
    yield figure, alt
    plt.close(figure)


def test_patients_stand_in_groups_that_count_what_became_of_them(swimmer):
    figure, alt = swimmer
    assert [text.get_text() for text in figure.axes[0].texts] == [  # Table 2; 3 withdrew, 5 has a dash, 9 and 13 a PR
        "Cleared, then relapsed: 9",
        "Cleared, no relapse: 2",
        "Cleared, relapse not recorded: 1",
        "Improved, not cleared: 2",
        "Stopped early: 1",
    ]
    assert len({label.get_text() for label in figure.axes[0].get_yticklabels()}) == 15
    assert "Patient 3 (DLE) stopped at week 1." in alt


def test_each_mark_of_the_legend_is_drawn_as_often_as_table_2_has_it(swimmer):
    figure, _ = swimmer
    markers = [line.get_marker() for line in figure.axes[0].lines]
    # Twelve complete responses, one withdrawal; patients 5, 6, 7, 9 and 13 without a relapse printed.
    assert (markers.count("o"), markers.count("x"), markers.count(">")) == (12, 1, 5)
    drawn = [bar for bar in figure.axes[0].patches if bar.get_hatch()]
    told = [handle for handle in figure.legends[0].legend_handles if getattr(handle, "get_hatch", lambda: "")()]
    assert len(drawn) == 9 and len(told) == 1
    assert {to_hex(bar.get_edgecolor()) for bar in drawn} == {to_hex(told[0].get_edgecolor())}
