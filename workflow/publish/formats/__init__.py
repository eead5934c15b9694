"""The site's results, frames and verdicts in the formats of others: one short writer each, from the files that are there.

Each writer takes what the site's downloads hold and gives text; nothing is computed here, and nothing depends on when or
where the site is built.
"""

import json
from pathlib import Path

from reanalysis.book import find_book
from reanalysis.data.tables import read_package
from reanalysis.scenarios.files import read_scenario
from workflow.publish.citation import list_authors, read_citation, release_date
from workflow.publish.formats.ard import write_ard
from workflow.publish.formats.ars import write_ars
from workflow.publish.formats.dataset_json import write_dataset
from workflow.publish.formats.nanopublications import write_nanopublications

FOLDER = "formats"


def write_formats(downloads: Path, results: dict[str, dict[str, dict]], scenario: str, base: str) -> None:
    """Write every format beside the downloads that it is made from.

    Parameters
    ----------
    downloads : Path
        The downloads of one scenario's site: `data`, `derived`, `results`.
    results : dict
        Chapter, name of a result, and the result as its chapter published it.
    scenario : str
        The scenario's name.
    base : str
        The site's address; empty while it has none.
    """
    package, citation, day = read_package(downloads / "data"), read_citation(), release_date()
    trial, authors = package["trial"], ", ".join(list_authors(citation))
    origins = [source["path"] for source in package["sources"] if "path" in source]
    claims = json.loads((downloads / "results" / "claims.json").read_text(encoding="utf-8"))
    claims = [claim | {"source": find_book().find_source(claim) or origins[0]} for claim in claims]
    texts = {
        "results-ars.json": write_ars(results, trial, scenario, read_scenario(scenario)["title"]),
        "results-ard.csv": write_ard(results),
        "claims.trig": write_nanopublications(claims, origins, base, authors, day),
    }
    maker = {"version": str(citation["version"]), "authors": authors, "day": day}
    for frame in package["derived"]:
        table = (downloads / "derived" / frame["path"]).read_text(encoding="utf-8")
        texts[f"{frame['name']}.json"] = write_dataset(table, frame, trial["study_id"], **maker)
    (downloads / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (downloads / FOLDER / name).write_text(text, encoding="utf-8")
