"""Checklists of appraisal, answered by rule from the claims, the registration and the rows of the tables.

What is asked stands in data/checklists.csv, in our words. A rule answers one item; the judgement of a domain is the
reader's. The checklists are INSPECT-SR (Wilkinson et al. 2025), JBI's for case series (Munn et al. 2020) and CONSORT's
extension to pilot trials (Eldridge et al. 2016).
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from reanalysis.data.registry import count_months, format_date, measure_months
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.reading import build_claims
from reanalysis.ledger.verdicts import AGAINST, HELD
from reanalysis.show.text import format_count, format_percent_interval, join_words, spell_count
from reanalysis.trial.chapters.forensics import check_means
from reanalysis.trial.cohort import Trial
from reanalysis.trial.own_tables import read_own_table
from reanalysis.trial.row_checks import find_alike_rows, tell_alike

NOTHING, ASK, PART, OUTSIDE, ONE_ARM = (
    "nothing found",
    "something to ask about",
    "stated in part",
    "cannot be judged from here",
    "does not apply to one arm",
)
PRESENT, IN_PART, ABSENT = "present", "in part", "absent"
TRUST_ANSWERS = (NOTHING, ASK, PART, OUTSIDE, ONE_ARM)
REPORT_ANSWERS = (PRESENT, IN_PART, ABSENT, ONE_ARM)
INSPECT, JBI, CONSORT = "INSPECT-SR", "JBI case series", "CONSORT pilot"
COLUMNS = ["checklist", "item", "domain", "question", "answer", "detail", "claims", "place", "power"]


@dataclass(frozen=True)
class Answer:
    """An answer, what it rests on in a sentence or two, the claims behind it, and a sentence on power, if it is computed."""

    answer: str
    detail: str = ""
    claims: tuple[str, ...] = ()
    power: str = ""


class Appraisal:
    """A trial and its ledger, with what the rules ask of them."""

    def __init__(self, trial: Trial, ledger: pd.DataFrame):
        self.trial, self.ledger = trial, ledger
        self.verdicts: dict[str, str] = dict(zip(ledger["claim_id"], ledger["verdict"], strict=True))

    def known(self, text: str) -> list[str]:
        """The claims of a text that the ledger has, in its order."""
        return [name for name in text.split() if name in self.verdicts]


def answer_items(trial: Trial, ledger: pd.DataFrame) -> pd.DataFrame:
    """Every item of every checklist with its answer.

    Returns
    -------
    DataFrame
        checklist, item, domain, question, answer, detail, claims (joined by spaces), place, power; all text.
    """
    appraisal, rows = Appraisal(trial, ledger), []
    for item in read_own_table(trial.folder, "checklists").to_dict("records"):
        found = RULES[item["rule"]](appraisal, item)
        answered = {
            "answer": found.answer,
            "detail": found.detail,
            "claims": " ".join(found.claims),
            "power": found.power or item["power"],
        }
        rows.append(item | answered)
    return pd.DataFrame(rows, columns=COLUMNS)


def use_read(appraisal: Appraisal, item: dict) -> Answer:
    """As read in the paper, or what cannot be read there."""
    return Answer(item["answer"])


def use_claims(appraisal: Appraisal, item: dict) -> Answer:
    """Something to ask about where one of the claims does not hold."""
    names = appraisal.known(item["selects"])
    if not names:
        return Answer(OUTSIDE, "The text has no such claim.")
    against = [name for name in names if appraisal.verdicts[name] in AGAINST]
    held = sum(appraisal.verdicts[name] in HELD for name in names)
    open_ones = len(names) - held - len(against)
    if held == len(names):
        return Answer(
            NOTHING,
            f"{format_count(held, 'claim').capitalize()}, and all hold." if held > 1 else "The one claim holds.",
            tuple(names),
        )
    counts = [f"{spell_count(held)} hold{'s' if held == 1 else ''}"] if held else []
    if against:
        counts.append(
            f"{spell_count(len(against))} {'does' if len(against) == 1 else 'do'} not ({join_words(against)})"
        )
    if open_ones:
        counts.append(f"{spell_count(open_ones)} cannot be told")
    detail = f"Of {format_count(len(names), 'claim')}, {join_words(counts)}."
    return Answer(ASK if against else NOTHING, detail, tuple(names))


def use_verdicts(appraisal: Appraisal, item: dict) -> Answer:
    """Something to ask about where any claim of the paper has one of the verdicts."""
    wanted = item["selects"].split()
    names = [name for name, verdict in appraisal.verdicts.items() if verdict in wanted]
    words = join_words(wanted, "or")
    if not names:
        return Answer(NOTHING, f"No claim is {words}.")
    return Answer(
        ASK,
        f"{format_count(len(names), 'claim').capitalize()} {'is' if len(names) == 1 else 'are'} {words}.",
        tuple(names),
    )


def use_kinds(appraisal: Appraisal, item: dict) -> Answer:
    """Something to ask about where a printed number of one of the kinds does not hold."""
    ledger = appraisal.ledger[appraisal.ledger["kind"].isin(item["selects"].split())]
    return use_claims(appraisal, item | {"selects": " ".join(ledger["claim_id"])})


def use_means(appraisal: Appraisal, item: dict) -> Answer:
    """As claims; the power is the share of means that no group could have and the check would notice."""
    found = use_claims(appraisal, item)
    evidence = Evidence(appraisal.trial, build_claims(appraisal.trial))
    shares = check_means(evidence)["power"].dropna()
    if shares.empty:
        return found
    reach = format_percent_interval(shares[shares > 0].min(), shares.max()) if (shares > 0).any() else "none"
    power = f"Of wrong means with two decimals {reach} would be noticed, depending on the groups that may stand behind them."
    return Answer(found.answer, found.detail, found.claims, power)


def use_rows(appraisal: Appraisal, item: dict) -> Answer:
    """As claims, and something to ask about where two rows are identical."""
    found, alike = use_claims(appraisal, item), find_alike_rows(appraisal.trial)
    if alike is None:
        return found
    answer = ASK if alike.identical else found.answer
    return Answer(answer, f"{found.detail} {tell_alike(alike)}", found.claims)


def use_registered(appraisal: Appraisal, item: dict) -> Answer:
    """Something to ask about where the registration says otherwise."""
    if not appraisal.trial.registry:
        return Answer(OUTSIDE, "No record of the registration is here.")
    ledger = appraisal.ledger[appraisal.ledger["check"] == "registry"]
    names = tuple(ledger["claim_id"])
    differing = list(ledger.loc[ledger["verdict"] == "differs", "claim_id"])
    if not differing:
        return Answer(
            NOTHING, f"{format_count(len(names), 'claim').capitalize()} can mean what the record says.", names
        )
    detail = f"Of {format_count(len(names), 'claim')} that the record speaks of, {spell_count(len(differing))} differ: {join_words(differing)}."
    return Answer(ASK, detail, names)


def use_registration(appraisal: Appraisal, item: dict) -> Answer:
    """Something to ask about where the trial was registered after it began, by either document."""
    registry, facts = appraisal.trial.registry, appraisal.trial.facts
    if "registered" not in registry:
        return Answer(OUTSIDE, "No record of the registration is here.")
    registered = registry["registered"].value
    starts = {"by the paper": facts.reported("recruitment_start")}
    starts["by the record"] = registry["start"].value if "start" in registry else None
    known = {by: date for by, date in starts.items() if date and count_months(date) is not None}
    late = [by for by, date in known.items() if count_months(date) < count_months(registered)]
    told = join_words([f"in {format_date(date)} {by}" for by, date in known.items()])
    detail = f"Registered on {format_date(registered)}; the trial began {told}." if known else "No start is given."
    names = tuple(appraisal.known(item["selects"]))
    return Answer((ASK if late else NOTHING) if known else OUTSIDE, detail, names)


def use_recruitment(appraisal: Appraisal, item: dict) -> Answer:
    """Something to ask about where a patient was followed for longer than the registered trial took."""
    trial, facts = appraisal.trial, appraisal.trial.facts
    names, longest = tuple(appraisal.known(item["selects"])), trial.adsl["FOLLOWUP_MONTHS"].max()
    dates = [count_months(date) for name in ("start", "end") if (date := facts.reported(f"recruitment_{name}"))]
    parts = []
    if len(dates) == 2 and None not in dates:
        parts.append(
            f"By the paper {format_count(len(trial.adsl), 'patient')} entered within {dates[1] - dates[0] + 1} months."
        )
    ends = [trial.registry[name] for name in ("start", "completion") if name in trial.registry]
    if len(ends) < 2 or pd.isna(longest):
        return Answer(OUTSIDE, " ".join(parts) or "No dates are here.", names)
    span = measure_months(ends)
    if longest > span:
        parts.append(f"The longest follow-up is {longest:.0f} months; from start to completion the record has {span}.")
    return Answer(ASK if longest > span else OUTSIDE, " ".join(parts), names)


def use_stated(appraisal: Appraisal, item: dict) -> Answer:
    """Present where the text makes all the claims, in part where it makes some, absent where it makes none."""
    wanted, names = item["selects"].split(), appraisal.known(item["selects"])
    answer = PRESENT if len(names) == len(wanted) else IN_PART if names else ABSENT
    return Answer(answer, "", tuple(names))


RULES: dict[str, Callable[[Appraisal, dict], Answer]] = {
    "read": use_read,
    "claims": use_claims,
    "verdicts": use_verdicts,
    "kinds": use_kinds,
    "means": use_means,
    "rows": use_rows,
    "registered": use_registered,
    "registration": use_registration,
    "recruitment": use_recruitment,
    "stated": use_stated,
}


def count_answers(items: pd.DataFrame, checklist: str) -> dict[str, int]:
    """How many items of a checklist have each answer, in the order of its answers."""
    answers = items.loc[items["checklist"] == checklist, "answer"].value_counts()
    order = TRUST_ANSWERS if checklist == INSPECT else REPORT_ANSWERS
    return {answer: int(answers.get(answer, 0)) for answer in order}
