"""The page that a host shows for an address that is not there: whole in itself, since it is shown at any depth."""

import html

from workflow.publish.settings import Settings

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<link rel="icon" href="data:," />
<title>Page not found — {book}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.05rem/1.6 system-ui, sans-serif; margin: 12vh auto; max-width: 36rem; padding: 0 1.25rem; }}
</style>
</head>
<body>
<main>
<h1>This page is not here</h1>
<p>It may have moved, or the address may be misspelt. The <a href="{front}">front page</a> leads to every chapter, and the
<a href="{search}">search</a> to every word of the book.</p>
</main>
</body>
</html>
"""


def write_not_found(book: str, settings: Settings) -> str:
    """The page's HTML; its links hold at any depth once the site's address is set, and from the root until then."""
    root = f"{settings.site}/" if settings.site else ""
    return PAGE.format(book=html.escape(book), front=f"{root}index.html", search=f"{root}search.html")
