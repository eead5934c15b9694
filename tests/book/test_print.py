"""Pages on paper, and the whole book as a PDF."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import lxml.html
import pytest

from reanalysis.scenarios.files import DEFAULT, read_scenario
from workflow.pages.check_site import check_site, list_pages
from workflow.publish.settings import Settings
from workflow.release.book_document import resolve_link, write_document
from workflow.release.print_book import PDF, PrintError, link_pdf, print_book

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = ["index", "data", "notebooks/efficacy", "notebooks/ledger", "patients/1"]
ADDRESS = Settings(site="https://someone.github.io/some-book")


def find_toc(site: Path) -> Path:
    return site.parent / "rendered" / DEFAULT / "source" / "_toc.yml"


def read_strings(pdf: bytes, key: bytes) -> list[str]:
    """The PDF's text strings under a key, in their order: in brackets, or as UTF-16 in hexadecimal."""
    found = re.findall(rb"/" + key + rb" (?:\(((?:[^()\\]|\\.)*)\)|<FEFF([0-9A-F]+)>)", pdf, re.IGNORECASE)
    return [bytes.fromhex(wide.decode()).decode("utf-16-be") if wide else plain.decode() for plain, wide in found]


# Links


@pytest.mark.parametrize(
    ("address", "settings", "expected"),
    [
        ("https://doi.org/10.1186/ar4111", Settings(), "https://doi.org/10.1186/ar4111"),
        ("#fig-a", Settings(), "#notebooks-efficacy--fig-a"),
        ("ledger.html#C001", Settings(), "#notebooks-ledger--C001"),
        ("ledger.html?verdict=impossible#every-claim", Settings(), "#notebooks-ledger--every-claim"),
        ("../patients/1.html", Settings(), "#patients-1"),
        ("../index.html", Settings(), "#index"),
        ("../downloads/derived/adsl.csv", Settings(), None),  # a PDF has no files beside it
        ("../downloads/derived/adsl.csv", ADDRESS, "https://someone.github.io/some-book/downloads/derived/adsl.csv"),
    ],
)
def test_links_lead_within_the_document_to_the_site_or_nowhere(address, settings, expected):
    assert resolve_link(address, "notebooks/efficacy", PAGES, settings) == expected


def test_a_page_without_the_menu_stops_the_linking(tmp_path):
    (tmp_path / "index.html").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(PrintError, match="index.html"):
        link_pdf(tmp_path, ["index"])


def test_without_chromium_one_line_says_so(tmp_path):
    command = [sys.executable, "-m", "workflow.release.print_book", "--build", str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, env=os.environ | {"PATH": ""}, capture_output=True, text=True)
    assert done.returncode == 1
    assert re.fullmatch(r"error: .*needs Chromium.*\n", done.stderr)


def test_the_document_has_every_page_once_and_links_that_lead_somewhere(edited_site):
    pages = list_pages(find_toc(edited_site))
    text = write_document(edited_site, find_toc(edited_site), read_scenario(DEFAULT))
    document = lxml.html.fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    assert document.xpath("//div[@class='chapter']/@id") == [page.replace("/", "-") for page in pages]
    assert len(document.xpath("//nav//li")) == len(pages) > 24  # a page a patient, and the chapters
    ids = Counter(document.xpath("//@id"))
    for address in document.xpath("//a/@href | //*[local-name()='use']/@href"):
        assert address.startswith("https://") or ids[address.removeprefix("#")] == 1, address
    for name in re.findall(r"url\(#([^)]+)\)", text):
        assert ids[name] == 1, name
    assert "an edited copy of the tables" in document.xpath("//div[@class='title-page']")[0].text_content()


# In the browser

ON_PAPER = """() => {
    const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
    const any = (selector) => [...document.querySelectorAll(selector)].some(seen);
    const head = document.querySelector(".bd-header-article");
    return {
        visible: ["#pst-primary-sidebar nav", "#pst-secondary-sidebar", ".prev-next-footer", ".headerlink", "button",
            ".exhibit-tools > a", ".ledger-filters", "input", ".cell_input:not(.solution *)", ".copybtn", "#jb-print-docs-body"]
            .filter((selector) => any(selector)),
        grey: [...head.querySelectorAll(".scenario-shown, .scenario-shown span")]
            .every((element) => getComputedStyle(element).color === "rgb(89, 89, 89)"),
        titles: [...document.querySelectorAll("h1")].filter(seen).length,
        head: head.innerText.replace(/\\s+/g, " ").trim(),
        folds: [...document.querySelectorAll(".bd-article details:not(.exhibit-tools > *, section > .code)")]
            .every((fold) => seen(fold) && [...fold.children].every(seen)),
        size: getComputedStyle(document.querySelector(".bd-article section > p:not([class]), .bd-article .lead p")).fontSize,
        colors: [getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color],
        variables: ["--fig-paper", "--pst-color-text-base", "--pst-color-link", "--verdict-consistent"]
            .map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()),
        cut: [...document.querySelectorAll(".bd-article figure, .bd-article tr")]
            .some((element) => getComputedStyle(element).breakInside !== "avoid"),
        scrolls: [...document.querySelectorAll(".bd-article :is(.pst-scrollable-table-container, .ledger, div.math)")]
            .some((element) => getComputedStyle(element).overflowX !== "visible"),
        narrow: [...document.querySelectorAll(".bd-article .pst-scrollable-table-container")]
            .filter((table) => table.getBoundingClientRect().width < 300).map((table) => table.textContent.trim().slice(0, 40)),
        left_out: [...document.querySelectorAll(".ran-under")]
            .every((element) => getComputedStyle(element, "::after").content.includes("left out")),
    };
}"""


