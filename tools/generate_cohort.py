"""A made-up cohort of any size in the book's three tables, to see how the analysis grows with the number of patients.

Rows of Table 1 and adverse events are drawn from the printed ones; outcomes and times are drawn anew, seeded. The text's
statements come along, unchecked, save the CLASI's means: it stands for no trial, and no registry has a record of it.
"""

import csv
import json
import random
from pathlib import Path

from reanalysis.data.tables import OWN_DATA, list_tables

SHARE_OF_OUTCOMES = {"CR": 70, "PR": 15, "NR": 10, "Withdrawn": 5}
FOLLOWUP_MONTHS = (3, 36)
LAST_RESPONSE_WEEK = 26
WEEKS_A_MONTH = 4  # fewer than any month has, so that a response always lies before the last visit


def write_cohort(folder: Path, patients: int, seed: int = 0) -> Path:
    """Write a data folder with this many patients, and return it."""
    draw = random.Random(seed)
    rows = {table: read_rows(table) for table in list_tables()}
    first, second, events = rows["table1"], rows["table2"], rows["table3"]
    doses = sorted({row["Dose at relapse"] for row in second} - {"-"})
    made = {
        "table1": [draw.choice(first) | {"Patient number": number} for number in range(1, patients + 1)],
        "table2": [draw_course(draw, number, doses) for number in range(1, patients + 1)],
        "table3": [
            draw.choice(events) | {"Patient": number} for number in range(1, patients + 1) if draw.random() < 0.2
        ],
    }
    (folder / "raw").mkdir(parents=True)
    for table, content in made.items():
        with (folder / "raw" / f"{table}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[table][0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(content)
    write_package(folder, patients)
    return folder


def read_rows(table: str) -> list[dict]:
    with (OWN_DATA / "raw" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def draw_course(draw: random.Random, number: int, doses: list[str]) -> dict:
    """One row of Table 2."""
    outcome = draw.choices(list(SHARE_OF_OUTCOMES), SHARE_OF_OUTCOMES.values())[0]
    months = draw.randint(*FOLLOWUP_MONTHS)
    responded = outcome == "CR"
    relapse = draw.choice(("Yes", "Yes", "No", "-")) if responded else "-"
    return {
        "Patient number": number,
        "Clinical outcome": outcome,
        "Time to complete response (weeks)": draw.randint(1, min(LAST_RESPONSE_WEEK, WEEKS_A_MONTH * (months - 1))) if responded else "-",
        "Follow-up period (months)": "-" if outcome == "Withdrawn" else months,
        "Maximum dose received (mg)": draw.choice((5, 10)),
        "Relapse": relapse,
        "Dose at relapse": draw.choice(doses) if relapse == "Yes" else "-",
    }  # fmt: skip


def write_package(folder: Path, patients: int) -> None:
    """The data package of the printed tables and of the paper's text, without checksums."""
    package = json.loads((OWN_DATA / "datapackage.json").read_text(encoding="utf-8"))
    package["name"] = "generated-cohort"
    package["trial"] |= {"label": f"a generated cohort of {patients} patients", "study_id": "GENERATED"}
    for resource in package["resources"]:
        resource.pop("hash", None)
        if resource["name"] not in (*list_tables(), "registry"):
            write_text(OWN_DATA / resource["path"], folder / resource["path"])
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")


def write_text(source: Path, target: Path) -> None:
    """Copy what the text states, unchecked and without the CLASI's means: their checks grow with every possible group."""
    with source.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if not row.get("fact", "").startswith("clasi_")]
    for row in rows:
        if "check" in row:
            row |= {"check": "none", "check_args": "", "alternatives": ""}
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
