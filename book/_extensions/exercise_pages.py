"""Exercises at a chapter's end: each a fold of its title, with its hint and, after it, the solution that ran with the chapter.

In a notebook an exercise is a heading `Exercise n. …`, its text, a cell to type in, which no page shows, and a cell tagged
`solution`. So it reads alike in Jupyter, where nothing knows a directive of the book's.
"""

import json
import re
from pathlib import Path

from block_pages import ParsedDirective, fold
from docutils import nodes
from exhibit_cards import get_kind
from sphinx.transforms import SphinxTransform

HEADING = re.compile(r"^### Exercise ([0-9]+)\. (.+)$", re.MULTILINE)
CHAPTER = re.compile(r"^# (.+)$", re.MULTILINE)


class FoldExercises(SphinxTransform):
    """Turn the sections that are exercises into folds, before the table of contents is made of sections."""

    default_priority = 400

    def apply(self, **kwargs):
        if not self.env.docname.startswith("notebooks/"):
            return
        for section in list(self.document.findall(nodes.section)):
            title = section[0].astext()
            if re.match(r"Exercise [0-9]+\. ", title):
                section.replace_self(fold_exercise(section, title))


class ExerciseList(ParsedDirective):
    """{exercise-list}: every chapter's exercises, each with its address, in the order of the chapters."""

    def markdown(self):
        folder = Path(self.env.srcdir)
        listed = re.findall(r"file: *(notebooks/\S+)", (folder / "_toc.yml").read_text(encoding="utf-8"))
        rows = []
        for name in listed:
            self.env.note_dependency(str(folder / f"{name}.ipynb"))
            chapter, exercises = read_exercises(folder / f"{name}.ipynb")
            if exercises:
                rows.append(f"- [{chapter}]({name}.ipynb#exercises): {' · '.join(exercises)}")
        return "\n".join(rows)


def fold_exercise(section, title: str) -> nodes.Element:
    """An exercise's section as a fold, its solution in a fold of its own, under the section's names."""
    solution = [part for part in section if get_kind(part) == "cell_code" and "tag_solution" in part["classes"]]
    kept = [part for part in section[1:] if part not in solution]
    shown = [unwrap_cell(part) for part in solution]
    block = fold("", *kept, summary=title, classes=["text-fold", "exercise"])
    block["ids"], block["names"] = section["ids"], section["names"]
    if shown:
        block += fold("", *[part for cell in shown for part in cell], summary="Solution", classes=["solution"])
    return block


def unwrap_cell(cell) -> list:
    """What a cell holds, its code and what it says, apart from the cell: a card has no place in a fold."""
    return list(cell.children)


def read_exercises(path: Path) -> tuple[str, list[str]]:
    """A chapter's title, and the titles of its exercises in small print."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    title = CHAPTER.search(text)
    return (title[1] if title else path.stem), [found[2] for found in HEADING.finditer(text)]


def setup(app):
    app.add_transform(FoldExercises)
    app.add_directive("exercise-list", ExerciseList)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
