"""What a page is looked over for in a browser. Each function returns what is wrong, one line each, or an empty list."""

from pathlib import Path
from urllib.parse import urlsplit

from lxml import html

AXE = Path(__file__).resolve().parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
LONGEST_LINE = 300  # letters of markup in a message

RUN_AXE = """axe.run(document, {resultTypes: ["violations"]}).then(result => result.violations.flatMap(
  rule => rule.nodes.map(node => `axe ${rule.id} (${rule.impact}): ${node.target.join(" ")} ${node.html}`)))"""

SIDEWAYS = """() => { const page = document.documentElement;
  return page.scrollWidth > page.clientWidth ? [`scrolls sideways: ${page.scrollWidth} of ${page.clientWidth} px`] : []; }"""

# A box that hides what does not fit. Those that scroll say so by a shade at the edge, or are code or formulas.
CUT = """() => [...document.querySelectorAll("body *")].filter(element => {
  if (element.scrollWidth <= element.clientWidth + 1 || !element.clientWidth) return false;
  const style = getComputedStyle(element);
  if (style.overflowX === "visible" || style.display === "inline" || element.closest("svg, math, .visually-hidden")) return false;
  const scrolls = ["auto", "scroll"].includes(style.overflowX) &&
    (element.matches("pre, div.math") || style.backgroundImage.includes("gradient"));
  return element.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !scrolls;
}).map(element => `cut: ${element.tagName} ${element.className} ${element.clientWidth} of ${element.scrollWidth} px`)"""

HEADINGS = """() => { const found = [], levels = [];
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1]);
    if (levels.length && level > levels.at(-1) + 1) found.push(`a level skipped before the heading: ${heading.textContent}`);
    levels.push(level);
  }
  const first = levels.filter(level => level === 1).length;
  return first === 1 ? found : [...found, `${first} headings of the first level`]; }"""

ALTERNATIVES = """() => { const found = [], words = /\\S+\\s+\\S+/, number = /\\d/;
  const check = (text, figure, what) => {
    if (!words.test(text)) found.push(`no words in place of ${what}: ${text}`);
    else if (figure && !number.test(text)) found.push(`no number in place of ${what}: ${text}`);
  };
  for (const image of document.images) check(image.alt, image.closest("figure"), image.src);
  for (const drawing of document.querySelectorAll("svg.book-figure")) {
    if (!drawing.querySelector(":scope > title")?.textContent.trim()) found.push(`a figure without a title: ${drawing.outerHTML}`);
    check(drawing.querySelector(":scope > desc")?.textContent ?? "", true, "a figure");
  }
  for (const drawing of document.querySelectorAll("figure svg:not(.book-figure)")) found.push(`a figure of another kind: ${drawing.id}`);
  return found; }"""

TAB_INDEX = """() => [...document.querySelectorAll("[tabindex]")].filter(element => element.tabIndex > 0).map(
  element => `a place of its own in the tab order: ${element.outerHTML}`)"""

# Without a script everything in the article can be read, but for what a reader can open.
HIDDEN_TEXT = """() => { const found = [], words = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement;
    let folded = parent.closest("details:not([open])");
    for (let outer = folded; outer; outer = outer.parentElement.closest("details:not([open])")) folded = outer;
    if (!words.currentNode.data.trim() || parent.closest("script, style, noscript, title, desc, .pst-js-only, .headerlink, svg.narrow")) continue;
    if (!(folded ? folded.querySelector("summary") : parent).checkVisibility({visibilityProperty: true}))
      found.push(`hidden without script: ${words.currentNode.data.trim()}`);
  }
  return found; }"""

# Paper keeps the book's name and the scenario that is shown.
PRINTED_NAVIGATION = """() => [...document.querySelectorAll(`
    nav:not(.scenario-switcher), .scenario-switcher a, .bd-sidebar-primary a:not(.logo), .bd-sidebar-secondary a,
    .prev-next-footer, .exhibit-tools > a, .exhibit-tools > .code, .headerlink, .skip-link, button, dialog, form, input, select`)].filter(
  element => element.checkVisibility() && element.getBoundingClientRect().height > 0).map(element => `printed: ${element.outerHTML}`)"""

# Every stop's look, while it has the focus and after; transitions are off, so that each is final.
RECORD_STOPS = """() => {
  const look = element => [element, ...element.children].map(part => { const style = getComputedStyle(part);
    return [style.outlineStyle === "none" ? "" : style.outline, style.boxShadow, style.backgroundColor, style.opacity]; }).join();
  const quick = document.createElement("style");
  quick.textContent = "* { transition: none !important; }";
  document.head.append(quick);
  window.stops = [];
  document.addEventListener("focusin", event => window.stops.push({element: event.target, focused: look(event.target)}));
  document.addEventListener("focusout", event => {
    const stop = window.stops.at(-1);
    requestAnimationFrame(() => { stop.left = look(event.target); });
  }); }"""
READ_STOPS = """() => window.stops.map(stop => ({
  href: stop.element.getAttribute("href"), markup: stop.element.outerHTML, changed: stop.focused !== stop.left }))"""
COUNT_FOCUSABLE = (
    """() => document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]").length"""
)
TABS_AT_A_TIME = 25


class Watch:
    """What goes wrong while a tab loads pages from one host: console, script errors, requests."""

    def __init__(self, tab, root: str):
        self.root, self.found = root, []
        tab.on("console", self.note_console)
        tab.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        tab.on("requestfailed", lambda request: self.found.append(f"request failed: {request.url}"))
        tab.on("request", self.note_host)
        tab.on("response", self.note_status)

    def note_console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"console {message.type}: {message.text}")

    def note_host(self, request) -> None:
        if not request.url.startswith((f"{self.root}/", "data:")):
            self.found.append(f"request to another host: {request.url}")

    def note_status(self, response) -> None:
        if response.status >= 400:
            self.found.append(f"status {response.status}: {response.url}")

    def take(self) -> list[str]:
        """What was found since the last time."""
        found, self.found[:] = list(self.found), []
        return found


def look_over(tab, axe: str) -> list[str]:
    """What is wrong with the page that a tab shows: its size, headings, alternatives, tab order, and all rules of axe."""
    found = [problem for script in (SIDEWAYS, HEADINGS, ALTERNATIVES, TAB_INDEX) for problem in tab.evaluate(script)]
    tab.evaluate(axe)
    return [" ".join(problem.split())[:LONGEST_LINE] for problem in found + tab.evaluate(RUN_AXE)]


def walk_by_keyboard(tab) -> list[dict]:
    """Press Tab from the start of a page until its first stop comes again, and return the stops in their order.

    Raises
    ------
    AssertionError
        If more stops come than the page has, as in a keyboard trap.
    """
    tab.evaluate(RECORD_STOPS)
    most = tab.evaluate(COUNT_FOCUSABLE)
    for _ in range(most // TABS_AT_A_TIME + 2):
        for _ in range(TABS_AT_A_TIME):
            tab.keyboard.press("Tab")
        stops = tab.evaluate(READ_STOPS)
        starts = [number for number, stop in enumerate(stops) if stop["markup"] == stops[0]["markup"]]
        if len(starts) > 1:
            return stops[: starts[1]]
    raise AssertionError(f"the page does not end by keyboard: {[stop['markup'][:80] for stop in stops[-5:]]}")


def list_addresses(page: html.HtmlElement, address: str) -> set[str]:
    """Everything of this host that a page links to or loads, as absolute addresses with their fragments."""
    page.make_links_absolute(address, resolve_base_href=False)
    host = urlsplit(address).netloc
    return {link for _, _, link, _ in page.iterlinks() if urlsplit(link).netloc == host}
