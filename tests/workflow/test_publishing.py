"""What publishing needs: workflow files, citation, descriptions for programs, addresses, the release archive."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
import yaml

from reanalysis.scenarios.files import list_scenarios
from tools.serve import list_watched
from workflow.pages.moved_addresses import write_moved
from workflow.paths import MANIFEST
from workflow.publish.addresses import write_cell
from workflow.publish.citation import read_citation, release_date
from workflow.publish.metadata import write_site_metadata
from workflow.publish.settings import (
    Settings,
    SettingsError,
    choose_launch_options,
    page_address,
    read_settings,
    source_address,
)

REPOSITORY = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
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
                assert re.fullmatch(r"(actions|lycheeverse)/[\w-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", step["uses"]), step
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_every_push_and_pull_request_is_built_once_and_main_is_deployed_after_its_tests():
    workflows = {path.stem: read_workflow(path) for path in WORKFLOWS}
    pages = workflows["pages"]
    for name in ("build", "tiers"):
        assert {"push", "pull_request", "workflow_call"} == workflows[name][True].keys()
        assert workflows[name][True]["push"]["branches-ignore"] == pages[True]["push"]["branches"] == ["main"]
        assert pages["jobs"][name]["uses"] == f"./.github/workflows/{name}.yml"
    assert pages["jobs"]["deploy"]["needs"] == ["build", "settings"]  # and not the tiers, which run beside it
    groups = [workflow["concurrency"]["group"] for workflow in workflows.values() if "concurrency" in workflow]
    assert len(set(groups)) == len(groups)  # one that a caller shares with what it calls would wait for itself


def test_every_tier_of_tests_is_run_by_a_push():
    build, tiers = (list_steps(read_workflow(WORKFLOWS[0].with_name(f"{name}.yml"))) for name in ("build", "tiers"))
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    every = re.findall(r"^make ([a-z-]+)$", script, flags=re.MULTILINE)
    ran = next(step["run"] for step in build if "bash .ci/run" in step.get("run", "")).split()[2:]
    matrix = read_workflow(WORKFLOWS[0].with_name("tiers.yml"))["jobs"]["tier"]["strategy"]["matrix"]["tier"]
    assert tiers[-1]["run"] == "bash .ci/run ${{ matrix.tier }}" and [*ran, *matrix] == every
    phony = re.search(r"^\.PHONY: (.*)$", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    assert set(every) <= set(phony.split())


def test_jobs_in_a_container_trust_the_work_tree_and_have_a_home_of_their_own():
    for path in WORKFLOWS:
        for name, job in read_workflow(path)["jobs"].items():
            commands = [step["run"] for step in job.get("steps", []) if "run" in step]
            if "container" in job and any(word in command for command in commands for word in (".ci/run", "make ")):
                assert commands[0] == 'git config --system --add safe.directory "$GITHUB_WORKSPACE"', (path.stem, name)
                assert job["env"]["HOME"] == "/root", (path.stem, name)
            runs_faults = "test-faults" in str(job) or "bash .ci/run" in commands
            assert not runs_faults or "--privileged" in job["container"]["options"], (path.stem, name)


@pytest.mark.parametrize(("commit", "passes"), [("null", False), ("head", True)])
def test_a_site_that_does_not_say_its_commit_is_not_handed_over(tmp_path, commit, passes):
    (tmp_path / "_build" / "html").mkdir(parents=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True).stdout.strip()
    content = {"commit": head if commit == "head" else None, "uncommitted_changes": False}
    (tmp_path / "_build" / "html" / MANIFEST).write_text(json.dumps(content, indent=1), encoding="utf-8")
    step = next(step for step in list_steps(read_workflow(WORKFLOWS[0])) if MANIFEST in step.get("run", ""))
    git_dir = subprocess.run(["git", "rev-parse", "--absolute-git-dir"], cwd=REPOSITORY, capture_output=True, text=True)
    environment = os.environ | {"GIT_DIR": git_dir.stdout.strip()}
    done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment)
    assert (done.returncode == 0) is passes


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="gives up rights, which only root can")
def test_where_mounting_is_not_permitted_the_message_says_what_to_give_the_container():
    """As in a container without options, under CI=true."""
    program = "from tests.workflow.namespaces import require_unshare; require_unshare('--mount')"
    done = subprocess.run(
        ["setpriv", "--bounding-set=-sys_admin", sys.executable, "-c", program],
        cwd=REPOSITORY,
        env=os.environ | {"CI": "true", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0 and "a container's option --privileged" in done.stderr


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
    watched = {path.relative_to(REPOSITORY).as_posix() for path in list_watched("data")}
    assert watched >= {"book", "data", "notebooks", "reanalysis", "scenarios", "_config.yml", "_site.yml", "_toc.yml"}


# Citation


def test_the_citation_file_fits_its_schema(tmp_path):
    done = check_schema("vendor.citation-file-format", REPOSITORY / "CITATION.cff")
    assert done.returncode == 0, done.stdout
    broken = tmp_path / "CITATION.cff"
    broken.write_text("cff-version: 1.2.0\ntitle: x\nmessage: y\n", encoding="utf-8")  # the format demands authors
    assert check_schema("vendor.citation-file-format", broken).returncode != 0


def test_the_citation_file_and_the_settings_name_the_same_addresses():
    """A new copy whose _site.yml alone was filled passes; `make addresses` writes the others."""
    citation, settings = read_citation(), read_settings()
    assert citation.get("repository-code", settings.repository).rstrip("/") == settings.repository
    assert citation.get("url", settings.site).rstrip("/") == settings.site


def read_entries(name: str) -> dict:
    """The entries of a BibTeX file of the book."""
    from pybtex.database import parse_file

    return parse_file(str(REPOSITORY / "book" / name)).entries


def test_the_release_has_one_version_everywhere():
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    heading = re.search(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    page = (REPOSITORY / "book" / "cite.md").read_text(encoding="utf-8")
    assert (
        version
        == heading[1]
        == read_citation()["version"]
        == read_entries("CITATION.bib")["Reanalysis2026"].fields["version"]
    )
    assert f"Version {version}, {release_date().year}." in page


def plain(text: str) -> str:
    return " ".join(text.strip("{}").split())


def test_bibtex_cites_the_book_as_the_citation_file_does():
    book, citation = read_entries("CITATION.bib")["Reanalysis2026"], read_citation()
    assert book.type == citation["type"] and plain(book.fields["title"]) == citation["title"]
    assert [str(person).strip("{}") for person in book.persons["author"]] == [
        author["name"] for author in citation["authors"]
    ]
    assert book.fields["year"] == str(release_date().year) and book.fields["license"] == citation["license"]
    assert book.fields.get("url", "") == citation.get("url", "") and book.fields.get("doi", "") == citation.get(
        "doi", ""
    )


def test_bibtex_cites_the_paper_as_the_references_and_the_citation_file_do():
    own, listed = (read_entries(name)["CortesHernandez2012"] for name in ("CITATION.bib", "references.bib"))
    assert own.type == listed.type and own.persons == listed.persons
    assert {name: plain(text) for name, text in own.fields.items()} == dict(listed.fields)
    (paper,) = read_citation()["references"]
    assert plain(own.fields["title"]) == paper["title"] and own.fields["doi"] == paper["doi"]
    assert [person.last_names for person in own.persons["author"]] == [[a["family-names"]] for a in paper["authors"]]


def test_the_day_of_a_release_is_the_citation_files_or_the_environments(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert str(release_date()) == read_citation()["date-released"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert str(release_date()) == "1970-01-02"


# Settings and what follows from them


def write_settings(folder: Path, **values: str) -> Path:
    path = folder / "_site.yml"
    path.write_text(yaml.safe_dump({"repository": "", "branch": "", "site": "", "lab": ""} | values), encoding="utf-8")
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
        ({"lab": "http://cdn.example/full"}, "lab 'http://cdn.example/full'"),
        ({"sight": "https://a.example"}, "exactly the settings repository, branch, site, lab"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path, values, problem):
    with pytest.raises(SettingsError, match=re.escape(problem)):
        read_settings(write_settings(tmp_path, **values))


def test_without_addresses_nothing_points_anywhere():
    assert choose_launch_options(NOWHERE, in_colab=True) == {} and page_address("index.html", NOWHERE) == ""
    assert write_cell(NOWHERE) == source_address("notebooks/efficacy", ".ipynb", NOWHERE) == ""


def test_launch_buttons_are_the_repositorys_own_books(monkeypatch):
    assert "binderhub_url" in choose_launch_options(SOMEWHERE, in_colab=False)["launch_buttons"]
    monkeypatch.setattr("workflow.publish.settings.IS_OWN", False)
    assert choose_launch_options(SOMEWHERE, in_colab=True) == {}


def test_a_pages_source_is_where_the_repository_has_it_and_a_page_that_a_build_writes_has_none():
    place = "https://github.com/someone/some-book/blob/main"
    assert source_address("notebooks/efficacy", ".ipynb", SOMEWHERE) == f"{place}/notebooks/efficacy.ipynb"
    assert source_address("index", ".md", SOMEWHERE) == f"{place}/book/index.md"
    assert source_address("patients/5", ".md", SOMEWHERE) == ""


def test_binder_gets_a_python_that_the_project_allows_and_a_script_it_can_run():
    script = REPOSITORY / "binder" / "postBuild"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    version = (REPOSITORY / "binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"python-3\.1[1-3]", version)  # pyproject.toml: from 3.11, before 3.14


# What machines read of the site


@pytest.fixture
def small_site(tmp_path) -> Path:
    """Two pages a scenario, of which one differs between scenarios."""
    site = tmp_path / "html"
    for number, name in enumerate(list_scenarios()):
        root = site / name if number else site
        (root / "notebooks").mkdir(parents=True)
        (root / "index.html").write_text(f"<html><head></head><body>{name}</body></html>", encoding="utf-8")
        (root / "notebooks" / "same.html").write_text("<html><head></head><body></body></html>", encoding="utf-8")
        (root / "search.html").write_text("<html><head></head></html>", encoding="utf-8")
    return site


def test_without_an_address_there_is_no_sitemap_and_pages_stay_as_they_are(small_site):
    before = {path: path.read_bytes() for path in small_site.rglob("*.html")}
    write_site_metadata(small_site, list_scenarios(), NOWHERE)
    assert not (small_site / "sitemap.xml").exists() and not (small_site / "robots.txt").exists()
    assert before == {path: path.read_bytes() for path in small_site.rglob("*.html")}


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


# The release archive


def commit(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=someone", "-c", "user.email=someone@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def release(tmp_path) -> Path:
    """A small repository with one commit, and in it a built site."""
    repository = tmp_path / "repository"
    downloads = repository / "_build" / "html" / "downloads"
    (repository / "tools").mkdir(parents=True)
    shutil.copyfile(REPOSITORY / "CITATION.cff", repository / "CITATION.cff")
    (repository / ".gitignore").write_text("_build/\n", encoding="utf-8")
    (repository / "tools" / "run").write_text("#!/bin/sh\n", encoding="utf-8")
    (repository / "tools" / "run").chmod(0o755)
    commit(repository, "init", "--quiet")
    commit(repository, "add", "--all")
    commit(repository, "commit", "--quiet", "--message", "one")
    (downloads / "data" / "raw").mkdir(parents=True)
    for name in ("datapackage.json", "raw/table2.csv"):
        shutil.copyfile(REPOSITORY / "data" / name, downloads / "data" / name)
    (downloads / "derived").mkdir()
    (downloads / "derived" / "adtte.csv").write_text("AVAL\n", encoding="utf-8")
    (downloads.parent / "index.html").write_text("the site", encoding="utf-8")
    return repository


def pack(repository: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run the script behind `make archive`."""
    return subprocess.run(
        [REPOSITORY / "workflow" / "release" / "pack_release.sh", "_build", sys.executable],
        cwd=repository,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | environment,
        capture_output=True,
        text=True,
    )


