"""What the dose beside a relapse may mean: values counted by hand from the nine printed doses and three printed times."""

import pytest

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.trial.dose_readings import DOSE_READINGS, FIRST, FIRST_SHORT, OPEN, TAKEN, bound_remission
from reanalysis.trial.relapse_clocks import read_band


@pytest.fixture
def bound(trial):
    return lambda reading, dash="no": bound_remission(trial, dash, WEEKS_PER_MONTH, "printed")[reading]


def test_from_the_first_reduction_in_calendar_months_no_times_fit(bound):
    found = bound(
        FIRST
    )  # 5 mg twice weekly comes two months after the first reduction: 8.7 weeks, and the range ends by 8.5
    assert found["followed"].empty and found["unfollowed"].empty and not found["response"].empty


def test_in_months_of_four_weeks_the_two_on_the_lowest_dose_relapsed_in_week_8(bound):
    # Five may have come by week 4.35; the two after a second reduction, from week 4 on, too; the last two from week 8 on.
    short, plain = bound(FIRST_SHORT)["followed"], bound(OPEN)["followed"]
    assert read_band(short, 5) == pytest.approx((1 - 7 / 12, 1 - 5 / 12))
    assert read_band(plain, 5) == pytest.approx((1 - 8 / 12, 1 - 5 / 12))
    assert read_band(short, 8)[0] == pytest.approx(1 - 9 / 12)


def test_a_dose_that_was_taken_puts_a_relapse_after_its_step(bound):
    # On 5 mg twice weekly two: from 2 × 4.35 + 1.5 weeks after the response. Week 6: the two of the second step may be over.
    assert read_band(bound(OPEN)["response"], 2)[0] == pytest.approx(1 - 9 / 12)
    taken = bound(TAKEN)["response"]
    assert [read_band(taken, week)[0] for week in (2, 6, 11)] == pytest.approx([1 - 5 / 12, 1 - 7 / 12, 1 - 9 / 12])


@pytest.mark.parametrize("dash", ["no", "yes", "exclude"])
def test_no_reading_allows_more_than_the_open_one(trial, dash):
    found = bound_remission(trial, dash, WEEKS_PER_MONTH, "printed")
    assert list(found) == list(DOSE_READINGS)
    for name, widest in found[OPEN].items():
        for narrow in (clocks[name] for clocks in found.values()):
            for week in narrow["weeks"]:
                low, high = read_band(narrow, week)
                least, most = read_band(widest, week)
                assert least - 1e-9 <= low <= high <= most + 1e-9


def test_a_trial_without_printed_times_has_no_curves_from_the_taper(second_trial):
    found = bound_remission(second_trial, "no", WEEKS_PER_MONTH, "printed")
    assert found[TAKEN]["followed"].empty
