"""Render and check one scenario's pages: python -m workflow.steps.render_pages BUILD DATA SCENARIO FIRST.

Scenarios beside FIRST, the one at the site's root, may start from its pages.
"""

import contextlib
import functools
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from reanalysis.book import find_book
from reanalysis.data.csv_files import write_csv
from reanalysis.data.tables import resolve_folder
from reanalysis.scenarios.files import read_scenario
from workflow.build_folder import delete, delete_pages
from workflow.pages.check_labels import check_labels
from workflow.pages.check_site import SiteError, check_outputs, check_site, list_pages
from workflow.pages.notebook_files import fill_notebook
from workflow.pages.previews import write_previews
from workflow.pages.stage_pages import is_other_code, stage_sources
from workflow.pages.theme_assets import bundle_styles, drop_unused, link_bundle
from workflow.pages.upstream import mend_page
from workflow.paths import NOTEBOOKS, count_cores, fail, report, write_command
from workflow.plain import find_speed
from workflow.plan import Run, find_run, plan_runs
from workflow.publish.citation import read_citation
from workflow.publish.formats import write_formats
from workflow.publish.settings import read_settings

JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"  # as its command starts it


def main(build_dir: str, data_dir: str, scenario: str, first: str) -> None:
    started = time.perf_counter()
    build = Path(build_dir).resolve()
    folder = build / "rendered" / scenario
    settings = read_scenario(scenario)
    parameters = settings["parameters"]
    runs = plan_runs([scenario])[scenario]
    speed = find_speed()
    processes = count_cores() if speed and scenario == first else 1
    if not speed:
        delete_pages(folder)  # Sphinx's search index forgets part of the pages that it does not render again
    elif scenario != first:
        speed.start_from(build / "rendered" / first, folder)
    try:
        changed = stage_sources(build, folder / "source", data_dir, parameters, runs)
        check_labels(folder / "source")
        if speed:
            render(folder, changed, processes)
        else:
            render_by_command(folder)
        drop_left_over(folder / "html", list_pages(folder / "source" / "_toc.yml"))
        # Sphinx does not look at style sheets and scripts when no page has changed.
        shutil.copytree(folder / "source" / "_static", folder / "html" / "_static", dirs_exist_ok=True)
        finished = folder / "site"
        shutil.rmtree(finished, ignore_errors=True)
        shutil.copytree(folder / "html", finished, ignore=shutil.ignore_patterns(".buildinfo"))
        add_downloads(build, finished, data_dir, scenario, runs)
        with speed.open_workers(processes) if speed else contextlib.nullcontext(map) as map_pages:
            finish_pages(finished, map_pages)
            toc = folder / "source" / "_toc.yml"
            write_previews(finished, list_pages(toc), build / "data" / "claims.json", map_pages)
            check_site(finished, toc, map_pages)
        check_outputs(finished, sorted((folder / "source" / "notebooks").glob("*.ipynb")))
    except SiteError as error:
        delete_pages(folder)
        fail(error)
    report(f"pages {scenario}: {len(list(finished.rglob('*.html')))} pages, {time.perf_counter() - started:.1f} s")


def render_by_command(folder: Path) -> None:
    """Run the command that a person would type, and say it.

    Raises
    ------
    SiteError
        With the first warning, if there was any.
    """
    place = os.path.relpath(folder)
    words = ["build", f"{place}/source", "--path-output", place, "-W", "--keep-going", "-q"]
    report(write_command("jupyter-book", *words))
    done = subprocess.run([sys.executable, "-c", JUPYTER_BOOK, *words], capture_output=True, text=True)
    print(done.stdout)
    if done.returncode:
        raise SiteError(tell_warning(done.stderr, folder / "source"))
    (folder / "_build/html").rename(folder / "html")
    delete(folder, {"_build/"})


