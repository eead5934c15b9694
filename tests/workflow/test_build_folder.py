"""No build deletes what it did not make: which folders it refuses, and what of a person's stays in those it takes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.small_book import build, build_environment, copy_small_book, edit, hash_files, last_error
from workflow.build_folder import MARK, check_folder, clean_folder, finish_inventory, hold_folder, start_inventory
from workflow.paths import REPOSITORY, SOURCES

FOREIGN = (
    "thesis.csv",
    "data/notes.csv",
    "results/thesis.csv",
    "chapters/one.docx",
    "chapters/efficacy/mine.ipynb",
    "rendered/old/video.mp4",
    "rendered/as-published/notes.txt",
    "html/blog.html",
    "html/downloads/mine.pdf",
    "logs.txt",
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A copy of the project, built once."""
    folder = copy_small_book(tmp_path_factory.mktemp("clone"))
    assert build(folder).returncode == 0
    return folder


def put_foreign(folder: Path) -> dict[str, str]:
    for name in FOREIGN:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"a person's {name}", encoding="utf-8")
    return {name: (folder / name).read_text(encoding="utf-8") for name in FOREIGN}


def read_foreign(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text(encoding="utf-8") for name in FOREIGN if (folder / name).exists()}


def clean(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """As `make clean` does, by a Python that has none of the book's packages."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "workflow.build_folder", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=build_environment(folder),
    )


# What is refused


def test_a_folder_with_files_that_no_build_made_is_refused_and_left_as_it_is(clone):
    (clone / "www/html").mkdir(parents=True)
    (clone / "www/html/blog.html").write_text("mine", encoding="utf-8")
    before = hash_files(clone / "www")
    error = last_error(build(clone, "--build", "www"))
    assert "www holds files and was not made by a build" in error and "allowed: a new or empty folder" in error
    assert "www holds files" in clean(clone, "--build", "www").stderr
    assert hash_files(clone / "www") == before


def test_the_repository_itself_is_refused(clone):
    before = hash_files(clone / "data")
    (clone / "link").symlink_to(".")
    for place in (".", "_build/..", "", "link", str(clone), str(clone.parent)):
        error = last_error(build(clone, "--build", place))
        assert "holds the book's repository" in error and len(error.splitlines()) == 1
        assert clean(clone, "--build", place).returncode != 0
    assert hash_files(clone / "data") == before
    assert not (clone / MARK).exists() and not (clone.parent / MARK).exists()


def test_a_folder_that_holds_the_data_or_lies_in_them_is_refused(clone):
    shutil.copytree(clone / "data", clone / "proj/data")
    (clone / "results").mkdir()
    (clone / "linked").symlink_to("proj/data")
    before = hash_files(clone / "proj")
    for data, place, reason in (
        ("proj/data", "proj", "proj holds the data"),
        ("proj/data", "proj/data", "holds the data"),
        ("linked", "proj", "proj holds the data"),
        ("proj/data", "linked", "holds the data"),
        ("proj/data", "proj/data/new", "lies in"),
        ("proj/data", "linked/new", "lies in"),
        ("proj/data", "data/new", "lies in"),
    ):
        error = last_error(build(clone, "--data", data, "--build", place))
        assert reason in error, (data, place)
        assert clean(clone, "--data", data, "--build", place).returncode != 0
    assert hash_files(clone / "proj") == before
    assert not (clone / "data/new").exists()


def test_a_marked_folder_is_refused_too_once_it_holds_the_data(tmp_path):
    shutil.copytree(REPOSITORY / "data", tmp_path / "data")
    (tmp_path / MARK).touch()
    assert "holds the data" in check_folder(tmp_path, tmp_path / "data")


@pytest.mark.parametrize("source", SOURCES)
def test_a_folder_within_the_books_sources_is_refused(source):
    if (REPOSITORY / source).is_dir():
        assert "which builds read" in check_folder(REPOSITORY / source / "new", REPOSITORY / "data")


def test_every_folder_that_git_tracks_is_among_the_sources():
    if not (REPOSITORY / ".git").exists():
        pytest.skip("needs the repository's git")
    names = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    assert {name.split("/")[0] for name in names.splitlines() if "/" in name} <= set(SOURCES)


def test_a_file_and_a_link_in_a_build_folder_are_refused(tmp_path):
    (tmp_path / "file").touch()
    assert "is not a folder" in check_folder(tmp_path / "file", REPOSITORY / "data")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / MARK).touch()
    (tmp_path / "own/data").symlink_to(tmp_path / "elsewhere")
    assert "holds a link, data" in check_folder(tmp_path / "own", REPOSITORY / "data")


def test_new_empty_and_marked_folders_are_taken(tmp_path):
    data = REPOSITORY / "data"
    assert check_folder(tmp_path / "new/deep", data) is None
    assert check_folder(tmp_path, data) is None
    assert check_folder(REPOSITORY / "_build_that_is_new", data) is None
    with hold_folder(tmp_path / "new"):
        assert [path.name for path in (tmp_path / "new").iterdir()] == [MARK]
    (tmp_path / "new/file").touch()
    assert check_folder(tmp_path / "new", data) is None


# What stays


def test_files_of_a_person_stay_through_builds_failures_and_clean(clone):
    folder = clone / "_build"
    kept = put_foreign(folder)
    edit(clone / "notebooks/efficacy.ipynb", "Who had a complete response", "Who had any complete response")
    assert build(clone).returncode == 0
    assert read_foreign(folder) == kept
    assert "any complete response" in (folder / "html/notebooks/efficacy.html").read_text(encoding="utf-8")
    assert "blog.html" not in (folder / "html/SHA256SUMS").read_text(encoding="utf-8")
    (folder / "results/efficacy/defaults.json").write_text("spoilt", encoding="utf-8")  # so all is made again
    page, whole = clone / "book/index.md", (clone / "book/index.md").read_bytes()
    edit(page, "sec-efficacy", "sec-nowhere")
    assert build(clone).returncode != 0
    page.write_bytes(whole)
    assert read_foreign(folder) == kept and (folder / MARK).exists()
    assert build(clone).returncode == 0
    assert read_foreign(folder) == kept
    done = clean(clone)
    assert done.returncode == 0, done.stderr
    assert f"still holds {len(FOREIGN)} files that no build made" in done.stdout
    assert read_foreign(folder) == kept
    assert set(hash_files(folder)) == {MARK, *FOREIGN}
    assert build(clone).returncode == 0
    assert read_foreign(folder) == kept


def test_a_persons_page_where_the_site_has_one_stops_the_build(clone):
    place = clone / "_beside"
    assert build(clone, "--build", "_beside").returncode == 0
    shutil.rmtree(place / "html")
    (place / "html").mkdir()
    (place / "html/index.html").write_text("mine", encoding="utf-8")
    edit(clone / "notebooks/efficacy.ipynb", "any complete response", "a complete response")
    assert f"{place / 'html/index.html'}: no build made it" in last_error(build(clone, "--build", "_beside"))
    assert (place / "html/index.html").read_text(encoding="utf-8") == "mine"


def test_clean_leaves_nothing_of_a_folder_that_builds_alone_wrote_into(clone):
    assert build(clone, "--build", "_alone").returncode == 0
    assert clean(clone, "--build", "_alone").returncode == 0
    assert not (clone / "_alone").exists()
    assert clean(clone, "--build", "_alone").returncode == 0  # nothing is left to delete


# The inventory


def make_files(folder: Path, names: list[str]) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


MADE = ["data/adsl.csv", "results/a/defaults.json", "rendered/one.done", "rendered/one/doctrees/index"]
PLANNED = ["data/adsl.csv", "results/a/defaults.json", "rendered/one.done", "rendered/one/doctrees/"]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A build folder as a build left it that ended by itself."""
    with hold_folder(tmp_path):
        start_inventory(tmp_path, PLANNED)
        make_files(tmp_path, MADE)
        finish_inventory(tmp_path)
    return tmp_path


def list_made(folder: Path) -> list[str]:
    return [name for name in MADE if (folder / name).exists()]


def test_what_a_build_left_is_used_again(folder):
    start_inventory(folder, PLANNED)
    assert list_made(folder) == MADE


def test_all_is_made_again_after_a_build_that_was_killed(folder):
    start_inventory(folder, PLANNED)  # and no end
    start_inventory(folder, PLANNED)
    assert list_made(folder) == []


@pytest.mark.parametrize("name", MADE)
def test_all_is_made_again_where_a_file_was_changed_or_deleted(folder, name):
    (folder / name).write_text("another text", encoding="utf-8")
    start_inventory(folder, PLANNED)
    assert list_made(folder) == []
    make_files(folder, MADE)
    finish_inventory(folder)
    (folder / name).unlink()
    start_inventory(folder, PLANNED)
    assert list_made(folder) == []


def test_an_inventory_that_cannot_be_read_names_what_is_planned(folder):
    (folder / "inventory.json").write_bytes(b"\xff\0garbage")
    make_files(folder, ["results/mine.csv"])
    start_inventory(folder, PLANNED)
    assert list_made(folder) == [] and (folder / "results/mine.csv").exists()


def test_pages_that_were_not_finished_are_deleted(folder):
    start_inventory(folder, PLANNED)
    (folder / "rendered/one.done").unlink()
    finish_inventory(folder)
    assert list_made(folder) == MADE[:2]


def test_names_that_lead_out_of_the_folder_are_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "file"
    outside.touch()
    names = [str(outside), os.path.relpath(outside, folder), f"data/../{os.path.relpath(outside, folder)}", "../", ""]
    (folder / "inventory.json").write_text(json.dumps(dict.fromkeys(names)), encoding="utf-8")
    (folder / "html").mkdir()
    (folder / "html/SHA256SUMS").write_text("".join(f"{'0' * 64}  {name}\n" for name in names), encoding="utf-8")
    assert clean_folder(folder) == MADE[:1] + [MADE[2], MADE[3], MADE[1]]
    assert outside.exists()


@pytest.mark.parametrize("option", ["--data", "--build"])
def test_a_path_with_braces_is_refused_before_anything_is_written(clone, option):
    (clone / "br{ace}s").mkdir(exist_ok=True)
    assert "br{ace}s' holds '{', which Snakemake takes for its own" in last_error(build(clone, option, "br{ace}s"))
    assert not list((clone / "br{ace}s").iterdir())


@pytest.mark.parametrize(
    ("data", "build"),
    [
        ("data", "_build"),
        ("./data/", "_build"),
        ("mydata", "_build-mydata"),
        ("copies/mydata/", "_build-mydata"),
        ("my data", "_build-my data"),
    ],
)
def test_an_edited_copy_is_built_into_a_folder_of_its_own_unless_another_is_named(data, build):
    def plan(*settings: str) -> str:
        command = ["make", "--dry-run", "book", f"DATA={data}", *settings]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout

    assert f'--build "{build}"' in plan()
    assert '--build "other"' in plan("BUILD=other")
