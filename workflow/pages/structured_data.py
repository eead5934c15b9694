"""What search engines read of the front page and the data page: schema.org's article and data set, as JSON-LD."""

import json

from workflow.publish.citation import read_citation, release_date

BOOK_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write_structured_data(name: str, title: str, description: str) -> str:
    """A script element with the page's description; empty for pages that are part of the book and nothing by themselves.

    Parameters
    ----------
    name : str
        The page within its scenario's folder, as `index.html`.
    title, description : str
        As the page's metadata have them.
    """
    kinds = {"index.html": "ScholarlyArticle", "data.html": "Dataset"}
    if name not in kinds:
        return ""
    citation = read_citation()
    content = {
        "@context": "https://schema.org",
        "@type": kinds[name],
        "name": title,
        "headline": title,
        "description": description,
        "inLanguage": "en",
        "license": BOOK_LICENCE,
        "version": str(citation["version"]),
        "datePublished": release_date().isoformat(),
        "author": [{"@type": "Organization", "name": author["name"]} for author in citation["authors"]],
        "isBasedOn": [f"https://doi.org/{work['doi']}" for work in citation["references"] if "doi" in work],
    }
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'
