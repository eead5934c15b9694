"""Render and check one scenario's pages: python -m workflow.steps.render_pages BUILD DATA SCENARIO FIRST.

The first scenario's pages are rendered from their sources. Any other scenario starts from a copy of them, and
Sphinx renders again only what the scenario's values touch.
"""

import contextlib
import functools
import io
import os
import pickle
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path, PurePath

from reanalysis.data.csv_files import write_csv
from reanalysis.data.tables import resolve_folder
from reanalysis.scenarios.files import read_scenario
from reanalysis.trial.cohort import build_adtte, read_trial
from workflow.build_folder import PAGES, delete_pages
from workflow.pages.check_site import SiteError, check_outputs, check_site
from workflow.pages.stage_pages import find_notice, stage_sources
from workflow.pages.theme_assets import bundle_styles, drop_unused, link_bundle
from workflow.pages.upstream import mend_page
from workflow.paths import count_cores, fail, report
from workflow.plan import Run, find_run, plan_runs
from workflow.publish.settings import choose_launch_options, read_settings
from workflow.speed.side_by_side import open_workers

ADTTE_PARAMETERS = ("withdrawal", "unrecorded_relapse", "weeks_per_month", "month_rounding")


def main(build_dir: str, data_dir: str, scenario: str, first: str) -> None:
    started = time.perf_counter()
    build = Path(build_dir).resolve()
    folder = build / "rendered" / scenario
    parameters = read_scenario(scenario)["parameters"]
    runs = plan_runs([scenario])[scenario]
    if scenario != first:
        start_from(build / "rendered" / first, folder)
    try:
        changed = stage_sources(build, folder / "source", data_dir, parameters, runs)
        processes = count_cores() if scenario == first else 1
        render(folder, find_notice(data_dir), changed, processes)
        # Sphinx does not look at style sheets and scripts when no page has changed.
        shutil.copytree(folder / "source" / "_static", folder / "html" / "_static", dirs_exist_ok=True)
        finished = folder / "site"
        shutil.rmtree(finished, ignore_errors=True)
        shutil.copytree(folder / "html", finished, ignore=shutil.ignore_patterns(".buildinfo"))
        add_downloads(build, finished, data_dir, parameters, runs)
        with open_workers(processes) as map_pages:
            finish_pages(finished, map_pages)
            check_site(finished, folder / "source" / "_toc.yml", map_pages)
        check_outputs(finished, sorted((folder / "source" / "notebooks").glob("*.ipynb")))
    except SiteError as error:
        delete_pages(folder)
        fail(error)
    report(f"pages {scenario}: {len(list(finished.rglob('*.html')))} pages, {time.perf_counter() - started:.1f} s")


class MovingPickler(pickle.Pickler):
    """Write objects with every path below one folder moved to another."""

    def __init__(self, handle, old: Path, new: Path):
        super().__init__(handle, pickle.HIGHEST_PROTOCOL)
        self.old, self.new = old, new

    def reducer_override(self, item):
        if isinstance(item, PurePath) and item.is_relative_to(self.old):
            return type(item), (str(self.new / item.relative_to(self.old)),)
        return NotImplemented


def start_from(first: Path, folder: Path) -> None:
    """Copy another scenario's sources and rendered pages; Sphinx's record of them holds absolute paths, which move too."""
    delete_pages(folder)
    for name in set(PAGES) - {"site"}:
        shutil.copytree(first / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    record = folder / "doctrees" / "environment.pickle"
    environment = pickle.loads(record.read_bytes())
    with record.open("wb") as handle:
        MovingPickler(handle, first, folder).dump(environment)


def render(folder: Path, notice: str, changed: list[str], processes: int) -> None:
    """Run Sphinx as Jupyter Book configures it, warnings as errors, with a notice above every page if there is one.

    The first scenario's pages are waited for by all others, so they are read and written by several processes, two a
    core to make small parcels of pages; the others are rendered side by side.

    Raises
    ------
    SiteError
        With the first warning, if there was any.
    """
    import pybtex.plugin
    from jupyter_book.sphinx import build_sphinx

    # pybtex searches all installed packages again for every reference.
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)
    source = folder / "source"
    sys.path.insert(0, str(source / "_extensions"))
    messages = io.StringIO()
    with contextlib.redirect_stderr(messages), contextlib.redirect_stdout(messages):
        code = build_sphinx(
            source,
            folder / "html",
            noconfig=True,
            path_config=source / "_config.yml",
            doctreedir=folder / "doctrees",
            confoverrides={
                "latex_individualpages": False,
                "html_theme_options": {"announcement": notice} | choose_launch_options(read_settings()),
                "changed_sources": changed,
            },
            warningiserror=True,
            keep_going=True,
            quiet=True,
            jobs=2 * processes if processes > 1 else 1,
        )
    print(messages.getvalue())
    if code:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", messages.getvalue()).replace(f"{source}{os.sep}", "")
        warnings = [line for line in plain.splitlines() if "WARNING" in line or "ERROR" in line]
        raise SiteError(
            f"the book has {len(warnings) or 'unknown'} warnings, first: {warnings[0] if warnings else code}"
        )


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


def add_downloads(build: Path, site: Path, data_dir: str, parameters: dict, runs: list[Run]) -> None:
    """Publish the raw tables, the derived frames, the results and the ledger with the site."""
    folder, downloads = resolve_folder(data_dir), site / "downloads"
    for path in [*folder.glob("*.csv"), *folder.glob("raw/*.csv"), *folder.glob("datapackage.json")]:
        copy_to(path, downloads / "data" / path.relative_to(folder))
    for name in ("adsl.csv", "adae.csv"):
        copy_to(build / "data" / name, downloads / "derived" / name)
    adtte = build_adtte(read_trial(data_dir), **{name: parameters[name] for name in ADTTE_PARAMETERS})
    write_csv(adtte, downloads / "derived" / "adtte.csv")
    for run in runs:
        copy_to(find_run(build, run)[1], downloads / "results" / f"{run.chapter}.json")
    for name in ("claims.csv", "claims.json"):
        copy_to(build / "data" / name, downloads / "results" / name)


def copy_to(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
