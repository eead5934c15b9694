"""Build JupyterLite around the lab's notebooks and Pyodide."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, time
from pathlib import Path

from lab.pyodide import LOADED
from workflow.publish.citation import release_date

EXTENSION = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
PYODIDE = "static/pyodide"
STARTER = Path(__file__).with_name("start.js")
ENVIRONMENT = {"HOME": "/home/pyodide", "MPLCONFIGDIR": "/lib/python3.12/site-packages/matplotlib_cache"}
APPS = ("notebooks", "tree")
OPTIONS = ("--no-sourcemaps", "--no-unused-shared-packages", "--no-libarchive", "--log-level=WARN")


class LiteError(Exception):
    """JupyterLite built nothing; the message is one line."""


def write_config(title: str) -> dict:
    """What JupyterLite reads of the lab: its name, its kernel and what the kernel loads at once."""
    kernel = {
        "pyodideUrl": f"./{PYODIDE}/pyodide.js",
        "loadPyodideOptions": {"packages": list(LOADED), "env": ENVIRONMENT},
    }
    data = {
        "appName": title,
        "appUrl": "./tree",
        "exposeAppInBrowser": True,  # for start.js
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def build_lite(python: Path, notebooks: Path, title: str, work: Path) -> Path:
    """Build JupyterLite's static files and return their folder.

    Parameters
    ----------
    python : Path
        Of the environment that holds nothing but JupyterLite.
    notebooks : Path
        A folder whose files the lab offers.
    title : str
        Of the book.
    work : Path
        An empty folder: JupyterLite's record of an earlier build would keep an old address of Pyodide.

    Raises
    ------
    LiteError
        If it fails.
    """
    (work / "jupyter-lite.json").write_text(json.dumps(write_config(title), indent=1), encoding="utf-8")
    output = work / "lab"
    command = [str(python), "-m", "jupyterlite_core.app", "build", "--lite-dir", str(work), "--output-dir", str(output)]
    command += [*(word for app in APPS for word in ("--apps", app)), *OPTIONS]
    day = datetime.combine(release_date(), time(), UTC)  # a lab is the same on any day
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": f"{day.timestamp():.0f}",
        "PYTHONPATH": "",
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, errors="replace")
    if done.returncode or not (output / "notebooks/index.html").exists():
        raise LiteError(f"JupyterLite: {' '.join((done.stderr or done.stdout).split()[-60:])}")
    shutil.copytree(notebooks, output / "files")
    shutil.copyfile(STARTER, output / STARTER.name)
    page = output / "notebooks/index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</head>", f'<script src="../{STARTER.name}"></script></head>', 1), encoding="utf-8")
    write_index(output / "files", output / "api/contents", day.isoformat())
    return output


def write_index(files: Path, index: Path, day: str) -> None:
    """Tell JupyterLite which files there are, a list a folder: its own way to find out needs a Jupyter server."""
    for folder in [files, *(path for path in files.rglob("*") if path.is_dir())]:
        place = index / folder.relative_to(files)
        place.mkdir(parents=True, exist_ok=True)
        inside = folder.relative_to(files).as_posix()
        listing = describe("" if inside == "." else inside, "directory", None, day)
        listing["content"] = [describe_file(path, files, day) for path in sorted(folder.iterdir())]
        (place / "all.json").write_text(json.dumps(listing, indent=1) + "\n", encoding="utf-8")


def describe_file(path: Path, files: Path, day: str) -> dict:
    kind = "directory" if path.is_dir() else "notebook" if path.suffix == ".ipynb" else "file"
    return describe(path.relative_to(files).as_posix(), kind, path.stat().st_size if path.is_file() else None, day)


def describe(path: str, kind: str, size: int | None, day: str) -> dict:
    """A file or folder as Jupyter's contents are told, without its content."""
    name = path.rpartition("/")[2]
    times = {"created": day, "last_modified": day}
    rest = {"content": None, "format": "json" if kind != "file" else None, "mimetype": None, "writable": True}
    return {"name": name, "path": path, "type": kind, "size": size} | times | rest
