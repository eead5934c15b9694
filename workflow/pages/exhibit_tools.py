"""Links that an exhibit offers: to the code above it, to its data, and to itself."""

import re
from itertools import count
from pathlib import Path

CODE = '<div class="cell_input docutils container">'
MARK = re.compile(
    rf"(?P<code>{re.escape(CODE)})|"
    r'<a class="headerlink" href="#(?P<exhibit>(?:fig|tbl)-[^"]+)" title="Link to this (?:image|table)">#</a>'
)
# The frame that a chapter's exhibits are made of; other chapters offer their results.
FRAMES = {
    "baseline": "derived/adsl.csv",
    "efficacy": "derived/adsl.csv",
    "time_to_response": "derived/adtte.csv",
    "relapse": "derived/adtte.csv",
    "toxicity": "derived/adae.csv",
    "ledger": "results/claims.csv",
}


def add_exhibit_tools(page: str, path: Path) -> str:
    """A page whose exhibits lead to the code above them, to their data and to themselves.

    Parameters
    ----------
    page : str
        The HTML of the page.
    path : Path
        Its file, as `notebooks/efficacy.html`; pages that are no chapters get permanent links only.
    """
    numbers = count(1)
    is_chapter = path.parent.name == "notebooks"
    last_code = None

    def write(found: re.Match) -> str:
        nonlocal last_code
        if found["code"]:
            last_code = f"code-{next(numbers)}"
            return CODE.replace("<div ", f'<div id="{last_code}" ')
        links = [("Permalink", f"#{found['exhibit']}", "")]
        if is_chapter:
            data = FRAMES.get(path.stem, f"results/{path.stem}.json")
            links.insert(0, ("Download data", f"../downloads/{data}", " download"))
        if is_chapter and last_code:
            links.insert(0, ("See the code", f"#{last_code}", ""))
        items = "".join(f'<a href="{address}"{extra}>{label}</a>' for label, address, extra in links)
        return f' <span class="exhibit-tools">{items}</span>'

    return MARK.sub(write, page)
