"""Change the cells of the raw tables one at a time and count which changes a check notices: python -m tools.mutation [DATA [SUMMARY]].

Checksums are left out on purpose: what is counted is what the tables, the schema and the text say against a change.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from reanalysis.data.tables import DataError, DataFolder, find_resource, list_tables
from reanalysis.ledger.checks import list_columns_read, run_check
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.reading import build_claims
from reanalysis.ledger.syntax import SyntaxProblem
from reanalysis.ledger.verdicts import AGAINST, PRECEDENCE, choose_verdict, find_opposed
from reanalysis.trial.adae import build_adae
from reanalysis.trial.adsl import build_adsl
from reanalysis.trial.cohort import Trial, read_trial
from workflow.paths import REPOSITORY, fail, report
from workflow.steps.prepare_data import check_order, check_schema

RULES = ("all_rows", "schedule")  # checks of a rule on each patient, which name those who break it
KINDS = {
    "digit": "a digit becomes the next one, 9 becomes 0",
    "letter": "the first, middle or last letter becomes the next of the alphabet",
    "letter dropped": "the first, middle or last letter is left out",
    "emptied": "nothing stands in the cell",
    "swapped": "the cell and the one below change places",
    "category": "another allowed value stands in the cell",
    "item dropped": "one item of a list is left out",
    "item replaced": "one item of a list becomes another allowed one",
    "sign": "+ becomes -, or - becomes +",
}
REASONS = {
    "same meaning": "the tables mean the same after the change",
    "not told": "nothing in the text speaks of this part of the tables",
    "summary only": "the text gives only counts, ranges or averages, or speaks only of some patients: the change leaves that as it is",
}
SUMMARY = REPOSITORY / "tests" / "reference" / "mutation.csv"  # of the repository's own data
COLUMNS = ["table", "row", "column", "kind", "old", "new", "noticed_by", "worse", "changed", "reason"]


@dataclass(frozen=True)
class Mutation:
    """One change: table, row (the heading is row 1), column, kind, what stands there before and after."""

    table: str
    row: int
    column: str
    kind: str
    old: str
    new: str

    def apply(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The table with the change; a swap changes the row below too."""
        changed, column = cells.copy(), cells.columns.get_loc(self.column)
        changed.iat[self.row - 2, column] = self.new
        if self.kind == "swapped":
            changed.iat[self.row - 1, column] = self.old
        return changed


def list_mutations(folder: DataFolder) -> Iterator[Mutation]:
    """Every plausible slip in every cell of the three tables, in the order of the tables."""
    for table in list_tables():
        cells = folder.tables[table]
        for column in cells.columns:
            field, values = folder.field(table, column), list(cells[column])
            for position, old in enumerate(values):
                below = values[position + 1] if position + 1 < len(values) else old
                for kind, new in dict.fromkeys([*list_slips(old, field), ("swapped", below)]):
                    if new != old:
                        yield Mutation(table, position + 2, column, kind, old, new)


