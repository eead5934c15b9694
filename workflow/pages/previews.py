"""What the cards of book/_static/previews.js show: claims, captions, words of the glossary, patients.

Read from a scenario's finished pages and its ledger, and written as a script beside them, so that a page opened from a
disk has it too; it is loaded when a reader first asks for a card.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import html

DATA = Path("_static/previews_data.js")
LONGEST_TEXT = 420  # letters of a caption, definition or reason
LEFT_OUT = (".//a[contains(@class, 'headerlink')]", ".//*[contains(@class, 'exhibit-tools')]", ".//svg", ".//math")


def write_previews(site: Path, pages: list[str], claims: Path, map_pages: Callable = map) -> None:
    """Write the script.

    Parameters
    ----------
    site : Path
        A scenario's finished pages.
    pages : list of str
        Their names, as `notebooks/relapse`.
    claims : Path
        The ledger as JSON.
    map_pages : callable
        May read pages side by side.
    """
    found = map_pages(read_page, [(site, name) for name in pages])
    cards = {key: card for page in found for key, card in page.items()}
    cards |= {claim["claim_id"]: describe_claim(claim) for claim in json.loads(claims.read_text(encoding="utf-8"))}
    text = json.dumps(dict(sorted(cards.items())), ensure_ascii=False, separators=(",", ":"))
    (site / DATA).write_text(f"window.bookPreviews = {text};\n", encoding="utf-8")


def describe_claim(claim: dict) -> dict:
    """A claim's card: what the paper says, what is printed and what was found, and why the verdict."""
    numbers = f"Reported: {claim['reported']}{'%' if claim['unit'] == '%' else ''}."
    if claim["recomputed"]:
        numbers += f" Recomputed: {claim['recomputed']}."
    texts = [claim["statement"], numbers, claim["reason"]]
    return {"title": claim["claim_id"], "verdict": claim["verdict"], "text": [shorten(text) for text in texts if text]}


def read_page(place: tuple[Path, str]) -> dict[str, dict]:
    """The cards of what stands on one page, by its address within the scenario."""
    site, name = place
    article = html.parse(str(site / f"{name}.html")).find(".//article")
    cards = {f"{name}.html#{anchor}": card for anchor, card in [*read_exhibits(article), *read_terms(article)]}
    if name.startswith("patients/"):
        course = article.xpath("(.//section/p)[1]")
        cards[f"{name}.html"] = {"title": read_text(article.find(".//h1")), "text": [shorten(read_text(course[0]))]}
    return cards


def read_exhibits(article) -> Iterator[tuple[str, dict]]:
    """Figures and tables by their anchors, with their captions."""
    for exhibit in article.xpath(".//figure[starts-with(@id, 'fig-')] | .//table[starts-with(@id, 'tbl-')]"):
        caption = exhibit.xpath("./figcaption | ./caption")
        if caption:
            number = caption[0].xpath("string(.//*[@class='caption-number'])").strip()
            text = read_text(caption[0]).removeprefix(number).strip()
            yield exhibit.get("id"), {"title": number, "text": [shorten(text)]}


def read_terms(article) -> Iterator[tuple[str, dict]]:
    """Words of a glossary by their anchors, with what they mean."""
    for term in article.xpath(".//dt[starts-with(@id, 'term-')]"):
        meaning = next(below for below in term.itersiblings("dd"))
        yield term.get("id"), {"title": read_text(term), "text": [shorten(read_text(meaning))]}


def read_text(element) -> str:
    """The words of an element on one line, without links to itself, drawings and formulas."""
    copy = html.fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    for path in LEFT_OUT:
        for part in copy.xpath(path):
            part.drop_tree()
    return " ".join(copy.text_content().split())


def shorten(text: str) -> str:
    """A text cut at a word where it is too long for a card."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rsplit(' ', 1)[0]} …"
