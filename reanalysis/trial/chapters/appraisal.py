"""How far to trust the trial: answers to checklists, what leans on what, possible misprints, decisions, questions.

What each part computes stands in modules of its own: `reanalysis.trial.checklists`, `row_checks`, `misprints`, `decisions`
and `questions`, and `reanalysis.ledger.leaning`. Here is what the chapter publishes and how its tables are told.
"""

import pandas as pd

from reanalysis.data.registry import format_date
from reanalysis.forensics.misprints import DIGIT
from reanalysis.ledger.leaning import STATES
from reanalysis.ledger.wording import capitalise
from reanalysis.show.text import format_percent
from reanalysis.trial.checklists import CONSORT, INSPECT, JBI, REPORT_ANSWERS, TRUST_ANSWERS

SHORT = {INSPECT: "inspect", JBI: "jbi", CONSORT: "consort"}
ANSWERS = {INSPECT: TRUST_ANSWERS, JBI: REPORT_ANSWERS, CONSORT: REPORT_ANSWERS}
NONE = "–"
CONCLUSIONS = "conclusions", "Conclusion (abstract)"  # the section, and the paragraph of the abstract


def name_answer(checklist: str, answer: str) -> str:
    """The name of the result that counts an answer to a checklist: `inspect_nothing_found`."""
    return f"{SHORT[checklist]}_{answer.replace(' ', '_')}"


def name_state(state: str) -> str:
    """The name of the result that counts the conclusions in a state: `conclusions_stands_weaker`."""
    return f"conclusions_{state.replace(', ', '_').replace(' ', '_')}"


PUBLISHED = {
    **{f"n_{short}": ("items", f"items of the checklist {name}") for name, short in SHORT.items()},
    **{
        name_answer(checklist, answer): ("items", f"items of {checklist} with the answer: {answer}")
        for checklist, answers in ANSWERS.items()
        for answer in answers
    },
    "n_conclusions": ("claims", "claims in which the paper draws its conclusions"),
    **{name_state(state): ("claims", f"conclusions of which {meaning}") for state, meaning in STATES.items()},
    "conclusions": ("sentence", "what has become of the paper's conclusions"),
    "alike_most": ("cells", "equal cells of the two most alike patients in the paper's Tables 1 and 2"),
    "alike_columns": ("cells", "cells that are compared"),
    "alike_expected": ("cells", "mean number of equal cells of two patients"),
    "alike_chance": ("%", "share of deals of outcomes to patients that give two patients as alike"),
    "alike": ("sentence", "whether two rows are the same, and how alike the most alike are"),
    "alike_power": ("sentence", "how often chance gives as much, and what would be noticed"),
    "n_misprints": ("numbers", "printed numbers that can be recomputed and do not hold"),
    "n_one_slip": ("numbers", "of these, the numbers that one slip would make right"),
    "n_other_explanation": ("numbers", "of these, the numbers that another group, denominator or statistic gives"),
    "n_unexplained": ("numbers", "of these, the numbers that neither makes right"),
    "misprints_found": ("sentence", "how many numbers one slip would make right"),
    "n_decisions": ("decisions", "decisions of this book that could have been made otherwise"),
    "n_questions": ("questions", "questions that only the authors can answer"),
    "form": ("table", "every item of every checklist, its answer, and the claims behind it"),
    "leanings": ("table", "claims that the paper's conclusions lean on, and what has become of them"),
    "falls": ("table", "which claims fall, or grow weaker, with each claim"),
    "digits": ("table", "numbers that end in 0 or 5, by column"),
    "misprints": ("table", "printed numbers that do not hold, and the slips that would make them right"),
    "decisions": ("table", "the decisions of this book, and what each moves"),
    "questions": ("table", "the questions to the authors"),
}


def list_conclusions(ledger: pd.DataFrame) -> list[str]:
    """The claims in which the paper draws its conclusions, in the abstract and at the end."""
    section, paragraph = CONCLUSIONS
    return list(ledger.loc[(ledger["section"] == section) | (ledger["paragraph"] == paragraph), "claim_id"])


def count_states(leanings: pd.DataFrame, conclusions: list[str]) -> dict[str, int]:
    """How many of the conclusions are in each state, in the order of `STATES`; one that has no row is left out."""
    counts = leanings.loc[leanings["claim_id"].isin(conclusions), "state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in STATES}


def tell_basis(items: pd.DataFrame) -> list[str]:
    """What each answer rests on, or where one has to look, and what so few patients let one notice."""
    bases = [detail or f"{capitalise(place)}." for detail, place in zip(items["detail"], items["place"], strict=True)]
    return [f"{basis.removeprefix('.')} {power}".strip() for basis, power in zip(bases, items["power"], strict=True)]


def tell_slips(slips: list[tuple[str, str]]) -> str:
    """What the slips would make of a number: `3.00, or 3.80 (two digits in the wrong order)`; a dash where there are none."""
    told = [f"{format_date(slip)}{'' if kind == DIGIT else f' ({kind})'}" for kind, slip in slips]
    return ", or ".join(told) or NONE


def tell_others(others: list[str]) -> str:
    """The other explanations of a number; a dash where there are none."""
    return "; ".join(others) or NONE


def tell_reach(reach: float) -> str:
    """How easily one slip explains a number; nothing for a date."""
    return "" if pd.isna(reach) else format_percent(reach)


def flatten_misprints(misprints: pd.DataFrame) -> pd.DataFrame:
    """The same table with the lists as text, as it is published."""
    return misprints.assign(slips=misprints["slips"].map(tell_slips), others=misprints["others"].map(tell_others))


def count_misprints(misprints: pd.DataFrame) -> tuple[int, int, int, int]:
    """How many numbers do not hold; one slip, another explanation, and neither would make how many right."""
    slip, other = misprints["slips"].map(bool), misprints["others"].map(bool)
    return len(misprints), int(slip.sum()), int(other.sum()), int((~slip & ~other).sum())
