"""Roles and directives of this book: values that chapters published, the codebook, the parameters, the claims.

Everything is read from files that the workflow puts beside the pages; a name that is not there is a warning,
and warnings stop the build.
"""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from reanalysis.show.exhibits import escape_cell
from reanalysis.show.results import SENTENCE

RESULTS_FOLDER = "_results"
PACKAGE_FILE = "_data/datapackage.json"
PARAMETERS_FILE = "_results/parameters.json"
FIGURES_FOLDER = "_figures"


class result_value(nodes.inline):
    """A published value in a sentence."""


class ResultRole(SphinxRole):
    """{result}`chapter.name`, or {result}`name` in the chapter itself: a published text, with its origin as a tooltip."""

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
        node["title"] = (
            f"{result['meaning'] or name} (computed in chapter {chapter}; rests on {result['origin']} values)"
        )
        return [node], []


def read_results(env, text: str) -> tuple[dict, str, str]:
    """The results that a name is looked up in, its chapter, and the name there; a bare name is the page's own."""
    chapter, dot, name = text.rpartition(".")
    chapter = chapter if dot else env.docname.rpartition("/")[2]
    path = Path(env.srcdir) / RESULTS_FOLDER / f"{chapter}.json"
    env.note_dependency(str(path.relative_to(env.srcdir)))
    return (json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}), chapter, name


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
        path = Path(self.env.srcdir) / PARAMETERS_FILE
        parameters = json.loads(path.read_text(encoding="utf-8"))
        if name in parameters:
            self.env.note_dependency(PARAMETERS_FILE)
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

    def read_package(self) -> dict:
        path = Path(self.env.srcdir) / PACKAGE_FILE
        self.env.note_dependency(str(path.relative_to(self.env.srcdir)))
        return json.loads(path.read_text(encoding="utf-8"))


class ChapterFigure(SphinxDirective):
    """{chapter-figure} chapter.name: a figure that a chapter drew, again on another page, without a number of its own."""

    required_arguments = 1
    has_content = True

    def run(self):
        chapter, _, name = self.arguments[0].partition(".")
        notebook = Path(self.env.srcdir) / "notebooks" / f"{chapter}.ipynb"
        self.env.note_dependency(str(notebook.relative_to(self.env.srcdir)))
        cell = find_figure(notebook, name)
        if cell is None:
            raise self.error(f"no figure {name!r} in chapter {chapter!r}")
        drawing = Path(self.env.srcdir) / FIGURES_FOLDER / f"{name}.svg"
        drawing.parent.mkdir(exist_ok=True)
        drawing.write_text("".join(figure_output(cell)["data"]["image/svg+xml"]), encoding="utf-8")
        figure = nodes.figure(classes=["align-default"])
        figure += nodes.image(uri=f"/{FIGURES_FOLDER}/{name}.svg", alt=cell["metadata"]["mystnb"]["image"]["alt"])
        self.state.nested_parse(self.content, self.content_offset, caption := nodes.container(classes=["figure-note"]))
        return [figure, caption]


