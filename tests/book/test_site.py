"""The built book, as a reader meets it: pages, values, figures, tables and links, for both trials."""

import csv
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from workflow.pages.check_site import SiteError, check_outputs, check_site, list_pages

REPOSITORY = Path(__file__).resolve().parents[2]
TOC = REPOSITORY / "_toc.yml"


def read_page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_the_published_and_the_edited_tables_make_a_whole_site(site, edited_site):
    for folder in (site, edited_site):
        check_site(folder, TOC)


def test_an_edited_copy_says_on_every_page_that_it_is_not_the_published_one(site, edited_site):
    for name in list_pages(TOC):
        assert "Built from data, an edited copy" in (edited_site / f"{name}.html").read_text(encoding="utf-8")
        assert "an edited copy" not in (site / f"{name}.html").read_text(encoding="utf-8")


def test_an_edited_copy_has_a_page_that_tells_what_was_changed_and_the_published_one_has_none(site, edited_site):
    assert not (site / "what-you-changed.html").exists()
    page = read_page(edited_site / "what-you-changed.html")
    cells = [[cell.get_text() for cell in row.select("td")] for row in page.select("table")[0].select("tr")[1:]]
    assert [cell[1:] for cell in cells] == [  # the edits of the fixture
        ["7", "Relapse", "No", "Yes"],
        ["7", "Dose at relapse", "-", "5 mg alternate days"],
        ["14", "Clinical outcome", "PR", "CR"],
        ["14", "Time to complete response (weeks)", "-", "20"],
        ["14", "Relapse", "-", "No"],
    ]
    text = " ".join(page.get_text(" ").split())
    assert "12/14 (86%" in text and "13/14 (93%" in text  # complete response before and after
    banner = read_page(edited_site / "patients/3.html").select_one(".bd-header-announcement a")
    assert banner["href"] == "../what-you-changed.html"
    assert "what-you-changed.html" in {
        link["href"] for link in read_page(edited_site / "index.html").select("nav a[href]")
    }


def test_printed_numbers_of_the_paper_stand_on_the_front_page(site):
    text = read_page(site / "index.html").get_text(" ")
    assert "12/14 (86%" in text  # the paper: 12 of 14, 86%
    assert "9 of 12" in text  # the paper: nine of twelve
    assert "Side effects are listed for two patients" in text  # the paper: two patients with side effects


def test_the_sidebar_lists_every_page_by_its_heading_and_marks_the_one_that_is_read(site):
    listed = list_pages(TOC)
    after = listed.index("notebooks/baseline") + 1
    listed[after:after] = ["patients", *(f"patients/{number}" for number in range(1, 16))]
    headings = {name: read_page(site / f"{name}.html").h1 for name in listed}
    expected = [heading.get_text().removesuffix("#").strip() for heading in headings.values()]
    for name in ("index", "notebooks/relapse", "patients/3"):
        links = read_page(site / f"{name}.html").select("nav.bd-links a")
        assert [link.get_text(strip=True) for link in links] == expected
        targets = [((site / name).parent / link["href"]).resolve() for link in links if link["href"] != "#"]
        assert [target.relative_to(site.resolve()).with_suffix("").as_posix() for target in targets] == [
            other for other in headings if other != name
        ]
        marked = [link.get_text(strip=True) for link in links if "active" in link.parent["class"]]
        above = ["notebooks/baseline", "patients"] if name == "patients/3" else []
        assert marked == [expected[list(headings).index(page)] for page in [*above, name]]
        folds = read_page(site / f"{name}.html").select("nav.bd-links details")
        # Those of the patients, of the appraisal with its questions, and of the appendix.
        assert [fold.has_attr("open") for fold in folds] == [bool(above), bool(above), False, False]


