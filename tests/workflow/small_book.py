"""A small book: the project with two short chapters, for tests that build often."""

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tools.bench import copy_project

SMALL_BOOK = Path(__file__).resolve().parents[1] / "fixtures" / "small_book"
SCENARIOS = ("as-published", "pessimistic")
ALONE = ("--scenario", "as-published")
CHAPTER = "notebooks/efficacy.ipynb"


def copy_small_book(folder: Path) -> Path:
    """Copy the project into a folder, with the small book's chapters and pages in place of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    copy_project(folder)
    shutil.rmtree(folder / "notebooks")
    for page in (folder / "book").glob("*.md"):
        page.unlink()
    for scenario in (folder / "scenarios").glob("*.yml"):
        if scenario.stem not in SCENARIOS:
            scenario.unlink()
    shutil.copytree(SMALL_BOOK, folder, dirs_exist_ok=True)
    unlink_chapters(folder / "data")
    return folder


def unlink_chapters(data: Path) -> None:
    """Let claims lead to no chapter that the small book has not, and record the file's new checksum."""
    path, package_file = data / "claims.csv", data / "datapackage.json"
    with path.open(encoding="utf-8", newline="") as handle:
        heading, *rows = csv.reader(handle)
    column, known = heading.index("chapter"), {page.stem for page in (SMALL_BOOK / "notebooks").glob("*.ipynb")}
    rows = [[*row[:column], row[column] if row[column] in known else "", *row[column + 1 :]] for row in rows]
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([heading, *rows])
    package = json.loads(package_file.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["path"] == path.name:
            resource["hash"] = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    package_file.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def build_environment(folder: Path) -> dict[str, str]:
    """The environment of a build that finds nothing of a person's account."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}


def build(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Build one scenario alone, unless another choice is given."""
    chosen = arguments if "--scenario" in arguments else [*ALONE, *arguments]
    return subprocess.run(
        [sys.executable, "-m", "workflow.build", *chosen],
        cwd=folder,
        capture_output=True,
        text=True,
        env=build_environment(folder),
    )


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def hash_files(folder: Path) -> dict[str, str]:
    """The checksum of every file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def last_error(done: subprocess.CompletedProcess) -> str:
    """The line in which a failed build ended."""
    assert done.returncode != 0, done.stdout
    lines = done.stderr.strip().splitlines()
    assert lines and lines[-1].startswith("error: "), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return lines[-1]