def find_figure(notebook: Path, name: str) -> dict | None:
    """The cell of an executed notebook that shows a figure of this name."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"] if notebook.exists() else []
    named = [cell for cell in cells if cell["metadata"].get("mystnb", {}).get("figure", {}).get("name") == name]
    return named[0] if named else None


def figure_output(cell: dict) -> dict:
    """The output of a cell that holds its drawing."""
    return next(output for output in cell["outputs"] if "image/svg+xml" in output.get("data", {}))


class Codebook(ParsedDirective):
    """Every table of the data package: its source, its columns, and the frames derived from them."""

    def markdown(self) -> str:
        package = self.read_package()
        parts = [describe_table(resource) for resource in package["resources"]]
        parts += [
            "## Derived frames",
            "Built from the tables above by `reanalysis.trial.cohort`, under the parameters of this scenario.",
        ]
        parts += [describe_frame(frame) for frame in package["derived"]]
        return "\n\n".join(parts)


class Parameters(ParsedDirective):
    """The contract of the parameters: name, type, default, what is allowed, what it means."""

    def markdown(self) -> str:
        from reanalysis.parameters import CONTRACT

        rows = [
            [
                f"`{parameter.name}`",
                parameter.type.__name__,
                f"`{format_default(parameter.default)}`",
                escape_cell(parameter.allowed),
                escape_cell(parameter.meaning),
            ]
            for parameter in CONTRACT.values()
        ]
        return write_table(
            "What a scenario may set", "tbl-parameters", ["Parameter", "Type", "Default", "Allowed", "Meaning"], rows
        )


def describe_table(resource: dict) -> str:
    """Heading, source, checksum and columns of one printed table."""
    sources = "; ".join(escape_cell(source["title"]) for source in resource["sources"])
    licences = "; ".join(f"[{escape_cell(licence['title'])}]({licence['path']})" for licence in resource["licenses"])
    rows = [
        [
            escape_cell(field["name"]),
            escape_cell(field.get("unit", "")),
            escape_cell(field["description"]),
            escape_cell(field["allowed"]),
        ]
        for field in resource["schema"]["fields"]
    ]
    checksum = resource.get("hash", "not recorded").removeprefix("sha256:")
    return "\n\n".join(
        [
            f"## {escape_cell(resource['title'])}",
            escape_cell(resource["description"]),
            write_table(
                f"Columns of {resource['path']}",
                f"tbl-codebook-{resource['name']}",
                ["Column", "Unit", "Meaning", "Allowed"],
                rows,
            ),
            f"Source: {sources}. Licence: {licences}. File: `{resource['path']}`, sha256 `{checksum}`.",
        ]
    )


def describe_frame(frame: dict) -> str:
    """Heading and columns of one derived frame."""
    rows = [
        [
            f"`{field['name']}`",
            escape_cell(field["unit"]),
            escape_cell(field["description"]),
            escape_cell(field["origin"]),
        ]
        for field in frame["fields"]
    ]
    return "\n\n".join(
        [
            f"### {escape_cell(frame['title'])}",
            write_table(
                f"Columns of {frame['path']}",
                f"tbl-codebook-{frame['name']}",
                ["Column", "Unit", "Meaning", "Origin"],
                rows,
            ),
        ]
    )


def write_table(caption: str, name: str, heading: list[str], rows: list[list[str]]) -> str:
    """A numbered Markdown table."""
    lines = ["| " + " | ".join(cells) + " |" for cells in [heading, ["---"] * len(heading), *rows]]
    return "\n".join([f"::::{{table}} {escape_cell(caption)}", f":name: {name}", "", *lines, "::::"])


def format_default(value) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def visit_result_html(translator, node):
    """Write a result as a span with its tooltip."""
    translator.body.append(translator.starttag(node, "span", "", title=node["title"]))


def depart_result_html(translator, node):
    translator.body.append("</span>")


def visit_block_html(translator, node):
    """Write a block as it was asked for."""
    translator.body.append(translator.starttag(node, "div"))


def depart_block_html(translator, node):
    translator.body.append("</div>\n")


def ignore(translator, node):
    """Outside HTML a result is its text, and a block its content."""


def allow_reading_together(app) -> None:
    """Say of Jupyter Book's extension what it does not: it numbers sections when all pages have been read."""
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True


def deal_out(app, env, pages: list[str]) -> None:
    """Spread chapters, which take longest to read, over the parcels of neighbours that Sphinx makes."""
    pages[:] = [page for first in range(app.parallel) for page in pages[first :: app.parallel]]


def find_changed(app, env, added, changed, removed) -> set[str]:
    """Pages that the build has changed, or something that they read: Sphinx compares times only, and a clock may be wrong."""
    files = set(app.config.changed_sources)
    pages = {page for page in env.found_docs if env.doc2path(page, base=False) in files}
    return pages | {page for page, read in env.dependencies.items() if files & set(read)}


def sort_own_files(app, config) -> None:
    """Load the book's scripts and styles by name: Jupyter Book lists them as the disk does, and disks differ."""
    config.html_js_files = sorted(config.html_js_files)
    config.html_css_files = sorted(config.html_css_files)


def setup(app):
    app.connect("config-inited", sort_own_files)
    app.add_config_value("changed_sources", [], "", [list])
    app.connect("env-get-outdated", find_changed)
    app.connect("builder-inited", allow_reading_together)
    app.connect("env-before-read-docs", deal_out)
    app.add_role("result", ResultRole())
    app.add_directive("div", Div)
    app.add_directive("when", When)
    app.add_directive("chapter-figure", ChapterFigure)
    app.add_directive("codebook", Codebook)
    app.add_directive("parameters", Parameters)
    app.add_node(
        result_value, html=(visit_result_html, depart_result_html), latex=(ignore, ignore), text=(ignore, ignore)
    )
    app.add_node(
        styled_block, html=(visit_block_html, depart_block_html), latex=(ignore, ignore), text=(ignore, ignore)
    )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
