"""What the page on what stands is made of: the bar of verdicts, retold sentences, ranked findings, and a claim's numbers in a sentence.

Everything is read from the ledger that the workflow wrote beside the pages, and from book/findings.csv.
"""

import html
from pathlib import Path

from block_pages import styled_block
from correction_pages import read_rows
from docutils import nodes
from docutils.parsers.rst import directives
from ledger_pages import LedgerDirective, find_page, name_reported, read_claims
from sphinx.util.docutils import SphinxRole

from reanalysis.ledger.verdicts import VERDICT_GROUPS, VERDICTS
from reanalysis.show.strip import draw_strip
from workflow.paths import LEDGER

FINDINGS = "findings.csv"
COLUMNS = ("rank", "theme", "headline", "evidence", "unchanged", "claims")
ORDER = [verdict for verdicts in VERDICT_GROUPS.values() for verdict in verdicts]
GROUP_GAP = 0.01  # of the bar
NOT_STATED = "–"  # a text that makes no such claim


class VerdictBar(LedgerDirective):
    """{verdict-bar}: how many claims hold, do not hold and cannot be told; with :meanings:, what each verdict means."""

    option_spec = {"meanings": directives.flag}

    def run(self):
        verdicts = [claim["verdict"] for claim in self.read_claims()]
        counts = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
        strip = draw_strip(list_stretches(counts), "verdict-strip")
        columns = "".join(self.write_group(name, counts) for name in VERDICT_GROUPS)
        return self.write(f"<div class='verdict-bar'>{strip}<div class='verdict-groups'>{columns}</div></div>")

    def write_group(self, name: str, counts: dict[str, int]) -> str:
        """A group's name and number, and its verdicts in their order, each a link to its claims."""
        group = VERDICT_GROUPS[name]
        items = "".join(
            f"<li><a class='verdict verdict-{verdict}' href='{self.link(LEDGER)}?verdict={verdict}#every-claim'>"
            f"{counts[verdict]} {verdict}</a>{self.write_meaning(verdict)}</li>"
            for verdict in group
        )
        total = sum(counts[verdict] for verdict in group)
        return f"<div><p><strong>{total}</strong> {html.escape(name)}</p><ul>{items}</ul></div>"

    def write_meaning(self, verdict: str) -> str:
        return f"<br>{html.escape(VERDICTS[verdict])}" if "meanings" in self.options else ""


def list_stretches(counts: dict[str, int]) -> list[tuple[str, float]]:
    """The bar's stretches, a verdict each as long as it has claims, with a gap between two groups."""
    gap = sum(counts.values()) * GROUP_GAP
    groups = [[(f"verdict-{verdict}", counts[verdict]) for verdict in group] for group in VERDICT_GROUPS.values()]
    return [part for group in groups for part in [("", gap), *group]][1:]


class Retold(LedgerDirective):
    """{retold} C001 C002 …: a sentence of the abstract in our words, with the verdicts of the claims that it makes."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        block = styled_block(classes=["retold"])
        self.state.nested_parse(self.content, self.content_offset, block)
        names = self.arguments[0].split() if self.arguments else []
        verdicts = cite_verdicts(self.env, names) or [nodes.Text("no claim about this trial")]
        block += nodes.paragraph("", "", *verdicts, classes=["retold-verdicts"])
        return [block]


class Findings(LedgerDirective):
    """{findings} THEME: the findings of a theme of book/findings.csv, in their order, each with its evidence and its claims."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        self.env.note_dependency(FINDINGS)
        rows = [row for row in read_findings(Path(self.env.srcdir) / FINDINGS) if row["theme"] == self.arguments[0]]
        if not rows:
            raise self.error(f"{FINDINGS} has no theme {self.arguments[0]!r}")
        chapters = {claim["claim_id"]: claim["chapter"] for claim in self.read_claims()}
        container = nodes.container()
        markdown = "\n\n".join(write_finding(row, chapters) for row in rows)
        self.state.nested_parse(markdown.splitlines(), self.content_offset, container)
        return container.children


def write_finding(row: dict[str, str], chapters: dict[str, str]) -> str:
    """A finding as an item of a numbered list, in Markdown."""
    chapter = chapters.get(row["claims"].split()[0], "")
    more = f" · [](notebooks/{chapter}.ipynb)" if chapter else ""
    indent = " " * (len(row["rank"]) + 2)
    return (
        f"{row['rank']}. **{row['headline']}** {row['evidence']} *Does not change:* {row['unchanged']}\n\n"
        f"{indent}{{verdicts}}`{row['claims']}`{more}"
    )


def read_findings(path: Path) -> list[dict[str, str]]:
    """The rows of findings.csv.

    Raises
    ------
    ValueError
        If its heading is another, a cell is empty, or the ranks do not run from 1 in order.
    """
    rows = read_rows(path, list(COLUMNS))
    for number, row in enumerate(rows, start=1):
        if row["rank"] != str(number):
            raise ValueError(f"{path}, row {number + 1}: needs rank {number}, in order from 1")
    return rows


def cite_verdicts(env, names: list[str]) -> list[nodes.Node]:
    """The verdicts of some claims in their order, each with links to the rows of its claims."""
    claims = {claim["claim_id"]: claim for claim in read_claims(env)}
    found: dict[str, list[str]] = {}
    for name in names:
        if name in claims:
            found.setdefault(claims[name]["verdict"], []).append(name)
    children: list[nodes.Node] = []
    for verdict in sorted(found, key=ORDER.index):
        children += [nodes.Text(" ")] if children else []
        children.append(nodes.inline("", verdict, classes=["verdict", f"verdict-{verdict}"]))
        for name in found[verdict]:
            address = f"{find_page(env, LEDGER)}#{name}"
            children += [nodes.Text(" "), nodes.reference("", name, refuri=address, internal=True)]
    return children


class VerdictsRole(SphinxRole):
    """{verdicts}`C001 C002`: the verdicts of some claims, with links to them."""

    def run(self):
        return cite_verdicts(self.env, self.text.split()), []


class ClaimRole(SphinxRole):
    """{reported}`C001`, {printed}`C001`, {recomputed}`C001`: what the paper prints, with and without unit, and what its tables give."""

    def run(self):
        claims = {claim["claim_id"]: claim for claim in read_claims(self.env)}
        text = name_value(claims[self.text], self.name) if self.text in claims else ""
        return [nodes.inline(self.rawtext, text or NOT_STATED)], []


def name_value(claim: dict, what: str) -> str:
    """A claim's printed string, bare (`printed`) or with its unit (`reported`), or what the tables give (`recomputed`)."""
    return {"printed": claim["reported"], "reported": name_reported(claim), "recomputed": claim["recomputed"]}[what]


def setup(app):
    app.add_directive("verdict-bar", VerdictBar)
    app.add_directive("retold", Retold)
    app.add_directive("findings", Findings)
    app.add_role("verdicts", VerdictsRole())
    for name in ("printed", "reported", "recomputed"):
        app.add_role(name, ClaimRole())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