def find_archive(repository: Path) -> Path:
    (target,) = (repository / "_build" / "archive").glob("*.tar.gz")
    return target


def test_the_archive_holds_the_commit_the_site_and_their_description_under_the_releases_name(release):
    done = pack(release)
    assert done.returncode == 0, done.stderr
    target, name = find_archive(release), f"reanalysis-{read_citation()['version']}"
    assert target.name == f"{name}.tar.gz"
    with tarfile.open(target) as archive:
        members = {member.name.removeprefix(f"{name}/"): member for member in archive.getmembers() if member.isfile()}
        assert archive.extractfile(members["site/index.html"]).read() == b"the site"
    downloads = ("data/datapackage.json", "data/raw/table2.csv", "derived/adtte.csv")
    own = {".gitignore", "CITATION.cff", "tools/run", "site/index.html", "ro-crate-metadata.json"}
    assert members.keys() == own | {f"site/downloads/{file}" for file in downloads}
    assert members["tools/run"].mode == 0o755 and members["CITATION.cff"].mode == 0o644
    done = subprocess.run(["sha256sum", "--check", f"{target.name}.sha256"], cwd=target.parent, capture_output=True)
    assert done.returncode == 0


def test_the_archives_bytes_do_not_depend_on_when_or_where_it_was_made(release, tmp_path):
    assert pack(release).returncode == 0
    elsewhere = shutil.copytree(release, tmp_path / "else where", ignore=shutil.ignore_patterns("archive"))
    for path in [elsewhere / "CITATION.cff", elsewhere / "_build" / "html" / "index.html"]:
        os.utime(path, (1, 1))
    (elsewhere / "_build" / "html" / "index.html").chmod(0o600)
    assert pack(elsewhere, TZ="Pacific/Kiritimati", LC_ALL="C").returncode == 0
    assert find_archive(elsewhere).read_bytes() == find_archive(release).read_bytes()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda folder: (folder / "new.py").touch(),
            "files are not committed, first: ?? new.py; allowed: a clean work tree",
        ),
        (
            lambda folder: (folder / "_build/html/index.html").unlink(),
            "there is no site in _build/html; allowed: one built by",
        ),
    ],
    ids=["uncommitted", "no site"],
)
def test_a_state_that_must_not_be_released_is_named_in_one_line(release, change, problem):
    change(release)
    done = pack(release)
    assert done.returncode == 1 and done.stderr.startswith(f"error: {problem}") and done.stderr.count("\n") == 1
    assert not (release / "_build" / "archive").exists()


