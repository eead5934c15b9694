"""Directives that show claims: the whole ledger, and the claims of a chapter or a patient.

They read the ledger that the workflow wrote beside the pages. Tables are plain HTML with an anchor a row; a small
script adds filters and sorting to the whole ledger, which is readable without it.
"""

import calendar
import html
import json
import re
from pathlib import Path
from urllib.parse import urlencode

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from reanalysis.book import find_book
from reanalysis.ledger.verdicts import AGAINST, PRECEDENCE, VERDICT_GROUPS
from workflow.paths import HOME, LEDGER
from workflow.publish.settings import SETTINGS_FILE, read_settings

LEDGER_FILE = "_results/claims.json"
SAID_ONCE = {
    "Nothing printed can test this; it would take": "It would take",
    "A rule and not a result. To see whether it was kept would take": "To see whether it was kept would take",
    "A rule and not a result; also stated": "Also stated",
}
SAID = "What is said" if find_book().sources else "What the paper says"  # where claims come from several works, or one
HEADING = ("Claim", SAID, "Verdict", "Why")
SHORT_HEADING = ("Claim", SAID, "Reported", "Recomputed", "Verdict")
UNITS_NOT_SHOWN = ("date", "phase", "regimen")
SINGULAR = {"hold": "holds", "do not hold": "does not hold"}  # names of groups, for one claim
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class LedgerDirective(SphinxDirective):
    """What the directives share: the claims, and how a page links to the ledger."""

    has_content = False

    def read_claims(self) -> list[dict]:
        return read_claims(self.env)

    def link(self, docname: str) -> str:
        """The address of another page, from this one."""
        return find_page(self.env, docname)

    def write(self, markup: str) -> list[nodes.Node]:
        return [nodes.raw("", markup, format="html")]


class Ledger(LedgerDirective):
    """{ledger}: every claim, one row each, with its anchor; those that hold or cannot be told are in a fold."""

    def run(self):
        claims = self.read_claims()
        self.env.note_dependency(str(HOME / SETTINGS_FILE))  # of the links to report a problem
        patients = {document for document in self.env.found_docs if document.startswith("patients/")}
        rows = [
            (claim["verdict"] in AGAINST, self.write_row(claim, place, patients)) for place, claim in enumerate(claims)
        ]
        against = "".join(row for is_against, row in rows if is_against)
        rest = "".join(row for is_against, row in rows if not is_against)
        number = sum(not is_against for is_against, _ in rows)
        return self.write(
            f"<div class='ledger-whole'>{write_table('Claims that do not hold', against, 'data-filters')}"
            f"<details class='text-fold ledger-rest'><summary>Claims that hold, or of which it cannot be told: {number}</summary>"
            f"{write_table('Claims that hold, and claims of which it cannot be told', rest, 'data-rest')}</details></div>"
        )

    def write_row(self, claim: dict, place: int, patients: set[str]) -> str:
        identifier, verdict, section = (html.escape(claim[name]) for name in ("claim_id", "verdict", "section"))
        group = next(name for name, verdicts in VERDICT_GROUPS.items() if claim["verdict"] in verdicts)
        address = self.link(f"notebooks/{claim['chapter']}")
        chapter = f"<br><a href='{address}'>chapter</a>" if claim["chapter"] else ""
        links = [
            f"<a href='{self.link(f'patients/{number}')}'>{html.escape(number)}</a>"
            for number in filter(None, str(claim["patients"]).split(";"))
            if f"patients/{number}" in patients
        ]
        about = f"<br><small>Patients: {', '.join(links)}</small>" if links else ""
        recomputed = f"<br><small>recomputed</small> {html.escape(claim['recomputed'])}" if claim["recomputed"] else ""
        cells = (
            f"<a href='#{identifier}'>{identifier}</a><br><small>{section}<br>{html.escape(claim['paragraph'])}{chapter}"
            f"{write_report_link(identifier, read_settings().repository)}</small>",
            f"{html.escape(claim['statement'])}<br><small>reported</small> <span class='reported'>{write_reported(claim)}</span>{about}",
            f"{write_verdict(claim)}{recomputed}",
            write_reason(claim),
        )
        return (
            f"<tr id='{identifier}' data-verdict='{verdict}' data-group='{group}' data-section='{section}' "
            f"data-place='{place}' data-rank='{PRECEDENCE.index(claim['verdict'])}'>{write_cells(HEADING, cells)}</tr>"
        )


def write_report_link(claim: str, repository: str) -> str:
    """A link to a new issue about a claim, with its first lines filled in; nothing while the repository has no address."""
    if not repository:
        return ""
    fields = urlencode(
        {"title": f"{claim}: ", "body": "What is wrong with the claim or its verdict:\n\nWhere that can be seen:\n"}
    )
    return f"<br><a href='{repository}/issues/new?{html.escape(fields)}'>report a problem</a>"


def write_cells(heading: tuple[str, ...], cells: tuple[str, ...]) -> str:
    """The cells of a row, each with its heading, which a card on a phone shows beside it."""
    return "".join(f"<td data-label='{name}'>{cell}</td>" for name, cell in zip(heading, cells, strict=True))


