"""Build the lab into a built site: python -m lab.build --pyodide FOLDER --python PROGRAM [--build FOLDER] [--scenario NAME,…].

That is `make lab-site`. The chapters' notebooks come from the site, their results from its build. The next build of the book that
changes the site makes it without the lab.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from lab.jupyterlite import EXTENSION, PYODIDE, LiteError, build_lite
from lab.markdown import MarkdownError
from lab.notebooks import find_prefix, write_notebooks
from lab.pyodide import PyodideError, lay_out
from workflow.build import choose_scenarios
from workflow.build_folder import hold_folder, list_foreign, list_site
from workflow.paths import REPOSITORY, fail, report
from workflow.publish.citation import read_citation
from workflow.publish.lab_button import FOLDER, link_lab
from workflow.publish.manifest import write_sums
from workflow.publish.settings import Settings, read_settings

COMPILER = Path(__file__).with_name("compile.mjs")


def build_lab(build: Path, scenarios: list[str], source: Path, python: Path, settings: Settings) -> Path:
    """Build the lab beside the site, and return its folder.

    Parameters
    ----------
    build : Path
        The build folder, with a site.
    scenarios : list of str
        That the site shows, the one at its root first.
    source : Path
        A folder with Pyodide's files.
    python : Path
        Of the environment with JupyterLite.
    settings : Settings
        The lab's Pyodide loads packages that the folder lacks from `settings.lab`.
    """
    work = build / "lab.staging"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    write_notebooks(build, scenarios, find_prefix(settings.site), work / "notebooks")
    lab = build_lite(python, work / "notebooks", str(read_citation()["title"]), work)
    extension = python.parent.parent / EXTENSION
    lay_out(source, extension, build / "results", settings.lab, lab / PYODIDE)
    compile_packages(lab / PYODIDE)
    return lab


def compile_packages(folder: Path) -> None:
    """Compile the packages to byte code where there is Node; without it the lab starts more slowly."""
    node = shutil.which("node")
    if not node:
        report("lab: there is no Node, so Python is compiled in the browser each time, which takes longer")
        return
    done = subprocess.run([node, str(COMPILER), str(folder)], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise PyodideError(f"{folder}: cannot be compiled ({' '.join(done.stderr.split()[-40:])})")


def put_in(lab: Path, site: Path) -> None:
    """Replace the site's lab, which a build made, by this one, and add its files to SHA256SUMS.

    Raises
    ------
    PyodideError
        If there are files that no build made.
    """
    foreign = [name for name in list_foreign(site) if name.startswith(f"{FOLDER}/")]
    if foreign:
        raise PyodideError(f"{site / foreign[0]}: no build made it; allowed: to move it elsewhere")
    rest = {name for name in list_site(site) if not name.startswith(f"{FOLDER}/")}
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    lab.rename(site / FOLDER)
    made = (path.relative_to(site).as_posix() for path in (site / FOLDER).rglob("*") if path.is_file())
    write_sums(site, {*rest, *made})


def main() -> None:
    parser = argparse.ArgumentParser(prog="make lab-site", description=__doc__.splitlines()[0])
    parser.add_argument("--pyodide", required=True, help="a folder with the files of Pyodide")
    parser.add_argument("--python", type=Path, required=True, help="Python of the environment with JupyterLite")
    parser.add_argument("--build", default="_build", help="folder that the site was built into (default: _build)")
    parser.add_argument("--scenario", default="", help="scenarios that the site was built with (default: all)")
    options = parser.parse_args()
    started = time.perf_counter()
    build, scenarios = REPOSITORY / options.build, choose_scenarios(options.scenario)
    if not options.pyodide:
        fail("PYODIDE is not given; allowed: make lab-site PYODIDE=folder with the files of Pyodide")
    try:
        with hold_folder(build):
            settings = read_settings()
            lab = build_lab(build, scenarios, Path(options.pyodide), options.python.absolute(), settings)
            link_lab(build / "html", scenarios, settings)
            put_in(lab, build / "html")
            shutil.rmtree(build / "lab.staging")
    except (LiteError, MarkdownError, PyodideError) as error:
        fail(error)
    size = sum(path.stat().st_size for path in (build / "html" / FOLDER).rglob("*") if path.is_file())
    report(f"{build / 'html' / FOLDER}  ({size / 1e6:.0f} MB, {time.perf_counter() - started:.1f} s)")


if __name__ == "__main__":
    sys.exit(main())
