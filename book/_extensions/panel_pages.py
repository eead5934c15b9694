"""Panels: a number to change and what follows from it, computed on the page by small scripts of book/_static/panels.

The build writes what a panel starts from, so it follows the data and the scenario. Without script a page has no panel.
"""

from pathlib import Path

from block_pages import depart_block_html, ignore
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

VALUES_FOLDER = "_results/panels"
FOLDER = "_static/panels/"
SCRIPTS = {  # of each panel, in the order in which they are run
    "grim": ("panel", "grim"),
    "intervals": ("panel", "statistics", "intervals"),
    "kaplan-meier": ("panel", "statistics", "kaplan_meier"),
    "ledger": ("panel", "ledger_edits"),
    "relapse": ("panel", "relapse"),
}


class panel_block(nodes.General, nodes.Element):
    """A place that a script fills; hidden until it does."""


class Panel(SphinxDirective):
    """{panel} NAME: the panel below its content, which says what to try; nothing where the data give it no start."""

    required_arguments = 1
    has_content = True

    def run(self):
        name = self.arguments[0]
        if name not in SCRIPTS:
            raise self.error(f"no panel {name!r}; allowed: {', '.join(SCRIPTS)}")
        path = f"{VALUES_FOLDER}/{name}.json"
        self.env.note_dependency(path)
        values = (Path(self.env.srcdir) / path).read_text(encoding="utf-8")
        if values == "null":
            return []
        block = panel_block(panel=name, values=values, classes=["panel", "pst-js-only"])
        self.state.nested_parse(self.content, self.content_offset, block)
        return [block]


def visit_panel_html(translator, node):
    """Write the place, and what its panel starts from."""
    more = {"data-panel": node["panel"], "data-values": node["values"], "hidden": "hidden"}
    translator.body.append(translator.starttag(node, "div", **more))


def choose_scripts(app, page: str, template: str, context: dict, doctree) -> None:
    """Let a page load the scripts of its panels alone; Jupyter Book gives every page every script."""
    panels = [node["panel"] for node in doctree.findall(panel_block)] if doctree else []
    wanted = list(dict.fromkeys(f"{FOLDER}{name}.js" for panel in panels for name in SCRIPTS[panel]))
    own = {script.filename: script for script in context["script_files"] if (script.filename or "").startswith(FOLDER)}
    others = [script for script in context["script_files"] if script.filename not in own]
    context["script_files"] = [*others, *(own[name] for name in wanted)]


def setup(app):
    app.add_directive("panel", Panel)
    app.add_node(panel_block, html=(visit_panel_html, depart_block_html), latex=(ignore, ignore), text=(ignore, ignore))
    app.connect("html-page-context", choose_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
