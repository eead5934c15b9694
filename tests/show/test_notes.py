"""The notes of numbers, as a reader meets them."""

from reanalysis.show.notes import write_note

RELAPSE = {"meaning": "complete responders who relapsed, chosen reading, percent", "origin": "assumed"}


def test_a_note_says_what_a_dash_was_taken_for():
    assert write_note("relapse", "relapse_headline", RELAPSE, {"unrecorded_relapse": "no"}) == (
        "Complete responders who relapsed. Assumes that a dash in the paper's Table 2 stands for no relapse."
    )
    other = RELAPSE | {"meaning": "complete responders who relapsed; without an entry: relapsed, percent"}
    assert write_note("relapse", "relapse_yes", other, {"unrecorded_relapse": "no"}).endswith("stands for a relapse.")


def test_a_note_on_a_printed_number_adds_nothing_and_one_without_a_meaning_says_its_name():
    printed = {"meaning": "women", "origin": "published"}
    assert write_note("baseline", "n_women", printed, {}) == "Women."
    assert write_note("x", "upper_limit", {"meaning": "", "origin": "inferred"}, {}).startswith(
        "Upper limit. Not printed"
    )
