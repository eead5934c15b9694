"""The site in a real browser: every page looked over, and what a reader does there (make test-browser)."""

import csv
import json
import os
import re
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html

from reanalysis.scenarios.files import DEFAULT, list_scenarios, read_scenario
from tests.book.browser_checks import (
    AXE,
    CUT,
    HIDDEN_TEXT,
    PRINTED_NAVIGATION,
    SIDEWAYS,
    Watch,
    list_addresses,
    look_over,
    walk_by_keyboard,
)
from tests.book.browser_server import serve_folder
from workflow.pages.moved_addresses import MOVED

pytestmark = pytest.mark.browser

# One page of each kind: front page, chapter with figures, ledger, a patient, wide tables, search.
KINDS = ["index", "notebooks/relapse", "notebooks/ledger", "patients/1", "data", "search"]
WIDTHS = [360, 768, 1440]
NARROWEST = 320
SCHEMES = ["light", "dark"]
USUAL = (1440, "light")
MOST_BYTES, MOST_REQUESTS = 300_000, 20  # of a chapter's first view, compressed, images included


@pytest.fixture(scope="module")
def root(site):
    """The site's address while it is served."""
    with serve_folder(site) as address:
        yield address


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core; without it a person's run skips and continuous integration fails."""
    if not AXE.exists():
        message = "needs axe-core (Node.js with npm: npm ci --prefix tests/browser --ignore-scripts)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def views(browser, root):
    """A tab of a width and a colour scheme, with its watch; each is opened once."""
    opened = {}

    def open_view(width: int, scheme: str):
        if (width, scheme) not in opened:
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            tab = context.new_page()
            opened[width, scheme] = tab, Watch(tab, root)
        return opened[width, scheme]

    yield open_view
    for tab, _ in opened.values():
        tab.context.close()


@pytest.fixture
def tab(browser):
    # What a test waits for is evaluated in the page, which the policy of the served site forbids.
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    yield context.new_page()
    context.close()


def list_pages(site: Path) -> list[str]:
    """Every page of the default scenario, as its path without `.html`; those that only lead on are left out."""
    paths = [path.relative_to(site) for path in site.rglob("*.html")]
    paths = [path for path in paths if path.parts[0] not in list_scenarios()[1:] and path.as_posix() not in MOVED]
    return sorted(str(path.with_suffix("")) for path in paths)


def visit(view, address: str, axe: str) -> list[str]:
    """Load a page and tell all that is wrong with it."""
    tab, watch = view
    tab.goto(address)
    return [*look_over(tab, axe), *watch.take()]


def test_nothing_is_wrong_with_any_other_page(site, root, views, axe):
    pages = [page for page in list_pages(site) if page not in KINDS]  # those come below
    problems = {page: visit(views(*USUAL), f"{root}/{page}.html", axe) for page in pages}
    assert {page: found for page, found in problems.items() if found} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", KINDS)
def test_nothing_is_wrong_in_any_width_and_scheme(root, views, axe, page, width, scheme):
    view = views(width, scheme)
    assert visit(view, f"{root}/{page}.html", axe) == []
    assert view[0].evaluate("document.documentElement.dataset.theme") == scheme


def test_no_page_scrolls_sideways_on_the_narrowest_telephone(site, root, tab):
    tab.set_viewport_size({"width": NARROWEST, "height": 640})
    problems = {}
    for page in list_pages(site):
        tab.goto(f"{root}/{page}.html")
        problems[page] = tab.evaluate(SIDEWAYS)
    assert {page: found for page, found in problems.items() if found} == {}


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1024, 1280, 1440, 1920])
def test_no_box_is_cut_at_any_width(site, root, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab, problems = context.new_page(), {}
    for page in [page for page in list_pages(site) if not page.startswith("patients/") or page == "patients/1"]:
        tab.goto(f"{root}/{page}.html")
        problems[page] = tab.evaluate(CUT)
    context.close()
    assert {page: found for page, found in problems.items() if found} == {}


@pytest.mark.parametrize("page", KINDS)
def test_nothing_is_wrong_in_another_scenario(root, views, axe, page):
    assert visit(views(*USUAL), f"{root}/{list_scenarios()[-1]}/{page}.html", axe) == []


@pytest.mark.parametrize("page", ["index", "notebooks/ledger"])
def test_a_whole_page_can_be_walked_by_keyboard(root, tab, page):
    tab.goto(f"{root}/{page}.html")
    stops = walk_by_keyboard(tab)
    assert stops[0]["href"] == "#article"
    assert [stop["markup"] for stop in stops if not stop["changed"]] == []


@pytest.mark.parametrize("page", ["index", "notebooks/relapse"])
def test_the_skip_link_leads_past_navigation_and_header_to_the_text(root, tab, page):
    tab.goto(f"{root}/{page}.html")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.activeElement.matches('article')")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('article') !== null")


