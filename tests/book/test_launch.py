"""What follows from _site.yml on built pages: where a chapter can be run, where sources are; and what opens there runs."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import lxml.html
import nbformat
import pytest
import yaml

from tests.workflow.small_book import build, copy_small_book
from workflow.pages.check_site import check_site
from workflow.publish.addresses import write_cell
from workflow.publish.settings import NOT_IN_COLAB, Settings
from workflow.steps.execute_chapter import prepare_for_book

PARTS = "```{clone}\nmake book\n```\n\n```{launch}\n```"  # as the page on reproducing has them


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """The small book, built after _site.yml was filled; its branch has a slash, which addresses must keep whole."""
    folder = copy_small_book(tmp_path_factory.mktemp("launch") / "project")
    settings = 'repository: "https://github.com/someone/some-book"\nbranch: "release/1.0"\nsite: ""\nlab: ""\n'
    (folder / "_site.yml").write_text(settings, encoding="utf-8")
    with (folder / "book" / "methods.md").open("a", encoding="utf-8") as page:
        page.write(f"\n## Fetching it\n\n{PARTS}\n")
    write_addresses(folder)
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder


def write_addresses(folder: Path) -> None:
    """What `make addresses` does."""
    subprocess.run([sys.executable, "-m", "workflow.publish.addresses"], cwd=folder, check=True, capture_output=True)


def find_buttons(page: Path) -> dict[str, str]:
    """The addresses of the launch buttons in the page's header, by what they say."""
    links = lxml.html.parse(str(page)).xpath(
        "//div[contains(@class, 'bd-header-article')]//div[contains(@class, 'dropdown-launch-buttons')]//a"
    )
    return {link.text_content().strip(): link.get("href") for link in links}


@pytest.mark.site
def test_a_chapters_header_opens_its_notebook_in_binder_and_in_colab(book):
    site = book / "_build" / "html"
    for chapter in ("efficacy", "ledger"):
        buttons = find_buttons(site / "notebooks" / f"{chapter}.html")
        assert buttons.keys() == {"Binder", "Colab"}
        binder, colab = (urlsplit(buttons[name]) for name in ("Binder", "Colab"))
        assert binder.netloc == "mybinder.org" and colab.netloc == "colab.research.google.com"
        *place, branch = binder.path.split("/")[1:]
        assert place == ["v2", "gh", "someone", "some-book"] and unquote(branch) == "release/1.0"
        (opened,) = parse_qs(binder.query)["urlpath"]
        assert opened == f"lab/tree/notebooks/{chapter}.ipynb" and (book / opened.removeprefix("lab/tree/")).exists()
        assert unquote(colab.path) == f"/github/someone/some-book/blob/release/1.0/notebooks/{chapter}.ipynb"


@pytest.mark.site
def test_links_to_the_code_the_clones_address_and_pages_sources_follow(book):
    html = book / "_build" / "html"
    place = "https://github.com/someone/some-book"
    text = lxml.html.parse(str(html / "methods.html")).getroot().text_content()
    assert f"git clone --branch release/1.0 {place} reanalysis\ncd reanalysis\nmake book" in text
    assert "run the first cell, which fetches the rest" in text
    for page, source in (("methods", "book/methods.md"), ("notebooks/efficacy", "notebooks/efficacy.ipynb")):
        links = lxml.html.parse(str(html / f"{page}.html")).xpath("//a[contains(., 'On GitHub')]/@href")
        assert links == [f"{place}/blob/release/1.0/{source}"] and (book / source).exists()
    assert "google.colab" not in (html / "notebooks/efficacy.html").read_text(encoding="utf-8")


def read_first_code(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "code"))


