"""Describe a release as an RO-Crate 1.2 (Soiland-Reyes et al. 2022): python -m workflow.release.ro_crate FOLDER.

FOLDER holds the commit's files and, in `site`, the built site. Titles and licences are those of its data package.
"""

import sys
from pathlib import Path

from rocrate.model import ContextEntity
from rocrate.rocrate import ROCrate

from reanalysis.data.tables import read_package
from workflow.publish.citation import list_authors, read_citation, release_date

DOWNLOADS = "site/downloads"
CODE_LICENCE = ("https://spdx.org/licenses/MIT", "MIT License")
TEXT_LICENCE = ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0")
MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json", ".pdf": "application/pdf"}


def describe_release(folder: Path) -> ROCrate:
    """The crate of a release: who made it from what, and every file that a reader of its site can download."""
    crate, citation = ROCrate(version="1.2"), read_citation(folder)
    package = read_package(folder / DOWNLOADS / "data")
    makers = [add(crate, f"#{name}", "Organization", name) for name in list_authors(citation)]
    licences = [CODE_LICENCE, TEXT_LICENCE, *((licence["path"], licence["title"]) for licence in package["licenses"])]
    known = {path: add(crate, path, "CreativeWork", title) for path, title in dict(licences).items()}
    root = crate.root_dataset
    root["name"], root["description"] = citation["title"], citation["abstract"]
    root["version"], root["datePublished"] = citation["version"], release_date().isoformat()
    root["author"], root["publisher"] = makers, makers
    root["license"] = [known[CODE_LICENCE[0]], known[TEXT_LICENCE[0]]]
    root["isBasedOn"] = [
        add(crate, source.get("path", f"#source-{number}"), "ScholarlyArticle", source["title"])
        for number, source in enumerate(package["sources"], start=1)
    ]
    titles = {
        f"data/{table['path']}": (table["title"], table.get("licenses", package["licenses"])[0]["path"])
        for table in package["resources"]
    }
    titles |= {f"derived/{frame['path']}": (frame["title"], TEXT_LICENCE[0]) for frame in package["derived"]}
    for path in sorted((folder / DOWNLOADS).rglob("*.*")):
        name = path.relative_to(folder / DOWNLOADS).as_posix()
        title, licence = titles.get(name, (name, TEXT_LICENCE[0]))
        properties = {"name": title, "license": {"@id": licence}, "contentSize": str(path.stat().st_size)}
        properties["encodingFormat"] = MEDIA_TYPES.get(path.suffix, "application/octet-stream")
        crate.add_file(path, f"{DOWNLOADS}/{name}", properties=properties)
    return crate


def add(crate: ROCrate, identifier: str, kind: str, name: str) -> ContextEntity:
    """Put a person, work or licence into a crate, and return it."""
    return crate.add(ContextEntity(crate, identifier, properties={"@type": kind, "name": name}))


if __name__ == "__main__":
    describe_release(Path(sys.argv[1])).metadata.write(sys.argv[1])
