"""What the search looks in: prose without code and checksums, words without accents, and what each page is about.

`book/_templates/search.js` is the reader's half: how a query is split, which page comes first; a book's
`_search_words.js` says what else counts as a word.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.search import IndexBuilder
from sphinx.search.en import SearchEnglish

SCRIPT = Path(__file__).resolve().parents[1] / "_templates" / "search.js"
CHECKSUM = re.compile(r"[0-9a-f]{12,}|\d+")
UNREAD = ("cell_input", "ran-under")
FEWEST, SMALLEST_SHARE = 5, 0.004  # times that a page says a word which it is about, and the part of its words


class SearchProse(SearchEnglish):
    """Sphinx's English, with letters without their accents, and without checksums and bare numbers."""

    def split(self, input: str) -> list[str]:
        return super().split(fold(input))

    def word_filter(self, word: str) -> bool:
        return super().word_filter(word) and not CHECKSUM.fullmatch(word)


def fold(text: str) -> str:
    """A text whose letters have lost their accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def collect_words(builder, doctree: nodes.document):
    """The words of a page as Sphinx collects them, without its code; those that it says most often count as words of its title."""
    removed = []
    for node in [node for node in doctree.findall(nodes.Element) if is_unread(node)]:
        if node.parent is not None:
            removed.append((node.parent, node.parent.index(node), node))
            node.parent.remove(node)
    store = SPHINX_COLLECTOR(builder, doctree)
    for parent, place, node in reversed(removed):
        parent.insert(place, node)
    stems = Counter(builder.lang.stem(word.lower()) for word in store.words)
    often = {stem for stem, count in stems.items() if count >= max(FEWEST, SMALLEST_SHARE * len(store.words))}
    store.title_words += sorted({word for word in store.words if builder.lang.stem(word.lower()) in often})
    return store


def is_unread(node: nodes.Element) -> bool:
    return isinstance(node, nodes.literal_block) or any(name in UNREAD for name in node.get("classes", []))


SPHINX_COLLECTOR = getattr(IndexBuilder._word_collector, "of_sphinx", IndexBuilder._word_collector)
collect_words.of_sphinx = SPHINX_COLLECTOR


def setup(app):
    IndexBuilder._word_collector = collect_words
    SearchProse.lang = "en"
    app.add_search_language(SearchProse)
    app.config.html_search_scorer = str(SCRIPT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