def test_figures_are_numbered_svg_with_real_text_and_an_alternative_with_numbers(site):
    figures = 0
    for name in list_pages(TOC):
        for figure in read_page(site / f"{name}.html").select("article figure"):
            image, inline = figure.find("img"), figure.find("svg")
            alternative = image["alt"] if image else inline.find("desc").get_text()
            assert re.search(r"\d", alternative) and len(alternative) > 60
            drawing = ((site / name).parent / image["src"]).read_text(encoding="utf-8") if image else str(inline)
            assert "<svg" in drawing and "<text" in drawing
            if name not in ("index", "one-page"):  # they show a chapter's figure again, without a number of its own
                assert re.match(r"Fig\. (A\.)?\d", figure.find("figcaption").get_text(" ", strip=True))
            figures += 1
    assert figures >= 10


def test_tables_are_numbered(site):
    for name in ("notebooks/baseline", "notebooks/efficacy", "notebooks/toxicity", "data", "methods"):
        captions = [
            caption.get_text(" ", strip=True)
            for caption in read_page(site / f"{name}.html").select("article table caption")
        ]
        assert captions and all(re.match(r"Table (A\.)?\d", caption) for caption in captions), name


def read_plain(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def test_every_output_of_every_chapter_reaches_its_page(site):
    """Each table by its anchor, and any computed paragraph by its longest run of words without markup or numbers."""
    exhibits = 0
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        executed = json.loads((site.parent / "chapters" / path.stem / "defaults.ipynb").read_text(encoding="utf-8"))
        page = read_page(site / "notebooks" / f"{path.stem}.html")
        text = read_plain(page.find("article").get_text(" "))
        shown = [cell for cell in executed["cells"] if "exercise" not in cell["metadata"].get("tags", [])]
        outputs = [output for cell in shown for output in cell.get("outputs", [])]
        for markdown in ("".join(output["data"].get("text/markdown", "")) for output in outputs):
            name = re.search(r"^:name: (\S+)", markdown, flags=re.MULTILINE)
            if name:
                assert page.find(id=name[1]), (path.stem, name[1])
                exhibits += 1
            elif markdown and not markdown.startswith(("`", ":")):
                words = max(re.findall(r"[A-Za-z ,’']+", re.sub(r"\{\w+\}`[^`]*`", "#", markdown)), key=len)
                assert read_plain(words) in text, (path.stem, words)
    assert exhibits > 20


def test_a_page_that_lacks_an_output_is_not_published(site, tmp_path):
    notebooks = [site.parent / "rendered" / "as-published" / "source" / "notebooks" / "relapse.ipynb"]
    check_outputs(site, notebooks)
    page = (site / "notebooks" / "relapse.html").read_text(encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "relapse.html").write_text(page.replace("cell_output", "x", 1), encoding="utf-8")
    with pytest.raises(SiteError, match=r"relapse.html: shows \d+ outputs of the chapter's \d+"):
        check_outputs(tmp_path, notebooks)


def test_every_chapter_says_which_parameters_it_ran_under(site):
    for path in (REPOSITORY / "notebooks").glob("*.ipynb"):
        text = read_page(site / "notebooks" / f"{path.stem}.html").get_text(" ")
        assert "This chapter ran under" in text


def test_results_are_published_as_json_and_raw_tables_byte_for_byte(site):
    for path in (REPOSITORY / "notebooks").glob("*.ipynb"):
        results = json.loads((site / "downloads" / "results" / f"{path.stem}.json").read_text(encoding="utf-8"))
        assert all({"value", "text", "unit"} <= result.keys() for result in results.values())
    for path in (REPOSITORY / "data" / "raw").glob("*.csv"):
        assert (site / "downloads" / "data" / "raw" / path.name).read_bytes() == path.read_bytes()


def test_the_picture_of_the_readme_is_what_the_book_draws(site):
    drawn = site.parent / "rendered" / "as-published" / "source" / "_figures" / "fig-swimmer.svg"
    assert (REPOSITORY / "docs" / "fifteen-patients.svg").read_bytes() == drawn.read_bytes(), "run `make picture`"


def test_every_patient_has_a_page_that_the_swimmer_plot_links_to(site, edited_site):
    for folder, table in ((site, "data/raw/table1.csv"), (edited_site, "data/raw/table1.csv")):
        lines = (REPOSITORY / table).read_text(encoding="utf-8").splitlines()[1:]
        numbers = {line.split(",")[0] for line in lines}
        chapter = read_page(folder / "notebooks" / "efficacy.html")
        linked = {link["href"] for link in chapter.select("figure svg a")}
        assert linked == {f"../patients/{number}.html" for number in numbers}
        assert all((folder / "patients" / f"{number}.html").exists() for number in numbers)


def test_the_ledger_has_a_row_an_anchor_and_a_reason_for_every_claim(site):
    claims = list(csv.DictReader((REPOSITORY / "data" / "claims.csv").open(encoding="utf-8")))
    rows = read_page(site / "notebooks" / "ledger.html").select("#every-claim tbody tr")
    identifiers = [claim["claim_id"] for claim in claims]
    assert [row["id"] for row in sorted(rows, key=lambda row: int(row["data-place"]))] == identifiers
    assert [row["data-group"] == "do not hold" for row in rows] == [True] * 36 + [False] * (len(claims) - 36)
    for row in rows:
        assert row["data-verdict"] in row.get_text()
        assert len(row.find_all("td")[-1].get_text(strip=True)) > 10
        assert [cell["data-label"] for cell in row.find_all("td")] == ["Claim", "What the paper says", "Verdict", "Why"]


def test_the_ledger_can_be_downloaded_in_both_forms(site):
    folder = site / "downloads" / "results"
    as_csv = list(csv.DictReader((folder / "claims.csv").open(encoding="utf-8")))
    as_json = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    first = ["claim_id", "section", "statement", "reported", "recomputed", "verdict", "reason"]
    assert list(as_csv[0])[: len(first)] == first
    assert [row["verdict"] for row in as_csv] == [row["verdict"] for row in as_json]


def test_chapters_show_their_claims_and_link_to_the_ledger_and_back(site):
    ledger = read_page(site / "notebooks" / "ledger.html")
    for name in ("baseline", "efficacy", "time_to_response", "relapse", "systemic", "toxicity"):
        links = read_page(site / "notebooks" / f"{name}.html").select("details.section-claims a")
        assert links and all(re.fullmatch(r"ledger\.html#C\d{3}", link["href"]) for link in links), name
        assert ledger.select(f"#every-claim a[href='{name}.html']"), name


@pytest.fixture
def page(tmp_path):
    """A one-page site to break."""
    toc = tmp_path / "_toc.yml"
    toc.write_text("format: jb-book\nroot: index\n")

    def write(body: str):
        site = tmp_path / "html"
        site.mkdir()
        (site / "index.html").write_text(f"<html><body><article>{body}</article></body></html>")
        return site, toc

    return write


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<p><span class="result" title="x"> </span></p>', "a blank value"),
        ("<p>median nan weeks</p>", "a missing value"),
        ("<table><tr><td>inf</td></tr></table>", "a missing value"),
        ("<p><code>median</code> nan</p>", "a missing value"),
        ('<img src="a.svg">', "without text alternative"),
        ('<img src="a.svg" alt="_images/0123456789abcdef0123.svg">', "without text alternative"),
        ('<p style="color: red">x</p>', "a style or script within the page"),
        ('<button onclick="window.print()">x</button>', "a style or script within the page"),
        ("<script>document.title = 1;</script>", "a style or script within the page"),
        ('<a href="missing.html">x</a>', "which does not exist"),
        ('<a href="#missing">x</a>', "an anchor that does not exist"),
    ],
)
def test_a_broken_page_is_not_published(page, body, problem):
    with pytest.raises(SiteError, match=problem):
        check_site(*page(body))


def test_a_sound_page_is_published(page):
    check_site(
        *page(
            '<p id="a">not reached</p><a href="#a">x</a><code>inf</code><img src="a.svg" alt="12 of 14 patients">'
            '<script type="application/ld+json">{}</script>'
        )
    )


def test_a_missing_page_is_found(page):
    site, toc = page("<p>text</p>")
    toc.write_text("format: jb-book\nroot: index\nparts:\n- chapters:\n  - file: gone\n")
    with pytest.raises(SiteError, match="gone.html: the page is missing"):
        check_site(site, toc)
