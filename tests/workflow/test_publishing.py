"""What publishing needs: workflow files, citation, descriptions for programs, addresses, the release archive."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml

from reanalysis.scenarios.files import list_scenarios
from tools.external_links import find_problem, list_external_links
from tools.serve import WATCHED
from workflow.publish.citation import citation_key, read_citation, write_bibtex, write_citation
from workflow.publish.metadata import write_site_metadata
from workflow.publish.settings import (
    NOT_IN_COLAB,
    Settings,
    SettingsError,
    colab_first_cell,
    launch_links,
    page_address,
    read_settings,
)
from workflow.publish.social_card import SHOWN, write_social_card
from workflow.release.archive import ArchiveError, build_archive, read_version

REPOSITORY = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
CHAPTERS = sorted(path.stem for path in (REPOSITORY / "notebooks").glob("*.ipynb"))
SECOND_TRIAL = REPOSITORY / "tests" / "fixtures" / "second_trial"
SOMEWHERE = Settings("https://github.com/someone/some-book", "main", "https://someone.github.io/some-book")
NOWHERE = Settings()


def check_schema(schema: str, *files: Path) -> subprocess.CompletedProcess:
    """Validate files by a schema that check-jsonschema brings with it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True)


def read_workflow(path: Path) -> dict:
    """A workflow file; YAML 1.1 reads the key `on` as true."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def list_steps(workflow: dict) -> list[dict]:
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


# Workflow files


@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_workflow_files_fit_githubs_schema_and_every_job_has_a_time_limit(schema):
    done = check_schema(schema, *WORKFLOWS)
    assert done.returncode == 0, done.stdout


def test_the_schema_finds_a_broken_workflow(tmp_path):
    broken = tmp_path / "build.yml"
    broken.write_text(WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on:", "run-on:"), encoding="utf-8")
    assert check_schema("vendor.github-workflows", broken).returncode != 0


def test_workflows_may_only_read_but_for_the_one_that_deploys():
    writing = {}
    for path in WORKFLOWS:
        workflow = read_workflow(path)
        assert workflow["permissions"] == {"contents": "read"}, path.name
        for name, job in workflow["jobs"].items():
            if "permissions" in job:
                writing[path.stem, name] = job["permissions"]
    assert writing == {("pages", "deploy"): {"pages": "write", "id-token": "write"}}


def test_workflows_pin_actions_by_release_leave_no_credentials_and_fail_on_no_outsiders_code():
    for path in WORKFLOWS:
        workflow = read_workflow(path)
        assert "pull_request_target" not in workflow[True] and "workflow_run" not in workflow[True]
        for step in list_steps(workflow):
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", step["uses"]), step
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_every_push_and_pull_request_is_built_once_and_main_is_deployed_after_its_tests():
    build, pages = (read_workflow(REPOSITORY / ".github" / "workflows" / f"{name}.yml") for name in ("build", "pages"))
    assert {"push", "pull_request", "workflow_call"} == build[True].keys()
    assert build[True]["push"]["branches-ignore"] == pages[True]["push"]["branches"] == ["main"]
    assert pages["jobs"]["build"]["uses"] == "./.github/workflows/build.yml"
    assert "build" in pages["jobs"]["deploy"]["needs"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('site: "" # https://OWNER.github.io/NAME', "site="),
        ('site: "https://a.example/b" # where it is', "site=https://a.example/b"),
        ("site: https://a.example/b", "site=https://a.example/b"),
    ],
)
def test_the_deploying_workflow_reads_the_same_setting(tmp_path, line, found):
    step = read_workflow(REPOSITORY / ".github" / "workflows" / "pages.yml")["jobs"]["settings"]["steps"][-1]
    (tmp_path / "_site.yml").write_text(f'repository: ""\nbranch: ""\n{line}\n', encoding="utf-8")
    subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=os.environ | {"GITHUB_OUTPUT": "out"}, check=True
    )
    assert (tmp_path / "out").read_text() == f"{found}\n"


def test_hooks_are_the_three_tools_each_pinned_by_a_tag():
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert all(re.fullmatch(r"v?\d+\.\d+\.\d+", repository["rev"]) for repository in hooks)
    names = [hook["id"] for repository in hooks for hook in repository["hooks"]]
    assert names == ["ruff-check", "ruff-format", "nbstripout", "codespell"]


def test_make_help_lists_every_command_and_no_other():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)[1].split()
    shown = subprocess.run(["make", "--no-print-directory", "help"], cwd=REPOSITORY, capture_output=True, text=True)
    assert [line.split()[0] for line in shown.stdout.splitlines()] == phony


def test_a_save_anywhere_that_the_book_is_made_of_is_seen():
    assert all((REPOSITORY / name).exists() for name in WATCHED)


# Citation


def test_the_citation_file_fits_its_schema(tmp_path):
    done = check_schema("vendor.citation-file-format", REPOSITORY / "CITATION.cff")
    assert done.returncode == 0, done.stdout
    broken = tmp_path / "CITATION.cff"
    broken.write_text("cff-version: 1.2.0\ntitle: x\nmessage: y\n", encoding="utf-8")  # the format demands authors
    assert check_schema("vendor.citation-file-format", broken).returncode != 0


def test_the_citation_file_and_the_settings_name_the_same_addresses():
    citation, settings = read_citation(), read_settings()
    assert citation.get("repository-code", "").rstrip("/") == settings.repository
    assert citation.get("url", "").rstrip("/") == settings.site


def test_the_release_has_one_version_everywhere():
    assert re.fullmatch(r"\d+\.\d+\.\d+", read_version())


def read_papers_entry():
    """The paper as the book's references have it."""
    from pybtex.database import parse_file

    return parse_file(str(REPOSITORY / "book" / "references.bib")).entries["CortesHernandez2012"]


