"""Slips, written out by hand."""

import pytest

from reanalysis.forensics.misprints import DIGIT, TRANSPOSITION, list_slips, share_reached


def test_slips_of_a_short_number_are_those_of_a_list_by_hand():
    slips = [slip for _, slip in list_slips("12")]
    assert sorted(slips) == sorted(
        ["22", "32", "42", "52", "62", "72", "82", "92", "10", "11", "13", "14", "15", "16", "17", "18", "19", "21"]
    )
    assert (TRANSPOSITION, "21") in list_slips("12") and (DIGIT, "02") not in list_slips("12")


def test_neighbours_change_places_across_the_point():
    assert [slip for kind, slip in list_slips("3.08") if kind == TRANSPOSITION] == ["0.38", "3.80"]


def test_equal_neighbours_do_not_change_places():
    assert all(kind == DIGIT for kind, _ in list_slips("11"))


@pytest.mark.parametrize(
    ("printed", "reached", "others"),
    [("6", 9, 9), ("32", 18, 89), ("3.08", 27 + 2, 999), ("2009-01", 6 * 9 - 1 + 3, None)],
)
def test_a_slip_reaches_fewer_of_the_longer_numbers(printed, reached, others):
    # 32: nine other first digits without 0 are eight, nine other second ones, and 23. 2009-01: no year begins with 0.
    assert len({slip for _, slip in list_slips(printed)}) == reached
    if others:
        assert share_reached(printed) == pytest.approx(reached / others)