@pytest.fixture(scope="session")
def paper(browser):
    """A tab as wide as an A4 page between its margins, of a reader who has chosen the dark theme."""
    context = browser.new_context(viewport={"width": 673, "height": 950}, color_scheme="dark")
    tab = context.new_page()
    tab.emulate_media(media="print")
    yield tab
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scenario", [DEFAULT, "pessimistic"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_paper_is_its_text_in_dark_on_white(site, paper, page, scenario):
    paper.goto(f"{(site if scenario == DEFAULT else site / scenario).as_uri()}/{page}.html")
    assert paper.evaluate("document.documentElement.dataset.theme") == "dark"
    seen = paper.evaluate(ON_PAPER)
    assert seen["visible"] == [] and seen["titles"] == 1 and seen["left_out"]
    title = read_scenario(scenario)["title"]
    differs = "The same in every scenario" not in (site / f"{page}.html").read_text(encoding="utf-8")
    assert seen["head"] == (f"Scenario: {title}" if differs else "The same in every scenario")
    assert seen["grey"]
    assert 10 <= round(float(seen["size"].removesuffix("px")) * 72 / 96, 2) <= 12  # points
    assert seen["colors"] == ["rgb(255, 255, 255)", "rgb(26, 26, 26)"]
    assert seen["variables"] == ["#ffffff", "#1a1a1a", "#0b57b8", "#00568a"]  # as the light theme has them
    assert seen["folds"]
    assert not seen["cut"]
    assert not seen["scrolls"]
    assert seen["narrow"] == []


@pytest.fixture(scope="session")
def printed(site, tmp_path_factory, browser):
    """A copy of the site with its PDF, printed twice, as after two releases."""
    copy = tmp_path_factory.mktemp("printed") / "html"
    shutil.copytree(site, copy)
    for _ in range(2):
        target = print_book(copy, find_toc(site), read_scenario(DEFAULT))
    return copy, target.read_bytes()


@pytest.mark.browser
def test_the_pdf_names_no_folder_of_the_machine(printed):
    copy, pdf = printed
    assert b"file:" not in pdf and str(copy).encode() not in pdf


@pytest.mark.browser
def test_the_pdf_is_tagged_named_and_outlined_by_chapter(printed, site):
    copy, pdf = printed
    titles = [
        "".join(lxml.html.parse(str(copy / f"{page}.html")).xpath("//article//h1[1]//text()")).removesuffix("#").strip()
        for page in list_pages(find_toc(site))
    ]
    book, *outline = read_strings(pdf, b"Title")
    assert book in (REPOSITORY / "_config.yml").read_text(encoding="utf-8")
    assert b"/StructTreeRoot" in pdf and b"/Outlines" in pdf and b"/Lang (en)" in pdf
    assert set(titles) - set(outline) == set()
    assert set(re.findall(rb"/Dest /([\w.-]+)", pdf)) <= set(re.findall(rb"/([\w.-]+) \[\d+ 0 R /XYZ", pdf))


@pytest.mark.browser
def test_the_site_offers_the_pdf_once_on_the_pages_that_it_holds_and_stays_whole(printed, site):
    copy, _ = printed
    check_site(copy, find_toc(site))
    for page in list_pages(find_toc(site)):
        links = lxml.html.parse(str(copy / f"{page}.html")).xpath("//li[@class='book-pdf']/a/@href")
        assert len(links) == 1 and (copy / page).parent.joinpath(links[0]).resolve() == (copy / PDF).resolve()
    assert "book.pdf" not in (copy / "pessimistic" / "index.html").read_text(encoding="utf-8")
    assert "book.pdf" not in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.browser
def test_the_ledgers_headings_stand_on_every_page_of_it(site, browser, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (Debian: apt-get install poppler-utils)")
    tab = browser.new_page()
    tab.goto(f"{site.as_uri()}/notebooks/ledger.html")  # with its script, which makes headings buttons
    tab.pdf(path=str(tmp_path / "ledger.pdf"))
    tab.close()
    command = ["pdftotext", "-layout", str(tmp_path / "ledger.pdf"), "-"]
    sheets = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")
    rows = [sheet for sheet in sheets if re.search(r"^\s*C\d{3}\s", sheet, flags=re.MULTILINE)]
    assert len(rows) > 5
    assert all(re.search(r"Claim +What the paper says +Verdict +Why", sheet) for sheet in rows)
