"""Ask every other host that the built site links to whether the page is still there: python -m tools.external_links SITE.

Not part of a build, which needs no network. Many hosts turn programs away that a reader's browser may visit, so only an
answer that the page is gone, or no answer at all, counts as broken.
"""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urldefrag

from lxml import html

from workflow.paths import fail, report

GONE = (404, 410)
TRIES = 3
PAUSE_SECONDS = 2.0  # between tries
TIMEOUT_SECONDS = 30.0
HEADERS = {"User-Agent": "link check of a published book (Python urllib)"}


def list_external_links(site: Path) -> dict[str, str]:
    """Every address outside the site that a page links to, without fragment, and the first page that does."""
    found = {}
    for page in sorted(site.rglob("*.html")):
        for address in html.parse(str(page)).getroot().xpath("//a/@href"):
            if address.startswith(("http://", "https://")):
                found.setdefault(urldefrag(address).url, page.relative_to(site).as_posix())
    return found


def find_problem(address: str, pause_seconds: float = PAUSE_SECONDS) -> str:
    """Why an address counts as broken; nothing if it does not."""
    problem = ""
    for attempt in range(TRIES):
        time.sleep(pause_seconds * attempt)
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=HEADERS), timeout=TIMEOUT_SECONDS):
                return ""
        except urllib.error.HTTPError as error:
            if error.code not in GONE:
                return ""
            return f"answer {error.code}"
        except OSError as error:
            problem = f"no answer ({getattr(error, 'reason', error)})"
    return problem


def main(site: str) -> None:
    links = list_external_links(Path(site))
    broken = {address: problem for address in sorted(links) if (problem := find_problem(address))}
    for address, problem in broken.items():
        report(f"{address}: {problem}; first linked from {links[address]}")
    if broken:
        fail(f"{len(broken)} of {len(links)} external links are broken, first: {next(iter(broken))}")
    report(f"{len(links)} external links: none is broken")


if __name__ == "__main__":
    main(*sys.argv[1:])
