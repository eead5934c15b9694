"""Whose folder a build writes into, what builds made there, and how that is deleted.

A build folder carries a mark, which builds also lock, and an inventory of what they made. `python -m workflow.build_folder`
is `make clean`: it needs no package beside Python's own.
"""

import argparse
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workflow.paths import DATA, ERROR, HOME, MANIFEST, PROGRESS, REPOSITORY, SOURCES, SUMS, name_default_build

MARK = ".reanalysis-build"
MARK_TEXT = "Builds of the book write into this folder and delete what they made in it, and nothing else.\n"
INVENTORY = "inventory.json"
SITE = "html"
WRITTEN = ("data", "chapters", "results", "rendered", "logs", SITE)  # folders that builds write into
# What every build makes besides what the inventory names and the site; a slash ends the names of folders.
OTHER = (
    "site.done",
    "commit.json",
    "logs/",
    "cache/",
    "archive/",
    "html.staging/",
    "html.previous/",
    "lab.staging/",
    INVENTORY,
)
# Folders of one scenario's pages, each made and deleted as a whole.
PAGES = ("_build", "doctrees", "html", "jupyter_execute", "site", "source")
ALLOWED = "a new or empty folder, or one that a build made, apart from the data and the book's sources"


def check_folder(build: Path, data: Path) -> str | None:
    """Say why builds may not write into a folder; None if they may. Symbolic links are followed."""
    place = Path(os.path.realpath(build))
    if place.exists() and not place.is_dir():
        return refuse(build, "is not a folder")
    if is_within(REPOSITORY, place):
        return refuse(build, f"holds the book's repository, {REPOSITORY}")
    if is_within(data.resolve(), place):
        return refuse(build, f"holds the data, {data}")
    for source in (data, *(root / name for root in (REPOSITORY, HOME) for name in SOURCES)):
        if is_within(place, source):
            return refuse(build, f"lies in {source}, which builds read")
    if place.is_dir() and any(place.iterdir()) and not (place / MARK).is_file():
        return refuse(build, f"holds files and was not made by a build: there is no {MARK} in it")
    for name in WRITTEN:
        if (place / name).is_symlink():
            return refuse(build, f"holds a link, {name}, where builds write")
    return None


def refuse(build: Path, reason: str) -> str:
    """A refusal in one line: what, why, and what is allowed."""
    return f"build folder {build} {reason}; allowed: {ALLOWED}"


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path is a folder or lies below it, whatever both are called."""
    return folder.exists() and any(place.exists() and place.samefile(folder) for place in (path, *path.parents))


@contextmanager
def hold_folder(build: Path) -> Iterator:
    """Mark a folder as a build's before anything else is written, and lock it: a second build of it waits for the first."""
    build.mkdir(parents=True, exist_ok=True)
    with open(build / MARK, "a", encoding="utf-8") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(PROGRESS + f"another build of {build} is running: waiting for it", flush=True)
            fcntl.flock(mark, fcntl.LOCK_EX)
        if not mark.tell():
            mark.write(MARK_TEXT)
            mark.flush()
        yield mark


def start_inventory(build: Path, planned: Iterable[str]) -> None:
    """Note the names of all that this build will make, and delete what earlier builds made unless all of it is as they left it.

    Snakemake looks at times alone, and a killed build, a full disk or a person may have changed a file. Until
    `finish_inventory` the inventory holds names without states, so what a killed build leaves is not used again.
    """
    recorded = read_inventory(build)
    names = recorded.keys() | set(planned)
    states = list_states(build, names)
    if any(recorded.get(name) != states.get(name) for name in names if not name.endswith("/")):
        delete(build, {*names, "site.done"})
    write_inventory(build, dict.fromkeys(sorted(names)))


def finish_inventory(build: Path) -> None:
    """Note how a build leaves what it made; pages that it did not finish are deleted."""
    names = read_inventory(build).keys()
    for name in [name for name in names if name.endswith("/")]:
        pages = (build / name).parent
        if not pages.with_name(f"{pages.name}.done").exists():
            delete(build, {name})
    states = list_states(build, names)
    write_inventory(build, dict.fromkeys(name for name in names if name.endswith("/")) | states)


