"""Render the book from pages and executed chapters, check it, and swap it in: python -m workflow.assemble_site BUILD DATA SCENARIO.

Rendering and checking happen beside the published site; it is replaced only when the new one is whole.
"""

import contextlib
import gc
import io
import os
import re
import shutil
import sys
import time
from pathlib import Path

from reanalysis.cohort import read_trial
from reanalysis.parameters import default_parameters
from reanalysis.tables import OWN_DATA, read_package, resolve_folder
from workflow.check_site import SiteError, check_site
from workflow.paths import BOOK, REPOSITORY, fail, report
from workflow.patient_pages import write_patient_pages
from workflow.scenario import list_chapters, read_scenario

PATIENT_PARAMETERS = ("population", "withdrawal", "unrecorded_relapse", "weeks_per_month", "month_rounding")
SVG_IMAGE = re.compile(r'<img[^>]*src="(?P<source>[^":]+\.svg)"[^>]*>')
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
        inline_linked_figures(staging)
        check_site(staging, source / "_toc.yml")
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
    wanted[Path("_results/claims.json")] = (build / "results" / "claims.json").read_bytes()
    folder = resolve_folder(data_dir)
    package = folder / "datapackage.json"
    wanted[Path("_data/datapackage.json")] = (
        package if package.exists() else OWN_DATA / "datapackage.json"
    ).read_bytes()
    pages = write_patient_pages(read_trial(data_dir), choose_parameters(scenario))
    for name, text in pages.items():
        wanted[Path(f"{name}.md")] = text.encode()
    wanted[Path("_toc.yml")] = (
        (REPOSITORY / "_toc.yml").read_text(encoding="utf-8") + list_in_toc(list(pages))
    ).encode()
    wanted[Path("_config.yml")] = (REPOSITORY / "_config.yml").read_bytes() + announce(folder, scenario).encode()
    write_changed(source, wanted)


def choose_parameters(scenario: dict) -> dict:
    """The scenario's values, or defaults, of the parameters that patient pages depend on."""
    values = default_parameters() | scenario["parameters"]
    return {name: values[name] for name in PATIENT_PARAMETERS}


def list_in_toc(pages: list[str]) -> str:
    """Lines for _toc.yml: the page of all patients, with one page a patient below it."""
    if not pages:
        return ""
    lines = ["  - caption: Patient by patient", "    chapters:", f"      - file: {pages[0]}", "        sections:"]
    return "\n".join([*lines, *(f"          - file: {page}" for page in pages[1:])]) + "\n"


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

    gc.disable()  # the process ends after this; collecting cycles took a fifth of the rendering time
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


def inline_linked_figures(site: Path) -> None:
    """Put figures that hold links into their pages: inside an <img> a link cannot be followed."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        inlined = SVG_IMAGE.sub(lambda match, folder=path.parent: inline_figure(match, folder), text)
        if inlined != text:
            path.write_text(inlined, encoding="utf-8")


def inline_figure(match: re.Match, folder: Path) -> str:
    """The drawing itself with its text alternative as title, or the image as it is where it holds no link."""
    drawing = (folder / match["source"]).read_text(encoding="utf-8")
    if "<a xlink:href=" not in drawing:
        return match[0]
    alternative = re.search(r'alt="([^"]*)"', match[0])[1]
    start = drawing.index("<svg")
    body = drawing.index(">", start) + 1
    return f"{drawing[start:body]}<title>{alternative}</title>{drawing[body:]}"


def add_downloads(build: Path, site: Path, data_dir: str) -> None:
    """Publish the raw tables, the derived frames and the results with the site."""
    folder = resolve_folder(data_dir)
    for path in [*folder.glob("*.csv"), *folder.glob("raw/*.csv"), *folder.glob("datapackage.json")]:
        copy_to(path, site / "downloads" / "data" / path.relative_to(folder))
    for path in (build / "data").glob("*.csv"):
        copy_to(path, site / "downloads" / "derived" / path.name)
    for path in (build / "results").iterdir():
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
