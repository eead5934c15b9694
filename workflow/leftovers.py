"""What earlier builds left in the build folder, used again only where it is as they left it.

A build that was killed, a full disk or a person may have changed it; Snakemake looks at times alone.
"""

import json
import os
import shutil
from pathlib import Path

STOCK = "stock.json"
SINGLE = ("chapters", "data", "results")  # folders whose files are made again one by one
RENDERED = "rendered"  # where each folder is one scenario's pages, good as a whole or not at all


def list_states(folder: Path) -> dict[str, list[int]]:
    """Size and time of change (ns) of every file that a later build may use again, by its path."""
    states = {}
    for part in (*SINGLE, RENDERED):
        for parent, _, names in os.walk(folder / part):
            for name in names:
                status = os.lstat(os.path.join(parent, name))
                states[os.path.relpath(os.path.join(parent, name), folder)] = [status.st_size, status.st_mtime_ns]
    return states


def take_stock(folder: Path) -> None:
    """Note how a build leaves its files; nothing may write to them any more."""
    text = json.dumps(list_states(folder))
    path = folder / STOCK
    if read_text(path) != text:
        part = path.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)


def drop_changed(folder: Path) -> None:
    """Delete what is not as the last build noted it, and pages that were not finished; the build makes them again.

    What was made from it is called unfinished too: Snakemake does not miss a file that only what is there was made from.
    """
    known, found = read_stock(folder / STOCK), list_states(folder)
    changed = {name for name in known.keys() | found.keys() if known.get(name) != found.get(name)}
    for name in changed:
        if Path(name).parts[0] in SINGLE:
            (folder / name).unlink(missing_ok=True)
    spoilt = {Path(name).parts[1].removesuffix(".done") for name in changed if Path(name).parts[0] == RENDERED}
    for scenario in [path for path in (folder / RENDERED).glob("*") if path.is_dir()]:
        if scenario.name in spoilt or not scenario.with_name(f"{scenario.name}.done").exists():
            shutil.rmtree(scenario)
    if changed:
        for done in [folder / "site.done", *(folder / RENDERED).glob("*.done")]:
            done.unlink(missing_ok=True)


def read_stock(path: Path) -> dict[str, list[int]]:
    """What the last build noted; nothing if it could not."""
    try:
        stock = json.loads(read_text(path))
    except ValueError:
        return {}
    return stock if isinstance(stock, dict) else {}


def read_text(path: Path) -> str:
    """A file's text; none where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
