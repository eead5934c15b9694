"""Steps forked from warm processes: the imports that every chapter needs, and the book's, are done once a build.

`python -m workflow.speed.warm_process DESCRIPTOR …` serves a listening socket for each group of steps until its standard input
closes, that is until the build that started it ends, however it ends. Each step is a process of its own.
"""

import ast
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress

from reanalysis.home import TRIAL
from workflow.paths import ERROR, NOTEBOOKS, describe_error
from workflow.speed.warm_client import STARTED, receive_request
from workflow.steps.run_step import STEPS

SHARED = ("pandas", "yaml", "reanalysis.ledger.verdicts", f"{TRIAL}.book")
# One process a group, each with imports of its own besides.
PRELOADED = {
    "data": (
        "frictionless",
        "workflow.steps.prepare_data",
    ),
    "chapter": (
        "lifelines.statistics",
        "papermill",
        "nbformat",
        "workflow.steps.execute_chapter",
        "workflow.speed.shell_engine",
    ),
    "site": (
        "jupyter_book.sphinx",
        "myst_nb.sphinx_ext",
        "myst_nb.ext.eval",
        "sphinx.application",
        "sphinx.builders.html",
        "sphinx.domains.python",
        "sphinx.domains.std",
        "sphinx_book_theme",
        "sphinx_external_toc",
        "sphinxcontrib.bibtex.bibfile",
        "pybtex.style.formatting.unsrt",
        "latex2mathml.converter",
        "pygments.lexers.python",
        "workflow.steps.publish_site",
        "workflow.steps.render_pages",
    ),
}
WARM_CELL = """
import io
import pandas
from matplotlib import pyplot as plt
from reanalysis.show.theme import apply_theme

apply_theme()
figure, axes = plt.subplots()
axes.set(title="warm", xscale="log")
figure.savefig(io.BytesIO(), format="svg")
plt.close(figure)
plt.rcdefaults()
pandas.DataFrame({"warm": [1]})
"""
POLITE = 5  # warming up must not slow the workflow down that finds out whether there is anything to do
LAST_NEEDED = "site"  # chapters should not wait for this group's imports, nor for the pages of other scenarios


def main(*descriptors: str) -> None:
    """Import what all groups need, fork a process for each but the first, and serve them all."""
    os.nice(POLITE)
    listeners = dict(zip(PRELOADED, (socket.socket(fileno=int(descriptor)) for descriptor in descriptors), strict=True))
    import_all(SHARED)
    first, *others = PRELOADED
    mine = next((group for group in others if os.fork() == 0), first)
    for group, listener in listeners.items():  # a socket that another process keeps open would never refuse a step
        if group != mine:
            listener.close()
    if mine == LAST_NEEDED:
        os.nice(POLITE)
    warm_up(mine)
    gc.freeze()  # a child that collects would copy and search everything imported here
    serve(listeners[mine])


def warm_up(group: str) -> None:
    """Do a group's imports and what each of its steps would do first."""
    import_all(PRELOADED[group])
    WARM_UPS.get(group, lambda: None)()


def import_all(names: Iterable[str]) -> None:
    """Import modules by their names."""
    for name in names:
        importlib.import_module(name)


def list_imports(source: str) -> set[str]:
    """Names of the modules that a program imports; none if it is no program."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return set()
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def serve(listener: socket.socket) -> None:
    """Fork a step for each request until standard input closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps children, so none stays behind as a zombie
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if listener not in ready:  # standard input closed: the build is over, and so is any step that still runs
            os.killpg(os.getpgrp(), signal.SIGKILL)
        connection, _ = listener.accept()
        request, descriptors = receive_request(connection)
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            run_child(request, descriptors, connection)
        for descriptor in descriptors:
            os.close(descriptor)
        connection.close()


def import_for_chapters() -> None:
    """Import what the chapters import; what is wrong with one of them is told by its own step."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        with suppress(Exception):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
            import_all(sorted(set().union(*map(list_imports, sources))))


def warm_up_chapters() -> None:
    """Do what every chapter does first: import, read a notebook, start a shell, draw a figure with its fonts, show a table."""
    import tempfile

    import nbformat

    from workflow.steps.execute_chapter import execute_notebook

    import_for_chapters()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(WARM_CELL)])
    with tempfile.NamedTemporaryFile("w", suffix=".ipynb") as handle:
        handle.write(nbformat.writes(notebook))
        handle.flush()
        execute_notebook(handle.name, {})


def warm_up_pages() -> None:
    """Import what Sphinx would import of itself for each book."""
    from sphinx.application import builtin_extensions

    import_all(builtin_extensions)


WARM_UPS = {"chapter": warm_up_chapters, "site": warm_up_pages}


def run_child(request: dict, descriptors: list[int], connection: socket.socket) -> None:
    """Become a step; never return to the server's loop."""
    status = 1
    try:
        connection.sendall(STARTED.encode())
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        for target, descriptor in enumerate(descriptors, start=1):
            os.dup2(descriptor, target)
            os.close(descriptor)  # what a cell starts must not hold the build's pipe open
        gc.disable()  # collecting cycles took a fifth of a rendering's time, and the process ends with its step
        importlib.import_module(STEPS[request["step"]]).main(*request["arguments"])
        status = 0
    except SystemExit as leaving:
        sys.stderr.write(f"{leaving.code}\n" if isinstance(leaving.code, str) else "")
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException as error:  # a forked child must end here, whatever happens
        sys.stderr.write(" ".join(f"{ERROR}{describe_error(error)}".split()) + "\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(str(status).encode())
        os._exit(status)


if __name__ == "__main__":
    main(*sys.argv[1:])
