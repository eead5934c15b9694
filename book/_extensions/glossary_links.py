"""Links to the glossary: the first time a page's prose has a word of it, without the author's doing."""

import re
from pathlib import Path

from docutils import nodes
from result_pages import result_value
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

GLOSSARY = "glossary"
# Words that also mean something else, or are too short to be told from others: pages link them by {term} where they want to.
BY_HAND = {
    "T",
    "claim",
    "consistent",
    "definition",
    "differs",
    "event",
    "impossible",
    "repeated",
    "reproduced",
    "scenario",
}
BLOCK = re.compile(r"^```\{glossary\}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
UNTOUCHED = (
    *(nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.raw, nodes.math, nodes.math_block),
    *(nodes.table, nodes.caption, nodes.term, nodes.comment, nodes.container, addnodes.pending_xref, result_value),
)


class LinkTerms(SphinxTransform):
    """Turn the first mention of each word, in paragraphs, into a reference to what it means."""

    default_priority = 880

    def apply(self):
        path = Path(self.env.srcdir) / f"{GLOSSARY}.md"
        if self.env.docname == GLOSSARY or not path.exists():
            return
        self.env.note_dependency(path.name)
        terms = read_terms(path.read_text(encoding="utf-8"))
        by_hand = self.document.findall(lambda node: getattr(node, "attributes", {}).get("reftype") == "term")
        seen = {terms.meaning[node["reftarget"]] for node in by_hand if node["reftarget"] in terms.meaning}
        for text in list(self.document.findall(nodes.Text)):
            if is_prose(text):
                parts = self.link(text.astext(), terms, seen)
                if len(parts) > 1:
                    text.parent.replace(text, parts)

    def link(self, text: str, terms: "Terms", seen: set[str]) -> list[nodes.Node]:
        """A text as the parts before, in and after each word that was not seen on the page before."""
        parts, end = [], 0
        for match in terms.pattern.finditer(text):
            term = terms.find(match[0])
            if term is None or terms.meaning[term] in seen:
                continue
            seen.add(terms.meaning[term])
            parts += [nodes.Text(text[end : match.start()]), self.refer(term, match[0])]
            end = match.end()
        return [*parts, nodes.Text(text[end:])]

    def refer(self, term: str, text: str) -> addnodes.pending_xref:
        reference = addnodes.pending_xref(
            "", refdomain="std", reftype="term", reftarget=term, refdoc=self.env.docname, refexplicit=True, refwarn=True
        )
        reference += nodes.inline("", text, classes=["xref", "std", "std-term"])
        return reference


class Terms:
    """Words of the glossary, each with the number of its definition, and a pattern that finds them and their plurals."""

    def __init__(self, meaning: dict[str, int]):
        self.meaning = meaning
        self.by_lower = {term.lower(): term for term in meaning if not is_abbreviation(term)}
        words = sorted(meaning, key=len, reverse=True)
        any_word = "|".join(map(re.escape, words))
        self.pattern = re.compile(rf"(?<![\w-])(?:{any_word})(?:e?s)?(?![\w-])", re.IGNORECASE)

    def find(self, text: str) -> str | None:
        """The word that a text is, in any case and number; an abbreviation in its own case alone."""
        for form in (text, text.removesuffix("s"), text.removesuffix("es")):
            if form in self.meaning:
                return form
            if form.lower() in self.by_lower:
                return self.by_lower[form.lower()]
        return None


def read_terms(markdown: str) -> Terms:
    """The words that the glossary explains and that are linked everywhere."""
    meaning, number = {}, 0
    for block in BLOCK.findall(markdown):
        for entry in re.split(r"\n\s*\n", block.strip()):
            number += 1
            words = [line.strip() for line in entry.splitlines() if line and not line.startswith(" ")]
            meaning |= {word: number for word in words if word not in BY_HAND and word.lower() not in BY_HAND}
    return Terms(meaning)


def is_abbreviation(term: str) -> bool:
    return sum(letter.isupper() for letter in term) > 1


def is_prose(text: nodes.Text) -> bool:
    """Whether a text stands in a paragraph and in nothing that has links, code or a heading of its own."""
    above, found = text.parent, False
    while above is not None:
        if isinstance(above, UNTOUCHED) and not is_block(above):
            return False
        found = found or isinstance(above, nodes.paragraph)
        above = above.parent
    return found


def is_block(node) -> bool:
    """Whether a container is a part of the page's text and not a cell of a notebook."""
    return isinstance(node, nodes.container) and not node.get("nb_element")


def setup(app):
    app.add_transform(LinkTerms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
