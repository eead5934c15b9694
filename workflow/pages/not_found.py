"""The page that a host shows for an address that is not there; it is shown at any depth, so its addresses start at the site's."""

import html

from workflow.pages.theme_assets import BUNDLE
from workflow.publish.settings import Settings

PAGE = """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<link rel="icon" href="data:," />
<title>Page not found — {book}</title>
<link rel="stylesheet" href="{root}{bundle}" />
</head>
<body>
<header class="container p-3 border-bottom"><a href="{root}index.html">{book}</a></header>
<main class="container p-3">
<h1>This page is not here</h1>
<p>It may have moved, or the address may be misspelt. The <a href="{root}index.html">front page</a> leads to every chapter, and the
<a href="{root}search.html">search</a> to every word of the book.</p>
</main>
</body>
</html>
"""


def write_not_found(book: str, settings: Settings) -> str:
    """The page's HTML; its links start at the site's address or, until that is set, at the host's root."""
    return PAGE.format(book=html.escape(book), root=f"{settings.site}/", bundle=BUNDLE)
