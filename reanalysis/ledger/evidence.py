"""What a claim can be checked against: the tables, and what the rest of the text says.

Reads the words that claims.csv uses for quantities (`median WEEKS_TO_CR where EVALFL = Y`, `n_enrolled - n_withdrawn`,
`followed>=12`); what is concluded from them is left to `checks`.
"""

import operator
import re
from dataclasses import dataclass, field

import pandas as pd

from reanalysis.data.printed import READINGS, reported_interval
from reanalysis.ledger.language import SyntaxProblem, parse_filter, select_rows
from reanalysis.show.text import join_words
from reanalysis.trial.cohort import Trial
from reanalysis.trial.series import read_series

STATISTICS = ("mean", "median", "sd", "min", "max")
POPULATIONS = {
    "all-treated": ("everyone treated", ""),
    "evaluable": ("the evaluable", "EVALFL = Y"),
    "complete-responders": ("the complete responders", "BEST_RESPONSE = CR"),
    "relapsers": ("those who relapsed", "RELAPSE = Y"),
}
PLAUSIBLE = ("a whole number", *POPULATIONS, "followed>=months", "fact:name")
OUTCOME_COLUMNS = (
    "EVALFL",
    "BEST_RESPONSE",
    "WEEKS_TO_CR",
    "FOLLOWUP_MONTHS",
    "MAX_DOSE_MG",
    "RELAPSE",
    "RELAPSE_DOSE",
    "RELAPSE_DOSE_MG_WEEK",
)
LABELS = {  # columns as a reason names them
    "PRIOR_TREATMENTS": "earlier treatments",
    "BEST_RESPONSE": "outcome",
    "MAX_DOSE_MG": "largest daily dose",
    "RELAPSE_DOSE_MG_WEEK": "mg a week at relapse",
    "AETOXGR": "grade",
    "AEDECOD": "event",
    "EVENTS": "number of events",
    "REASONS": "reasons for inclusion",
    "CLASI_ACTIVITY": "activity",
    "CLASI_DAMAGE": "damage",
    "DIAGNOSIS": "diagnosis",
    "DSDNA_IU_ML": "anti-dsDNA",
    "WEEKS_TO_CR": "weeks to complete response",
    "SITES": "sites",
    "RELAPSE": "relapse",
}
EVENT_COLUMNS = ("EVENTS", "WORST_GRADE", "AEDECOD", "AETOXGR", "AEREL", "AESEQ", "SUBJID_ORIGIN")
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
FACT = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Claim:
    """One row of claims.csv."""

    row: int
    claim_id: str
    section: str
    paragraph: str
    statement: str
    reported: str
    unit: str
    kind: str
    fact: str
    plausible_n: str
    patient: str
    check: str
    arguments: dict[str, str] = field(default_factory=dict)
    explains: bool = False  # run for an alternative, whose kind of value may be another than the claim's

    @property
    def is_numeric(self) -> bool:
        """Whether a plain number is printed."""
        return NUMBER.fullmatch(self.reported) is not None

    @property
    def place(self) -> tuple[str, str]:
        """Section and paragraph."""
        return self.section, self.paragraph

    def disagrees(self, other: "Claim") -> bool:
        """Whether another claim cannot mean the same: no number or month prints as both, or the words differ.

        Words that leave several cases open (`a or b`) are not gainsaid by one of these cases.
        """
        if self.kind == other.kind == "date":
            dates = date_interval(self.reported), date_interval(other.reported)
            if None not in dates:
                return not _overlap(*dates)
        if self.is_numeric and other.is_numeric:
            readings = ([each.interval(how) for each in (self, other)] for how in READINGS)
            return float(self.reported) != float(other.reported) and not any(_overlap(*pair) for pair in readings)
        cases, other_cases = (set(" ".join(each.reported.casefold().split()).split(" or ")) for each in (self, other))
        return not other_cases <= cases

    def interval(self, how: str) -> tuple[float, float]:
        """The numbers that print as the reported string under a reading; a count stands for itself."""
        value = float(self.reported)
        return (value, value) if self.kind == "count" else reported_interval(self.reported, how)


@dataclass(frozen=True)
class Quantity:
    """A number with its wording, the claims that tell it, and the patients and columns of tables it rests on."""

    value: float
    text: str
    told_by: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    patients: tuple[int, ...] = ()

    @property
    def tabled(self) -> bool:
        """Whether it was recomputed from the tables."""
        return bool(self.columns)