def test_search_finds_a_word_and_its_results_open(root, tab):
    watch = Watch(tab, root)
    tab.goto(f"{root}/index.html", wait_until="networkidle")  # whoever leaves earlier cuts off requests
    tab.keyboard.press("Control+k")
    tab.keyboard.type("relapse")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    found = tab.locator("#search-results li a[href^='notebooks/relapse.html']")  # results are listed one after another
    found.first.wait_for()
    tab.wait_for_load_state("networkidle")
    with tab.expect_navigation():
        found.first.click()
    assert tab.locator("article p .highlighted").count() > 10  # drawings on this page hold the word too
    assert watch.take() == []


LEDGER_ROWS = (
    "[...document.querySelectorAll('.ledger-whole tbody tr')].filter(row => row.checkVisibility()).map(row => row.id)"
)
AGAINST_BY_HAND = 36  # 1 impossible, 17 discrepant and 18 contradicted


def read_claims(site: Path) -> list[dict[str, str]]:
    with (site / "downloads/results/claims.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def name_claims(site: Path, **wanted: str) -> list[str]:
    """The claims with these cells, in the order of the paper."""
    return [claim["claim_id"] for claim in read_claims(site) if all(claim[key] == wanted[key] for key in wanted)]


def test_the_ledger_opens_on_what_does_not_hold_and_filters_all_of_it(site, root, tab):
    tab.goto(f"{root}/notebooks/ledger.html")
    against = ("impossible", "discrepant", "contradicted")
    opened = tab.evaluate(LEDGER_ROWS)
    assert opened == [claim["claim_id"] for claim in read_claims(site) if claim["verdict"] in against]
    assert len(opened) == AGAINST_BY_HAND
    tab.locator(".ledger-filters").get_by_label("Verdict").select_option("reproduced")
    assert tab.evaluate(LEDGER_ROWS) == name_claims(site, verdict="reproduced")
    tab.locator(".ledger-filters").get_by_label("Section").select_option("methods")
    chosen = name_claims(site, verdict="reproduced", section="methods")
    assert tab.evaluate(LEDGER_ROWS) == chosen
    assert tab.locator(".ledger-filters output").inner_text().startswith(f"{len(chosen)} of {len(read_claims(site))}")
    tab.locator(".ledger-filters").get_by_label("Words").fill("no such word")
    assert "No claim fits" in tab.locator(".ledger-filters output").inner_text()
    tab.get_by_role("button", name="Clear filters").click()
    assert tab.evaluate(LEDGER_ROWS) == opened
    tab.locator(".ledger-filters").get_by_label("Verdict").select_option("do not hold")
    assert tab.evaluate(LEDGER_ROWS) == opened


def test_filters_of_the_ledger_live_in_its_address_and_survive_the_way_back(site, root, tab):
    tab.goto(f"{root}/notebooks/ledger.html?section=tables")
    assert tab.evaluate(LEDGER_ROWS) == name_claims(site, section="tables")
    tab.locator(".ledger-filters").get_by_label("Section").select_option("conclusions")
    tab.locator(".ledger-filters").get_by_label("Words").fill("confirms")
    chosen = tab.evaluate(LEDGER_ROWS)
    assert tab.url.endswith("?section=conclusions&words=confirms") and chosen == ["C241", "C242"]
    tab.goto(f"{root}/index.html")
    tab.go_back()
    assert tab.evaluate(LEDGER_ROWS) == chosen


@pytest.mark.parametrize("width", [390, 1440])
def test_a_link_to_a_claim_lands_on_its_row_and_lifts_the_filter_that_hides_it(root, tab, width):
    tab.set_viewport_size({"width": width, "height": 800})
    for claim in ("C023", "C019", "C212"):  # discrepant, in the fold, far down
        tab.goto(f"{root}/notebooks/ledger.html?verdict=definition#{claim}")
        row = tab.locator(f"#{claim}")
        assert row.is_visible() and "verdict" not in tab.url
        bar = tab.locator(".ledger-filters").bounding_box()
        assert 0 < row.bounding_box()["y"] - (bar["y"] + bar["height"]) < 200


def test_the_ledger_sorts_by_verdict_in_their_order_and_shows_the_way(site, root, tab):
    tab.goto(f"{root}/notebooks/ledger.html")
    heading = tab.locator("table[data-filters] thead th").nth(2)
    ranks = "[...document.querySelectorAll('table[data-filters] tbody tr')].map(row => row.dataset.verdict)"
    order = ["impossible", "discrepant", "contradicted"]
    for direction, expected in (("ascending", order), ("descending", order[::-1])):
        heading.locator("button").click()
        assert heading.get_attribute("aria-sort") == direction
        assert list(dict.fromkeys(tab.evaluate(ranks))) == expected
    assert tab.url.endswith("?sort=-rank")
    arrow = "getComputedStyle(document.querySelectorAll('table[data-filters] thead button')[1], '::after').content"
    assert "↓" in tab.evaluate(arrow)


def test_a_printed_ledger_says_what_it_shows(root, tab):
    tab.goto(f"{root}/notebooks/ledger.html?verdict=impossible")
    tab.emulate_media(media="print")
    assert tab.locator(".ledger-printed").inner_text() == "1 of 275 claims: verdict “impossible”."
    assert not tab.locator(".ledger-filters").is_visible()


def test_without_script_the_ledger_is_whole(site, root, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{root}/notebooks/ledger.html")
    assert tab.locator(".ledger-whole tbody tr").count() == len(read_claims(site))
    assert tab.locator("#C023").is_visible() and not tab.locator("#C019").is_visible()
    tab.locator(".ledger-rest > summary").click()
    assert tab.locator("#C019").is_visible()
    context.close()


def test_every_link_and_anchor_of_every_scenario_leads_somewhere(site, root):
    pages = {f"{root}/{path.relative_to(site).as_posix()}": None for path in site.rglob("*.html")}
    wanted = {}
    for address in pages:
        with urllib.request.urlopen(address) as answer:
            page = html.document_fromstring(answer.read().decode("utf-8"))
        pages[address] = set(page.xpath("//@id | //a/@name"))
        for link in list_addresses(page, address):
            wanted.setdefault(link, address)
    statuses = {link: read_status(link) for link in {urldefrag(link)[0] for link in wanted}}
    broken = []
    for link, source in wanted.items():
        file, anchor = urldefrag(link)
        file, anchor = f"{file}index.html" if file.endswith("/") else file.split("?")[0], unquote(anchor)
        if statuses[urldefrag(link)[0]] != 200 or (anchor and file in pages and anchor not in pages[file]):
            broken.append(f"{link} (in {source})")
    assert broken == []


def read_status(address: str) -> int:
    """The status of an answer to a request for the headers alone."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method="HEAD")) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("page", KINDS[:-1])
def test_without_script_nothing_of_a_page_is_lost(root, browser, page):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{root}/{page}.html")
    assert tab.evaluate(HIDDEN_TEXT) == []
    assert tab.locator("html").get_attribute("data-theme") == "light"
    context.close()


def test_search_menu_and_colours_work_where_the_browser_keeps_no_data(root, browser, tmp_path):
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(blocked), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path="/usr/bin/chromium", args=["--no-sandbox"], viewport={"width": 390, "height": 800}
    )
    tab = context.new_page()
    tab.goto(f"{root}/notebooks/ledger.html")
    assert not tab.evaluate("localStorage instanceof Storage")
    tab.locator(".theme-switch-button").click()
    assert tab.locator("html").get_attribute("data-theme") == "dark"
    tab.keyboard.press("Control+k")
    assert tab.locator("#pst-search-dialog input").is_visible()
    tab.keyboard.press("Escape")
    tab.locator(".primary-toggle").click()
    assert tab.get_by_role("link", name="Relapse").first.is_visible()
    context.close()


@pytest.mark.parametrize("page", KINDS[:-1])
def test_a_printed_page_has_its_title_and_no_navigation(root, tab, page):
    tab.goto(f"{root}/{page}.html")
    tab.emulate_media(media="print")
    assert tab.evaluate(PRINTED_NAVIGATION) == []
    assert tab.locator("h1").is_visible()


def test_the_first_view_of_a_chapter_is_light(site, root, browser):
    heavy = {}
    for page in [page for page in list_pages(site) if page.startswith("notebooks/")]:
        context = browser.new_context()
        tab, finished = context.new_page(), []
        tab.on("requestfinished", lambda request, finished=finished: finished.append(request))
        tab.goto(f"{root}/{page}.html", wait_until="networkidle")
        loaded = [request.sizes() for request in finished if request.url.startswith(root)]
        sizes = [size["responseBodySize"] + size["responseHeadersSize"] for size in loaded]
        if sum(sizes) > MOST_BYTES or not 1 < len(sizes) <= MOST_REQUESTS:
            heavy[page] = f"{sum(sizes)} bytes in {len(sizes)} requests"
        context.close()
    assert heavy == {}


MENU = ".scenario-switcher summary"


def switch_to(tab, name: str) -> None:
    """Choose a scenario from the menu, and wait for its page."""
    click_in_header(tab, tab.locator(MENU))
    link = tab.locator(".scenario-switcher a b").get_by_text(read_scenario(name)["title"], exact=True)
    if tab.url.split("?")[0].endswith("index.html"):
        click_in_header(tab, link)
        tab.wait_for_function(
            "title => document.querySelector('.scenario-name').textContent === title", arg=read_scenario(name)["title"]
        )
    else:
        with tab.expect_navigation():
            click_in_header(tab, link)


def click_in_header(tab, part) -> None:
    """Click where it is; Playwright's own click scrolls the page to what is in a sticky header first."""
    box = part.bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def current_scenario(tab) -> str:
    return tab.locator(".scenario-name").inner_text()


@pytest.mark.parametrize("page", ["notebooks/time_to_response", "notebooks/relapse", "patients/1"])
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
    tab.goto(f"{folder.as_uri()}/notebooks/relapse.html")
    assert current_scenario(tab) == read_scenario(DEFAULT)["title"]
    switch_to(tab, "all-treated")
    assert tab.url.startswith(f"{folder.as_uri()}/all-treated/notebooks/relapse.html")
    assert current_scenario(tab) == read_scenario("all-treated")["title"]


@pytest.mark.parametrize("old, new", MOVED.items())
def test_an_old_address_leads_to_the_new_place_without_script(site, root, browser, old, new):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{root}/{old}")
    tab.wait_for_url(f"{root}/{new}")
    context.close()


def test_without_script_a_page_still_leads_to_the_other_scenarios(site, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site.as_uri()}/notebooks/relapse.html")
    tab.locator(MENU).click()
    tab.locator(".scenario-switcher a", has_text=read_scenario("pessimistic")["title"]).click()
    assert tab.url == f"{(site / 'pessimistic').as_uri()}/notebooks/relapse.html"
    assert tab.locator(".scenario-shown").inner_text() == f"Scenario: {read_scenario('pessimistic')['title']}"
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
@pytest.mark.parametrize("page", ["notebooks/relapse", "trial"])
def test_the_header_is_one_row_high_and_its_menu_lies_in_sight(site, browser, page, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(f"{site.as_uri()}/{page}.html")
    assert tab.locator(".bd-header-article").bounding_box()["height"] <= 56
    if page != "trial":
        tab.locator(MENU).click()
        box = tab.locator(".scenario-switcher ul").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        tab.keyboard.press("Escape")
        assert not tab.locator(".scenario-switcher ul").is_visible()
        assert tab.evaluate("document.activeElement.matches('summary')")
    context.close()


def read_front(tab) -> list[str]:
    """What the front page says, without the line that names its scenario."""
    return tab.evaluate("""[...document.querySelectorAll("article > section > :not(.scenario-line)")].map(
        part => part.textContent.replace(/\\s+/g, " ").trim())""")


def test_the_front_page_shows_another_scenario_in_place_and_back_works(site, tab):
    tab.goto(f"{(site / 'pessimistic').as_uri()}/index.html")
    wanted = read_front(tab)
    tab.goto(f"{site.as_uri()}/index.html")
    own = read_front(tab)
    switch_to(tab, "pessimistic")
    assert tab.url == f"{site.as_uri()}/index.html?scenario=pessimistic"
    assert read_front(tab) == wanted != own
    changed = tab.locator(".is-changed").all_inner_texts()
    assert any("10 of 12" in text for text in changed)  # the dash counted as a relapse
    assert "Marked: what differs" in tab.locator(".scenario-line").inner_text()
    link = tab.locator("article a[href*='notebooks/relapse.html']").first
    assert link.get_attribute("href").startswith("pessimistic/notebooks/relapse.html")
    tab.reload()
    tab.wait_for_function("document.querySelector('.scenario-line')")
    assert read_front(tab) == wanted
    tab.go_back()
    tab.wait_for_function("!document.querySelector('.scenario-line')")
    assert read_front(tab) == own and tab.locator(".is-changed").count() == 0
    assert current_scenario(tab) == read_scenario(DEFAULT)["title"]


@pytest.mark.parametrize("claim", ["C023", "C140", "C212"])
def test_a_link_to_a_claim_lands_on_its_row_on_a_telephone(site, browser, claim):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(f"{site.as_uri()}/{find_claims_page(site)}#{claim}")
    tab.wait_for_timeout(500)
    top = tab.locator(f"#{claim}").bounding_box()["y"]
    context.close()
    assert 0 <= top <= 200


def find_claims_page(site: Path) -> str:
    """The page that holds the rows of all claims."""
    pages = [
        path for path in sorted(site.rglob("*.html")) if path.relative_to(site).parts[0] not in list_scenarios()[1:]
    ]
    return next(
        path.relative_to(site).as_posix() for path in pages if re.search(r"id=['\"]C212['\"]", path.read_text("utf-8"))
    )


# Cards


CARD = "#preview-card"


@pytest.fixture
def telephone(browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, bypass_csp=True
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("page", "link", "words"),
    [
        ("index", "article a.result >> nth=0", "enrolled"),
        ("index", "article a:has(.std-term) >> nth=0", "lupus"),
        ("index", "article a[href*='references.html#']", "Arthritis Research"),
        ("patients", "article a[href='patients/3.html'] >> nth=0", "week 1"),
        ("index", ".book-figure:visible a.mark >> nth=2", "Patient"),
    ],
)
def test_a_card_shows_on_hover_and_on_focus_and_closes_with_escape(site, tab, page, link, words):
    tab.goto(f"{site.as_uri()}/{page}.html")
    target = tab.locator(link).first
    target.hover()
    tab.locator(CARD).wait_for()
    assert words in tab.locator(CARD).inner_text()
    tab.keyboard.press("Escape")
    assert not tab.locator(CARD).is_visible()
    tab.keyboard.press("Tab")
    target.focus()
    tab.locator(CARD).wait_for()
    assert words in tab.locator(CARD).inner_text()
    assert target.get_attribute("aria-describedby") == "preview-card"


@pytest.mark.parametrize("link", ["article a.result >> nth=0", ".book-figure:visible a.mark >> nth=2"])
def test_the_first_tap_shows_and_the_second_follows(site, telephone, link):
    telephone.goto(f"{site.as_uri()}/index.html")
    telephone.locator(link).tap()
    telephone.locator(CARD).wait_for()
    assert telephone.url.endswith("/index.html") and "Tap again to open" in telephone.locator(CARD).inner_text()
    box = telephone.locator(CARD).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    with telephone.expect_navigation():
        telephone.locator(link).tap()
    assert not telephone.url.endswith("/index.html")


def test_a_claims_card_shows_verdict_printed_and_recomputed(site, tab):
    claims = {
        claim["claim_id"]: claim for claim in json.loads((site / "downloads/results/claims.json").read_text("utf-8"))
    }
    tab.goto(f"{site.as_uri()}/patients/1.html")
    link = tab.locator("article a[href*='#C']:visible, article details a[href*='#C']").first
    link.evaluate("link => { const fold = link.closest('details'); if (fold) fold.open = true; }")
    claim = claims[link.inner_text()]
    link.hover()
    tab.locator(CARD).wait_for()
    text = tab.locator(CARD).inner_text()
    assert claim["claim_id"] in text and claim["verdict"] in text and f"Reported: {claim['reported']}" in text


def test_a_number_that_rests_on_an_assumption_tells_it_by_keyboard(site, tab):
    tab.goto(f"{site.as_uri()}/notebooks/relapse.html")
    tab.keyboard.press("Tab")
    tab.locator("span.result.origin-assumed:visible").first.focus()
    tab.locator(CARD).wait_for()
    assert "Assumes that a dash" in tab.locator(CARD).inner_text()


# Search


# What a reader asks for, the page that should come first, and a word that its excerpt shows.
ASKED = [
    ("relapse", "notebooks/relapse", "relapse"),
    ("efficacy", "notebooks/efficacy", "efficacy"),
    ("safety", "notebooks/toxicity", "safe"),
    ("thrombosis", "notebooks/toxicity", "thrombosis"),
    ("DVT", "notebooks/toxicity", "thrombosis"),
    ("clot", "notebooks/toxicity", "clot"),
    ("vomiting", "notebooks/toxicity", "vomiting"),
    ("nausea", "notebooks/toxicity", "nausea"),
    ("polyneuropathy", "notebooks/toxicity", "polyneuropathy"),
    ("pregnancy", "notebooks/toxicity", "pregnancy"),
    ("Kaplan-Meier", "notebooks/time_to_response", "kaplan"),
    ("time to complete response", "notebooks/time_to_response", "response"),
    ("dose", "notebooks/relapse", "dose"),
    ("arthritis", "notebooks/toxicity", "arthritis"),
    ("SLEDAI", "notebooks/systemic", "sledai"),
    ("GRIM", "notebooks/forensics", "grim"),
    ("coverage", "notebooks/operating_characteristics", "coverage"),
    ("scenario", "notebooks/choices", "scenario"),
    ("glossary", "glossary", "glossary"),
    ("reproduce", "reproduce", "reproduc"),
    ("registry", "trial", "regist"),
]


def search(tab, root: str, words: str) -> list[dict]:
    """What a search lists, in its order, once all excerpts are there."""
    tab.goto(f"{root}/search.html?q={words}")
    tab.wait_for_function("document.querySelector('.search-summary')?.innerText.length > 0")
    tab.wait_for_load_state("networkidle")
    tab.wait_for_function(
        "[...document.querySelectorAll('#search-results li')].every(item => item.querySelector('.context'))"
    )
    return tab.evaluate("""[...document.querySelectorAll('#search-results li')].map(item => ({
        page: item.querySelector('a').getAttribute('href').split(/[.]html/)[0],
        excerpt: item.querySelector('.context').textContent}))""")


@pytest.mark.parametrize(("words", "page", "shown"), ASKED)
def test_the_page_about_a_thing_comes_first_with_an_excerpt_that_shows_it(root, tab, words, page, shown):
    first = search(tab, root, words)[0]
    assert first["page"] == page and shown in first["excerpt"].lower()


@pytest.mark.parametrize("words", ["Cortes", "Cortés"])
def test_a_name_is_found_with_and_without_its_accent_and_nothing_overflows(root, telephone, words):
    found = search(telephone, root, words)
    assert len(found) > 3 and all("cort" in result["excerpt"].lower() for result in found)
    assert telephone.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize(
    "words", ["import", "matplotlib", "90a5fcf1515a8b7b879a7f266e78ef71ff81195cb746cc61c0c3329e06871db5"]
)
def test_code_and_checksums_are_not_searched(root, tab, words):
    tab.goto(f"{root}/search.html?q={words}")
    tab.wait_for_function("document.querySelector('.search-summary')?.innerText.length > 0")
    assert tab.locator("#search-results li a[href*='notebooks/'], #search-results li a[href^='data']").count() == 0


# Telephones and paper


LETTERS = """() => [...document.querySelectorAll("svg.book-figure")].filter(drawing => drawing.checkVisibility()).flatMap(drawing => {
  const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
  return [...drawing.querySelectorAll("text")].map(text => [parseFloat(getComputedStyle(text).fontSize) * scale, text.textContent]);
}).filter(([size]) => size < 10.9).map(([size, text]) => `${size.toFixed(1)} px: ${text}`)"""


def test_a_figure_on_a_telephone_has_letters_of_eleven_pixels_and_fits(site, root, browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    tab, problems = context.new_page(), {}
    for page in [page for page in list_pages(site) if page.startswith("notebooks/") or page in ("index", "one-page")]:
        tab.goto(f"{root}/{page}.html")
        tab.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        wide = "[...document.querySelectorAll('.book-figure-box')].filter(box => box.scrollWidth > box.clientWidth + 1).length"
        problems[page] = [*tab.evaluate(LETTERS), *(["a figure scrolls"] * tab.evaluate(wide))]
        both = tab.locator("svg.book-figure.wide:visible").count()
        problems[page] += ["both drawings are shown"] * bool(both)
    context.close()
    assert {page: found for page, found in problems.items() if found} == {}


@pytest.mark.parametrize("scenario", [DEFAULT, "pessimistic"])
def test_the_summary_prints_on_one_sheet(site, tab, scenario):
    tab.goto(f"{(site if scenario == DEFAULT else site / scenario).as_uri()}/one-page.html")
    printed = tab.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
