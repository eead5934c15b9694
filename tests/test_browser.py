"""The site in a real browser, from files and without a server."""

import shutil

import pytest

from reanalysis.scenarios import DEFAULT, list_scenarios, read_scenario


@pytest.fixture
def tab(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def switch_to(tab, name: str) -> None:
    """Click where the link is; Playwright's own click scrolls the page to a link in a sticky header first."""
    box = tab.locator(".scenario-switcher a", has_text=read_scenario(name)["title"]).bounding_box()
    with tab.expect_navigation():
        tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def current_scenario(tab) -> str:
    return tab.locator(".scenario-switcher a[aria-current]").inner_text()


@pytest.mark.parametrize("page", ["index", "notebooks/relapse", "notebooks/toxicity", "patients/1"])
def test_one_click_switches_the_scenario_and_keeps_the_page(site, tab, page):
    tab.goto(f"{site.as_uri()}/{page}.html")
    for name in [*list_scenarios()[1:], DEFAULT]:
        switch_to(tab, name)
        assert tab.url.split("#")[0] == f"{(site if name == DEFAULT else site / name).as_uri()}/{page}.html"
        assert current_scenario(tab) == read_scenario(name)["title"]


def test_switching_keeps_the_section_that_is_being_read(site, tab):
    tab.goto(f"{site.as_uri()}/notebooks/relapse.html")
    headings = tab.locator("article section section > h2").all()
    headings[1].evaluate("heading => heading.scrollIntoView({behavior: 'instant'})")
    section = headings[1].evaluate("heading => heading.parentElement.id")
    switch_to(tab, "pessimistic")
    assert tab.url == f"{(site / 'pessimistic').as_uri()}/notebooks/relapse.html#{section}"
    # In sight, and not behind the header, once the page has stopped scrolling.
    position = f"document.getElementById('{section}').firstElementChild.getBoundingClientRect().top"
    tab.wait_for_function(f"{position} > 0 && {position} < 300")


def test_the_switcher_works_from_any_folder_even_one_named_like_a_scenario(site, tab, tmp_path):
    folder = shutil.copytree(site, tmp_path / "pessimistic", ignore=shutil.ignore_patterns("patients", "downloads"))
    tab.goto(f"{folder.as_uri()}/notebooks/toxicity.html")
    assert current_scenario(tab) == read_scenario(DEFAULT)["title"]
    switch_to(tab, "all-treated")
    assert tab.url.startswith(f"{folder.as_uri()}/all-treated/notebooks/toxicity.html")
    assert current_scenario(tab) == read_scenario("all-treated")["title"]


def test_without_script_a_page_still_leads_to_the_other_scenarios(site, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site.as_uri()}/notebooks/relapse.html")
    tab.locator(".scenario-switcher a", has_text=read_scenario("pessimistic")["title"]).click()
    assert tab.url == f"{(site / 'pessimistic').as_uri()}/notebooks/relapse.html"
    assert tab.locator(".scenario-shown").inner_text() == f"Scenario: {read_scenario('pessimistic')['title']}"
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_switcher_never_makes_the_page_scroll_sideways(site, tab, width):
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{site.as_uri()}/notebooks/relapse.html")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    box = tab.locator(".scenario-switcher a[aria-current]").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