def tell_warning(messages: str, source: Path) -> str:
    """What Sphinx said against a book, in one line."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", messages).replace(f"{source}{os.sep}", "")
    lines = [line for line in plain.splitlines() if line.strip()]
    warnings = [line for line in lines if "WARNING" in line or "ERROR" in line]
    if not warnings:  # an extension that broke says so last
        return f"the pages could not be made: {lines[-1] if lines else 'Sphinx does not say why'}"
    return f"the book has {len(warnings)} warnings, first: {warnings[0]}"


def render(folder: Path, changed: list[str], processes: int) -> None:
    """Run Sphinx as Jupyter Book configures it, warnings as errors.

    The first scenario's pages, for which all others wait, are written by several processes, two a core, so that each has
    few pages at a time; the others are rendered beside each other.

    Raises
    ------
    SiteError
        With the first warning, if there was any.
    """
    from jupyter_book.sphinx import build_sphinx

    find_speed().patch_sphinx()
    source, anew = folder / "source", is_other_code(changed)
    sys.path.insert(0, str(source / "_extensions"))
    messages = io.StringIO()
    with contextlib.redirect_stderr(messages), contextlib.redirect_stdout(messages):
        code = build_sphinx(
            source,
            folder / "html",
            noconfig=True,
            path_config=source / "_config.yml",
            doctreedir=folder / "doctrees",
            confoverrides={"latex_individualpages": False, "changed_sources": changed},
            warningiserror=True,
            freshenv=anew,
            force_all=anew,
            keep_going=True,
            quiet=True,
            jobs=2 * processes if processes > 1 else 1,
        )
    print(messages.getvalue())
    if code:
        raise SiteError(tell_warning(messages.getvalue(), source))


def drop_left_over(site: Path, listed: list[str]) -> None:
    """Delete pages, and their sources, that an earlier build rendered and the book has no more: Sphinx leaves them."""
    kept = {*listed, "search"}
    for folder, pattern in ((site, "*.html"), (site / "_sources", "*.*")):
        for path in list(folder.rglob(pattern)):
            name = path.relative_to(folder)
            if name.parts[0] != "_static" and name.with_suffix("").as_posix() not in kept:
                path.unlink()


def finish_pages(site: Path, map_pages: Callable) -> None:
    """Mend the markup of other programs, give all pages one style sheet, and bring only what pages use."""
    paths = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    bundle = bundle_styles(site, [path.read_text(encoding="utf-8") for path in paths])
    list(map_pages(functools.partial(finish_page, bundle=bundle), paths))
    drop_unused(site)


def finish_page(path: Path, bundle: str) -> None:
    """Finish one page in its file."""
    page = link_bundle(mend_page(path.read_text(encoding="utf-8")), bundle)
    path.write_text(page, encoding="utf-8")


def add_downloads(build: Path, site: Path, data_dir: str, scenario: str, runs: list[Run]) -> None:
    """Publish the chapters as notebooks, the raw tables, the derived frames, the results and the ledger with the site."""
    settings = read_scenario(scenario)
    parameters, title = settings["parameters"], settings["title"]
    folder, downloads = resolve_folder(data_dir), site / "downloads"
    for path in [*folder.glob("*.csv"), *folder.glob("raw/*.csv"), *folder.glob("datapackage.json")]:
        copy_to(path, downloads / "data" / path.relative_to(folder))
    book = find_book()
    (downloads / "derived").mkdir()
    for name, frame in book.derive_frames(book.read_trial(data_dir), parameters).items():
        write_csv(frame, downloads / "derived" / f"{name}.csv")
    published = {}
    for run in runs:
        copy_to(find_run(build, run)[1], downloads / "results" / f"{run.chapter}.json")
        published[run.chapter] = json.loads((downloads / "results" / f"{run.chapter}.json").read_text(encoding="utf-8"))
        text = (NOTEBOOKS / f"{run.chapter}.ipynb").read_text(encoding="utf-8")
        filled = fill_notebook(text, run.chapter, title, parameters)
        (site / "_sources/notebooks" / f"{run.chapter}.ipynb").write_text(filled, encoding="utf-8")
    for name in ("claims.csv", "claims.json"):
        copy_to(build / "data" / name, downloads / "results" / name)
    for name, text in book.write_files(published, (read_citation().get("references") or [{}])[0]).items():
        (downloads / "results" / name).write_text(text, encoding="utf-8")
    write_formats(downloads, published, scenario, read_settings().site)


def copy_to(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
