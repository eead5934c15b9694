"""In what order Sphinx reads pages and loads files, which pages it reads again, which scripts it leaves out; each with its reason."""


def allow_reading_together(app) -> None:
    """Say of Jupyter Book's extension what it does not: it numbers sections when all pages have been read."""
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True


def deal_out(app, env, pages: list[str]) -> None:
    """Spread chapters, which take longest to read, over the parcels of neighbours that Sphinx makes."""
    pages[:] = [page for first in range(app.parallel) for page in pages[first :: app.parallel]]


def find_changed(app, env, added, changed, removed) -> set[str]:
    """Pages that the build has changed, or something that they read: Sphinx compares times only, and a clock may be wrong."""
    files = set(app.config.changed_sources)
    pages = {page for page in env.found_docs if env.doc2path(page, base=False) in files}
    return pages | {page for page, read in env.dependencies.items() if files & set(read)}


def sort_own_files(app, config) -> None:
    """Load the book's scripts and styles by name: Jupyter Book lists them as the disk does, and disks differ."""
    config.html_js_files = [("start.js", {"priority": 100}), *sorted(set(config.html_js_files) - {"start.js"})]
    config.html_css_files = sorted(config.html_css_files)


def drop_scripts_in_page(app, page: str, template: str, context: dict, doctree) -> None:
    """Leave out the theme's script within each page, for a menu of versions that the book has not; some servers forbid any."""
    context["script_files"] = [script for script in context["script_files"] if "body" not in script.attributes]


def setup(app):
    app.add_config_value("changed_sources", [], "", [list])
    app.connect("config-inited", sort_own_files)
    app.connect("builder-inited", allow_reading_together)
    app.connect("env-get-outdated", find_changed)
    app.connect("env-before-read-docs", deal_out)
    app.connect("html-page-context", drop_scripts_in_page, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
