"""Steps forked from warm processes: the imports that every chapter needs, and the book's, are done once a build.

`python -m workflow.speed.warm_process DESCRIPTOR …` serves a listening socket for each group of steps until its standard input
closes, that is until the build that started it ends, however it ends. Each step is a process of its own.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys

SHARED = ("pandas", "yaml", "reanalysis.ledger.verdicts", "reanalysis.trial.cohort")
# One process a group, each with imports of its own besides.
PRELOADED = {
    "data": (
        "frictionless",
        "workflow.steps.prepare_data",
    ),
    "chapter": (
        "matplotlib.pyplot",
        "scipy.stats",
        "seaborn",
        "lifelines",
        "lifelines.statistics",
        "scipy.optimize",
        "papermill",
        "nbformat",
        "reanalysis.statistics.bounds",
        "reanalysis.show.exhibits",
        "reanalysis.show.theme",
        "reanalysis.show.survival_figures",
        "reanalysis.show.forest",
        "reanalysis.show.envelope",
        "reanalysis.show.patient_figures",
        "reanalysis.statistics.logrank",
        "reanalysis.show.results",
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
FOLDER_VARIABLE = "REANALYSIS_WARM"
BUILD_VARIABLE = "REANALYSIS_BUILD"  # the number of the process that started it
# What a step runs, and the group that it is forked from.
STEPS = {
    "data": ("workflow.steps.prepare_data", "data"),
    "chapter": ("workflow.steps.execute_chapter", "chapter"),
    "pages": ("workflow.steps.render_pages", "site"),
    "site": ("workflow.steps.publish_site", "site"),
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
LENGTH_BYTES = 8
STARTED = "started "  # what a step says before it runs; its exit code follows
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


def import_all(names: tuple[str, ...]) -> None:
    """Import modules by their names."""
    for name in names:
        importlib.import_module(name)


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


def warm_up_chapters() -> None:
    """Run what every chapter would do first: read a notebook, start a shell, draw a figure with its fonts, show a table."""
    import tempfile

    import nbformat

    from workflow.steps.execute_chapter import execute_notebook

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
        run_step(request["step"], request["arguments"])
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException as error:  # a forked child must end here, whatever happens
        sys.stderr.write(" ".join(f"error: {type(error).__name__}: {error}".split()) + "\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(str(status).encode())
        os._exit(status)


def run_step(step: str, arguments: list[str]) -> None:
    """Run a step in this process, which ends with it; collecting cycles took a fifth of a rendering's time."""
    gc.disable()
    importlib.import_module(STEPS[step][0]).main(*arguments)


def request_fork(path: str, step: str, arguments: list[str], descriptors: list[int]) -> int:
    """Have a warm process run a step with this process's folder, environment and outputs; return its exit code.

    A step that was ended before it could tell one has failed: running it again would only end in the same way.

    Raises
    ------
    OSError
        If there is no server, or it ended before it began.
    """
    request = json.dumps(
        {"step": step, "arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
    ).encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        header = len(request).to_bytes(LENGTH_BYTES, "big")
        socket.send_fds(connection, [header], descriptors)
        connection.sendall(request)
        answer = connection.makefile("rb").read().decode()
    if not answer.startswith(STARTED):
        raise OSError("the warm process ended before the step began")
    return int(answer.removeprefix(STARTED) or 1)


def receive_request(connection: socket.socket) -> tuple[dict, list[int]]:
    """Read one request and the file descriptors that came with it."""
    header, descriptors, _, _ = socket.recv_fds(connection, LENGTH_BYTES, 4)
    stream = connection.makefile("rb")
    return json.loads(stream.read(int.from_bytes(header, "big"))), list(descriptors)


if __name__ == "__main__":
    main(*sys.argv[1:])
