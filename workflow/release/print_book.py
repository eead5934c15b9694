"""Print the site's first scenario as one PDF and offer it there: python -m workflow.release.print_book [--build DIR] [--scenario NAME,…].

Chromium prints twice or more, since only a print tells the pages that the table of contents names.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import yaml

from reanalysis.scenarios.files import DEFAULT, read_scenario
from workflow.pages.check_site import list_pages
from workflow.paths import REPOSITORY, fail, report
from workflow.publish.citation import release_date
from workflow.publish.manifest import read_sums, write_sums
from workflow.release.book_document import name_anchor, write_document

PDF = "downloads/book.pdf"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# The sandbox is not to be had in a container, and the only page is the site's own.
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-pdf-header-footer", "--export-tagged-pdf"),
    "--generate-pdf-document-outline",
)
MOST_PRINTS = 4
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


def find_page_numbers(pdf: bytes, pages: list[str]) -> dict[str, int]:
    """The printed page on which each page of the site starts, where the PDF tells it.

    Chromium writes pages in their order, and destinations as `/name [object 0 R /XYZ …`.
    """
    order = [int(number) for number in re.findall(rb"(\d+) 0 obj\n<</Type /Page\n", pdf)]
    starts = {name.decode(): int(number) for name, number in re.findall(rb"/([\w-]+) \[(\d+) 0 R /XYZ", pdf)}
    return {page: order.index(starts[name_anchor(page)]) + 1 for page in pages if name_anchor(page) in starts}


def settle_pdf(pdf: bytes, author: str) -> bytes:
    """A PDF with its author instead of the printing program's name, and the day of the release instead of today.

    Nothing changes its length: a PDF holds the places of its objects.

    Raises
    ------
    PrintError
        If Chromium writes other metadata than expected, or the author's name is too long for its place.
    """
    day = f"{release_date():%Y%m%d}000000".encode()
    pdf, dates = re.subn(rb"(/(?:Creation|Mod)Date \(D:)\d{14}(?=\+00'00'\))", rb"\g<1>" + day, pdf)
    creator = re.search(rb"/Creator \((?:[^()\\]|\\.)*\)", pdf)
    entry = b"/Author <" + b"\xfe\xff".hex().encode() + author.encode("utf-16-be").hex().encode() + b">"
    if dates != 2 or creator is None or len(entry) > len(creator[0]):
        raise PrintError("Chromium's metadata are not those that the book's replace; allowed: Chromium 131 or newer")
    return pdf.replace(creator[0], entry.ljust(len(creator[0])), 1)


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
    """Print a built site and link the PDF; the same site and Chromium give the same bytes.

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
        If there is no Chromium, or its PDF is not of the expected shape.
    """
    program, pages = find_chromium(), list_pages(toc)
    numbers = {}
    for _ in range(MOST_PRINTS):
        pdf = print_document(program, write_document(site, toc, scenario, numbers))
        printed, numbers = numbers, find_page_numbers(pdf, pages)
        if numbers.keys() != set(pages):
            raise PrintError("Chromium's PDF does not tell where chapters start; allowed: Chromium 131 or newer")
        if printed == numbers:
            break
    else:
        raise PrintError("the contents move the pages that they name with every print")
    author = yaml.safe_load((REPOSITORY / "_config.yml").read_text(encoding="utf-8"))["author"]
    target = site / PDF
    target.write_bytes(settle_pdf(pdf, author))
    link_pdf(site, pages)
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