def list_slips(cell: str, field: dict) -> Iterator[tuple[str, str]]:
    """The slips that a single cell allows: pairs of a kind of KINDS and the cell after it."""
    for found in re.finditer(r"[0-9]", cell):
        yield "digit", _put(cell, found.start(), str((int(found[0]) + 1) % 10))
    letters = [found.start() for found in re.finditer(r"[A-Za-z]", cell)]
    for place in dict.fromkeys(letters[index] for index in (0, len(letters) // 2, -1) if letters):
        yield "letter", _put(cell, place, _next_letter(cell[place]))
        yield "letter dropped", _put(cell, place, "")
    yield "emptied", ""
    for found in re.finditer(r"(?<![^/])[+-](?![^/])", cell if "/" in cell else ""):
        yield "sign", _put(cell, found.start(), "-" if found[0] == "+" else "+")
    yield from _list_codes(cell, field)


def _list_codes(cell: str, field: dict) -> Iterator[tuple[str, str]]:
    """Other allowed values of a coded cell, or of one item of a coded list."""
    allowed = field.get("constraints", {}).get("enum") or [each["value"] for each in field.get("categories", [])]
    items = cell.rstrip(", ").split(", ")
    if len(items) == 1 or not set(items) <= set(allowed):
        yield from (("category", value) for value in allowed if value != cell)
        return
    for place in range(len(items)):
        before, after = items[:place], items[place + 1 :]
        yield "item dropped", ", ".join(before + after)
        for value in allowed:
            if value not in items:
                yield "item replaced", ", ".join([*before, value, *after])


def _put(cell: str, place: int, letter: str) -> str:
    return cell[:place] + letter + cell[place + 1 :]


def _next_letter(letter: str) -> str:
    return {"z": "a", "Z": "A"}.get(letter, chr(ord(letter) + 1))


class Judge:
    """The verdicts on a trial's text, and quickly those on the same trial with other tables.

    A claim is judged again only if a column that its row of claims.csv names has changed; the tests compare that with
    judging every claim again.
    """

    def __init__(self, trial: Trial):
        self.trial = trial
        self.claims = build_claims(trial)
        self.evidence = Evidence(trial, self.claims)
        self.opposed = {claim.claim_id: bool(find_opposed(claim, self.evidence)) for claim in self.claims}
        self.columns = {claim.claim_id: list_columns_read(claim) for claim in self.claims}
        self.opinions = {claim.claim_id: self._judge(claim, self.evidence) for claim in self.claims}

    @cached_property
    def columns_used(self) -> set[str]:
        """The columns of the frames that any claim is checked against."""
        return set().union(*self.columns.values())

    def list_changed(self, evidence: Evidence) -> set[str]:
        """The columns of ADSL and ADAE whose cells differ from the unchanged trial's."""
        return {
            column
            for name, frame in self.evidence.frames.items()
            for column in frame.columns
            if not frame[column].equals(evidence.frames[name][column])
        }

    def judge_again(self, trial: Trial) -> dict[str, "Opinion"]:
        """What changed tables say of every claim."""
        evidence = Evidence(trial, self.claims)
        changed = self.list_changed(evidence)
        again = [claim for claim in self.claims if "SUBJID" in changed or changed & self.columns[claim.claim_id]]
        return self.opinions | {claim.claim_id: self._judge(claim, evidence) for claim in again}

    def _judge(self, claim: Claim, evidence: Evidence) -> "Opinion":
        finding = run_check(claim, evidence)
        verdict = choose_verdict(finding, self.opposed[claim.claim_id])
        breaks = finding.verdict in AGAINST and claim.check in RULES
        return Opinion(verdict, frozenset(finding.patients if breaks else ()))


@dataclass(frozen=True)
class Opinion:
    """The verdict on a claim, and the patients who break a rule that it states."""

    verdict: str
    broken_by: frozenset[int]

    def is_worse(self, before: "Opinion") -> bool:
        """Whether this turns against the paper, or further against it, or finds a further patient who breaks a rule."""
        verdict, other = (PRECEDENCE.index(each.verdict) for each in (self, before))
        return (self.verdict in AGAINST and verdict < other) or not self.broken_by <= before.broken_by


def mutate_tables(data_dir: str = "data", keep=None) -> pd.DataFrame:
    """Make each change in turn and see who notices.

    Parameters
    ----------
    data_dir : str
        A data folder that is good as it stands.
    keep : callable, optional
        Which of the mutations to try (Mutation to bool); all of them without it.

    Returns
    -------
    DataFrame
        A row a change: table, row, column, kind, old, new; noticed_by (reading, schema, ledger, or empty); worse
        (claims that a change turns against the paper, or whose rule a further patient breaks; separated by semicolons)
        and changed (claims with any other verdict), empty where the tables were refused; reason (a key of REASONS where nothing notices).

    Raises
    ------
    DataError
        If the folder is not good as it stands.
    """
    trial = read_trial(data_dir)
    judge = Judge(trial)
    mutations = [each for each in list_mutations(trial.folder) if keep is None or keep(each)]
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(trial.folder.path, Path(scratch) / "data"))
        rows = [_try_mutation(mutation, judge, copy) for mutation in mutations]
    return pd.DataFrame(rows, columns=COLUMNS)


def _try_mutation(mutation: Mutation, judge: Judge, copy: Path) -> dict:
    row = {name: getattr(mutation, name) for name in COLUMNS[:6]}
    row |= {"noticed_by": "", "worse": "", "changed": "", "reason": ""}
    base = judge.trial.folder
    folder = replace(
        base, path=copy, tables=base.tables | {mutation.table: mutation.apply(base.tables[mutation.table])}
    )
    try:
        adsl = build_adsl(folder)
        trial = Trial(folder, adsl, build_adae(folder, adsl), judge.trial.facts)
        check_order(folder)
        opinions = judge.judge_again(trial)
    except (DataError, SyntaxProblem):
        return row | {"noticed_by": "reading"}
    changed = [name for name, opinion in opinions.items() if opinion.verdict != judge.opinions[name].verdict]
    worse = [name for name, opinion in opinions.items() if opinion.is_worse(judge.opinions[name])]
    row |= {"worse": ";".join(worse), "changed": ";".join(changed)}
    if worse:
        return row | {"noticed_by": "ledger"}
    if not fits_schema(folder, mutation.table):
        return row | {"noticed_by": "schema"}
    return row | {"reason": explain_survival(judge, judge.list_changed(Evidence(trial, [])))}


def fits_schema(folder: DataFolder, table: str) -> bool:
    """Whether Frictionless finds nothing wrong with a table whose cells are written into the folder for it."""
    path = folder.path / find_resource(folder.package, table)["path"]
    folder.tables[table].to_csv(path, index=False, lineterminator="\n")
    try:
        check_schema(folder, (table,))
    except DataError:
        return False
    return True


def explain_survival(judge: Judge, changed: set[str]) -> str:
    """Why nothing noticed, from the columns that a change reached."""
    if not changed:
        return "same meaning"
    return "summary only" if changed & judge.columns_used else "not told"


def summarise_mutations(mutations: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """How many changes were noticed, for each group; changes that mean the same are counted apart.

    Returns
    -------
    DataFrame
        The columns of `by`, then changes, refused (while reading or by the schema), ledger, noticed (both), share
        (of the changes), changed_verdict (noticed, or with any other verdict), same_meaning.
    """
    same = mutations["reason"] == "same meaning"
    counts = mutations.assign(
        changes=~same,
        refused=mutations["noticed_by"].isin(["reading", "schema"]),
        ledger=mutations["noticed_by"] == "ledger",
        noticed=mutations["noticed_by"] != "",
        changed_verdict=(mutations["noticed_by"] != "") | (mutations["changed"] != ""),
        same_meaning=same,
    )
    counted = ["changes", "refused", "ledger", "noticed", "changed_verdict", "same_meaning"]
    summary = (counts.groupby(by, sort=False) if by else counts.groupby(lambda _: "all"))[counted].sum().reset_index()
    summary.insert(summary.columns.get_loc("noticed") + 1, "share", summary["noticed"] / summary["changes"])
    return summary


def summarise_columns(mutations: pd.DataFrame) -> pd.DataFrame:
    """Changes, refused, noticed by the ledger and unnoticed, a row for each column of the tables: what the book shows."""
    summary = summarise_mutations(mutations, ["table", "column"])
    return summary.assign(unnoticed=summary["changes"] - summary["noticed"])[
        ["table", "column", "changes", "refused", "ledger", "unnoticed"]
    ]


def main(data_dir: str = "data", summary: str = "") -> None:
    """Print every change that nothing notices, and shares; write the book's summary where a file is named."""
    try:
        mutations = mutate_tables(data_dir)
    except DataError as error:
        fail(error)
    survivors = mutations[mutations["reason"].isin(["not told", "summary only"])]
    for _, each in survivors.iterrows():
        print(
            f"{each['table']}, row {each['row']}, {each['column']}: {each['old']!r} -> {each['new']!r} ({each['reason']})"
        )
    for by in (["kind"], ["reason"], ["table", "column"], ["table"], []):
        print(f"\n{summarise_mutations(mutations, by).to_string(index=False)}")
    if summary:
        summarise_columns(mutations).to_csv(summary, index=False)
    total = summarise_mutations(mutations, []).iloc[0]
    report(f"noticed {total['noticed']} of {total['changes']} changes ({total['share']:.1%})")


if __name__ == "__main__":
    main(*sys.argv[1:])
