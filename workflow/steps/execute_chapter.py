"""Run one chapter with papermill: python -m workflow.steps.execute_chapter CHAPTER VALUES DATA NOTEBOOK RESULTS.

VALUES is JSON: the parameters that are not at the chapter's defaults.

Leaves the executed notebook, ready for the book, and the chapter's results as JSON.
"""

import ast
import copy
import json
import os
import re
import sys
import time
from pathlib import Path

from reanalysis.show.exhibits import EXHIBIT
from reanalysis.show.results import MIME_TYPE
from workflow.paths import NOTEBOOKS, REPOSITORY, fail, report, write_command
from workflow.plain import find_speed
from workflow.plan import read_declared

SECONDS_A_CELL = 300
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# Figures that a cell leaves open are shown, as an ordinary kernel does that no display is set for.
INLINE = "module://matplotlib_inline.backend_inline"
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
NEXT_OUTPUT = "# The next output of the cell above."  # myst-nb leaves cells without a source out, outputs and all
PICTURES = {"image/png", "image/svg+xml", "image/jpeg"}
UNDESCRIBED = "A picture without a description; show(figure, name, caption) would give it one."
RESULTS_DIR = re.compile(r"\n?results_dir = .*")
LEFT_OUT = "page"  # the tag of the line that leads to the page, which the page does not need
HIDDEN_TAGS = {"colab", "exercise", "parameters", "injected-parameters", "results"}


class ChapterError(Exception):
    """A chapter that cannot be run or prepared for the book; the message is one line."""


def execute_notebook(path: str, parameters: dict):
    """Execute a notebook and return it with its outputs: in this process, or in an ordinary kernel if the build is plain."""
    import papermill

    os.environ["MPLBACKEND"] = INLINE
    speed = find_speed()
    return papermill.execute_notebook(
        path,
        None,
        parameters=parameters,
        progress_bar=False,
        log_output=False,
        engine_name=speed.register_engine() if speed else None,
        kernel_name=KERNEL["name"],
        language=KERNEL["language"],
        execution_timeout=SECONDS_A_CELL,
    )


def run_notebook(chapter: str, parameters: dict):
    """Execute a chapter and return the executed notebook.

    Raises
    ------
    ChapterError
        If the notebook cannot be read or a cell fails.
    """

    where = f"notebooks/{chapter}.ipynb"
    try:
        return execute_notebook(str(NOTEBOOKS / f"{chapter}.ipynb"), parameters)
    except Exception as error:  # a cell that fails, a broken file, whatever papermill meets: all end in one line
        raise ChapterError(f"{where}{describe_failure(error, bool(parameters))}") from error


def describe_failure(error: Exception, injected: bool) -> str:
    """What follows a notebook's name where papermill could not run it: the cell if one failed, and why."""
    if hasattr(error, "cell_index"):
        own = error.cell_index + 1 - injected  # papermill puts a cell of its own above all but the parameters
        return f", cell {own}: {error.ename}: {error.evalue}"
    lines = str(error).strip().splitlines() or ["no message"]
    return f": {type(error).__name__}: {lines[0]}"


def write_papermill(chapter: str, out: str, parameters: dict) -> str:
    """The papermill command that a person would type for a run of a chapter."""
    given = [word for name, value in parameters.items() for word in ("-p", name, str(value))]
    path = os.path.relpath(NOTEBOOKS / f"{chapter}.ipynb", REPOSITORY)
    return write_command("papermill", path, out, "-k", "python3", *given)


def collect_results(notebook, chapter: str) -> dict:
    """The results that the chapter left in its outputs."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME_TYPE in output.get("data", {}):
                left = output["data"][MIME_TYPE]
                if left["chapter"] != chapter:
                    raise ChapterError(
                        f"notebooks/{chapter}.ipynb: publishes results of chapter {left['chapter']!r}; "
                        "allowed: the chapter that the file is named after"
                    )
                return left["results"]
    raise ChapterError(f"notebooks/{chapter}.ipynb: leaves no results; its last cell must be results.show()")


def prepare_for_book(notebook):
    """Hide plumbing, number exhibits, and drop whatever differs from run to run."""
    language = LANGUAGE | {"pygments_lexer": choose_lexer(notebook)}
    notebook.metadata = {"kernelspec": KERNEL, "language_info": language}
    prepared = []
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if LEFT_OUT in tags:
            continue
        cell.metadata = {"tags": sorted(tags)} if tags else {}
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"  # papermill draws a random one
            cell.source = RESULTS_DIR.sub("", cell.source)  # where a build lies says nothing to readers
        if cell.cell_type != "code":
            prepared.append(cell)
            continue
        cell.metadata["tags"] = sorted(tags | ({"remove-cell"} if tags & HIDDEN_TAGS else set()))
        cell.outputs = [output for output in cell.outputs if is_for_book(output)]
        prepared += split_outputs(cell)
    notebook.cells = prepared
    return notebook


def is_for_book(output) -> bool:
    """Whether the book shows an output: no warnings, and no caption, of which it sets its own."""
    is_warning = output.output_type == "stream" and output.name == "stderr"
    return not is_warning and output.get("metadata", {}).get(EXHIBIT, {}).get("kind") != "caption"


def choose_lexer(notebook) -> str:
    """How code is coloured: as Python, in half the time, unless a cell holds a magic or a shell command of IPython's."""
    try:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                ast.parse(cell.source)
    except SyntaxError:
        return "ipython3"
    return "python3"


def split_outputs(cell) -> list:
    """One cell an output, the first with the code: a caption belongs to a cell, and to one output only."""
    cells = [cell]
    for number, output in enumerate(cell.outputs[1:], start=2):
        follower = copy.deepcopy(cell)
        follower.update(id=f"{cell.id}-{number}", source=NEXT_OUTPUT, outputs=[output])
        follower.metadata["tags"] = ["remove-input"]
        cells.append(follower)
    cell.outputs = cell.outputs[:1]
    for part in cells:
        for output in part.outputs:
            number_exhibit(part, output)
    return cells


def number_exhibit(cell, output) -> None:
    """Turn an exhibit's output into what the book numbers: a figure with caption and alternative, or a table."""
    data = output.get("data", {})
    exhibit = output.get("metadata", {}).get(EXHIBIT)
    if exhibit:
        cell.metadata["mystnb"] = {
            "figure": {
                "name": exhibit["name"],
                "caption": exhibit["caption"],
                "classes": "folded" if exhibit["fold"] else "",
            },
            "image": {"alt": exhibit["alt"]},
        }
        output.metadata = {}
    elif PICTURES & data.keys():
        cell.metadata["mystnb"] = {"image": {"alt": UNDESCRIBED}}
    if "text/markdown" in data:
        output.data = {"text/markdown": data["text/markdown"]}


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def main(chapter: str, values: str, data_dir: str, notebook_out: str, results_out: str) -> None:
    import nbformat

    started = time.perf_counter()
    try:
        folders = {"data_dir": data_dir, "results_dir": str(Path(results_out).resolve().parents[1])}
        given = {name: folders[name] for name in read_declared(NOTEBOOKS / f"{chapter}.ipynb") if name in folders}
        if not find_speed():
            report(write_papermill(chapter, notebook_out, json.loads(values) | given))
        notebook = run_notebook(chapter, json.loads(values) | given)
        results = collect_results(notebook, chapter)
        prepare_for_book(notebook)
    except ChapterError as error:
        fail(error)
    write_whole(Path(notebook_out), nbformat.writes(notebook))
    write_whole(Path(results_out), json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    report(f"chapter {chapter}: {len(results)} results, {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
