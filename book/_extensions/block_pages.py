"""Parts of a page: blocks that style sheets know by their classes, folds, key points; and the base of directives that write Markdown."""

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


class KeyPoints(SphinxDirective):
    """{key-points}: what a reader should take from a chapter, as a list under that heading."""

    has_content = True

    def run(self):
        block = styled_block(classes=["key-points"])
        block += nodes.paragraph("", "", nodes.strong("", "Key points"), classes=["block-title"])
        self.state.nested_parse(self.content, self.content_offset, block)
        return [block]


class fold(nodes.General, nodes.Element):
    """What is closed until its summary, plain text, is pressed."""


class Details(SphinxDirective):
    """{details} Title: a part of the page that is closed until its title is pressed."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        block = fold(summary=self.arguments[0], classes=["text-fold"])
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


def visit_fold_html(translator, node):
    """Write a fold with its summary; a style sheet opens it in print."""
    translator.body.append(translator.starttag(node, "details"))
    translator.body.append(f"<summary>{translator.encode(node['summary'])}</summary>\n")


def depart_fold_html(translator, node):
    translator.body.append("</details>\n")


def ignore(translator, node):
    """Outside HTML a block is its content."""


def setup(app):
    for name, directive in (("div", Div), ("key-points", KeyPoints), ("details", Details)):
        app.add_directive(name, directive)
    elsewhere = {"latex": (ignore, ignore), "text": (ignore, ignore)}
    app.add_node(styled_block, html=(visit_block_html, depart_block_html), **elsewhere)
    app.add_node(fold, html=(visit_fold_html, depart_fold_html), **elsewhere)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
