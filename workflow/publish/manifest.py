"""What a site was built from (manifest.json: commit, Python's version, checksums of all inputs) and SHA256SUMS of its files.

`tools/verify.sh` reads both. Nothing in them depends on when or where the site was built.
"""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterable
from pathlib import Path

from workflow.paths import HOME, HOUSE_PARTS, MANIFEST, REPOSITORY, SUMS

HEAD = 66  # letters of a line of SHA256SUMS before the name
# Files and folders that a build reads, besides the data folder: a book's own, and what all books share.
OF_BOOK = (
    "CITATION.cff",
    "_config.yml",
    "_site.yml",
    "_toc.yml",
    "book",
    "notebooks",
    "scenarios",
    "tests/reference",
    "trial",
)
OF_HOUSE = (
    *("Snakefile", "_config.yml", "lab/measured.json", "reanalysis", "requirements.txt", "workflow"),
    *(f"book/{name}" for name in HOUSE_PARTS),
)
NOT_READ = ("__pycache__", ".ipynb_checkpoints")


def read_commit(repository: Path = REPOSITORY) -> dict:
    """The commit of the work tree, and whether files differ from it; None for both without git or a repository of its own."""
    if not (repository / ".git").exists():
        return {"commit": None, "uncommitted_changes": None}
    try:
        commit = _ask_git(repository, "rev-parse", "HEAD")
        changed = bool(_ask_git(repository, "status", "--porcelain"))
    except (OSError, subprocess.CalledProcessError):
        return {"commit": None, "uncommitted_changes": None}
    return {"commit": commit, "uncommitted_changes": changed}


def _ask_git(repository: Path, *arguments: str) -> str:
    # A tree that belongs to another user, as in a container, has a commit too, which git would not tell of itself.
    return subprocess.run(
        ["git", "-c", "safe.directory=*", *arguments], cwd=repository, check=True, capture_output=True, text=True
    ).stdout.strip()


def list_inputs(data_dir: str, repository: Path = REPOSITORY, book: Path = HOME) -> dict[str, Path]:
    """Every file that a build reads, by name; those of the data folder are called data/…, wherever it is."""
    files = {}
    for root in [*(repository / name for name in OF_HOUSE), *(book / name for name in OF_BOOK)]:
        for path in [root] if root.is_file() else root.rglob("*"):
            if path.is_file() and not set(path.parts) & set(NOT_READ):
                files[Path(os.path.relpath(path, repository)).as_posix()] = path
    folder = repository / data_dir
    tables = [path for path in folder.rglob("*") if path.suffix in (".csv", ".json")]
    return files | {f"data/{path.relative_to(folder).as_posix()}": path for path in tables}


def write_manifest(site: Path, commit: dict, data_dir: str) -> None:
    """Write manifest.json and SHA256SUMS into a site whose files are final."""
    inputs = {name: hash_file(path) for name, path in sorted(list_inputs(data_dir).items())}
    content = commit | {"python": platform.python_version(), "inputs": inputs}
    (site / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    write_sums(site, (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()))


def write_sums(site: Path, names: Iterable[str]) -> None:
    """Write SHA256SUMS, as sha256sum reads it, for these files of a site."""
    lines = [f"{hash_file(site / name)}  {name}\n" for name in sorted(set(names) - {SUMS})]
    (site / SUMS).write_text("".join(lines), encoding="utf-8")


def read_sums(site: Path) -> list[str]:
    """Names of the files that a site's SHA256SUMS has."""
    return [line[HEAD:] for line in (site / SUMS).read_text(encoding="utf-8").splitlines()]


def hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
