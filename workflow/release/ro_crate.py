"""Describe the published site as an RO-Crate 1.1 (Soiland-Reyes et al. 2022): one JSON-LD file at its root."""

import json
from pathlib import Path

from reanalysis.data.tables import OWN_DATA, read_package
from reanalysis.scenarios.files import read_scenario
from workflow.publish.citation import read_citation, release_date
from workflow.publish.settings import Settings

METADATA_FILE = "ro-crate-metadata.json"
MAINTAINERS = {"@id": "#maintainers"}
TEXT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CODE_LICENCE = "https://spdx.org/licenses/MIT"
MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json"}
FOLDERS = {
    "downloads/data/": "The tables as printed, what the text states, and the data package that describes them",
    "downloads/derived/": "Frames derived from the tables, in CDISC ADaM terms",
    "downloads/results/": "Results of each chapter, and the claim ledger with its verdicts",
}


def write_ro_crate(site: Path, scenarios: list[str], settings: Settings) -> None:
    """Write the site's description beside its pages.

    Parameters
    ----------
    site : Path
        A whole site; paths in the description are relative to it.
    scenarios : list of str
        Names of the scenarios it shows, that of its root first.
    settings : Settings
        Addresses of the site and of the code, which are left out where they are empty.
    """
    graph = describe_site(site, scenarios, settings)
    content = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    (site / METADATA_FILE).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def describe_site(site: Path, scenarios: list[str], settings: Settings) -> list[dict]:
    """Every entity of the crate: the site, its files and folders, and what they refer to."""
    citation, package = read_citation(), find_package(site)
    files = [describe_file(site, path, package) for path in list_downloads(site)]
    folders = [describe_folder(name, title, files) for name, title in FOLDERS.items()]
    variants = [describe_scenario(site, name, package) for name in scenarios[1:]]
    sources = [describe_source(number, source, package) for number, source in enumerate(package["sources"], start=1)]
    parts = [*folders, *(dataset for dataset, _ in variants)]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": name_site(citation, package),
        "description": describe_contents(package),
        "version": citation["version"],
        "datePublished": release_date().isoformat(),
        "license": {"@id": TEXT_LICENCE},
        "author": MAINTAINERS,
        "publisher": MAINTAINERS,
        "isBasedOn": [{"@id": source["@id"]} for source in sources],
        "mentions": {"@id": "#code"},
        "hasPart": [{"@id": "index.html"}, *({"@id": part["@id"]} for part in parts)],
    }
    root |= {"url": settings.site} if settings.site else {}
    differing = [entity for _, entities in variants for entity in entities]
    contents = [root, describe_front_page(root), *parts, *files, *differing]
    return [describe_description(), *contents, describe_code(citation, settings), *sources, *describe_context(package)]


def find_package(site: Path) -> dict:
    """The data package of the folder that the site was built from."""
    folder = site / "downloads" / "data"
    return read_package(folder if (folder / "datapackage.json").exists() else OWN_DATA)


def name_site(citation: dict, package: dict) -> str:
    """The book's title, or that it is the same book on another trial."""
    is_own = package["name"] == read_package(OWN_DATA)["name"]
    return citation["title"] if is_own else f"A reanalysis of another data folder: {package['trial']['label']}"


def describe_contents(package: dict) -> str:
    return (
        f"An executable book that recomputes what the printed tables of a trial allow ({package['title']}), "
        "with the data, results and judged claims behind it."
    )


def describe_description() -> dict:
    """The entity by which a reader of RO-Crates recognises the file."""
    return {
        "@id": METADATA_FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def describe_front_page(root: dict) -> dict:
    return {"@id": "index.html", "@type": "File", "name": root["name"], "encodingFormat": "text/html"}


def describe_code(citation: dict, settings: Settings) -> dict:
    """The code that made the site; where it lives only if that is known."""
    code = {
        "@id": "#code",
        "@type": "SoftwareSourceCode",
        "name": citation["title"],
        "version": citation["version"],
        "license": {"@id": CODE_LICENCE},
        "author": MAINTAINERS,
        "programmingLanguage": "Python",
    }
    return code | ({"codeRepository": settings.repository} if settings.repository else {})


def describe_context(package: dict) -> list[dict]:
    """Whoever and whatever the other entities refer to: maintainers and licences."""
    licences = {licence["path"]: licence["title"] for licence in package["licenses"]}
    licences |= {TEXT_LICENCE: "Creative Commons Attribution 4.0", CODE_LICENCE: "MIT License"}
    people = {"@id": MAINTAINERS["@id"], "@type": "Organization", "name": "The reanalysis maintainers"}
    return [
        people,
        *({"@id": path, "@type": "CreativeWork", "name": title} for path, title in sorted(licences.items())),
    ]


def describe_source(number: int, source: dict, package: dict) -> dict:
    """What the data were taken from, under the licence of the tables taken from it."""
    entity = {
        "@id": source.get("path", f"#source-{number}"),
        "@type": "ScholarlyArticle" if "path" in source else "CreativeWork",
        "name": source["title"],
    }
    for resource in package["resources"]:
        if source in resource["sources"]:
            return entity | {"license": {"@id": resource["licenses"][0]["path"]}}
    return entity


def list_downloads(folder: Path) -> list[Path]:
    """Every file a reader can download, in a fixed order."""
    return sorted(path for path in (folder / "downloads").rglob("*") if path.is_file())


def describe_file(site: Path, path: Path, package: dict) -> dict:
    """One file: what it holds, its size in bytes and its licence."""
    name = path.relative_to(site).as_posix()
    title, licence = entitle(name[name.index("downloads/") :], package)
    return {
        "@id": name,
        "@type": "File",
        "name": title,
        "encodingFormat": MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
        "license": {"@id": licence},
    }


def entitle(name: str, package: dict) -> tuple[str, str]:
    """Title and licence of a download: of the data package where it has the file, else of the book."""
    _, folder, rest = name.split("/", 2)
    if folder == "data":
        for resource in package["resources"]:
            if resource["path"] == rest:
                return resource["title"], resource["licenses"][0]["path"]
    if folder == "derived":
        titles = {frame["path"]: frame["title"] for frame in read_package(OWN_DATA)["derived"]}
        return titles.get(rest, rest), TEXT_LICENCE
    if folder == "results":
        chapter = Path(rest).stem
        return "The claim ledger" if chapter == "claims" else f"Results of the chapter {chapter}", TEXT_LICENCE
    return "The data package" if rest == "datapackage.json" else rest, TEXT_LICENCE


def describe_folder(name: str, title: str, files: list[dict]) -> dict:
    """A folder of downloads with its files."""
    inside = [{"@id": entity["@id"]} for entity in files if entity["@id"].startswith(name)]
    return {"@id": name, "@type": "Dataset", "name": title, "hasPart": inside}


def describe_scenario(site: Path, name: str, package: dict) -> tuple[dict, list[dict]]:
    """A scenario's folder, and those of its files that are not the root's byte for byte."""
    scenario, folder = read_scenario(name), site / name
    changed = [path for path in list_downloads(folder) if not is_same(path, site / path.relative_to(folder).as_posix())]
    files = [describe_file(site, path, package) for path in changed]
    dataset = {
        "@id": f"{name}/",
        "@type": "Dataset",
        "name": f"Scenario: {scenario['title']}",
        "description": scenario["sentence"],
        "hasPart": [{"@id": entity["@id"]} for entity in files],
    }
    return dataset, files


def is_same(path: Path, other: Path) -> bool:
    return other.exists() and path.read_bytes() == other.read_bytes()