def test_the_paper_is_cited_as_its_journal_and_pubmed_do():
    title = read_papers_entry().fields["title"]
    assert write_citation(read_citation()["references"][0]) == (
        f"Cortés-Hernández J, Ávila G, Vilardell-Tarrés M, Ordi-Ros J. {title}. "
        "Arthritis Research & Therapy 2012;14:R265. https://doi.org/10.1186/ar4111"
    )


def test_the_book_is_cited_with_its_version_and_with_an_address_once_it_has_one():
    book = read_citation()
    text = write_citation(book)
    assert text.startswith("The reanalysis maintainers. ") and "Version 0.1.0, 2026" in text and "http" not in text
    assert write_citation(book, SOMEWHERE.site).endswith(SOMEWHERE.site)


def test_bibtex_reads_back_as_the_book_and_as_the_entry_in_the_references():
    from pybtex.database import parse_string

    citation = read_citation()
    paper = citation["references"][0]
    text = "\n\n".join([write_bibtex(citation, SOMEWHERE.site), write_bibtex(paper)])
    entries = parse_string(text, "bibtex").entries
    listed = read_papers_entry()
    entry = entries[citation_key(paper)]
    assert entry.type == listed.type
    assert [str(person) for person in entry.persons["author"]] == [str(person) for person in listed.persons["author"]]
    for field in ("journal", "year", "volume", "pages", "doi"):
        assert entry.fields[field] == listed.fields[field], field
    assert entry.fields["title"].strip("{}") == listed.fields["title"]
    book = entries[citation_key(citation)]
    assert book.type == "software" and book.fields["url"] == SOMEWHERE.site
    assert [str(person) for person in book.persons["author"]] == ["{The reanalysis maintainers}"]


def test_bibtex_without_an_address_has_no_empty_field():
    assert "url" not in write_bibtex(read_citation()) and "{}" not in write_bibtex(read_citation())


# Settings and what follows from them


def write_settings(folder: Path, **values: str) -> Path:
    path = folder / "_site.yml"
    path.write_text(yaml.safe_dump({"repository": "", "branch": "", "site": ""} | values), encoding="utf-8")
    return path


