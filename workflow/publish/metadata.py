"""What machines read of a published site that has an address: canonical links, and a sitemap."""

import html
from pathlib import Path

from workflow.publish.settings import Settings, page_address

NOT_LISTED = ("404.html", "search.html")  # pages that nobody should land on from a search engine


def write_site_metadata(site: Path, scenarios: list[str], settings: Settings) -> None:
    """Add the metadata to a whole site whose pages are final.

    Parameters
    ----------
    site : Path
    scenarios : list of str
        Names of the scenarios it shows, that of its root first, each other one in a folder of its name.
    settings : Settings
        Without an address of the site nothing is written.
    """
    if not settings.site:
        return
    canonical = find_canonical(site, scenarios[1:])
    for page, original in canonical.items():
        link = f'<link rel="canonical" href="{html.escape(page_address(original, settings))}" />'
        text = (site / page).read_text(encoding="utf-8")
        (site / page).write_text(text.replace("</head>", f"{link}\n</head>", 1), encoding="utf-8")
    listed = sorted(page for page, original in canonical.items() if page == original and is_listed(page))
    write_sitemap(site, [page_address(page, settings) for page in listed], settings)


def find_canonical(site: Path, others: list[str]) -> dict[str, str]:
    """For every page the page that search engines should show: the root's where a scenario's is the same byte for byte."""
    paths = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    pages = {page: path.read_bytes() for page, path in paths.items() if "_static" not in path.parts}
    found = {}
    for page, content in pages.items():
        folder, _, rest = page.partition("/")
        found[page] = rest if folder in others and pages.get(rest) == content else page
    return found


def is_listed(page: str) -> bool:
    return page.rpartition("/")[2] not in NOT_LISTED


def write_sitemap(site: Path, addresses: list[str], settings: Settings) -> None:
    """Write sitemap.xml, and a robots.txt that names it (crawlers read that one at the root of a host only)."""
    entries = "\n".join(f"  <url><loc>{html.escape(address)}</loc></url>" for address in addresses)
    (site / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}\n</urlset>\n',
        encoding="utf-8",
    )
    (site / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\n\nSitemap: {page_address('sitemap.xml', settings)}\n", encoding="utf-8"
    )
