"""Parts of a page that style sheets know by their classes, and the base of directives that write Markdown."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective


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


def ignore(translator, node):
    """Outside HTML a block is its content."""


def setup(app):
    app.add_directive("div", Div)
    app.add_node(
        styled_block, html=(visit_block_html, depart_block_html), latex=(ignore, ignore), text=(ignore, ignore)
    )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
