"""Directives that show claims: the whole ledger, and the claims of a chapter or a patient.

They read the ledger that the workflow wrote beside the pages. Tables are plain HTML with an anchor a row; a small
script adds filters and sorting to the whole ledger.
"""

import calendar
import html
import json
import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

LEDGER_FILE = "_results/claims.json"
LEDGER_PAGE = "notebooks/ledger"
HEADING = ("Claim", "What the paper says", "Verdict", "Why")
UNITS_NOT_SHOWN = ("date", "phase")
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
    """{ledger}: every claim, one row each, with its anchor."""

    def run(self):
        claims = self.read_claims()
        patients = {document for document in self.env.found_docs if document.startswith("patients/")}
        rows = "".join(self.write_row(claim, patients) for claim in claims)
        head = "".join(f"<th scope='col'>{heading}</th>" for heading in HEADING)
        return self.write(
            "<div class='ledger'><table class='ledger-table' data-filters><caption>Every claim of the paper, and its verdict</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    def write_row(self, claim: dict, patients: set[str]) -> str:
        identifier, verdict, section = (html.escape(claim[name]) for name in ("claim_id", "verdict", "section"))
        address = self.link(f"notebooks/{claim['chapter']}")
        chapter = f"<br><a href='{address}'>chapter</a>" if claim["chapter"] else ""
        links = [
            f"<a href='{self.link(f'patients/{number}')}'>{html.escape(number)}</a>"
            for number in filter(None, str(claim["patients"]).split(";"))
            if f"patients/{number}" in patients
        ]
        about = f"<br><small>Patients: {', '.join(links)}</small>" if links else ""
        recomputed = f"<br>{html.escape(claim['recomputed'])}" if claim["recomputed"] else ""
        return (
            f"<tr id='{identifier}' data-verdict='{verdict}' data-section='{section}'>"
            f"<td><a href='#{identifier}'>{identifier}</a><br><small>{section}<br>{html.escape(claim['paragraph'])}{chapter}</small></td>"
            f"<td>{html.escape(claim['statement'])}<br><span class='reported'>{write_reported(claim)}</span>{about}</td>"
            f"<td>{write_verdict(claim)}{recomputed}</td><td>{write_reason(claim)}</td></tr>"
        )


class SectionClaims(LedgerDirective):
    """{claims}: the claims of the page's own chapter, of another :chapter: or of a :patient: in short, linking to the ledger."""

    option_spec = {"chapter": directives.unchanged, "patient": directives.unchanged}

    def run(self):
        chosen = [claim for claim in self.read_claims() if self.is_wanted(claim)]
        if not chosen:
            return [nodes.paragraph("", "The text of this trial makes no claim here.")]
        rows = "".join(
            f"<tr><td><a href='{self.link(LEDGER_PAGE)}#{claim['claim_id']}'>{claim['claim_id']}</a></td>"
            f"<td>{html.escape(claim['statement'])}</td><td class='reported'>{write_reported(claim)}</td>"
            f"<td>{html.escape(claim['recomputed'] or '–')}</td><td>{write_verdict(claim)}</td></tr>"
            for claim in chosen
        )
        head = "".join(
            f"<th scope='col'>{name}</th>"
            for name in ("Claim", "What the paper says", "Reported", "Recomputed", "Verdict")
        )
        is_open = " open" if "patient" in self.options else ""
        return self.write(
            f"<details class='section-claims'{is_open}><summary>What the paper claims here: "
            f"{html.escape(count_verdicts(chosen))}</summary><div class='ledger'><table class='ledger-table'>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
        )

    def is_wanted(self, claim: dict) -> bool:
        """Whether a claim belongs to the chapter or to the patient asked for."""
        if "patient" in self.options:
            return self.options["patient"] in str(claim["patients"]).split(";")
        return claim["chapter"] == self.options.get("chapter", self.env.docname.rpartition("/")[2])


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
    parts = [html.escape(claim["reason"])]
    if claim["consequence"]:
        parts.append(f"<p class='consequence'>{html.escape(claim['consequence'])}</p>")
    if claim.get("alternatives"):
        parts.append(f"<details><summary>also tried</summary>{html.escape(claim['alternatives'])}</details>")
    if claim.get("would_fail"):
        parts.append(f"<br><small>{html.escape(claim['would_fail'])}</small>")
    return "".join(parts)


def count_verdicts(claims: list[dict]) -> str:
    """How many claims have which verdict, in words: `3 reproduced, 1 discrepant`."""
    verdicts = [claim["verdict"] for claim in claims]
    return ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in dict.fromkeys(sorted(verdicts)))


def setup(app):
    app.add_directive("ledger", Ledger)
    app.add_directive("claims", SectionClaims)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
