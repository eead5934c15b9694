"""Figures of printed numbers: sizes and ranges worked by hand."""

import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.forensic_figures import draw_grim, draw_p_ranges


def test_a_mean_has_a_mark_at_each_number_of_patients_and_a_line_at_those_followed():
    means = pd.DataFrame(
        {"label": ["Damage"], "printed": ["0.5"], "plausible": [[2]], "sizes": ["2, 4"], "followed": [3]}
    )
    grid = pd.DataFrame({"mean": "0.5", "n": [1, 2, 3, 4], "how": [None, "rounded", None, "rounded"]})
    figure, alt = draw_grim(means, grid)
    assert alt == "Numbers of patients that can have each printed mean. Damage, 0.5: 2, 4; followed 3."
    at = {line.get_marker(): list(line.get_xdata()) for line in figure.axes[0].lines if line.get_marker() != "None"}
    assert (at["o"], at["x"]) == ([2, 4], [1, 3])
    assert [3, 3] in [list(line.get_xdata()) for line in figure.axes[0].lines]
    plt.close(figure)


def test_each_printed_p_has_a_panel_with_the_range_of_each_test():
    rows = [("Damage", "0.398", "Unpaired t", 0.2, 0.5), ("Damage", "0.398", "Paired t", 0.03, 0.9)]
    rows += [("Activity", "0.0009", "Paired t", 0.0001, 0.01)]
    figure, alt = draw_p_ranges(pd.DataFrame(rows, columns=["title", "printed", "test", "low", "high"]), 0.05)
    assert "Damage, P 0.398 in the paper: Unpaired t 0.20 to 0.50; Paired t 0.030 to 0.90." in alt
    first, second = figure.axes
    assert [label.get_text() for label in first.get_yticklabels()] == ["Unpaired t", "Paired t"]
    assert [0.0001, 0.01] in [list(line.get_xdata()) for line in second.lines]
    assert first.get_xlim() == second.get_xlim()
    plt.close(figure)
