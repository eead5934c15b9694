"""Values that chapters published, in sentences, and parts of pages that stand only where a condition holds.

Everything is read from files that the workflow puts beside the pages; a name that is not there is a warning, and
warnings stop the build.
"""

import json
from pathlib import Path

from block_pages import ParsedDirective
from codebook_pages import write_table
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxRole

from reanalysis.show.exhibits import escape_cell
from reanalysis.show.notes import write_note
from reanalysis.show.results import SENTENCE

RESULTS_FOLDER = "_results"
PARAMETERS_FILE = "_results/parameters.json"


class result_value(nodes.inline):
    """A published value in a sentence."""


class ResultRole(SphinxRole):
    """{result}`chapter.name`, or {result}`name` in the chapter itself: a published text, with a note on what it is and rests on."""

    def run(self):
        results, chapter, name = read_results(self.env, self.text)
        if name not in results:
            message = self.inliner.reporter.error(
                f"no result {self.text!r}: chapter {chapter!r} publishes {', '.join(results) or 'nothing'}",
                line=self.lineno,
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        result = results[name]
        if result["unit"] == SENTENCE:
            return [nodes.inline(self.rawtext, result["text"])], []
        node = result_value(self.rawtext, result["text"], classes=["result", f"origin-{result['origin']}"])
        node["chapter"] = chapter
        parameters = read_parameters(self.env) if result["origin"] == "assumed" else {}
        node["note"] = write_note(chapter, name, result, parameters)
        return [node], []


def read_results(env, text: str) -> tuple[dict, str, str]:
    """The results that a name is looked up in, its chapter, and the name there; a bare name is the page's own."""
    chapter, dot, name = text.rpartition(".")
    chapter = chapter if dot else env.docname.rpartition("/")[2]
    path = Path(env.srcdir) / RESULTS_FOLDER / f"{chapter}.json"
    env.note_dependency(str(path.relative_to(env.srcdir)))
    return (json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}), chapter, name


def read_parameters(env) -> dict:
    """The scenario's value of every parameter."""
    env.note_dependency(PARAMETERS_FILE)
    return json.loads((Path(env.srcdir) / PARAMETERS_FILE).read_text(encoding="utf-8"))


class When(SphinxDirective):
    """{when} NAME is VALUE, or NAME is not VALUE: content that stands only where it is true.

    NAME is a parameter of the scenario, or a result as in {result}, compared with its printed text. A VALUE that begins
    with "not" stands in quotation marks.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        name, is_word, value = self.arguments[0].partition(" is ")
        negated, value = value.startswith("not "), value.removeprefix("not ").strip().strip('"')
        parameters = read_parameters(self.env)
        if name in parameters:
            found = str(parameters[name])
        else:
            results, _, key = read_results(self.env, name)
            if not is_word or key not in results:
                raise self.error(
                    f"{self.arguments[0]!r} cannot be decided; allowed: a parameter or a result, ' is ' or ' is not ', a value"
                )
            found = results[key]["text"]
        if (found == value) == negated:
            return []
        container = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, container)
        return container.children


class ResultTable(ParsedDirective):
    """{result-table} NAME: a published table under a :caption: and a :name:; each line of its content is `column: Heading`."""

    required_arguments = 1
    has_content = True
    option_spec = {"caption": directives.unchanged, "name": directives.unchanged}

    def markdown(self) -> str:
        results, _, key = read_results(self.env, self.arguments[0])
        headings = dict(line.split(": ", 1) for line in self.content if line.strip())
        missing = [column for column in headings if column not in results.get(key, {}).get("value", {})]
        if missing:
            raise self.error(f"table {self.arguments[0]!r} has no column {missing[0]!r}")
        columns = [map(escape_cell, results[key]["value"][column]) for column in headings]
        rows = zip(*columns, strict=True)
        return write_table(self.options.get("caption"), self.options.get("name"), list(headings.values()), rows)


def visit_result_html(translator, node):
    """Write a result with its note: on another page than its chapter's as a link to that, if it stands in no link already."""
    builder, page = translator.builder, f"notebooks/{node['chapter']}"
    is_elsewhere = builder.current_docname != page and page in builder.env.titles
    node["tag"] = "a" if is_elsewhere and not is_within_link(node) else "span"
    more = {"title": node["note"]}
    if node["tag"] == "a":
        more |= {
            "href": builder.get_relative_uri(builder.current_docname, page),
            "title": f"{node['note']} → {builder.env.titles[page].astext()}",
        }
    translator.body.append(translator.starttag(node, node["tag"], "", **more))


def depart_result_html(translator, node):
    translator.body.append(f"</{node['tag']}>")


def is_within_link(node) -> bool:
    """Whether a part of a page stands in a link or in a heading."""
    while node := node.parent:
        if isinstance(node, nodes.reference | nodes.title):
            return True
    return False


def ignore(translator, node):
    """Outside HTML a result is its text."""


def setup(app):
    app.add_role("result", ResultRole())
    app.add_directive("when", When)
    app.add_directive("result-table", ResultTable)
    app.add_node(
        result_value, html=(visit_result_html, depart_result_html), latex=(ignore, ignore), text=(ignore, ignore)
    )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
