"""Printed times to response beside every convention, by hand from Table 2."""

from reanalysis.trial import printed_medians


def test_printed_times_beside_their_conventions(trial, data_copy):
    table = printed_medians.check_times(trial).set_index(["group", "kind"])
    # Table 2: lupus profundus 4 and 36 weeks, at activity 7 and 19; the others 10, 4, 11, 2, 4, 4, 12 and 2
    assert table.loc[("LEP", "median"), "conventions"] == "4, 20, 36"
    assert table.loc[("LEP", "median"), "equal"] == "Median CLASI activity at entry"
    assert table.loc[("LEP", "longest"), "equal"] == "Last minus first event"
    assert table.loc[("DLE+SCLE", "longest"), "is_reproduced"]
    assert table.loc[("DLE+SCLE", "median"), "equal"] == "Mean of those with the event"
    data_copy.set_cell("table2", 6, "Time to complete response (weeks)", "22")  # 4 and 22 weeks have the middle 13
    edited = printed_medians.check_times(data_copy.read_trial()).set_index(["group", "kind"])
    assert edited.loc[("LEP", "median"), "is_reproduced"]
