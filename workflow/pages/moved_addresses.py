"""Pages at addresses that chapters had before they were joined; each leads to where its content is now, without script."""

from pathlib import Path

from workflow.publish.settings import Settings, page_address

MOVED = {  # within the folder of a scenario: the old page, and the new one's place
    "notebooks/scenarios.html": "notebooks/choices.html#sec-scenarios",
    "notebooks/robustness.html": "notebooks/choices.html#sec-robustness",
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<meta http-equiv="refresh" content="0; url={target}" />
<link rel="canonical" href="{canonical}" />
<link rel="icon" href="data:," />
<title>This page has moved</title>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p>What stood here is part of the chapter <a href="{target}">What hangs on choices</a>.</p>
</main>
</body>
</html>
"""


def write_moved(folder: Path, settings: Settings) -> None:
    """Write the pages into the folder of a scenario, where it has the chapter that they lead to.

    Parameters
    ----------
    folder : Path
        With its final pages; the site's metadata are written before, so that no search engine is sent here.
    settings : Settings
        With an address of the site, the canonical link is that of the first scenario's page.
    """
    for old, new in MOVED.items():
        page = new.partition("#")[0]
        if (folder / page).exists():
            target = new.rpartition("/")[2]
            canonical = page_address(page, settings) if settings.site else target.partition("#")[0]
            (folder / old).write_text(PAGE.format(target=target, canonical=canonical), encoding="utf-8")
