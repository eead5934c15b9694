"""The page that the site of an edited copy has beside the book's: what was changed, and what that does."""

import json

import pandas as pd

from reanalysis.book import Trial, find_book
from reanalysis.data.tables import OWN_DATA, read_data_folder
from reanalysis.ledger.changes import NO_CLAIM, list_changed_cells, list_changed_verdicts
from reanalysis.ledger.verdicts import judge_claims
from reanalysis.show.exhibits import escape_cell
from reanalysis.show.text import format_count, spell_count
from workflow.paths import LEDGER

PAGE = "what-you-changed"
TITLE = "What you changed"
CHANGES = "changes.json"  # in the build folder's data/: what the data step found
MOST_CELLS = 200


def find_changes(trial: Trial, ledger: pd.DataFrame) -> dict[str, list[dict]]:
    """What an edited trial changes of the repository's own, whatever the parameters: `cells` and `verdicts`, as records.

    Both are empty for the repository's own data and for a copy in which nothing differs.
    """
    if trial.folder.is_own:
        return {"cells": [], "verdicts": []}
    cells = list_changed_cells(read_data_folder(OWN_DATA), trial.folder)
    verdicts = (
        list_changed_verdicts(judge_claims(find_book().read_trial(OWN_DATA)), ledger) if len(cells) else pd.DataFrame()
    )
    return {"cells": cells.to_dict("records"), "verdicts": verdicts.to_dict("records")}


def write_changes_page(folder: str, changes: dict[str, list[dict]], trial: Trial, parameters: dict) -> str:
    """Markdown of the page, under a scenario's parameters."""
    headlines = compare_headlines(find_book().read_trial(OWN_DATA), trial, parameters)
    return "\n\n".join([
        f"# {TITLE}",
        f"This site was built from the folder {escape_cell(folder)}, an edited copy of the printed tables. "
        "Here is every cell in which it differs, and what follows from that.",
        "## The cells",
        *write_cells(changes["cells"]),
        *(["## The headline results", *write_headlines(headlines)] if len(headlines) else []),
        "## The verdicts on the paper’s claims",
        *write_verdicts(changes["verdicts"]),
        "",
    ])  # fmt: skip


def compare_headlines(before: Trial, after: Trial, parameters: dict[str, object]) -> pd.DataFrame:
    """The headline results of two trials under the same parameters.

    Returns
    -------
    DataFrame
        label (the edited trial's), before, after (as published), changed.
    """
    old, new = (find_book().list_headlines(trial, parameters) for trial in (before, after))
    rows = [(new[key].label, old[key].text, new[key].text, old[key].text != new[key].text) for key in new]
    return pd.DataFrame(rows, columns=["label", "before", "after", "changed"])


def write_cells(cells: list[dict]) -> list[str]:
    """The changed cells, as a sentence and a table."""
    shown = cells[:MOST_CELLS]
    left = len(cells) - len(shown)
    rows = [[cell[name] for name in ("file", "row", "column", "before", "after")] for cell in shown]
    return [
        "One place differs." if len(cells) == 1 else f"{format_count(len(cells), 'place').capitalize()} differ.",
        write_table(["File", "Row", "Column", "Before", "After"], rows),
        *([f"The other {left} are not shown."] if left else []),
        "Rows are numbered as a spreadsheet numbers them: the heading is row 1.",
    ]


def write_headlines(headlines: pd.DataFrame) -> list[str]:
    """The headline results that changed, as a sentence and a table."""
    changed = headlines[headlines["changed"]]
    if changed.empty:
        return [f"None of the {len(headlines)} headline results changed under this scenario."]
    rows = changed[["label", "before", "after"]].to_numpy().tolist()
    return [
        f"Of the {len(headlines)} headline results, {spell_count(len(changed))} changed under this scenario.",
        write_table(["Result", "Before", "After"], rows),
    ]


def write_verdicts(verdicts: list[dict]) -> list[str]:
    """The claims whose verdict is another, each with both verdicts and their reasons."""
    if not verdicts:
        return ["No verdict changed."]
    return [
        "One verdict changed." if len(verdicts) == 1 else f"{format_count(len(verdicts), 'verdict').capitalize()} changed.",
        *map(write_verdict, verdicts),
    ]  # fmt: skip


def write_verdict(claim: dict) -> str:
    """One claim, and its two verdicts with their reasons."""
    identifier = escape_cell(claim["claim_id"])
    printed = f"{claim['reported']}{'' if claim['unit'] == '%' else ' '}{claim['unit']}".strip()
    if claim["verdict_after"] != NO_CLAIM:
        identifier = f'<a href="{LEDGER}.html#{identifier}">{identifier}</a>'
    sides = "\n".join(
        f"- {label}: **{escape_cell(claim[f'verdict_{when}'])}**. {escape_cell(claim[f'reason_{when}'])}".rstrip()
        for label, when in (("Before", "before"), ("After", "after"))
    )
    return f"**{identifier}** {escape_cell(claim['statement'])} Printed: {escape_cell(printed)}.\n\n{sides}"


def write_table(heading: list[str], rows: list[list]) -> str:
    """A table in Markdown; nothing in its cells acts as markup."""
    lines = [heading, ["---"] * len(heading), *([escape_cell(cell) or "(empty)" for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def read_changes(path) -> dict[str, list[dict]]:
    """What the data step found."""
    return json.loads(path.read_text(encoding="utf-8"))
