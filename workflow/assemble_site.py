"""Render the book from pages and executed chapters, check it, and swap it in: python -m workflow.assemble_site BUILD DATA SCENARIO.

Rendering and checking happen beside the published site; it is replaced only when the new one is whole.
"""

import contextlib
import io
import os
import re
import shutil
import sys
import time
from pathlib import Path

from reanalysis.tables import OWN_DATA, read_package, resolve_folder
from workflow.check_site import SiteError, check_site
from workflow.paths import BOOK, REPOSITORY, fail, report
from workflow.scenario import list_chapters, read_scenario


MADE_BY_SPHINX = ("__pycache__", "_figures")  # folders in the sources that rendering fills


def main(build_dir: str, data_dir: str, scenario: str) -> None:
    started = time.perf_counter()
    build = Path(build_dir).resolve()
    source, work = build / "source", build / "work"
    try:
        stage_sources(build, source, data_dir, read_scenario(scenario))
        render(source, work)
        staging = build / "html.staging"
        shutil.rmtree(staging, ignore_errors=True)
        shutil.copytree(work / "html", staging, ignore=shutil.ignore_patterns(".buildinfo"))
        add_downloads(build, staging, data_dir)
        check_site(staging, REPOSITORY / "_toc.yml")
    except SiteError as error:
        shutil.rmtree(work, ignore_errors=True)  # Sphinx would not repeat warnings about pages it has cached
        fail(error)
    swap_in(staging, build / "html")
    report(f"site: {len(list((build / 'html').rglob('*.html')))} pages, {time.perf_counter() - started:.1f} s")


def stage_sources(build: Path, source: Path, data_dir: str, scenario: dict) -> None:
    """Lay out what Sphinx reads: pages at the top, executed chapters, results and data package beside them."""
    wanted = {}
    for path in BOOK.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            wanted[path.relative_to(BOOK)] = path.read_bytes()
    for chapter in list_chapters():
        wanted[Path("notebooks") / f"{chapter}.ipynb"] = (build / "chapters" / f"{chapter}.ipynb").read_bytes()
        wanted[Path("_results") / f"{chapter}.json"] = (build / "results" / f"{chapter}.json").read_bytes()
    folder = resolve_folder(data_dir)
    package = folder / "datapackage.json"
    wanted[Path("_data/datapackage.json")] = (
        package if package.exists() else OWN_DATA / "datapackage.json"
    ).read_bytes()
    wanted[Path("_toc.yml")] = (REPOSITORY / "_toc.yml").read_bytes()
    wanted[Path("_config.yml")] = (REPOSITORY / "_config.yml").read_bytes() + announce(folder, scenario).encode()
    write_changed(source, wanted)


def announce(folder: Path, scenario: dict) -> str:
    """Configuration lines for a site that is not built from the repository's own data: every page says so."""
    if folder.resolve() == OWN_DATA.resolve():
        return ""
    label = read_package(folder)["trial"]["label"].replace('"', "'").replace("<", "&lt;")
    notice = (
        f"Built from another data folder ({label}). Numbers and computed sentences are that folder's; "
        "the commentary around them was written for the published trial."
    )
    return f'    html_theme_options: {{announcement: "{notice}"}}\n'


def write_changed(folder: Path, wanted: dict[Path, bytes]) -> None:
    """Make a folder hold exactly these files, leaving unchanged ones untouched so that Sphinx does not reread them."""
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        if path.is_file() and path.relative_to(folder) not in wanted and path.parent.name not in MADE_BY_SPHINX:
            path.unlink()
    for name, content in wanted.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def render(source: Path, work: Path) -> None:
    """Run Sphinx as Jupyter Book configures it, warnings as errors.

    Raises
    ------
    SiteError
        With the first warning, if there was any.
    """
    from jupyter_book.sphinx import build_sphinx

    sys.path.insert(0, str(source / "_extensions"))
    messages = io.StringIO()
    with contextlib.redirect_stderr(messages), contextlib.redirect_stdout(messages):
        code = build_sphinx(
            source,
            work / "html",
            noconfig=True,
            path_config=source / "_config.yml",
            doctreedir=work / "doctrees",
            confoverrides={"latex_individualpages": False},
            warningiserror=True,
            keep_going=True,
            quiet=True,
        )
    print(messages.getvalue())
    if code:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", messages.getvalue()).replace(f"{source}{os.sep}", "")
        warnings = [line for line in plain.splitlines() if "WARNING" in line or "ERROR" in line]
        raise SiteError(
            f"the book has {len(warnings) or 'unknown'} warnings, first: {warnings[0] if warnings else code}"
        )


def add_downloads(build: Path, site: Path, data_dir: str) -> None:
    """Publish the raw tables, the derived frames and the results with the site."""
    folder = resolve_folder(data_dir)
    for path in [*folder.glob("*.csv"), *folder.glob("raw/*.csv"), *folder.glob("datapackage.json")]:
        copy_to(path, site / "downloads" / "data" / path.relative_to(folder))
    for path in (build / "data").glob("*.csv"):
        copy_to(path, site / "downloads" / "derived" / path.name)
    for path in (build / "results").glob("*.json"):
        copy_to(path, site / "downloads" / "results" / path.name)


def copy_to(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def swap_in(staging: Path, site: Path) -> None:
    """Replace the published site; `workflow.build` mends a swap that was cut short."""
    previous = site.with_name("html.previous")
    shutil.rmtree(previous, ignore_errors=True)
    if site.exists():
        site.rename(previous)
    staging.rename(site)
    shutil.rmtree(previous, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
