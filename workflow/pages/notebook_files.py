"""The notebook that a chapter's page offers: the chapter itself, with its scenario's values, and where it runs."""

import json
import re

PARAMETER = re.compile(r"^(?P<name>\w+)(?P<type>: \w+ = )(?P<value>\S+)", re.MULTILINE)
PLACE = (
    "*This is the chapter `{chapter}` with the values of the scenario “{title}”. To run it, put it into a copy of the book’s "
    "repository, at the top, and open it with `make lab`.*"
)


def fill_notebook(text: str, chapter: str, title: str, parameters: dict[str, object]) -> str:
    """A chapter's notebook with a scenario's values in its parameters cell, and a first cell that says where it runs."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            filled = PARAMETER.sub(lambda found: fill_value(found, parameters), "".join(cell["source"]))
            cell["source"] = filled.splitlines(keepends=True)
    told = PLACE.format(chapter=chapter, title=title)
    notebook["cells"].insert(0, {"cell_type": "markdown", "id": "where-it-runs", "metadata": {}, "source": [told]})
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def fill_value(found: re.Match, parameters: dict[str, object]) -> str:
    """A parameter's line up to its value, with the scenario's in place of the default."""
    if found["name"] not in parameters:
        return found[0]
    return f"{found['name']}{found['type']}{json.dumps(parameters[found['name']])}"
