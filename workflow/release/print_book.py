"""Print the site's first scenario as one PDF and offer it there: python -m workflow.release.print_book [--build DIR] [--scenario NAME,…]."""

import argparse
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from reanalysis.scenarios.files import DEFAULT, read_scenario
from workflow.pages.check_site import list_pages
from workflow.paths import REPOSITORY, fail, report
from workflow.publish.manifest import read_sums, write_sums
from workflow.release.book_document import write_document

PDF = "downloads/book.pdf"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# The sandbox is not to be had in a container, nor much shared memory, and the only page is the site's own.
OPTIONS = (
    *(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ),
    *("--disable-component-update", "--disable-sync", "--no-pdf-header-footer", "--export-tagged-pdf"),
    "--generate-pdf-document-outline",
)
MENU = re.compile(r'class="dropdown dropdown-download-buttons">.*?<ul class="dropdown-menu">', re.DOTALL)
LINK = '\n<li class="book-pdf"><a class="btn btn-sm dropdown-item" href="{address}" download>Whole book, .pdf</a></li>'


class PrintError(Exception):
    """A book that cannot be printed; the message is one line."""


def find_chromium() -> str:
    """The program that prints.

    Raises
    ------
    PrintError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise PrintError("printing the book needs Chromium (Debian: apt-get install chromium)")
    return found


def print_document(program: str, document: str) -> bytes:
    """A document as Chromium prints it.

    Raises
    ------
    PrintError
        If Chromium leaves no PDF.
    """
    with tempfile.TemporaryDirectory(prefix="reanalysis-") as name:
        folder = Path(name)
        (folder / "book.html").write_text(document, encoding="utf-8")
        own = (f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'book.pdf'}")
        done = subprocess.run(
            [program, *OPTIONS, *own, (folder / "book.html").as_uri()], capture_output=True, text=True, errors="replace"
        )
        if not (folder / "book.pdf").exists():
            raise PrintError(f"Chromium printed nothing: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
        return (folder / "book.pdf").read_bytes()


def link_pdf(site: Path, pages: list[str]) -> None:
    """Offer the PDF in the download menu of every page that it holds.

    Raises
    ------
    PrintError
        If a page has no such menu.
    """
    for page in pages:
        path = site / f"{page}.html"
        text = path.read_text(encoding="utf-8")
        link = LINK.format(address="../" * page.count("/") + PDF)
        if link in text:
            continue
        linked, count = MENU.subn(lambda found, link=link: found[0] + link, text, count=1)
        if not count:
            raise PrintError(f"{path.name}: the download menu that offers the PDF is not found")
        path.write_text(linked, encoding="utf-8")


def print_book(site: Path, toc: Path, scenario: dict) -> Path:
    """Print a built site as one PDF with an outline, and link it.

    Parameters
    ----------
    site : Path
    toc : Path
        Its _toc.yml, with the patients' pages.
    scenario : dict
        The scenario at the site's root.

    Raises
    ------
    PrintError
        If there is no Chromium, or it prints nothing.
    """
    target = site / PDF
    target.write_bytes(print_document(find_chromium(), write_document(site, toc, scenario)))
    link_pdf(site, list_pages(toc))
    return target


def main() -> None:
    parser = argparse.ArgumentParser(prog="make publish", description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="_build", help="folder that the site was built into (default: _build)")
    parser.add_argument("--scenario", default="", help="scenarios that the site was built with (default: all)")
    options = parser.parse_args()
    started = time.perf_counter()
    build, first = REPOSITORY / options.build, options.scenario.split(",")[0] or DEFAULT
    try:
        target = print_book(build / "html", build / "rendered" / first / "source" / "_toc.yml", read_scenario(first))
    except PrintError as error:
        fail(error)
    write_sums(build / "html", [*read_sums(build / "html"), PDF])
    report(f"{target}  ({target.stat().st_size / 1e6:.1f} MB, {time.perf_counter() - started:.1f} s)")


if __name__ == "__main__":
    main()