class Evidence:
    """The tables with what filters need beside ADSL and ADAE, the claims, and published comparators."""

    def __init__(self, trial: Trial, claims: list[Claim]):
        self.trial, self.claims = trial, claims
        events = trial.adae.groupby("SUBJID")["AETOXGR"]
        counts, worst = events.size(), events.max().astype("Float64")
        adsl = trial.adsl.copy()
        adsl["EVENTS"] = adsl["SUBJID"].map(counts).fillna(0).astype(int)
        adsl["WORST_GRADE"] = pd.to_numeric(adsl["SUBJID"].map(worst), errors="coerce").astype(float)
        adae = trial.adae.assign(AETOXGR=pd.to_numeric(trial.adae["AETOXGR"], errors="coerce").astype(float))
        self.frames = {"adsl": adsl, "adae": adae}
        self._selected: dict[tuple, pd.DataFrame] = {}  # many claims ask for the same few groups

    def tellings(self, fact: str) -> list[Claim]:
        """The claims about a fact, in the order of the paper."""
        return [claim for claim in self.claims if claim.fact == fact]

    def nearest(self, fact: str, claim: Claim) -> Claim | None:
        """The telling of a fact that stands closest: the same paragraph, else the results, else the first."""
        tellings = self.tellings(fact)
        beside = [other for other in tellings if other.place == claim.place]
        results = [other for other in tellings if other.section.startswith("results")]
        return next(iter([*beside, *results, *tellings]), None)

    def select(self, text: str, claim: Claim, frame: str = "adsl") -> pd.DataFrame:
        """The rows of a frame that a filter of claims.csv keeps, for reading only; everything where it is empty."""
        if frame not in self.frames:
            raise SyntaxProblem(frame, "is not a frame", ", ".join(self.frames))
        if not text:
            return self.frames[frame]
        conditions = parse_filter(text)
        meant = {word: self._resolve(word, claim) for condition in conditions for word in condition.values}
        key = frame, text, *meant.values()
        if key not in self._selected:
            self._selected[key] = select_rows(self.frames[frame], conditions, meant.get)
        return self._selected[key]

    def _resolve(self, word: str, claim: Claim) -> str:
        """What a word of a filter stands for: the printed value, the claim's patient, another fact, or itself."""
        if word == "reported":
            return claim.reported
        if word == "patient":
            if not claim.patient:
                raise SyntaxProblem(word, "is used by a claim without a patient", "a claim with a patient number")
            return claim.patient
        if word.startswith("fact:"):
            told = self.nearest(word.removeprefix("fact:"), claim)
            if told is None:
                raise SyntaxProblem(word, "is a fact that no claim tells", "fact: and the key of a claim")
            return told.reported
        return word

    def sizes(self, claim: Claim) -> dict[int, str]:
        """The sample sizes that a claim could rest on, each with what it would be."""
        sizes = {}
        for token in filter(None, claim.plausible_n.split(";")):
            for size, label in self._read_size(token.strip(), claim):
                if size > 0:
                    sizes.setdefault(size, label)
        return sizes

    def _read_size(self, token: str, claim: Claim) -> list[tuple[int, str]]:
        if token in POPULATIONS:
            label, rule = POPULATIONS[token]
            return [(len(self.select(rule, claim)), label)]
        if re.fullmatch(r"followed>=[0-9]+", token):
            months = token.partition(">=")[2]
            return [
                (len(self.select(f"FOLLOWUP_MONTHS >= {months}", claim)), f"those followed {months} months or longer")
            ]
        if token.startswith("fact:"):
            told = [other for other in self.tellings(token.removeprefix("fact:")) if other.reported.isdigit()]
            return [(int(other.reported), f"the number of {other.claim_id}") for other in told]
        if not token.isdigit():
            raise SyntaxProblem(token, "is not a sample size", ", ".join(PLAUSIBLE))
        return [(int(token), f"n = {token}")]

    def quantities(self, expression: str, claim: Claim) -> list[Quantity]:
        """Every value of an expression: a fact told twice in two ways gives two.

        An expression is a number, `reported`, a fact, `count where FILTER`, `percent FILTER of FILTER`, a statistic
        such as `median COLUMN where FILTER`, or several of them joined by ` + `, ` - `, ` * ` and ` / `, worked out
        from left to right. A fact that is not told gives none.
        """
        terms = re.split(r"\s([-+*/])\s", expression.strip())
        totals = self._read_term(terms[0], claim)
        for sign, term in zip(terms[1::2], terms[2::2], strict=True):
            totals = [_combine(total, sign, other) for total in totals for other in self._read_term(term, claim)]
        return totals

    def _read_term(self, term: str, claim: Claim) -> list[Quantity]:
        word, _, rest = term.partition(" ")
        if term == "reported":
            return [Quantity(_number(claim), claim.reported)]
        if NUMBER.fullmatch(term):
            return [Quantity(float(term), term)]
        if word == "count":
            rows = self.select(_after(rest, "where"), claim)
            return [Quantity(len(rows), str(len(rows)), (), _columns(rest) or ("SUBJID",), tuple(rows["SUBJID"]))]
        if word == "percent":
            return self._read_percent(rest, claim)
        if word in STATISTICS:
            return self._read_statistic(word, rest, claim)
        if FACT.fullmatch(term):
            told = {}
            for other in sorted(self.tellings(term), key=lambda each: each.place != claim.place):
                if other.is_numeric and other.claim_id != claim.claim_id:
                    told.setdefault(other.reported, []).append(other.claim_id)
            return [Quantity(float(reported), reported, tuple(ids)) for reported, ids in told.items()]
        allowed = (
            f"a number, reported, a fact, count where ..., percent ... of ..., or one of {', '.join(STATISTICS)} COLUMN"
        )
        raise SyntaxProblem(term, "is not a quantity", allowed)

    def _read_percent(self, rest: str, claim: Claim) -> list[Quantity]:
        part, _, whole = rest.partition(" of ")
        base = self.select("" if whole.strip() == "all" else whole, claim)
        chosen = base[base["SUBJID"].isin(self.select(part, claim)["SUBJID"])]
        if base.empty:
            return []
        share = 100 * len(chosen) / len(base)
        return [Quantity(share, f"{len(chosen)} of {len(base)}", (), _columns(rest), tuple(chosen["SUBJID"]))]

    def _read_statistic(self, statistic: str, rest: str, claim: Claim) -> list[Quantity]:
        column, _, tail = rest.partition(" ")
        frame = "adae" if column in EVENT_COLUMNS and column not in self.frames["adsl"] else "adsl"
        rows = self.select(_after(tail, "where"), claim, frame)
        values = read_numbers(rows, column)
        if values.empty:
            return []
        value = compute_statistic(values, statistic)
        shown = values.index[values == value] if statistic in ("min", "max") else values.index
        return [Quantity(value, format_value(value), (), (column, *_columns(tail)), tuple(rows.loc[shown, "SUBJID"]))]

    def comparators(self) -> pd.DataFrame | None:
        """The published series of the data folder; None without them."""
        return read_series(self.trial.folder)


