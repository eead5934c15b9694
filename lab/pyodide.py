"""Lay out the Pyodide of the lab: its core, the packages that chapters need, and the lock that names each with its checksum.

What a folder of Pyodide's files holds is copied. A package that it lacks is loaded from the address that `_site.yml` names,
at the checksum of Pyodide's own lock.
"""

import json
import shutil
from importlib.metadata import distribution
from pathlib import Path

from lab.wheels import NAME, write_installed_wheel, write_own_wheel
from workflow.publish.citation import read_citation
from workflow.publish.manifest import hash_file

VERSION = "0.27.7"
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "package.json")
LOCK = "pyodide-lock.json"
# Pure Python that chapters import and Pyodide lacks, or has compiled or at another version, with what each needs.
PURE = {
    "autograd": ("numpy",),
    "autograd-gamma": ("autograd", "scipy"),
    "comm": (),
    "formulaic": ("interface-meta", "narwhals", "numpy", "pandas", "scipy", "typing-extensions", "wrapt"),
    "interface-meta": (),
    "lifelines": ("autograd", "autograd-gamma", "formulaic", "matplotlib", "numpy", "pandas", "scipy"),
    "narwhals": (),
    "pyyaml": (),
    "seaborn": ("matplotlib", "numpy", "pandas"),
    "typing-extensions": (),
    "wrapt": (),
}
IMPORTS = {"pyyaml": "yaml"}
OWN_NEEDS = ("ipython", "lifelines", "matplotlib", "numpy", "pandas", "pyyaml", "scipy", "seaborn")
# JupyterLite's own, in its kernel extension; the kernel installs those that are not loaded with Pyodide one by one.
KERNEL = {
    "ipykernel": (),
    "piplite": ("micropip",),
    "pyodide_kernel": ("comm", "ipykernel", "ipython", "jedi", "sqlite3", "ssl"),
}
# A name here that the lock lacks would end the kernel without a word.
LOADED = ("micropip", "ssl", "sqlite3", "comm", "jedi", "ipython", *KERNEL, NAME)


class PyodideError(Exception):
    """A folder of Pyodide's files that cannot serve; the message is one line."""


def lay_out(source: Path, extension: Path, results: Path, address: str, target: Path) -> dict:
    """Fill a folder with all that the kernel loads, and return the lock.

    Parameters
    ----------
    source : Path
        Pyodide's files: at least the core, and packages.
    extension : Path
        Where JupyterLite's kernel extension has its wheels.
    results : Path
        Of the build, a folder a chapter.
    address : str
        Where packages are loaded from that the folder lacks; empty if all must be there.
    target : Path
        A new folder.

    Raises
    ------
    PyodideError
        If a file is missing or is not what the lock says, or the version is another.
    """
    lock = read_lock(source)
    target.mkdir(parents=True)
    for name in CORE:
        if not (source / name).is_file():
            raise PyodideError(f"{source}: has no {name}; allowed: a folder with the files of Pyodide {VERSION}")
        shutil.copyfile(source / name, target / name)
    packages = lock["packages"]
    for name, needs in PURE.items():
        path = write_installed_wheel(name, target)
        packages[name] = describe(name, distribution(name).version, path, needs)
    for name, needs in KERNEL.items():
        (path,) = extension.glob(f"{name}-*.whl")
        shutil.copyfile(path, target / path.name)
        packages[name.replace("_", "-")] = describe(name, path.name.split("-")[1], target / path.name, needs)
    version = str(read_citation()["version"])
    packages[NAME] = describe(NAME, version, write_own_wheel(version, results, target), OWN_NEEDS)
    lock["packages"] = {name: packages[name] for name in sorted(list_needed(packages, LOADED))}
    for package in lock["packages"].values():
        fetch(package, source, address, target)
    write_lock(lock, target)
    return lock


def read_lock(source: Path) -> dict:
    """Pyodide's own lock.

    Raises
    ------
    PyodideError
        If there is none, or it is of another version.
    """
    try:
        lock = json.loads((source / LOCK).read_text(encoding="utf-8"))
        version = lock["info"]["version"]
    except (OSError, ValueError, LookupError) as error:
        raise PyodideError(f"{source}: has no {LOCK}; allowed: a folder with the files of Pyodide {VERSION}") from error
    if version != VERSION:
        raise PyodideError(f"{source}: Pyodide {version}; allowed: {VERSION}, which the kernel works with")
    return lock


def describe(name: str, version: str, path: Path, needs: tuple[str, ...]) -> dict:
    """A package's entry in the lock."""
    imports = [IMPORTS.get(name, name.replace("-", "_"))]
    rest = {"install_dir": "site", "package_type": "package", "unvendored_tests": False, "imports": imports}
    names = {"name": name, "version": version, "depends": list(needs), "file_name": path.name}
    return names | rest | {"sha256": hash_file(path)}


def list_needed(packages: dict[str, dict], names: tuple[str, ...]) -> set[str]:
    """These packages and all that they need, by the lock's names.

    Raises
    ------
    PyodideError
        If one is not in the lock.
    """
    needed, left = set(), list(names)
    while left:
        name = left.pop().lower().replace("_", "-")
        if name not in packages:
            raise PyodideError(f"{LOCK}: has no package {name!r}; allowed: the lock of Pyodide {VERSION}")
        if name not in needed:
            needed.add(name)
            left += packages[name]["depends"]
    return needed


def fetch(package: dict, source: Path, address: str, target: Path) -> None:
    """Copy a package's file if the folder has it, else name the address that it is loaded from.

    Raises
    ------
    PyodideError
        If the file is missing and there is no address, or it is not what the lock says.
    """
    name = package["file_name"]
    if (target / name).exists():
        return
    if not (source / name).is_file():
        if not address:
            raise PyodideError(f"{source}: has no {name}; allowed: all files, or the setting lab in _site.yml")
        package["file_name"] = f"{address}/{name}"
        return
    if hash_file(source / name) != package["sha256"]:
        raise PyodideError(f"{source / name}: is not what {LOCK} says; allowed: the file of Pyodide {VERSION}")
    shutil.copyfile(source / name, target / name)


def write_lock(lock: dict, folder: Path) -> None:
    (folder / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", encoding="utf-8")
