"""Who was still followed, counted by hand from Table 2, beside what printed means need."""

import pytest
from matplotlib import pyplot as plt

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.show.followed_figure import draw_followed
from reanalysis.trial.courses import list_courses
from reanalysis.trial.followed import count_at_times


def count(trial, rounding: str = "printed"):
    courses = list_courses(trial, "no", WEEKS_PER_MONTH, rounding)
    return courses, count_at_times(trial, courses, WEEKS_PER_MONTH)


def test_fourteen_were_followed_to_month_6_and_ten_to_month_12(trial):
    _, times = count(trial)
    assert times["followed"].tolist() == [14, 14, 10]  # all but patient 3 have 7 months or more; ten have 12 or more
    assert times["weeks"].tolist() == pytest.approx([2, 365.25 / 14, 365.25 / 7])
    assert times["mean"].tolist() == ["4.13", "", "3.08"]
    # 33/8 and 62/15 print as 4.13; 37/12 and 40/13 as 3.08; no whole total of 14, or of 10, does.
    assert times["fits"].tolist() == [[8, 15], [], [12, 13]]


def test_two_more_may_have_left_just_before_month_12(trial):
    _, times = count(trial, "low")
    assert times["followed"].tolist() == [14, 14, 8]  # patients 2 and 4 have 12 months


def test_the_figure_shows_each_count_and_each_number_that_a_mean_needs(trial):
    figure, alt = draw_followed(*count(trial))
    diamonds = [line.get_ydata().tolist() for line in figure.axes[0].lines if line.get_marker() == "D"]
    assert sorted(diamonds) == [[], [8, 15], [12, 13]]
    assert "Month 12: 10 followed; a mean of 3.08 needs 12 or 13." in alt
    plt.close(figure)


def test_nothing_is_needed_where_the_text_prints_no_mean(data_copy):
    (data_copy.path / "claims.csv").unlink()
    _, times = count(data_copy.read_trial())
    assert times["mean"].tolist() == ["", "", ""]
