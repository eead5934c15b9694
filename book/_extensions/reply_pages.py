"""The questions that only the authors can answer, as the chapter on trust published them."""

from block_pages import ParsedDirective
from result_pages import read_results

from reanalysis.show.exhibits import escape_cell

SOURCE = "appraisal.questions"


class Questions(ParsedDirective):
    """{questions}: the questions by theme, numbered, each with what would settle it and the verdicts of its claims."""

    def markdown(self) -> str:
        results, chapter, name = read_results(self.env, SOURCE)
        if name not in results:
            raise self.error(f"no result {SOURCE!r}: is notebooks/{chapter}.ipynb in _toc.yml?")
        table = results[name]["value"]
        rows = [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]
        themes = dict.fromkeys(row["theme"] for row in rows)
        return "\n\n".join(write_theme(theme, [row for row in rows if row["theme"] == theme]) for theme in themes)


def write_theme(theme: str, rows: list[dict[str, str]]) -> str:
    """A theme's questions, in Markdown."""
    return "\n\n".join([f"## {escape_cell(theme)}", *map(write_question, rows)])


def write_question(row: dict[str, str]) -> str:
    """A question as an item of a numbered list, or as a paragraph where it has no number."""
    mark = f"{row['number']}. " if row["number"] else ""
    indent = " " * len(mark)
    return (
        f"{mark}{escape_cell(row['question'])}\n\n{indent}*What would settle it:* {escape_cell(row['settles'])}. "
        f"{{verdicts}}`{row['claims']}`"
    )


def setup(app):
    app.add_directive("questions", Questions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