def list_states(build: Path, names: Iterable[str]) -> dict[str, list[int]]:
    """Size and time of change (ns) of each of these files, and of all files in those that are folders."""
    paths = [name for name in names if not name.endswith("/")]
    for name in [name for name in names if name.endswith("/")]:
        for parent, _, files in os.walk(build / name):
            paths += [os.path.relpath(os.path.join(parent, file), build) for file in files]
    states = {}
    for path in sorted(paths):
        with suppress(OSError):
            status = os.lstat(build / path)
            states[path] = [status.st_size, status.st_mtime_ns]
    return states


def read_inventory(build: Path) -> dict[str, list[int] | None]:
    """What builds made, and how the last one left it; nothing where it cannot be read."""
    try:
        inventory = json.loads((build / INVENTORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: state for name, state in inventory.items() if lies_below(name)} if isinstance(inventory, dict) else {}


def write_inventory(build: Path, inventory: dict[str, list[int] | None]) -> None:
    """Write the inventory so that a reader sees the old one or the new one."""
    part = build / f"{INVENTORY}.part"
    part.write_text(json.dumps(inventory), encoding="utf-8")
    part.replace(build / INVENTORY)


def lies_below(name: str) -> bool:
    """Whether a name in a list leads to something below the folder that the list belongs to."""
    return not os.path.isabs(name) and ".." not in Path(name).parts and bool(Path(name).parts)


def list_site(site: Path) -> set[str]:
    """Names of the files of a site that builds made, as its SHA256SUMS tells, or in older sites its manifest."""
    try:
        if (site / SUMS).exists():
            files = [SUMS, *(line[66:] for line in (site / SUMS).read_text(encoding="utf-8").splitlines())]
        else:
            files = [MANIFEST, *json.loads((site / MANIFEST).read_text(encoding="utf-8"))["files"]]
        return {name for name in files if lies_below(name)}
    except (OSError, ValueError, LookupError, TypeError):
        return set()


def list_foreign(site: Path) -> list[str]:
    """Names of the files in a site's folder that no build made."""
    made = list_site(site)
    found = (path.relative_to(site).as_posix() for path in site.rglob("*") if not path.is_dir())
    return sorted(name for name in found if name not in made)


def delete(build: Path, names: Iterable[str]) -> None:
    """Delete files and, where a name ends in a slash, folders with all they hold; then the folders that this leaves empty."""
    parents = set()
    for name in names:
        path = build / name
        if name.endswith("/"):
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        parents.update(parent for parent in path.parents if parent != build and build in parent.parents)
    for parent in sorted(parents, reverse=True):
        with suppress(OSError):  # it still holds something
            parent.rmdir()


def delete_pages(folder: Path) -> None:
    """Delete what was made of one scenario's pages: Sphinx would not repeat warnings about pages it has cached."""
    delete(folder, {f"{name}/" for name in PAGES})


def clean_folder(build: Path) -> list[str]:
    """Delete what builds made in their folder, and the folder unless it holds more; return what it still holds."""
    site = {f"{SITE}/{name}" for name in list_site(build / SITE)}
    delete(build, {*read_inventory(build), *site, *OTHER})
    left = sorted(path.relative_to(build).as_posix() for path in build.rglob("*") if not path.is_dir())
    left.remove(MARK)
    if not left:
        shutil.rmtree(build)
    return left


def main() -> int:
    parser = argparse.ArgumentParser(prog="make clean", description="Delete what builds made in their folder.")
    parser.add_argument(
        "--data", default=os.path.relpath(DATA, REPOSITORY), help="data folder (default: the book's data)"
    )
    parser.add_argument("--build", default=name_default_build(), help="the build folder (default: %(default)s)")
    options = parser.parse_args()
    build = REPOSITORY / options.build
    problem = check_folder(build, REPOSITORY / options.data)
    if problem:
        print(ERROR + problem, file=sys.stderr)
        return 1
    if (build / MARK).exists():
        with hold_folder(build):
            left = clean_folder(build)
        if left:
            print(f"{PROGRESS}{build} still holds {len(left)} files that no build made, such as {left[0]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
