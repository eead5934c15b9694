"""The figure of reconstructed scores: ranges and medians worked by hand on three made-up scores."""

from types import SimpleNamespace

import numpy as np
from matplotlib import pyplot as plt

from reanalysis.show.forensic_figures import draw_reconstructions


def test_a_reconstruction_shows_the_range_of_each_rank_and_of_each_test():
    item = SimpleNamespace(
        n=3,
        datasets=SimpleNamespace(values=np.array([[0, 1, 2], [1, 1, 4]])),
        entry=np.array([0, 2, 3]),
        p_values={"student": np.array([0.2, 0.03, 0.5]), "welch": np.array([])},
    )
    figure, alt = draw_reconstructions([("Damage", "0.398", item)], 0.05)
    assert alt == "Damage, printed P 0.398; student: 0.030 to 0.50."
    scores, tests = figure.axes
    corners = scores.collections[0].get_paths()[0].vertices
    for rank, (low, high) in enumerate([(0, 1), (1, 1), (2, 4)], start=1):
        assert {y for x, y in corners if x == rank} == {low, high}
    spans = [list(line.get_xdata()) for line in tests.lines if len(line.get_xdata()) == 2]
    assert [0.03, 0.5] in spans
    assert [label.get_text() for label in tests.get_yticklabels()] == ["student", "welch"]
    plt.close(figure)
