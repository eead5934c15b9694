"""The button that opens a chapter in the lab, on its page: where a lab was built, or where `_site.yml` says that one is published."""

import json
from pathlib import Path

from workflow.paths import REPOSITORY
from workflow.publish.settings import Settings, page_address

FOLDER = "lab"  # of the site
MEASURED = REPOSITORY / "lab" / "measured.json"  # by python -m lab.measure
BUTTON = (
    '<p class="lab-button"><a href="{address}">Run and change this chapter in your browser</a> '
    "(loads {megabytes} MB; the first figure after about {seconds} seconds)</p>"
)


def link_lab(site: Path, scenarios: list[str], settings: Settings) -> None:
    """Put the button below the title of every chapter's page, unless it is there.

    Parameters
    ----------
    site : Path
    scenarios : list of str
        That the site shows, the one at its root first.
    settings : Settings
        Where it names a published lab the button leads there, else to the lab beside the pages.
    """
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    for scenario in scenarios:
        below = "" if scenario == scenarios[0] else f"{scenario}/"
        for notebook in sorted((site / below / "_sources/notebooks").glob("*.ipynb")):
            page = site / below / f"notebooks/{notebook.stem}.html"
            place = f"{FOLDER}/notebooks/index.html?path={below}{page.stem}.ipynb&amp;run"
            address = find_lab(place, settings) or f"{'../' * (2 if below else 1)}{place}"
            button = BUTTON.format(address=address, **measured)
            text = page.read_text(encoding="utf-8")
            if button not in text:
                page.write_text(text.replace("</h1>", f"</h1>\n{button}", 1), encoding="utf-8")


def find_lab(place: str, settings: Settings) -> str:
    """The full address of a part of the published lab; empty unless `_site.yml` names the lab and the site."""
    return f"{page_address('', settings)}{place}" if settings.lab and settings.site else ""
