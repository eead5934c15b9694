"""Parts of a page: blocks that style sheets know by their classes, folds, key points; and the base of directives that write Markdown."""

import html
import re

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

LOGGER = getLogger(__name__)
KEY_POINTS = "Key points"
OPENING, CLOSING = re.compile(r"<details><summary>(.*)</summary>"), "</details>"


class styled_block(nodes.General, nodes.Element):
    """A part of a page that style sheets know by its classes."""


class Div(SphinxDirective):
    """{div} class …: a part of the page, in a <div> of these classes."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        block = styled_block(classes=self.arguments[0].split())
        self.state.nested_parse(self.content, self.content_offset, block)
        return [block]


class fold(nodes.General, nodes.Element):
    """What is closed until its summary, plain text, is pressed."""


class PlainBlocks(SphinxTransform):
    """Make parts of the page of what any Markdown has: folds of plain <details>, key points of a quotation that says so.

    Notebooks are read in Jupyter and on GitHub too, which would show a directive as it is typed.
    """

    default_priority = 390

    def apply(self, **kwargs):
        for quotation in list(self.document.findall(nodes.block_quote)):
            if quotation.children and quotation[0].astext() == KEY_POINTS:
                quotation[0]["classes"].append("block-title")
                quotation.replace_self(styled_block("", *quotation.children, classes=["key-points"]))
        for parent in {id(raw.parent): raw.parent for raw in self.document.findall(nodes.raw)}.values():
            if any(OPENING.fullmatch(read_raw(child)) for child in parent):
                children, left_open = fold_details(parent.children)
                parent.children = []
                parent += children
                if left_open:
                    LOGGER.warning("<details> without its </details>: %s", left_open, location=parent)


def fold_details(children: list) -> tuple[list, str]:
    """Nodes with what stands between <details> and </details> in folds, and the summary of one that is not closed."""
    stack = [("", [])]
    for child in children:
        opening = OPENING.fullmatch(read_raw(child))
        if opening:
            stack.append((html.unescape(opening[1]), []))
        elif read_raw(child) == CLOSING and len(stack) > 1:
            summary, inside = stack.pop()
            stack[-1][1].append(fold("", *inside, summary=summary, classes=["text-fold"]))
        else:
            stack[-1][1].append(child)
    return [child for _, inside in stack for child in inside], stack[-1][0]


def read_raw(node) -> str:
    """The HTML of a node that is nothing else; empty for any other."""
    return node.astext().strip() if isinstance(node, nodes.raw) else ""


class ParsedDirective(SphinxDirective):
    """A directive whose content is Markdown that it writes itself."""

    def run(self):
        container = nodes.container(classes=[f"{self.name}-block"])
        self.state.nested_parse(self.markdown().splitlines(), self.content_offset, container)
        return container.children


def visit_block_html(translator, node):
    """Write a block as it was asked for."""
    translator.body.append(translator.starttag(node, "div"))


def depart_block_html(translator, node):
    translator.body.append("</div>\n")


def visit_fold_html(translator, node):
    """Write a fold with its summary; a style sheet opens it in print."""
    translator.body.append(translator.starttag(node, "details"))
    translator.body.append(f"<summary>{translator.encode(node['summary'])}</summary>\n")


def depart_fold_html(translator, node):
    translator.body.append("</details>\n")


def ignore(translator, node):
    """Outside HTML a block is its content."""


def setup(app):
    app.add_directive("div", Div)
    app.add_transform(PlainBlocks)
    elsewhere = {"latex": (ignore, ignore), "text": (ignore, ignore)}
    app.add_node(styled_block, html=(visit_block_html, depart_block_html), **elsewhere)
    app.add_node(fold, html=(visit_fold_html, depart_fold_html), **elsewhere)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
