"""Measure what the lab loads and how long it takes, into lab/measured.json: python -m lab.measure SITE (make bench-lab).

The chapter with the most figures is opened by its button, each time in a browser that has nothing of it yet. The site is on this
machine, so the seconds are those of the computer; loading takes its own time besides.
"""

import json
import os
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path

from lab.drive import block_others, run_chapter
from tests.book.browser_server import SiteHandler, serve_folder
from workflow.paths import count_cores, report
from workflow.publish.lab_button import MEASURED

CHAPTER = "time_to_response"
TIMES = 3
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


def count_bytes(sent: list[int]) -> None:
    """Have the server note how much it sends."""
    send = SiteHandler.send

    def send_and_note(self, status: int, body: bytes, headers: dict[str, str]) -> bytes:
        sent.append(len(body))
        return send(self, status, body, headers)

    SiteHandler.send = send_and_note


def measure(site: Path) -> dict:
    """Megabytes that a first visit loads, and seconds from the press of the button to the first figure, the median of some."""
    from playwright.sync_api import sync_playwright

    sent, megabytes, seconds = [], [], []
    count_bytes(sent)
    with serve_folder(site) as root, sync_playwright() as playwright:
        for _ in range(TIMES):
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
            context = chromium.new_context()
            block_others(context, root)
            tab = context.new_page()
            tab.goto(f"{root}/notebooks/{CHAPTER}.html")
            sent.clear()
            run = run_chapter(tab, tab.url)
            megabytes.append(sum(sent) / 1e6)
            seconds.append(run.seconds_to_figure)
            report(
                f"lab: {megabytes[-1]:.1f} MB, {run.seconds_to_figure:.1f} s to the first figure, load {os.getloadavg()[0]:.1f}"
            )
            chromium.close()
    return {"megabytes": round(max(megabytes)), "seconds": round(statistics.median(seconds))}


def main(site: str) -> None:
    found = measure(Path(site))
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": f"make bench-lab: {CHAPTER}, median of {TIMES}, Chromium, {count_cores()} cores, the site on the same machine",
        "load": round(os.getloadavg()[0], 1),
    }
    MEASURED.write_text(json.dumps(about | found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
