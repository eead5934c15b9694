"""Start the warm processes of a build, and hand steps to them."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from workflow.paths import REPOSITORY, fail

FOLDER_VARIABLE = "REANALYSIS_WARM"
BUILD_VARIABLE = "REANALYSIS_BUILD"  # the number of the process that started them
GROUPS = {"data": "data", "chapter": "chapter", "pages": "site", "site": "site"}  # the process of each step
LENGTH_BYTES = 8
STARTED = "started "  # what a step says before it runs; its exit code follows


@contextmanager
def start_warm_processes(environment: dict[str, str], log: Path, lock: int) -> Iterator[dict[str, str]]:
    """The processes that steps are forked from, and the environment that leads to them.

    Each is given a socket that listens already: a step that comes before its process is warm waits for it, and one
    that comes after it has died is refused at once and runs by itself. They and their steps hold the build folder's lock too.
    """
    with tempfile.TemporaryDirectory(prefix="reanalysis-") as folder, open(log, "w") as output, ExitStack() as sockets:
        groups = list(dict.fromkeys(GROUPS.values()))
        listeners = [sockets.enter_context(listen(Path(folder) / group)) for group in groups]
        descriptors = [listener.fileno() for listener in listeners]
        server = subprocess.Popen(
            [sys.executable, "-m", "workflow.speed.warm_process", *map(str, descriptors)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=REPOSITORY,
            env=environment,
            pass_fds=[*descriptors, lock],
            process_group=0,
        )
        sockets.close()
        try:
            yield environment | {FOLDER_VARIABLE: folder, BUILD_VARIABLE: str(os.getpid())}
        finally:
            server.stdin.close()  # ends it, and the steps that it may still run
            server.wait()


def listen(path: Path) -> socket.socket:
    """A socket that listens at a path."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen()
    return listener


def run_warm(step: str, arguments: list[str]) -> int | None:
    """Run a step in a fork of its warm process and return its exit code; None if there is no such process."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return None
    try:
        return request_fork(f"{folder}/{GROUPS[step]}", step, arguments, [1, 2])
    except OSError:
        if not is_running(int(os.environ[BUILD_VARIABLE])):
            fail("the build was ended")  # and nothing holds its folder for this step any more
        return None


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


def is_running(process: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
