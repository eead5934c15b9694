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
:root {{ color-scheme: light dark; --link: light-dark(#0b57b8, #8ab4f8); }}
body {{ color: light-dark(#222832, #ced6dd); background: light-dark(#fff, #121212); margin: 0;
  font: 1rem/1.65 -apple-system, BlinkMacSystemFont, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }}
header {{ border-bottom: 1px solid light-dark(#d1d5da, #48566b); padding: 0.75rem 2rem; }}
main {{ margin: 3rem auto; max-width: 43rem; padding: 0 1.25rem; }}
h1 {{ font-weight: 600; line-height: 1.2; }}
a {{ color: var(--link); text-decoration: underline; }}
header a {{ color: inherit; text-decoration: none; }}
</style>
</head>
<body>
<header><a href="{root}index.html">{book}</a></header>
<main>
<h1>This page is not here</h1>
<p>It may have moved, or the address may be misspelt. The <a href="{root}index.html">front page</a> leads to every chapter, and the
<a href="{root}search.html">search</a> to every word of the book.</p>
</main>
</body>
</html>
"""


def write_not_found(book: str, settings: Settings) -> str:
    """The page's HTML; its links start at the site's address or, until that is set, at the host's root."""
    return PAGE.format(book=html.escape(book), root=f"{settings.site}/")