def read_numbers(rows: pd.DataFrame, column: str) -> pd.Series:
    """The numbers of a column, empty cells left out."""
    if column not in rows:
        raise SyntaxProblem(column, "is not a column", ", ".join(rows.columns))
    if not pd.api.types.is_numeric_dtype(rows[column]):
        raise SyntaxProblem(column, "has no numbers", "a column of numbers")
    return rows[column].astype(float).dropna()


def compute_statistic(values: pd.Series, statistic: str) -> float:
    """One of STATISTICS; the SD has n - 1 in its denominator and is 0 for a single value."""
    if statistic == "sd":
        return float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return float(getattr(values, statistic)())


def date_interval(reported: str) -> tuple[float, float] | None:
    """Months since the year 0 that a printed date (a year, or a year and month) can mean; None for another text."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?", reported)
    if not found:
        return None
    first = 12 * int(found[1])
    return (first, first + 11) if found[2] is None else (first + int(found[2]) - 1,) * 2


def format_value(value: float) -> str:
    """A number with up to three decimals and no trailing zeros, whole from a thousand on."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3f}".rstrip("0").rstrip(".")


def name_tables(columns) -> str:
    """The printed tables that columns come from: `Table 2`, `Tables 1 and 2`."""
    columns = [column for column in columns if column != "SUBJID"] or ["SUBJID"]
    tables = sorted({3 if column in EVENT_COLUMNS else 2 if column in OUTCOME_COLUMNS else 1 for column in columns})
    return f"Table{'s' if len(tables) > 1 else ''} {join_words(tables)}"


def _overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Whether two intervals share more than an end; a single value lies in an interval with its ends."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return low < high or (low == high and (first[0] == first[1] or second[0] == second[1]))


def _combine(total: Quantity, sign: str, other: Quantity) -> Quantity:
    value = ARITHMETIC[sign](total.value, other.value)
    return Quantity(
        value,
        format_value(value),
        total.told_by + other.told_by,
        total.columns + other.columns,
        total.patients + other.patients,
    )


def _number(claim: Claim) -> float:
    if not claim.is_numeric:
        raise SyntaxProblem(
            "reported", f"is not a number here ({claim.reported!r})", "a claim whose printed value is a number"
        )
    return float(claim.reported)


def _after(text: str, word: str) -> str:
    """The filter that follows a word; everything, where there is nothing."""
    if not text.strip():
        return ""
    if not text.strip().startswith(f"{word} "):
        raise SyntaxProblem(text.strip(), "is not understood", f"{word} and a filter, or nothing")
    return text.strip().removeprefix(word).strip()


def _columns(text: str) -> tuple[str, ...]:
    """The column names in a text: words of capitals that an operator follows."""
    return tuple(
        dict.fromkeys(re.findall(r"\b([A-Z][A-Z0-9_]+)\s*(?:!=|>=|<=|=|>|<|in\b|contains\b|lacks\b|mentions\b)", text))
    )