def test_the_archives_crate_is_read_by_rocrate_with_makers_sources_and_a_licence_for_each_file(release, tmp_path):
    from rocrate.rocrate import ROCrate

    assert pack(release).returncode == 0
    with tarfile.open(find_archive(release)) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (folder,) = (tmp_path / "unpacked").iterdir()
    crate = ROCrate(str(folder))
    root, citation = crate.root_dataset, read_citation()
    assert (crate.name, root["version"], root["datePublished"]) == (
        citation["title"],
        citation["version"],
        citation["date-released"],
    )
    assert [maker["name"] for maker in root["author"]] == ["The reanalysis maintainers"]
    (paper,) = root["isBasedOn"]
    assert paper.id == "https://doi.org/10.1186/ar4111" and paper.type == "ScholarlyArticle"
    table = crate.dereference("site/downloads/data/raw/table2.csv")
    assert table["license"].id == "https://creativecommons.org/licenses/by/2.0/"
    assert table["contentSize"] == str((REPOSITORY / "data" / "raw" / "table2.csv").stat().st_size)
    assert crate.dereference("site/downloads/derived/adtte.csv")["license"].id.endswith("/by/4.0/")
    described = {entity.id for entity in crate.data_entities}
    files = {path.relative_to(folder).as_posix() for path in (folder / "site/downloads").rglob("*") if path.is_file()}
    assert described == files
    assert str(REPOSITORY) not in (folder / "ro-crate-metadata.json").read_text(encoding="utf-8")


def test_old_addresses_lead_to_the_joined_chapter_where_there_is_one(small_site):
    from lxml import html

    write_moved(small_site, NOWHERE)
    assert not (small_site / "notebooks" / "scenarios.html").exists()  # nowhere to lead to
    (small_site / "notebooks" / "choices.html").write_text("<html></html>", encoding="utf-8")
    for settings, canonical in ((NOWHERE, "choices.html"), (SOMEWHERE, f"{SOMEWHERE.site}/notebooks/choices.html")):
        write_moved(small_site, settings)
        for old, anchor in (("scenarios", "sec-scenarios"), ("robustness", "sec-robustness")):
            page = html.parse(str(small_site / "notebooks" / f"{old}.html"))
            assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url=choices.html#{anchor}"]
            assert page.xpath("//main//a/@href") == [f"choices.html#{anchor}"]
            assert page.xpath("//link[@rel='canonical']/@href") == [canonical]
            assert page.xpath("//meta[@name='robots']/@content") == ["noindex"] and not page.xpath("//script")
