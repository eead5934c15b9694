"""Write mathematics as MathML, which browsers draw themselves: no script, no font, no request."""

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util.math import get_node_equation_number


def write_inline(translator, node):
    translator.body.append(f'<span class="math">{convert(node.astext())}</span>')
    raise nodes.SkipNode


def write_block(translator, node):
    """A displayed equation, with its number and permalink where it has one."""
    # The theme's script gives what scrolls, by its class, a place in the tab order where it is too wide.
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate pst-scrollable-table-container"))
    translator.body.append(convert(node.astext(), display="block"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Permalink to this equation")
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
