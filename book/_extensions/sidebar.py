"""The sidebar's list of pages, worked out once a build.

The theme would resolve the table of contents and parse the outcome again for every page, a tenth of a rendering.
`_templates/book-sidebar-nav-bs.html` writes the list, in the markup that the theme's style sheet knows.
"""

from sphinx.util.nodes import clean_astext


def list_parts(env) -> list[dict]:
    """The parts of the book in their order: caption and pages."""
    return [
        {"caption": part.caption, "pages": [describe_page(env, page) for page in part.items]}
        for part in env.external_site_map.root.subtrees
    ]


def describe_page(env, page: str) -> dict:
    """A page's name, its title with its number, the pages below it, and the names of all of them."""
    number = ".".join(map(str, env.toc_secnumbers.get(page, {}).get("", ())))
    title = clean_astext(env.titles[page])
    below = [describe_page(env, item) for part in env.external_site_map[page].subtrees for item in part.items]
    return {
        "name": page,
        "title": f"{number}. {title}" if number else title,
        "below": below,
        "family": {page}.union(*(child["family"] for child in below)),
    }


def offer_parts(app, builder) -> None:
    """Give every page's template the parts; sections have their numbers by now."""
    app.config.html_context["sidebar_parts"] = list_parts(app.env)


def setup(app):
    app.connect("write-started", offer_parts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
