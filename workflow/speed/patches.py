"""Changes of other packages' insides that a fast build needs, each with its reason."""

import functools
import io


def cache_plugins() -> None:
    """Let pybtex look for each plugin once: it searches all installed packages again for every reference."""
    import pybtex.plugin

    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)


def complete_search_index() -> None:
    """Let the search index be the same when some pages are rendered again as when all are.

    Sphinx (7.4, `sphinx/search/__init__.py`) forgets the index entries of pages that it does not write again, here the
    glossary's terms, and keeps words that no page has any more.
    """
    from sphinx.search import IndexBuilder

    load, prune, freeze = IndexBuilder.load, IndexBuilder.prune, IndexBuilder.freeze

    def load_all(self, stream, format):
        text = stream.read()
        load(self, io.StringIO(text), format)
        frozen = (self.formats[format] if isinstance(format, str) else format).loads(text)
        self._index_entries = {}
        for entry, places in frozen["indexentries"].items():
            for page, anchor, is_main in places:
                name = frozen["docnames"][page]
                self._index_entries.setdefault(name, []).append((entry, anchor, "main" if is_main else ""))

    def prune_all(self, pages):
        kept = set(pages)
        prune(self, kept)
        self._index_entries = {page: entries for page, entries in self._index_entries.items() if page in kept}
        self._mapping = {word: places for word, places in self._mapping.items() if places}
        self._title_mapping = {word: places for word, places in self._title_mapping.items() if places}

    def freeze_in_order(self):
        self._index_entries = dict(sorted(self._index_entries.items()))
        return freeze(self)

    IndexBuilder.load, IndexBuilder.prune, IndexBuilder.freeze = load_all, prune_all, freeze_in_order