def test_addresses_are_written_once_and_taken_back(tmp_path):
    folder = copy_small_book(tmp_path / "project")
    path, citation = folder / "notebooks/efficacy.ipynb", folder / "CITATION.cff"
    empty = 'repository: ""\nbranch: ""\nsite: ""\nlab: ""\n'
    (folder / "_site.yml").write_text(empty, encoding="utf-8")
    write_addresses(folder)  # in a copy that has addresses of its own
    before = path.read_bytes(), citation.read_bytes(), (folder / "book/CITATION.bib").read_bytes()
    filled = 'repository: "https://github.com/a/b"\nbranch: "main"\nsite: "https://a.github.io/b"\nlab: ""\n'
    (folder / "_site.yml").write_text(filled, encoding="utf-8")
    for _ in range(2):
        write_addresses(folder)
        assert path.read_text(encoding="utf-8").count("google.colab") == 1
        assert "https://github.com/a/b" in read_first_code(path)
        first = nbformat.read(path, as_version=4).cells[0]
        assert "(https://a.github.io/b/notebooks/efficacy.html)" in first.source
        assert first.id not in [cell.id for cell in prepare_for_book(nbformat.read(path, as_version=4)).cells]
        known = yaml.safe_load(citation.read_text(encoding="utf-8"))
        assert (known["repository-code"], known["url"]) == ("https://github.com/a/b", "https://a.github.io/b")
        bibtex = (folder / "book/CITATION.bib").read_text(encoding="utf-8")
        assert bibtex.split("@article")[0].count("url = {https://a.github.io/b},") == 1
    (folder / "_site.yml").write_text(empty, encoding="utf-8")
    write_addresses(folder)
    assert (path.read_bytes(), citation.read_bytes(), (folder / "book/CITATION.bib").read_bytes()) == before


def test_the_first_cell_fetches_the_book_in_colab_and_does_nothing_elsewhere(tmp_path):
    """Run with a module of Colab's name, a repository on this disk and its folder in place of /content."""
    source, place = tmp_path / "repository", tmp_path / "content" / "book"
    (source / "fetched").mkdir(parents=True)
    (source / "fetched" / "__init__.py").write_text("HERE = 'from the clone'\n", encoding="utf-8")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "--all"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *arguments], cwd=source, check=True)
    cell = write_cell(Settings(source.as_uri(), "main", "")).replace("/content/book", str(place))
    colab = "import sys, types; sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
    after = "\nimport fetched, os; print(fetched.HERE, os.getcwd())"
    for _ in range(2):  # a reader may run it again
        done = subprocess.run(
            [sys.executable, "-c", colab + cell + after], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.stdout.strip().endswith(f"from the clone {place}"), done.stderr
    shutil.rmtree(place)
    subprocess.run([sys.executable, "-c", cell], cwd=tmp_path, check=True)
    assert not place.exists()


def test_what_colab_lacks_is_what_the_book_asks_for():
    asked = (Path(__file__).resolve().parents[2] / "requirements.in").read_text(encoding="utf-8").split()
    assert set(NOT_IN_COLAB) <= set(asked)


@pytest.mark.site
def test_a_copy_whose_chapters_do_not_name_the_repository_yet_has_binder_and_says_what_to_type(tmp_path):
    folder = copy_small_book(tmp_path / "project")
    (folder / "_site.yml").write_text(
        'repository: "https://github.com/a/b"\nbranch: "main"\nsite: ""\nlab: ""\n', encoding="utf-8"
    )
    done = build(folder)
    assert done.returncode == 0 and "type: make addresses" in done.stdout
    assert list(find_buttons(folder / "_build/html/notebooks/efficacy.html")) == ["Binder"]


@pytest.mark.site
def test_a_page_that_is_no_chapter_has_no_such_button_and_the_site_is_whole(book):
    assert find_buttons(book / "_build" / "html" / "methods.html") == {}
    check_site(book / "_build" / "html", book / "_toc.yml")
    styles = (book / "_build" / "html" / "_static" / "styles" / "bundle.css").read_text(encoding="utf-8")
    assert ".fa-rocket { --icon:" in styles


@pytest.mark.browser
def test_the_buttons_are_seen_when_the_menu_is_opened(book, browser):
    for width in (1440, 390):
        tab = browser.new_page(viewport={"width": width, "height": 900})
        tab.goto((book / "_build" / "html" / "notebooks" / "efficacy.html").as_uri())
        tab.click(".dropdown-launch-buttons > button")
        assert tab.is_visible("text=Binder") and tab.is_visible("text=Colab")
        tab.close()


@pytest.mark.site
def test_every_claim_of_the_ledger_offers_to_report_a_problem_with_it(book):
    page = lxml.html.parse(str(book / "_build" / "html" / "notebooks" / "ledger.html"))
    rows = page.xpath("//tr[starts-with(@id, 'C')]")
    for row in rows:
        (address,) = [link.get("href") for link in row.iter("a") if link.text == "report a problem"]
        assert address.startswith("https://github.com/someone/some-book/issues/new?")
        assert parse_qs(urlsplit(address).query)["title"] == [f"{row.get('id')}: "]
    assert len(rows) > 250
