"""Steps forked from warm processes: the imports that every chapter needs, and the book's, are done once a build.

`python -m workflow.warm_process GROUP DESCRIPTOR` serves a listening socket until its standard input closes, that is
until the build that started it ends, however it ends. Each chapter, and each chapter's kernel, is a process of its own.
"""

import array
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys

# One process a group, so that the book's imports are done beside the chapters and not after them.
PRELOADED = {
    "chapter": (
        "matplotlib.pyplot",
        "pandas",
        "seaborn",
        "lifelines",
        "lifelines.statistics",
        "scipy.stats",
        "scipy.optimize",
        "ipykernel.kernelapp",
        "ipykernel.debugger",
        "IPython.core.completerlib",
        "IPython.extensions.storemagic",
        "papermill",
        "nbformat",
        "yaml",
        "reanalysis.bounds",
        "reanalysis.claims",
        "reanalysis.cohort",
        "reanalysis.exhibits",
        "reanalysis.figures",
        "reanalysis.logrank",
        "reanalysis.results",
        "workflow.execute_chapter",
        "workflow.prepare_data",
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
        "pygments.lexers.python",
        "workflow.publish_site",
        "workflow.render_pages",
    ),
}
FOLDER_VARIABLE = "REANALYSIS_WARM"
# What a step runs, and the group that it is forked from.
STEPS = {
    "data": ("workflow.prepare_data", "chapter"),
    "chapter": ("workflow.execute_chapter", "chapter"),
    "pages": ("workflow.render_pages", "site"),
    "site": ("workflow.publish_site", "site"),
}
PROVISIONER = "warm"
LENGTH_BYTES = 8
POLITE = 5  # warming up must not slow the workflow down that finds out whether there is anything to do


def serve(group: str, descriptor: int) -> None:
    """Fork a step or a kernel for each request until standard input closes."""
    listener = socket.socket(fileno=descriptor)
    os.nice(POLITE)
    for name in PRELOADED[group]:
        importlib.import_module(name)
    WARM_UPS.get(group, lambda: None)()
    gc.freeze()  # a child that collects would copy and search everything imported here
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps children, so a dead kernel's pid is gone
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if listener not in ready:  # standard input closed: the build is over
            return
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
    """Do what every chapter would do first: look up this machine's addresses, and draw a figure with its fonts."""
    import io

    from jupyter_client.localinterfaces import local_ips
    from matplotlib import pyplot as plt

    from reanalysis.figures import apply_theme

    local_ips()
    apply_theme()
    figure, axes = plt.subplots()
    axes.set(title="warm", xscale="log")
    figure.savefig(io.BytesIO(), format="svg")
    plt.close(figure)
    plt.rcdefaults()


WARM_UPS = {"chapter": warm_up_chapters}


def run_child(request: dict, descriptors: list[int], connection: socket.socket) -> None:
    """Become a step or a kernel; never return to the server's loop."""
    status = 1
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        for target, descriptor in enumerate(descriptors, start=1):
            os.dup2(descriptor, target)
        if request["kind"] == "kernel":
            os.setsid()
            connection.sendall(str(os.getpid()).encode())
            connection.close()
            run_kernel(request["arguments"])
        else:
            run_step(request["kind"], request["arguments"])
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException as error:  # a forked child must end here, whatever happens
        print(f"error: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if request["kind"] != "kernel":
            connection.sendall(str(status).encode())
        os._exit(status)


def run_kernel(arguments: list[str]) -> None:
    """Be an ordinary IPython kernel, whose imports happen to be there already."""
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=arguments)


def run_step(step: str, arguments: list[str]) -> None:
    """Run a step; a chapter's kernel is forked from the warm process too."""
    if step == "chapter" and FOLDER_VARIABLE in os.environ:
        register_provisioner()
    importlib.import_module(STEPS[step][0]).main(*arguments)


def register_provisioner() -> None:
    """Make jupyter_client start kernels through the server."""
    from importlib.metadata import EntryPoint

    from jupyter_client.provisioning import KernelProvisionerFactory

    factory = KernelProvisionerFactory.instance()
    factory.provisioners[PROVISIONER] = EntryPoint(
        PROVISIONER, "workflow.provisioner:WarmKernelProvisioner", "jupyter_client.kernel_provisioners"
    )
    factory.default_provisioner_name = PROVISIONER


def request_fork(
    path: str, kind: str, arguments: list[str], folder: str, environment: dict, descriptors: list[int]
) -> str:
    """Ask a warm process for a step or a kernel; return its answer: an exit code, or a process id.

    Raises
    ------
    OSError
        If there is no server.
    """
    request = json.dumps({"kind": kind, "arguments": arguments, "folder": folder, "environment": environment}).encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        header = len(request).to_bytes(LENGTH_BYTES, "big")
        connection.sendmsg(
            [header], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
        )
        connection.sendall(request)
        answer = connection.makefile("rb").read().decode()
    if not answer:
        raise OSError("the warm process ended without an answer")
    return answer


def receive_request(connection: socket.socket) -> tuple[dict, list[int]]:
    """Read one request and the file descriptors that came with it."""
    header, descriptors, _, _ = socket.recv_fds(connection, LENGTH_BYTES, 4)
    stream = connection.makefile("rb")
    return json.loads(stream.read(int.from_bytes(header, "big"))), list(descriptors)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
