"""Write wheels of pure Python for Pyodide: of packages as this environment has them, and of the book's own package with its data.

The environment holds what requirements.txt pins, with its hashes, so nothing is fetched. What is compiled for this machine is
left out: packages that have such parts here do without them.
"""

import re
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from workflow.paths import REPOSITORY

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
COMPILED = (".so", ".pyd", ".pyc", ".dylib")
KEPT_METADATA = ("METADATA", "top_level.txt", "entry_points.txt")
WHEEL = "Wheel-Version: 1.0\nGenerator: reanalysis\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
NAME = "reanalysis"
# What the book's package looks for beside itself, as it does in the repository.
BESIDE = ("data", "scenarios", "tests/reference")
READ = (".csv", ".json", ".yml")


def write_installed_wheel(name: str, folder: Path) -> Path:
    """Write a wheel of an installed package."""
    installed = distribution(name)
    files = {}
    for path in installed.files:
        inside = path.as_posix()
        is_metadata = ".dist-info/" in inside
        if inside.startswith("../") or path.suffix in COMPILED or (is_metadata and path.name not in KEPT_METADATA):
            continue
        files[inside] = path.locate().read_bytes()
    return write_wheel(name, installed.version, files, folder)


def write_own_wheel(version: str, results: Path, folder: Path) -> Path:
    """Write a wheel of the book's package, its data and scenarios, R's answers, and the results of a build.

    Parameters
    ----------
    version : str
        Of the package.
    results : Path
        The build's results, a folder a chapter.
    folder : Path
        Where the wheel goes.
    """
    files = {path.relative_to(REPOSITORY).as_posix(): path for path in (REPOSITORY / NAME).rglob("*.py")}
    for name in BESIDE:
        for path in (REPOSITORY / name).rglob("*"):
            if path.suffix in READ:
                files[path.relative_to(REPOSITORY).as_posix()] = path
    files |= {f"_build/results/{path.relative_to(results).as_posix()}": path for path in results.rglob("*.json")}
    content = {name: path.read_bytes() for name, path in files.items()}
    content[f"{NAME}-{version}.dist-info/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version}\n".encode()
    )
    return write_wheel(NAME, version, content, folder)


def write_wheel(name: str, version: str, files: dict[str, bytes], folder: Path) -> Path:
    """Write a wheel of these files; the same files give the same bytes."""
    stem = f"{re.sub('[-_.]+', '_', name)}-{version}"
    info = next((inside.partition("/")[0] for inside in files if ".dist-info/" in inside), f"{stem}.dist-info")
    files = files | {f"{info}/WHEEL": WHEEL.encode()}
    files[f"{info}/RECORD"] = "".join(f"{inside},,\n" for inside in sorted([*files, f"{info}/RECORD"])).encode()
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inside in sorted(files):
            wheel.writestr(zipfile.ZipInfo(inside, FIXED_TIME), files[inside], zipfile.ZIP_DEFLATED, compresslevel=9)
    return path
