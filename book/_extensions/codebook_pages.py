"""What may be set and what the columns mean: the contract of the parameters, and the data package's tables and frames."""

import json
from pathlib import Path

from block_pages import ParsedDirective

from reanalysis.home import TRIAL
from reanalysis.parameters import CONTRACT
from reanalysis.show.exhibits import escape_cell

PACKAGE_FILE = "_data/datapackage.json"


class Codebook(ParsedDirective):
    """Every table of the data package: its source, its columns, and the frames derived from them."""

    def markdown(self) -> str:
        path = Path(self.env.srcdir) / PACKAGE_FILE
        self.env.note_dependency(PACKAGE_FILE)
        package = json.loads(path.read_text(encoding="utf-8"))
        whole = {name: package[name] for name in ("sources", "licenses")}  # of a table that names none
        parts = [describe_table(whole | resource) for resource in package["resources"]]
        parts += [
            "## Derived frames",
            f"Built from the tables above by `{TRIAL}`, under the parameters of this scenario.",
        ]
        parts += [describe_frame(frame) for frame in package["derived"]]
        return "\n\n".join(parts)


class Parameters(ParsedDirective):
    """The contract of the parameters: name, type, default, what is allowed, what it means."""

    def markdown(self) -> str:
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
            escape_cell(field.get("unit", "")),
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


def write_table(caption: str | None, name: str | None, heading: list[str], rows: list[list[str]]) -> str:
    """A Markdown table, numbered where it has a caption."""
    lines = ["| " + " | ".join(cells) + " |" for cells in [heading, ["---"] * len(heading), *rows]]
    if not caption:
        return "\n".join(lines)
    return "\n".join([f"::::{{table}} {escape_cell(caption)}", f":name: {name}", "", *lines, "::::"])


def format_default(value) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def setup(app):
    app.add_directive("codebook", Codebook)
    app.add_directive("parameters", Parameters)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
