"""Do the same to many things in several processes."""

import functools
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def open_workers(processes: int) -> Iterator[Callable]:
    """A `map` whose values are computed in so many processes, forked once from this one as it is now.

    What is mapped must be a module's own function, or a `functools.partial` of one; what it raises is raised here.
    """
    if processes == 1:
        yield map
        return
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield functools.partial(pool.map, chunksize=1)
