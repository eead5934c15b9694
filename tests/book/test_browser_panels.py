"""Each panel in a real browser, by keyboard alone, under a policy that lets no inline script or style act."""

import html
import json
import shutil

import pytest

from reanalysis.parameters import default_parameters
from reanalysis.trial.panel_values import list_panels
from tests.book.browser_checks import CUT, SIDEWAYS
from tests.book.test_panels import LEDGER
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

ADDRESS = "http://panels.invalid/"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
SHOWN = "svg, dl"  # a panel draws or lists
KEYS = {  # what changes each panel: keys from its first control on, and what its sentences then say
    "beliefs": (
        ["Tab", "Tab", "ArrowLeft"],
        "Before the trial, the chance that the drug clears more than half is 9%; after 11 of 14 patients it is 80%.",
    ),
    "grim": (["Tab", "ArrowLeft", "ArrowLeft"], "For 13 patients it is possible, with a total of 40."),
    "intervals": (
        ["Tab", "ArrowLeft"],
        "11 of 14 patients is 79% (95% CI 49% to 95%): one half is within the interval.",
    ),
    "ledger": (["ArrowDown"], "No verdict changes."),
    "relapse": (
        ["ArrowDown"],
        "Counted so, 10 of 12 complete responders relapsed. Whether the drug was being taken when the rash came back is left open.",
    ),
    "kaplan-meier": (["End"], "Of 13 patients, without patient 15, 11 cleared, the last in week 36."),
}


@pytest.fixture(scope="module")
def scripts():
    """The scripts of each panel, as the book's extension lists them."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.syspath_prepend(str(REPOSITORY / "book" / "_extensions"))
        from panel_pages import SCRIPTS

        yield SCRIPTS


@pytest.fixture
def open_panel(browser, scripts, trial, tmp_path):
    """A function that opens a page with one panel; and what the console and the page complained of."""
    context, complaints = browser.new_context(), []
    shutil.copytree(REPOSITORY / "book" / "_static", tmp_path / "static")
    values = list_panels(trial, default_parameters(), LEDGER)

    def answer(route):
        path = tmp_path / route.request.url.removeprefix(ADDRESS)
        route.fulfill(path=path, headers={"Content-Security-Policy": POLICY})

    def open_page(name: str, width: int):
        content = html.escape(json.dumps(values[name]))
        sheets = "".join(f'<link rel="stylesheet" href="static/{sheet}.css">' for sheet in ("figures", "panels"))
        tags = "".join(f'<script defer src="static/panels/{script}.js"></script>' for script in scripts[name])
        page = f'{sheets}{tags}<div class="panel" data-panel="{name}" data-values="{content}" hidden></div>'
        (tmp_path / "page.html").write_text(
            f"<!doctype html><html lang=en><meta charset=utf-8>{page}", encoding="utf-8"
        )
        tab = context.new_page()
        tab.set_viewport_size({"width": width, "height": 800})
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(f"{ADDRESS}page.html")
        return tab

    context.route("**/*", answer)
    yield open_page, complaints
    context.close()


def test_every_panel_is_tried(scripts):
    assert set(KEYS) == set(scripts)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", KEYS)
def test_keys_change_what_a_panel_says_and_draws_and_reset_brings_it_back(open_panel, name, width):
    open_page, complaints = open_panel
    keys, expected = KEYS[name]
    tab = open_page(name, width)
    words, drawing = tab.locator("output"), tab.locator(SHOWN)
    before = words.inner_text(), drawing.inner_html()
    tab.keyboard.press("Tab")
    for key in keys:
        tab.keyboard.press(key)
    after = words.inner_text(), drawing.inner_html()
    assert expected in after[0].split("\n")
    assert before[0] != after[0] and before[1] != after[1]
    assert tab.evaluate(SIDEWAYS) == [] and tab.evaluate(CUT) == []
    if name == "ledger":  # its one control brings all back
        tab.keyboard.press("Home")
    else:
        tab.locator("button").press("Enter")
    tab.wait_for_function("before => document.querySelector('output').innerText === before", arg=before[0])
    assert drawing.inner_html() == before[1]
    assert complaints == []