def test_addresses_lose_their_last_slash(tmp_path):
    path = write_settings(tmp_path, repository=SOMEWHERE.repository + "/", branch="main", site=SOMEWHERE.site + "/")
    assert read_settings(path) == SOMEWHERE
    assert read_settings(write_settings(tmp_path)) == NOWHERE


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"repository": "https://example.org/a/b", "branch": "main"}, "repository 'https://example.org/a/b'"),
        ({"repository": "github.com/a/b", "branch": "main"}, "allowed: https://github.com/OWNER/NAME"),
        ({"repository": SOMEWHERE.repository}, "branch ''"),
        ({"repository": SOMEWHERE.repository, "branch": "a b"}, "branch 'a b'"),
        ({"repository": SOMEWHERE.repository, "branch": "../x"}, "branch '../x'"),
        ({"site": "someone.github.io"}, "site 'someone.github.io'"),
        ({"site": "http://someone.github.io"}, "site 'http://someone.github.io'"),
        ({"sight": "https://a.example"}, "exactly the settings repository, branch, site"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path, values, problem):
    with pytest.raises(SettingsError, match=re.escape(problem)):
        read_settings(write_settings(tmp_path, **values))


def test_without_addresses_nothing_points_anywhere():
    assert launch_links(CHAPTERS[0], NOWHERE) == {}
    assert colab_first_cell(NOWHERE) == "" and page_address("index.html", NOWHERE) == ""


