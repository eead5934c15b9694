"""The axis of a survival curve ends where the docstring says, counted by hand."""

import pytest

from reanalysis.show.survival_figures import choose_ticks


@pytest.mark.parametrize(("last_event", "end"), [(10, 26), (25, 26), (26, 52), (36, 52)])
def test_the_axis_ends_with_the_half_year_after_the_last_event(last_event, end):
    ticks = choose_ticks(last_event)
    assert (ticks[0], ticks[-1]) == (0, end) and len(ticks) <= 15
