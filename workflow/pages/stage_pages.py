"""Lay out what Sphinx reads for one scenario: pages, executed chapters, results, what the book writes itself, configuration."""

import hashlib
import html
import json
from pathlib import Path

import yaml

from reanalysis.book import find_book
from reanalysis.data.tables import OWN_DATA, resolve_folder
from workflow.pages.changes_page import CHANGES, PAGE, TITLE, read_changes, write_changes_page
from workflow.paths import CONFIG, HOUSE_CONFIG, IS_OWN, NOTEBOOKS, REPOSITORY, TOC, report
from workflow.plan import Run, find_run, list_sources
from workflow.publish.addresses import read_cell, write_cell
from workflow.publish.settings import choose_launch_options, read_settings

MADE_BY_SPHINX = ("__pycache__", "_figures")  # folders in the sources that rendering fills
CHAPTER_LINE = "      - file: "  # of _toc.yml; an edited copy's own page stands before the first
CALLED = ("reanalysis", "workflow/pages", "workflow/publish")
# What the search also looks for is a book's own, in a file that stands in place of the house's empty list.
SEARCH, SEARCH_WORDS, NO_WORDS = Path("_templates/search.js"), Path("_search_words.js"), b"const ALSO = {};"
CODE = Path("_extensions/code.sha256")  # says which code the pages are rendered by


def stage_sources(build: Path, source: Path, data_dir: str, parameters: dict, runs: list[Run]) -> list[str]:
    """Fill a folder with a scenario's sources, leaving unchanged files untouched so that Sphinx does not reread them.

    Returns the files that changed, which Sphinx is told: it goes by times alone, and a clock may be wrong.

    Parameters
    ----------
    build, source : Path
        The build folder, and the folder to fill.
    data_dir : str
    parameters : dict
        The scenario's value of every parameter.
    runs : list of Run
        The scenario's run of each chapter.
    """
    wanted = {name: path.read_bytes() for name, path in list_sources().items()}
    wanted[SEARCH] = wanted[SEARCH].replace(NO_WORDS, wanted.pop(SEARCH_WORDS, NO_WORDS).strip())
    for run in runs:
        notebook, results = find_run(build, run)
        wanted[Path("notebooks") / f"{run.chapter}.ipynb"] = notebook.read_bytes()
        wanted[Path("_results") / f"{run.chapter}.json"] = results.read_bytes()
    wanted[Path("_results/parameters.json")] = json.dumps(parameters, indent=1).encode()
    wanted[Path("_results/claims.json")] = (build / "data" / "claims.json").read_bytes()
    folder = resolve_folder(data_dir)
    package = folder / "datapackage.json"
    wanted[Path("_data/datapackage.json")] = (
        package if package.exists() else OWN_DATA / "datapackage.json"
    ).read_bytes()
    book = find_book()
    trial = book.read_trial(data_dir)
    ledger = json.loads(wanted.get(Path("_results/ledger.json"), b"{}"))
    # A file each, so that pages whose panel is the same in all scenarios are read once.
    for name, values in book.list_panels(trial, parameters, ledger).items():
        wanted[Path(f"_results/panels/{name}.json")] = json.dumps(values, ensure_ascii=False).encode()
    pages = book.write_pages(trial, parameters)
    toc = add_to_toc(TOC.read_text(encoding="utf-8"), list(pages), book.pages_below)
    changes = read_changes(build / "data" / CHANGES)
    if changes["cells"]:
        pages[PAGE] = write_changes_page(folder.name, changes, trial, parameters)
        toc = toc.replace(CHAPTER_LINE, f"{CHAPTER_LINE}{PAGE}\n{CHAPTER_LINE}", 1)
    for name, text in pages.items():
        wanted[Path(f"{name}.md")] = text.encode()
    wanted[Path("_toc.yml")] = toc.encode()
    wanted[Path("_config.yml")] = write_config(find_notice(build, data_dir)).encode()
    wanted[CODE] = hash_code().encode()
    return write_changed(source, wanted)


def write_config(notice: str) -> str:
    """_config.yml with what depends on the build: a notice above every page if there is one, and the launch buttons."""
    config = read_config()
    options = config["sphinx"]["config"]["html_theme_options"]
    settings = read_settings()
    in_colab = all(read_cell(path) == write_cell(settings) for path in NOTEBOOKS.glob("*.ipynb"))
    if settings.repository and IS_OWN and not in_colab:
        report("chapters have no button for Colab yet; type: make addresses, which writes the repository's into them")
    options.update({"announcement": notice} | choose_launch_options(settings, in_colab))
    return yaml.safe_dump(config, sort_keys=False, allow_unicode=True)


def read_config() -> dict:
    """The settings of the book, laid over those of the house."""
    house, own = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (HOUSE_CONFIG, CONFIG))
    return house | own


def hash_code() -> str:
    """The checksum of the modules that the book's directives, roles and templates call."""
    paths = sorted(path for name in CALLED for path in (REPOSITORY / name).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def is_other_code(changed: list[str]) -> bool:
    """Whether what changed are not only sources but what renders them, so that every page has to be rendered again."""
    return any(name.startswith(("_extensions/", "_templates/")) for name in changed)


def add_to_toc(toc: str, pages: list[str], place: str) -> str:
    """The text of _toc.yml with pages that the build writes, the first above the others, below a page of the book."""
    if not pages:
        return toc
    chapter = f"      - file: {place}\n"
    if chapter not in toc:
        toc += f"  - chapters:\n      - file: {pages[0]}\n"  # a book without that page has them last
        chapter, pages = f"      - file: {pages[0]}\n", pages[1:]
        below = ["        sections:", *(f"          - file: {page}" for page in pages)]
    else:
        below = ["        sections:", f"          - file: {pages[0]}", "            sections:"]
        below += [f"              - file: {page}" for page in pages[1:]]
    return toc.replace(chapter, chapter + "\n".join([*below, ""]))


def find_notice(build: Path, data_dir: str) -> str:
    """What every page says of a site that is not built from the printed tables; empty where no cell differs from them."""
    if not read_changes(build / "data" / CHANGES)["cells"]:
        return ""
    return (
        f"Built from {html.escape(resolve_folder(data_dir).name)}, an edited copy of the tables: "
        f'<a href="{PAGE}.html">{TITLE.lower()}</a>. Numbers and computed sentences are that copy’s; '
        "the commentary around them was written for the printed tables."
    )


def write_changed(folder: Path, wanted: dict[Path, bytes]) -> list[str]:
    """Make a folder hold exactly these files, without touching those that are right already; return those that were not."""
    changed = []
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        if path.is_file() and path.relative_to(folder) not in wanted and path.parent.name not in MADE_BY_SPHINX:
            path.unlink()
            changed.append(path.relative_to(folder).as_posix())
    for name, content in wanted.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(name.as_posix())
    return changed
