"""What a site is made of: the checksum of each of its files and inputs, the lock file, Python's version and the commit.

`write_manifest` publishes it with the site; `tools.verify` reads it. Nothing in it depends on when or where the site was built.
"""

import hashlib
import json
import platform
import subprocess
from pathlib import Path

from workflow.paths import MANIFEST, REPOSITORY

LOCK = "requirements.txt"
# Files and folders that a build reads, besides the data folder.
READ = (
    *("CITATION.cff", "Snakefile", "_config.yml", "_site.yml", "_toc.yml", LOCK),
    *("book", "notebooks", "reanalysis", "scenarios", "tests/reference", "workflow"),
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
    return subprocess.run(
        ["git", *arguments], cwd=repository, check=True, capture_output=True, text=True
    ).stdout.strip()


def list_inputs(data_dir: str, repository: Path = REPOSITORY) -> dict[str, Path]:
    """Every file that a build reads, by name; those of the data folder are called data/…, wherever it is."""
    files = {}
    for name in READ:
        root = repository / name
        for path in [root] if root.is_file() else root.rglob("*"):
            if path.is_file() and not set(path.parts) & set(NOT_READ):
                files[path.relative_to(repository).as_posix()] = path
    folder = repository / data_dir
    tables = [path for path in folder.rglob("*") if path.suffix in (".csv", ".json")]
    return files | {f"data/{path.relative_to(folder).as_posix()}": path for path in tables}


def hash_inputs(data_dir: str, repository: Path = REPOSITORY) -> dict[str, str]:
    """SHA-256 of every file that a build reads, by name."""
    files = list_inputs(data_dir, repository)
    return {name: hash_file(files[name]) for name in sorted(files)}


def hash_site(site: Path) -> dict[str, str]:
    """SHA-256 of every file of a site but the manifest itself, by path."""
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: hash_file(paths[name]) for name in sorted(paths) if name != MANIFEST}


def hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(site: Path, commit: dict, data_dir: str) -> None:
    """Write manifest.json into a site whose files are final."""
    inputs = hash_inputs(data_dir)
    content = {
        **commit,
        "python": platform.python_version(),
        "lock": inputs[LOCK],
        "inputs": inputs,
        "files": hash_site(site),
    }
    _write(site, content)


def renew_manifest(site: Path, added: str) -> None:
    """Take up a file that was added to a site after it was built, and the pages that changed for it."""
    content = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
    files = {name: hash_file(site / name) for name in sorted({*content["files"], added})}
    _write(site, content | {"files": files})


def _write(site: Path, content: dict) -> None:
    (site / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
