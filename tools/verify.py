"""Check a downloaded site against a rebuild: python -m tools.verify SITE REBUILT.

First the downloaded files against the manifest that came with them, then the inputs of the two builds, then every file.
"""

import json
import sys
from pathlib import Path

from workflow.paths import MANIFEST, fail, report
from workflow.publish.manifest import hash_site


class VerifyError(Exception):
    """A site that is not what it says, or not what its commit gives; the message is one line."""


def read_manifest(site: Path) -> dict:
    """A site's manifest.

    Raises
    ------
    VerifyError
        If there is none, or it is not one.
    """
    try:
        manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
        return {name: manifest[name] for name in ("commit", "python", "lock", "inputs", "files")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VerifyError(f"{site}: has no usable {MANIFEST}; allowed: a site built by `make book`") from error


def compare_files(first: dict[str, str], second: dict[str, str]) -> str:
    """How two lists of checksums differ, in words; empty if they do not."""
    kinds = {
        "missing": sorted(first.keys() - second.keys()),
        "added": sorted(second.keys() - first.keys()),
        "different": sorted(name for name in first.keys() & second.keys() if first[name] != second[name]),
    }
    return "; ".join(f"{len(names)} {kind}, first: {names[0]}" for kind, names in kinds.items() if names)


def verify_site(site: Path, rebuilt: Path) -> int:
    """Check a site against its manifest and against a rebuild; return its number of files.

    Raises
    ------
    VerifyError
        With the first of these that fails: the site's files, the inputs, Python's version where files differ, the files.
    """
    told, own = read_manifest(site), read_manifest(rebuilt)
    damage = compare_files(told["files"], hash_site(site))
    if damage:
        raise VerifyError(f"{site}: is not what its manifest says: {damage}")
    inputs = compare_files(told["inputs"], own["inputs"])
    if inputs:
        raise VerifyError(f"{site}: was built from other inputs: {inputs}; allowed: those of commit {told['commit']}")
    difference = compare_files(told["files"], own["files"])
    if difference:
        versions = "" if told["python"] == own["python"] else f" (Python {told['python']} there, {own['python']} here)"
        raise VerifyError(f"{site}: the rebuild differs{versions}: {difference}")
    return len(told["files"]) + 1


def main(site: str, rebuilt: str) -> None:
    try:
        count = verify_site(Path(site), Path(rebuilt))
    except VerifyError as error:
        fail(error)
    report(f"{site}: all {count} files are, byte for byte, what this commit gives")


if __name__ == "__main__":
    main(*sys.argv[1:])
