"""The paper beside the trial's registry record, row by row, with what each difference would change."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from reanalysis.data.registry import Entry, any_agrees, count_months, format_date, measure_months
from reanalysis.show.text import join_alternatives
from reanalysis.trial.cohort import Trial

AGREE, PARTLY, DIFFER = "agree", "agree in part", "differ"
REGISTRY_ONLY, AFTERWARDS = "only in the registry", "registered afterwards"
NOT_GIVEN = "not given"


def ends_before(printed: list[str], entries: list[Entry]) -> bool:
    """Whether what the paper dates was over by the month that the record gives."""
    return max(map(count_months, printed)) <= max(count_months(entry.value) for entry in entries)


def lasts_long_enough(printed: list[str], entries: list[Entry]) -> bool:
    """Whether printed months fit between the record's first and last date."""
    return max(map(float, printed)) <= measure_months(entries)


@dataclass(frozen=True)
class Pair:
    """A row: its label, items of the record, facts of the paper, what a difference changes, and when the two agree."""

    label: str
    items: tuple[str, ...]
    facts: tuple[str, ...]
    change: str
    test: Callable[[list[str], list[Entry]], bool] = any_agrees
    words: str = "{}"
    differ: str = DIFFER


PAIRS = (
    Pair(
        "Date of registration",
        ("registered",),
        ("recruitment_end",),
        "The record was made after the fact, so it cannot show what was planned before results were known. Checklists of "
        "trustworthiness (INSPECT-SR, TRACT) ask for this date.",
        lambda printed, entries: not ends_before(printed, entries),
        "{} (last enrolment)",
        AFTERWARDS,
    ),
    Pair(
        "Start",
        ("start",),
        ("recruitment_start",),
        "By the record nobody entered in the first year of the enrolment that the paper gives.",
    ),
    Pair(
        "Last enrolment, and last assessment of the primary outcome",
        ("primary_completion",),
        ("recruitment_end",),
        "By the paper, patients still entered after the month in which the record has the last one assessed.",
        ends_before,
        "{} (last enrolment)",
    ),
    Pair(
        "Longest follow-up, and months from start to completion",
        ("start", "completion"),
        ("followup_months_max",),
        "The longest follow-up does not fit between the record's dates. It fits from the paper's start to the record's "
        "completion.",
        lasts_long_enough,
        "{} months",
    ),
    Pair("Patients who took part", ("actual_patients",), ("n_enrolled",), "", words="{} patients"),
    Pair(
        "Planned number of patients",
        ("planned_patients",),
        (),
        "The paper states no planned number and no rule for stopping. The intervals of this book take the number as fixed.",
    ),
    Pair(
        "Primary outcome",
        ("primary_outcome",),
        ("complete_response_definition_clasi",),
        "",
        words="CLASI activity of {}",
    ),
    Pair(
        "When the primary outcome is judged",
        ("primary_outcome_time",),
        (),
        "One complete response came later. Counted at this time, fewer patients met the primary outcome.",
    ),
    Pair(
        "Flare of systemic lupus",
        ("secondary_flare_definition", "secondary_flare_time"),
        ("flare_sledai_mild", "flare_sledai_severe"),
        "A rise can be a flare by one definition and none by the other. The number of flares is not printed.",
        words="change in SLEDAI above {}",
    ),
    Pair(
        "When side effects are counted",
        ("secondary_side_effect_time",),
        (),
        "Some patients were followed for less time, others for more; the paper's events came early.",
    ),
    Pair(
        "When anti-dsDNA is judged",
        ("secondary_antidsdna_time",),
        (),
        "The paper names the endpoint without a time, and prints no number for it.",
    ),
    Pair(
        "Studies of the nerves",
        ("electromyography",),
        ("nerve_study_patients",),
        "Had everybody been tested twice, no new neuropathy would rest on tests in all; by the paper it rests on tests in "
        "those who had had a neuropathy.",
    ),
    Pair(
        "Phase",
        ("phase_title", "phase_field"),
        ("design_phase",),
        "The record has two phases, in its title and in its field; nothing here depends on it.",
        words="phase {}",
    ),
    Pair(
        "Starting dose",
        ("dose",),
        ("dose_mg_day_start",),
        "",
        words="{} mg daily",
    ),
    Pair(
        "Largest dose",
        ("dose",),
        ("dose_mg_day_max",),
        "The record names no increase of the dose. One patient had it increased, and stayed a partial responder.",
        words="{} mg daily",
    ),
    Pair("Design", ("allocation",), ("design_blinding",), ""),
    Pair(
        "Results in the registry",
        ("results_posted",),
        (),
        "There is nothing in this version of the record to compare the paper's results with.",
    ),
)


def compare_registry(trial: Trial) -> pd.DataFrame:
    """What the paper prints beside what the record says.

    Returns
    -------
    DataFrame
        item, paper, registry, relation (agree, agree in part, differ, only in the registry, registered afterwards), change (what the
        difference would change; empty where the two agree). No rows for a data folder without a record.
    """
    record = trial.registry
    rows = [compare_pair(pair, record, trial) for pair in PAIRS if all(item in record for item in pair.items)]
    return pd.DataFrame(rows, columns=["item", "paper", "registry", "relation", "change"])


def compare_pair(pair: Pair, record: dict[str, Entry], trial: Trial) -> dict[str, str]:
    """One row of the comparison."""
    entries = [record[item] for item in pair.items]
    printed = drop_vaguer([reported for fact in pair.facts for reported in trial.facts.all_reported(fact)])
    told = "; ".join(dict.fromkeys(entry.text for entry in entries))
    if pair.test is lasts_long_enough:
        told = f"{entries[0].text} to {entries[1].text}: {measure_months(entries)} months"
    agree_or_differ = AGREE if printed and pair.test(printed, entries) else pair.differ
    if (
        agree_or_differ == AGREE
        and pair.test is any_agrees
        and not all(any_agrees(printed, [each]) for each in entries)
    ):
        agree_or_differ = PARTLY  # the record says two things, and one of them is the paper's
    relation = agree_or_differ if printed else REGISTRY_ONLY
    return {
        "item": pair.label,
        "paper": pair.words.format(join_alternatives(map(format_date, printed))) if printed else NOT_GIVEN,
        "registry": told,
        "relation": relation,
        "change": "" if relation == AGREE else pair.change,
    }


def drop_vaguer(printed: list[str]) -> list[str]:
    """Printed strings without a year that stands with its month beside it."""
    return [reported for reported in printed if not any(other.startswith(f"{reported}-") for other in printed)]
