"""Where a chapter can be run: the theme's buttons, once the repository's address is known."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import lxml.html
import pytest

from tests.workflow.small_book import build, copy_small_book
from workflow.pages.check_site import check_site


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """The small book, built after _site.yml was filled; its branch has a slash, which addresses must keep whole."""
    folder = copy_small_book(tmp_path_factory.mktemp("launch") / "project")
    settings = 'repository: "https://github.com/someone/some-book"\nbranch: "release/1.0"\nsite: ""\n'
    (folder / "_site.yml").write_text(settings, encoding="utf-8")
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder


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
