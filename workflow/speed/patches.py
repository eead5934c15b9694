"""Changes of other packages' insides that make a build faster, each with its reason."""

import functools


def cache_plugins() -> None:
    """Let pybtex look for each plugin once: it searches all installed packages again for every reference."""
    import pybtex.plugin

    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)
