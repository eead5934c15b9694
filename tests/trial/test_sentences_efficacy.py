"""Sentences on efficacy: whole sentences for hand-made patients, and for the printed table."""

import pandas as pd
import pytest

from reanalysis.trial.sentences.efficacy import say_uncleared


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (["CR", "CR"], "Everyone treated cleared."),
        (["CR", "PR"], "Patient 2 improved without clearing."),
        (["NR", "PR", "NR"], "Patient 2 improved without clearing, and patients 1 and 3 did not improve."),
        (["NR"] * 6, "Six patients did not improve."),
    ],
)
def test_who_did_not_clear_is_told_in_a_whole_sentence(outcomes, said):
    assert say_uncleared(pd.DataFrame({"SUBJID": range(1, len(outcomes) + 1), "BEST_RESPONSE": outcomes})) == said


def test_in_the_printed_table_two_improved_and_one_left(trial):
    assert say_uncleared(trial.adsl) == (
        "Patients 9 and 13 improved without clearing, and patient 3 left before a response could be judged."
    )
