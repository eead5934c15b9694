"""Apply a function to many items in several processes, where there are cores for it."""

import multiprocessing
from collections.abc import Callable, Iterable


def map_side_by_side(function: Callable, items: Iterable, processes: int) -> list:
    """The function's value for each item, in order, computed in as many processes as asked for.

    `function` must be a module's own, or a `functools.partial` of one, and what it raises is raised here.
    """
    if processes == 1:
        return list(map(function, items))
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(function, list(items), chunksize=1)
