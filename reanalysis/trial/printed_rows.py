"""The paper's three tables as printed: their headings, and a row with the parsing of its cells."""

import re
from dataclasses import dataclass

from reanalysis.data.tables import DataFolder

PATIENT = "Patient number"
SEX = "Sex"
DIAGNOSIS = "Diagnosis"
SITES = "Site involvement"
REASONS = "Reason for inclusión"
ANTIBODIES = "ANA/dsDNA ^α antibodies"
ANTI_RO_LA = "Anti-Ro/SSA/La/SSB antibodies"
CLASI = "CLASI A/D"
TREATMENTS = "Previous received treatment"
OUTCOME = "Clinical outcome"
WEEKS_TO_CR = "Time to complete response (weeks)"
FOLLOWUP = "Follow-up period (months)"
MAX_DOSE = "Maximum dose received (mg)"
RELAPSE = "Relapse"
RELAPSE_DOSE = "Dose at relapse"
AE_PATIENT = "Patient"
AE_TERM = "Graded diagnosis"
AE_GRADE = "NCI toxicity grade"
AE_RELATION = "Causal relationship to lenalidomide treatment"

NOT_PRINTED = ("-", "")


@dataclass(frozen=True)
class PrintedRow:
    """One row of one printed table, and the parsing of its cells."""

    folder: DataFolder
    table: str
    number: int
    cells: dict[str, str]

    def error(self, column: str, reason: str):
        return self.folder.cell_error(self.table, self.number, column, self.cells[column], reason)

    def match(self, column: str, pattern: str) -> tuple[str, ...]:
        found = re.fullmatch(pattern, self.cells[column].strip())
        if not found:
            raise self.error(column, "cannot be read")
        return found.groups()

    def whole_number(self, column: str) -> int:
        return int(self.match(column, r"([0-9]+)")[0])

    def number_or_none(self, column: str) -> float | None:
        if self.cells[column].strip() in NOT_PRINTED:
            return None
        if re.fullmatch(r"[0-9]+,[0-9]+", self.cells[column].strip()):
            raise self.error(column, "has a decimal comma; write a point")
        return float(self.match(column, r"([0-9]+(?:\.[0-9]+)?)")[0])

    def grade(self, column: str) -> int | None:
        if self.cells[column].strip() in NOT_PRINTED:
            return None
        return int(self.match(column, r"Grade ([1-5])")[0])

    def category(self, column: str) -> dict:
        categories = self.folder.field(self.table, column)["categories"]
        for category in categories:
            if category["value"] == self.cells[column]:
                return category
        raise self.error(column, "is not a known code")

    def categories(self, column: str) -> list[str]:
        codes = {
            category["value"]: category["code"] for category in self.folder.field(self.table, column)["categories"]
        }
        items = [item.strip() for item in self.cells[column].rstrip(", ").split(",")]
        for item in items:
            if item not in codes:
                raise self.error(column, f"holds an unknown code ({item!r})")
            if items.count(item) > 1:
                raise self.error(column, f"holds {item!r} twice")
        return [codes[item] for item in items]
