"""Pack a release for Zenodo: python -m workflow.release.archive [--build DIR]; the commit's files and the built site, in one file.

The same commit and site give the same bytes: sorted names, one date, no owners.
"""

import argparse
import gzip
import hashlib
import io
import re
import subprocess
import tarfile
import tomllib
from datetime import UTC, datetime, time
from pathlib import Path

from workflow.paths import REPOSITORY, fail, report
from workflow.publish.citation import read_citation, release_date

SITE_FOLDER = "site"


class ArchiveError(Exception):
    """A state that must not be released; the message is one line."""


def read_version(repository: Path = REPOSITORY) -> str:
    """The version, if pyproject.toml, CITATION.cff and the first heading of CHANGELOG.md agree on it.

    Raises
    ------
    ArchiveError
        If they do not.
    """
    heading = re.search(r"^## (\S+)", (repository / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {
        "pyproject.toml": project["version"],
        "CITATION.cff": str(read_citation(repository)["version"]),
        "CHANGELOG.md": heading[1] if heading else "none",
    }
    if len(set(named.values())) > 1:
        versions = ", ".join(f"{name} says {version}" for name, version in named.items())
        raise ArchiveError(f"versions differ: {versions}; allowed: one version in all three")
    return project["version"]


def read_commit(repository: Path) -> dict[str, tuple[bytes, int]]:
    """Content and mode of every file of the commit, by path.

    Raises
    ------
    ArchiveError
        If the work tree is not the commit: the site would be built from something else.
    """
    changed = run_git(repository, "status", "--porcelain").decode().splitlines()
    if changed:
        raise ArchiveError(
            f"{len(changed)} files are not committed, first: {changed[0][3:]}; allowed: a clean work tree"
        )
    files = {}
    with tarfile.open(fileobj=io.BytesIO(run_git(repository, "archive", "--format=tar", "HEAD"))) as archive:
        for member in archive.getmembers():
            if member.isfile():
                files[member.name] = (archive.extractfile(member).read(), 0o755 if member.mode & 0o100 else 0o644)
    return files


def run_git(repository: Path, *arguments: str) -> bytes:
    """What a git command prints."""
    try:
        return subprocess.run(["git", *arguments], cwd=repository, check=True, capture_output=True).stdout
    except subprocess.CalledProcessError as error:
        raise ArchiveError(f"git {arguments[0]}: {error.stderr.decode().strip()}") from error


def read_site(site: Path) -> dict[str, tuple[bytes, int]]:
    """Content and mode of every file of the site, by path."""
    if not (site / "index.html").exists():
        raise ArchiveError(f"there is no site in {site}; allowed: one built by `make book`")
    return {path.relative_to(site).as_posix(): (path.read_bytes(), 0o644) for path in site.rglob("*") if path.is_file()}


def pack(files: dict[str, tuple[bytes, int]], target: Path, stamp: int) -> None:
    """Write a .tar.gz whose bytes depend on nothing but the files and the time given.

    Parameters
    ----------
    files : dict
        Content and mode by path.
    target : Path
    stamp : int
        Seconds since 1970, the date of every file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        target.open("wb") as handle,
        gzip.GzipFile(filename="", mode="wb", fileobj=handle, mtime=stamp, compresslevel=9) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, (content, mode) in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(content), mode, stamp
            archive.addfile(member, io.BytesIO(content))


def build_archive(repository: Path, site: Path, folder: Path) -> Path:
    """Pack the commit and the site, and write the checksum beside the archive."""
    name = f"reanalysis-{read_version(repository)}"
    files = {f"{name}/{path}": content for path, content in read_commit(repository).items()}
    files |= {f"{name}/{SITE_FOLDER}/{path}": content for path, content in read_site(site).items()}
    target = folder / f"{name}.tar.gz"
    stamp = int(datetime.combine(release_date(repository), time(), UTC).timestamp())
    pack(files, target, stamp)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_name(target.name + ".sha256").write_text(f"{digest}  {target.name}\n", encoding="utf-8")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(prog="make archive", description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="_build", help="folder that the site was built into (default: _build)")
    build = REPOSITORY / parser.parse_args().build
    try:
        target = build_archive(REPOSITORY, build / "html", build / "archive")
    except ArchiveError as error:
        fail(error)
    report(f"{target}  ({target.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
