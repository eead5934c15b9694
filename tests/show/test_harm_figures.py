"""The figure of adverse events: a mark an event, in its patient's column."""

import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.harm_figures import draw_events


def test_each_event_stands_in_its_patients_column_and_is_filled_only_if_listed():
    columns = ["patient", "event", "grade", "listed"]
    events = pd.DataFrame([(3, "Vomiting", "2", True), (1, "Arthritis", "", False)], columns=columns)
    figure, alt = draw_events(events, [1, 2, 3])
    assert alt == (
        "Adverse events of 3 treated patients. Patient 3: Vomiting, grade 2; "
        "Patient 1: Arthritis, no grade printed, in the text only. Nothing is named for the other 1."
    )
    marks = [line for line in figure.axes[0].lines if line.get_markersize() == 16]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in marks] == [(2, 0), (0, -1)]
    assert marks[0].get_markerfacecolor() != "#ffffff" == marks[1].get_markerfacecolor()
    plt.close(figure)