def write_table(caption: str, rows: str, mark: str) -> str:
    """A table of the ledger; `mark` tells the script which of the two it is."""
    head = "".join(f"<th scope='col'>{heading}</th>" for heading in HEADING)
    return (
        f"<div class='ledger'><table class='ledger-table' {mark}><caption>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


class SectionClaims(LedgerDirective):
    """{claims}: the claims of the page's own chapter, or of a :patient:, in short, linking to the ledger."""

    option_spec = {"patient": directives.unchanged}

    def run(self):
        chosen = [claim for claim in self.read_claims() if self.is_wanted(claim)]
        if not chosen:
            return [nodes.paragraph("", "The text of this trial makes no claim here.")]
        chosen.sort(key=lambda claim: PRECEDENCE.index(claim["verdict"]))
        rows = "".join(map(self.write_short_row, chosen))
        head = "".join(f"<th scope='col'>{name}</th>" for name in SHORT_HEADING)
        is_open = " open" if "patient" in self.options else ""
        return self.write(
            f"<details class='text-fold section-claims'{is_open}><summary>{html.escape(count_groups(chosen))}</summary>"
            f"<div class='ledger'><table class='ledger-table'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
        )

    def write_short_row(self, claim: dict) -> str:
        work = f"<br><small>{html.escape(claim['paragraph'])}</small>" if find_book().sources else ""
        cells = (
            f"<a href='{self.link(LEDGER)}#{claim['claim_id']}'>{claim['claim_id']}</a>",
            f"{html.escape(claim['statement'])}{work}",
            f"<span class='reported'>{write_reported(claim)}</span>",
            html.escape(claim["recomputed"] or "–"),
            write_verdict(claim),
        )
        return f"<tr>{write_cells(SHORT_HEADING, cells)}</tr>"

    def is_wanted(self, claim: dict) -> bool:
        """Whether a claim belongs to the chapter or to the patient asked for."""
        if "patient" in self.options:
            return self.options["patient"] in str(claim["patients"]).split(";")
        return claim["chapter"] == self.env.docname.rpartition("/")[2]


def read_claims(env) -> list[dict]:
    """The ledger that the workflow wrote beside the pages."""
    path = Path(env.srcdir) / LEDGER_FILE
    env.note_dependency(str(path.relative_to(env.srcdir)))
    return json.loads(path.read_text(encoding="utf-8"))


def find_page(env, docname: str) -> str:
    """The address of another page, from the one that is read."""
    return env.app.builder.get_relative_uri(env.docname, docname)


def write_reported(claim: dict) -> str:
    """The printed string with its unit, as HTML."""
    return html.escape(name_reported(claim))


def name_reported(claim: dict) -> str:
    """The printed string with its unit: `15 patients`, `1 month`, `86%`, `January 2009`."""
    reported, unit = claim["reported"], claim["unit"]
    if unit == "%":
        return f"{reported}%"
    if unit == "grade":
        return f"grade {reported}"
    if MONTH.fullmatch(reported):
        year, month = reported.split("-")
        return f"{calendar.month_name[int(month)]} {year}"
    unit = "" if unit in UNITS_NOT_SHOWN else unit.removesuffix("s") if reported == "1" else unit
    return f"{reported} {unit}".strip()


def write_verdict(claim: dict) -> str:
    verdict = html.escape(claim["verdict"])
    how = f" <small>({html.escape(claim['how'])})</small>" if claim.get("how") else ""
    return f"<span class='verdict verdict-{verdict}'>{verdict}</span>{how}"


def write_reason(claim: dict) -> str:
    """Why the verdict is what it is; what else there is to say stands in a fold."""
    more = [f"<p class='consequence'>{html.escape(claim['consequence'])}</p>"] if claim["consequence"] else []
    if claim.get("alternatives"):
        more.append(f"<p>Also tried: {html.escape(claim['alternatives'])}</p>")
    if claim.get("would_fail"):
        more.append(f"<p>The check: {html.escape(claim['would_fail'])}.</p>")
    fold = f"<details><summary>more</summary>{''.join(more)}</details>" if more else ""
    return html.escape(shorten_reason(claim["reason"])) + fold


def shorten_reason(reason: str) -> str:
    """A reason without what the legend of the ledger says once for all rows."""
    for opening, short in SAID_ONCE.items():
        reason = reason.replace(opening, short)
    return reason


def count_groups(claims: list[dict]) -> str:
    """How many claims there are, and how many of them hold or not: `4 claims: 3 hold, 1 does not hold`."""
    counts = {name: sum(claim["verdict"] in group for claim in claims) for name, group in VERDICT_GROUPS.items()}
    told = ", ".join(
        f"{count} {SINGULAR.get(name, name) if count == 1 else name}" for name, count in counts.items() if count
    )
    return f"{len(claims)} claim{'' if len(claims) == 1 else 's'}: {told}"


def setup(app):
    app.add_directive("ledger", Ledger)
    app.add_directive("claims", SectionClaims)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
