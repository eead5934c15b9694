"""Figures: each drawing within its page, and a chapter's figure again on another page."""

import json
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from workflow.pages.drawings import write_drawing

FIGURES_FOLDER = "_figures"


class drawing(nodes.General, nodes.Element):
    """An SVG file that becomes part of its page, so that it knows the page's theme, pointer and links."""


class DrawInline(SphinxPostTransform):
    """Put a drawing in place of each SVG image, named after its figure or its file, and by its number where that is taken."""

    default_priority = 100
    formats = ("html",)

    def run(self):
        names = set()
        for image in list(self.document.findall(nodes.image)):
            path = Path(image["uri"])
            if path.suffix != ".svg":
                continue
            identifiers = image.parent["ids"] if isinstance(image.parent, nodes.figure) else []
            name = next(iter(identifiers), path.stem)
            name = f"{name}-{len(names) + 1}" if name in names else name
            names.add(name)
            image.replace_self(drawing(name=name, path=str(path), alt=image.get("alt", "")))


def visit_drawing(translator, node):
    """Write a drawing; its links start from a chapter."""
    builder = translator.builder
    svg = (Path(builder.srcdir) / node["path"]).read_text(encoding="utf-8")

    def find_page(name: str) -> str:
        return builder.get_relative_uri(builder.current_docname, name)

    translator.body.append(write_drawing(svg, node["name"], node["alt"], find_page))
    raise nodes.SkipNode


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


def setup(app):
    app.add_directive("chapter-figure", ChapterFigure)
    app.add_node(drawing, html=(visit_drawing, None))
    app.add_post_transform(DrawInline)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