@pytest.mark.parametrize("branch", ["main", "release/1.0"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_launch_buttons_open_the_chapters_notebook_on_its_branch(chapter, branch):
    links = launch_links(chapter, Settings(SOMEWHERE.repository, branch, ""))
    assert list(links) == ["Binder", "Colab"]
    binder, colab = (urlsplit(address) for address in links.values())
    assert (binder.netloc, colab.netloc) == ("mybinder.org", "colab.research.google.com")
    *place, reference = binder.path.split("/")[1:]  # a slash in a branch must not split the path here
    assert place == ["v2", "gh", "someone", "some-book"] and unquote(reference) == branch
    (opened,) = parse_qs(binder.query)["labpath"]
    assert (REPOSITORY / opened).samefile(REPOSITORY / "notebooks" / f"{chapter}.ipynb")
    assert colab.path == f"/github/someone/some-book/blob/{branch}/{opened}"


def test_a_button_for_a_chapter_that_does_not_exist_is_refused():
    with pytest.raises(SettingsError, match="chapter 'none'"):
        launch_links("none", SOMEWHERE)


def test_the_first_cell_for_colab_is_ipython_and_adds_only_what_the_book_asks_for():
    from IPython.core.inputtransformer2 import TransformerManager

    cell = colab_first_cell(SOMEWHERE)
    compile(TransformerManager().transform_cell(cell), "cell", "exec")
    assert "--branch main https://github.com/someone/some-book" in cell
    asked = (REPOSITORY / "requirements.in").read_text(encoding="utf-8").split()
    assert set(NOT_IN_COLAB) <= set(asked)


def test_binder_gets_a_python_that_the_project_allows_and_a_script_it_can_run():
    script = REPOSITORY / "binder" / "postBuild"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    version = (REPOSITORY / "binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"python-3\.1[1-3]", version)  # pyproject.toml: from 3.11, before 3.14


# What machines read of the site


def make_site(folder: Path, data: Path, scenarios: list[str]) -> Path:
    """A small site: two pages, of which one differs between the scenarios, and the downloads."""
    for number, name in enumerate(scenarios):
        root = folder / name if number else folder
        (root / "notebooks").mkdir(parents=True)
        (root / "index.html").write_text(f"<html><head></head><body>{name}</body></html>", encoding="utf-8")
        (root / "notebooks" / "same.html").write_text("<html><head></head><body></body></html>", encoding="utf-8")
        (root / "search.html").write_text("<html><head></head></html>", encoding="utf-8")
        downloads = root / "downloads"
        for path in [*data.glob("*.csv"), *data.glob("raw/*.csv"), data / "datapackage.json"]:
            target = downloads / "data" / path.relative_to(data)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        for part in ("derived/adsl.csv", "derived/adtte.csv", "results/efficacy.json", "results/claims.csv"):
            target = downloads / part
            target.parent.mkdir(exist_ok=True)
            target.write_text(name if part == "derived/adtte.csv" else "{}", encoding="utf-8")
        for chapter, result, _ in SHOWN:
            target = downloads / "results" / f"{chapter}.json"
            target.write_text(json.dumps({result: {"text": f"{scenarios[0]} & {result}"}}), encoding="utf-8")
    return folder


@pytest.fixture
def small_site(tmp_path) -> Path:
    return make_site(tmp_path / "html", REPOSITORY / "data", list_scenarios())


def read_graph(site: Path) -> dict[str, dict]:
    content = json.loads((site / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in content["@graph"]}


def find_references(value) -> list[str]:
    """Every @id that an entity refers to."""
    if isinstance(value, list):
        return [name for item in value for name in find_references(item)]
    return [value["@id"]] if isinstance(value, dict) else []


def test_the_crate_is_read_by_rocrate_with_every_file_licence_and_the_paper(small_site):
    from rocrate.rocrate import ROCrate

    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    crate = ROCrate(str(small_site))
    root = crate.root_dataset
    assert crate.name == read_citation()["title"] and root["version"] == read_version()
    assert root["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert root["author"]["name"] == "The reanalysis maintainers"
    (paper,) = root["isBasedOn"]
    assert paper.id == "https://doi.org/10.1186/ar4111" and paper.type == "ScholarlyArticle"
    assert paper["license"].id == "https://creativecommons.org/licenses/by/2.0/"
    assert root["mentions"]["license"].id == "https://spdx.org/licenses/MIT"
    table = crate.dereference("downloads/data/raw/table2.csv")
    assert table["license"].id == "https://creativecommons.org/licenses/by/2.0/"
    assert table["contentSize"] == str((REPOSITORY / "data" / "raw" / "table2.csv").stat().st_size)
    assert crate.dereference("downloads/derived/adtte.csv")["license"].id.endswith("/by/4.0/")
    described = {entity.id for entity in crate.data_entities}
    downloads = {
        path.relative_to(small_site).as_posix() for path in (small_site / "downloads").rglob("*") if path.is_file()
    }
    assert downloads <= described and {f"{name}/" for name in list_scenarios()[1:]} <= described


def test_the_crate_names_each_thing_once_refers_to_nothing_missing_and_to_no_folder_of_this_machine(small_site):
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    text = (small_site / "ro-crate-metadata.json").read_text(encoding="utf-8")
    entities = json.loads(text)["@graph"]
    names = [entity["@id"] for entity in entities]
    assert len(names) == len(set(names))
    referred = {name for entity in entities for value in entity.values() for name in find_references(value)}
    assert referred - set(names) == {"https://w3id.org/ro/crate/1.1"}
    assert str(small_site) not in text and str(REPOSITORY) not in text
    for entity in entities:
        if entity["@type"] in ("File", "Dataset"):
            assert (small_site / entity["@id"]).exists(), entity["@id"]


def test_scenarios_list_only_the_files_that_are_their_own(small_site):
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    graph = read_graph(small_site)
    for name in list_scenarios()[1:]:
        assert find_references(graph[f"{name}/"]["hasPart"]) == [f"{name}/downloads/derived/adtte.csv"]


def test_the_crate_is_the_same_in_every_build_and_takes_its_day_from_the_release_or_the_environment(
    small_site, monkeypatch
):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    first = (small_site / "ro-crate-metadata.json").read_bytes()
    for path in small_site.rglob("*"):
        os.utime(path, (0, 0))
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    assert (small_site / "ro-crate-metadata.json").read_bytes() == first
    assert read_graph(small_site)["./"]["datePublished"] == str(read_citation()["date-released"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    assert read_graph(small_site)["./"]["datePublished"] == "1970-01-02"


def test_another_trials_crate_credits_that_trial_and_not_the_paper(tmp_path):
    site = make_site(tmp_path / "html", SECOND_TRIAL, list_scenarios()[:1])
    write_site_metadata(site, list_scenarios()[:1], NOWHERE)
    graph = read_graph(site)
    assert "Made-up trial" in graph["./"]["name"]
    (source,) = find_references(graph["./"]["isBasedOn"])
    assert graph[source]["name"] == "Made up for the tests of this repository"
    assert "10.1186" not in (site / "ro-crate-metadata.json").read_text(encoding="utf-8")


def test_without_an_address_there_is_no_sitemap_and_pages_stay_as_they_are(small_site):
    before = {path: path.read_bytes() for path in small_site.rglob("*.html")}
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    assert not (small_site / "sitemap.xml").exists() and not (small_site / "robots.txt").exists()
    assert before == {path: path.read_bytes() for path in small_site.rglob("*.html")}
    graph = read_graph(small_site)
    assert "url" not in graph["./"] and "codeRepository" not in graph["#code"]


def test_with_an_address_pages_name_the_one_to_find_and_the_sitemap_lists_those(small_site):
    from lxml import etree, html

    write_site_metadata(small_site, list_scenarios(), SOMEWHERE)
    other = list_scenarios()[1]

    def canonical(page: str) -> str:
        (link,) = html.parse(str(small_site / page)).xpath("//head/link[@rel='canonical']/@href")
        return link

    assert canonical("index.html") == f"{SOMEWHERE.site}/"
    assert canonical(f"{other}/index.html") == f"{SOMEWHERE.site}/{other}/"  # shows other numbers
    assert canonical(f"{other}/notebooks/same.html") == f"{SOMEWHERE.site}/notebooks/same.html"
    listed = etree.parse(str(small_site / "sitemap.xml")).xpath(
        "//s:loc/text()", namespaces={"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    )
    expected = [f"{SOMEWHERE.site}/", f"{SOMEWHERE.site}/notebooks/same.html"]
    expected += [f"{SOMEWHERE.site}/{name}/" for name in list_scenarios()[1:]]
    assert sorted(listed) == sorted(expected)
    assert f"Sitemap: {SOMEWHERE.site}/sitemap.xml" in (small_site / "robots.txt").read_text(encoding="utf-8")
    graph = read_graph(small_site)
    assert graph["./"]["url"] == SOMEWHERE.site and graph["#code"]["codeRepository"] == SOMEWHERE.repository


def test_with_an_address_a_shared_page_shows_a_picture_of_the_root_scenario_s_results(small_site):
    from lxml import html
    from matplotlib.image import imread

    write_site_metadata(small_site, list_scenarios(), SOMEWHERE)
    for page in ("index.html", f"{list_scenarios()[1]}/notebooks/same.html"):
        tags = {
            tag.get("property"): tag.get("content")
            for tag in html.parse(str(small_site / page)).xpath("//meta[@property]")
        }
        assert tags["og:image"] == f"{SOMEWHERE.site}/_static/social-card.png"
        assert f"{list_scenarios()[0]} & cr_headline complete response" in tags["og:image:alt"]
        picture = imread(small_site / "_static" / "social-card.png")
        assert (str(picture.shape[1]), str(picture.shape[0])) == (tags["og:image:width"], tags["og:image:height"])
        assert picture.std() > 0  # something is drawn
    first = (small_site / "_static" / "social-card.png").read_bytes()
    write_social_card(small_site, str(read_citation()["title"]))
    assert (small_site / "_static" / "social-card.png").read_bytes() == first


def test_without_an_address_there_is_no_picture_rather_than_a_wrong_link(small_site):
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    assert "og:image" not in (small_site / "index.html").read_text(encoding="utf-8")
    assert not (small_site / "_static").exists()


# The release archive


def commit(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=someone", "-c", "user.email=someone@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def release(tmp_path) -> tuple[Path, Path]:
    """A small repository with one commit, and a site."""
    repository, site = tmp_path / "repository", tmp_path / "html"
    (repository / "tools").mkdir(parents=True)
    for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        shutil.copyfile(REPOSITORY / name, repository / name)
    (repository / "tools" / "run").write_text("#!/bin/sh\n", encoding="utf-8")
    (repository / "tools" / "run").chmod(0o755)
    commit(repository, "init", "--quiet")
    commit(repository, "add", "--all")
    commit(repository, "commit", "--quiet", "--message", "one")
    site.mkdir()
    (site / "index.html").write_text("the site", encoding="utf-8")
    return repository, site


def test_the_archive_holds_the_commit_and_the_site_under_the_releases_name(release, tmp_path):
    repository, site = release
    target = build_archive(repository, site, tmp_path / "out")
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert target.name == f"reanalysis-{version}.tar.gz"
    with tarfile.open(target) as archive:
        members = {member.name.removeprefix(f"reanalysis-{version}/"): member for member in archive.getmembers()}
        assert sorted(members) == ["CHANGELOG.md", "CITATION.cff", "pyproject.toml", "site/index.html", "tools/run"]
        assert archive.extractfile(members["site/index.html"]).read() == b"the site"
    assert members["tools/run"].mode == 0o755 and members["CITATION.cff"].mode == 0o644
    done = subprocess.run(["sha256sum", "--check", f"{target.name}.sha256"], cwd=target.parent, capture_output=True)
    assert done.returncode == 0


def test_the_archives_bytes_do_not_depend_on_when_or_where_it_was_made(release, tmp_path):
    repository, site = release
    first = build_archive(repository, site, tmp_path / "one").read_bytes()
    for path in [*repository.glob("*.*"), *site.iterdir()]:
        os.utime(path, (1, 1))
    elsewhere = shutil.copytree(repository, tmp_path / "elsewhere")
    assert build_archive(elsewhere, site, tmp_path / "two").read_bytes() == first


def test_a_work_tree_that_is_not_the_commit_is_not_archived(release, tmp_path):
    repository, site = release
    (repository / "new.py").write_text("", encoding="utf-8")
    with pytest.raises(ArchiveError, match="1 files are not committed, first: new.py"):
        build_archive(repository, site, tmp_path / "out")


def test_versions_that_differ_are_not_archived(release, tmp_path):
    repository, site = release
    (repository / "CHANGELOG.md").write_text("# Changelog\n\n## 99.0.0\n", encoding="utf-8")
    with pytest.raises(ArchiveError, match="CHANGELOG.md says 99.0.0"):
        build_archive(repository, site, tmp_path / "out")


def test_a_site_that_was_not_built_is_not_archived(release, tmp_path):
    with pytest.raises(ArchiveError, match="allowed: one built by `make book`"):
        build_archive(release[0], tmp_path / "nothing", tmp_path / "out")


# Links to other hosts


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers with the number that the path names."""

    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def host():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("status", "broken"), [(200, False), (403, False), (429, False), (404, True), (410, True)])
def test_only_a_page_that_is_gone_counts_as_a_broken_link(host, status, broken):
    assert bool(find_problem(f"{host}/{status}", pause_seconds=0)) is broken


def test_a_host_that_does_not_answer_is_a_broken_link(host):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as closed:
        port = closed.server_port
    assert find_problem(f"http://127.0.0.1:{port}/", pause_seconds=0).startswith("no answer")


def test_external_links_are_listed_once_without_fragment(tmp_path):
    body = '<a href="https://a.example/x#one">1</a><a href="https://a.example/x">2</a><a href="b.html">3</a>'
    (tmp_path / "index.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    assert list_external_links(tmp_path) == {"https://a.example/x": "index.html"}
