"""Run a function in a forked process that sees a clone's code alone, and that leaves nothing behind."""

import os
import signal
import sys
from multiprocessing import get_context
from pathlib import Path

from workflow.paths import REPOSITORY

PACKAGE = "reanalysis"
OWN = (PACKAGE, "workflow", "tools", "tests")


def enter(clone: Path) -> None:
    """Make a process see a clone's code alone."""
    os.chdir(clone)
    os.setpgid(0, 0)
    sys.path[:] = [
        str(clone),
        *(each for each in sys.path if each not in ("", str(REPOSITORY), str(REPOSITORY.parent))),
    ]
    os.environ["PYTHONPATH"] = str(clone)
    for name in [name for name in sys.modules if name.split(".")[0] in OWN]:
        del sys.modules[name]


def silence(log: Path) -> None:
    """Send all that a process prints into a file."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)


def run_apart(function, seconds: float | None, *arguments):
    """What a function returns in a forked process; None if that dies or takes too long, and nothing of it stays."""
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(function(*arguments)))
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(seconds) else None
    except EOFError:
        return None
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
        process.join()
