"""Put the scenarios' pages together and publish them: python -m workflow.steps.publish_site BUILD DATA SCENARIO [SCENARIO ...].

The first scenario is at the site's root, each other one in a folder of its name. A page that is the same in all of
them stays the same, byte for byte; the others are told which scenario they show. The site is replaced only when the
new one is whole.
"""

import json
import shutil
import sys
import time
from pathlib import Path

from reanalysis.scenarios.files import read_scenario
from workflow.build_folder import list_foreign
from workflow.pages.moved_addresses import write_moved
from workflow.pages.not_found import write_not_found
from workflow.pages.scenario_marks import CHANGES, FRONT_PAGES, write_front_pages, write_line, write_switcher
from workflow.pages.stage_pages import read_config
from workflow.paths import COMMIT, fail, report
from workflow.publish.lab_button import link_lab
from workflow.publish.manifest import write_manifest
from workflow.publish.metadata import write_site_metadata
from workflow.publish.settings import read_settings

PLACE = '<div class="scenario-place"></div>'  # where book/_templates wants the switcher


def main(build_dir: str, data_dir: str, *names: str) -> None:
    started = time.perf_counter()
    build = Path(build_dir).resolve()
    scenarios = {name: read_scenario(name) for name in names}
    staging = build / "html.staging"
    shutil.rmtree(staging, ignore_errors=True)
    folders = {name: staging if name == names[0] else staging / name for name in names}
    for name, folder in folders.items():
        shutil.copytree(build / "rendered" / name / "site", folder, dirs_exist_ok=True)
    label_pages(folders, scenarios)
    if len(names) > 1:
        (staging / FRONT_PAGES).write_text(write_front_pages(folders), encoding="utf-8")
    settings = read_settings()
    if settings.lab and settings.site:
        link_lab(staging, list(names), settings)
    (staging / "404.html").write_text(write_not_found(str(read_config()["title"]), settings), encoding="utf-8")
    write_site_metadata(staging, list(names), settings)
    for folder in folders.values():
        write_moved(folder, settings)
    write_manifest(staging, json.loads((build / COMMIT).read_text(encoding="utf-8")), data_dir)
    keep_foreign(staging, build / "html")
    swap_in(staging, build / "html")
    report(
        f"site: {len(names)} scenarios, {len(list((build / 'html').rglob('*.html')))} pages, {time.perf_counter() - started:.1f} s"
    )


def list_scenario_pages(folder: Path, others: list[str]) -> list[Path]:
    """Pages of the scenario in this folder, as paths within it; folders of other scenarios left out."""
    pages = [path.relative_to(folder) for path in folder.rglob("*.html")]
    return sorted(page for page in pages if page.parts[0] not in others)


def label_pages(folders: dict[str, Path], scenarios: dict[str, dict]) -> None:
    """Put the switcher into every page, and where pages differ, what the scenario assumes below the title."""
    names = list(folders)
    has_changes = (folders[names[0]] / CHANGES.partition("#")[0]).exists()
    for page in list_scenario_pages(folders[names[0]], names[1:]):
        texts = {name: (folder / page).read_text(encoding="utf-8") for name, folder in folders.items()}
        differs = len(names) == 1 or len(set(texts.values())) > 1
        for name, text in texts.items():
            text = text.replace(PLACE, write_switcher(page, name, scenarios, differs), 1)
            if differs and name != names[0]:
                text = text.replace("</h1>", f"</h1>\n{write_line(page, scenarios[name], has_changes)}", 1)
            (folders[name] / page).write_text(text, encoding="utf-8")


def keep_foreign(staging: Path, site: Path) -> None:
    """Copy what no build made from the published site's folder into the new one, which replaces it."""
    for name in list_foreign(site):
        target = staging / name
        if target.exists():
            fail(f"{site / name}: no build made it, and the new site has such a file; allowed: to move it elsewhere")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(site / name, target, follow_symlinks=False)


def swap_in(staging: Path, site: Path) -> None:
    """Replace the published site; `workflow.build` mends a swap cut short."""
    previous = site.with_name("html.previous")
    shutil.rmtree(previous, ignore_errors=True)
    if site.exists():
        site.rename(previous)
    staging.rename(site)
    shutil.rmtree(previous, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
