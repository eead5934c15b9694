"""What buys only seconds: without it, or under PLAIN=1, the build gives the same bytes.

Steps are forked from warm processes that have done the imports; chapters run in their step's process and not in a kernel; a
scenario's pages start from the first one's and are finished in as many processes as there are cores. `workflow.plain` alone
imports this package, and everything in it is imported when it is asked for, so that a step which only passes its work on
starts at once.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path


def start_warm_processes(environment: dict[str, str], log: Path, lock: int) -> AbstractContextManager[dict[str, str]]:
    """The processes that a build's steps are forked from, and the environment that leads steps to them."""
    from workflow.speed.warm_client import start_warm_processes

    return start_warm_processes(environment, log, lock)


def run_warm(step: str, arguments: list[str]) -> int | None:
    """Run a step in a fork of the build's warm process and return its exit code; None if there is no such process."""
    from workflow.speed.warm_client import run_warm

    return run_warm(step, arguments)


def register_engine() -> str:
    """Make papermill know the engine that needs no kernel, and return its name."""
    from workflow.speed.shell_engine import NAME

    return NAME


def start_from(first: Path, folder: Path) -> None:
    """Start a scenario's pages from those of the first one."""
    from workflow.speed.moved_pages import start_from

    start_from(first, folder)


def patch_sphinx() -> None:
    """Patch what is slow, and what is wrong where Sphinx renders only some pages again."""
    from workflow.speed.patches import cache_plugins, complete_search_index

    cache_plugins()
    complete_search_index()


@contextmanager
def open_workers(processes: int) -> Iterator[Callable]:
    """A `map` whose values are computed in so many processes, forked once from this one as it is now.

    What is mapped must be a module's own function, or a `functools.partial` of one; what it raises is raised here.
    """
    import functools
    import multiprocessing

    if processes == 1:
        yield map
        return
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield functools.partial(pool.map, chunksize=1)
