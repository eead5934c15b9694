"""Figures of printed summaries and of shares tell in words the numbers that they draw."""

import pandas as pd
from matplotlib import pyplot as plt

from reanalysis.show.forest import draw_forest
from reanalysis.show.summary_figures import draw_paired_p, draw_scoring


def test_the_paired_curve_is_told_at_three_correlations():
    curve = pd.DataFrame({"score": "damage", "n": 10, "r": [0.0, 0.5, 0.9], "p": [0.63, 0.49, 0.15]})
    figure, alt = draw_paired_p(curve, {"damage": "0.398"})
    assert "Damage, n = 10: P 0.63 at r = 0, P 0.49 at r = 0.5, P 0.15 at r = 0.9." in alt
    legend = [entry.get_text() for entry in figure.axes[0].get_legend().get_texts()]
    assert legend == ["n = 10", "printed: 0.398"]
    plt.close(figure)


def test_a_share_is_written_with_its_count_total_and_interval():
    share = {"section": "All", "count": 12, "total": 14, "estimate": 12 / 14, "lower": 0.572, "upper": 0.982}
    empty = {"section": "All", "count": 0, "total": 0, "estimate": float("nan")} | dict.fromkeys(
        ["lower", "upper"], 0.0
    )
    figure, alt = draw_forest(pd.DataFrame([{"label": "treated"} | share, {"label": "none"} | empty]), "Share")
    assert "treated: 12/14 (57% to 98%)." in alt and "none: 0/0 (no patients)." in alt
    plt.close(figure)


def test_a_scoring_stacks_its_points_and_writes_their_sum():
    figure, alt = draw_scoring(pd.DataFrame({"rash": [2, 2], "other": [4, 0]}))
    assert alt == "Points of 2 patients that give the printed mean and SD: 6, 2; 8 in all."
    assert [text.get_text() for text in figure.axes[0].texts] == ["6", "2"]
    assert [(bar.get_y(), bar.get_height()) for bar in figure.axes[0].patches] == [(0, 2), (0, 2), (2, 4), (2, 0)]
    plt.close(figure)
