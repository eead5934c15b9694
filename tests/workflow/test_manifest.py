"""A site tells the checksum of each of its files and inputs, and `make verify` notices any difference."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from workflow.paths import MANIFEST, SUMS
from workflow.publish.manifest import list_inputs, read_commit, read_sums, write_manifest, write_sums

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def built(tmp_path) -> Path:
    """A small site with a name that is not ASCII, as a build leaves it."""
    return make_site(tmp_path / "built", "<p>text</p>")


@pytest.fixture
def copy(built, tmp_path) -> Path:
    """The same, downloaded."""
    return shutil.copytree(built, tmp_path / "a copy")


def make_site(folder: Path, text: str) -> Path:
    (folder / "notebooks").mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    (folder / "notebooks" / "über.html").write_text(text, encoding="utf-8")
    write_manifest(folder, {"commit": "0" * 40, "uncommitted_changes": False}, "data")
    return folder


def verify(site: Path, rebuilt: Path) -> subprocess.CompletedProcess:
    return subprocess.run([REPOSITORY / "tools" / "verify.sh", site, rebuilt], capture_output=True, text=True)


def test_a_true_copy_verifies_and_coreutils_check_every_file(built, copy):
    done = subprocess.run(["sha256sum", "--check", SUMS], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0 and sorted(read_sums(copy)) == ["index.html", "manifest.json", "notebooks/über.html"]
    done = verify(copy, built)
    assert done.returncode == 0 and "all 3 files are, byte for byte" in done.stdout


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def spoil_and_sum(site: Path) -> None:
    """What somebody does who changes a page and its checksum."""
    spoil(site / "index.html")
    write_sums(site, read_sums(site))


def change_input(site: Path) -> None:
    manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
    manifest["inputs"]["data/raw/table1.csv"] = "0" * 64
    (site / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    write_sums(site, read_sums(site))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda site: spoil(site / "index.html"), "is not what its SHA256SUMS says: index.html: FAILED"),
        (lambda site: (site / "index.html").unlink(), "is not what its SHA256SUMS says: index.html: FAILED open"),
        (lambda site: (site / SUMS).write_text("nonsense\n"), "is not what its SHA256SUMS says"),
        (lambda site: (site / SUMS).unlink(), "has no SHA256SUMS; allowed: a site built by"),
        (lambda site: (site / MANIFEST).unlink(), "has no manifest.json; allowed: a site built by"),
        (change_input, 'was built from other inputs, first: "data/raw/table1.csv"'),
        (spoil_and_sum, "the rebuild differs, first: Files "),
        (lambda site: (site / "new.html").touch(), "the rebuild differs, first: Only in "),
    ],
    ids=[
        "changed",
        "missing",
        "no sums in it",
        "no sums",
        "no manifest",
        "other inputs",
        "sums changed along",
        "added",
    ],
)
def test_a_site_that_is_not_what_it_says_is_named_in_one_line(built, copy, change, expected):
    change(copy)
    done = verify(copy, built)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"error: {copy}: {expected}")


def test_a_build_leaves_the_checksum_of_every_file_of_the_site_and_of_every_input(site):
    manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert set(read_sums(site)) == files - {SUMS}
    assert subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=site).returncode == 0
    tracked = subprocess.run(
        ["git", "ls-files", "book", "data", "notebooks", "reanalysis", "scenarios", "workflow", "requirements.txt"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    expected = {name for name in tracked if not name.startswith("data/") or name.endswith((".csv", ".json"))}
    assert expected <= manifest["inputs"].keys()
    for name in ("data/raw/table1.csv", "requirements.txt", "notebooks/efficacy.ipynb"):
        printed = subprocess.run(["sha256sum", name], cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout
        assert manifest["inputs"][name] == printed[:64]
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True).stdout.strip()
    assert manifest["commit"] == head


def test_without_git_there_is_no_commit_rather_than_that_of_a_folder_above(tmp_path):
    assert read_commit(tmp_path) == {"commit": None, "uncommitted_changes": None}


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a folder to another user, which only root can")
def test_a_work_tree_of_another_user_has_its_commit(tmp_path, monkeypatch):
    """As a checkout in a container: git refuses to tell of it, and a site without its commit was published."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    (tmp_path / "file").write_text("text", encoding="utf-8")
    for arguments in (["init", "-q"], ["add", "--all"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path, capture_output=True, text=True).stdout.strip()
    for path in [tmp_path, *tmp_path.rglob("*")]:
        os.chown(path, 1001, 1001)
    for name, value in (
        ("HOME", "/nonexistent"),
        ("GIT_CONFIG_SYSTEM", "/dev/null"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ):
        monkeypatch.setenv(name, value)
    refused = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path, capture_output=True, text=True)
    assert "dubious ownership" in refused.stderr
    assert read_commit(tmp_path) == {"commit": head, "uncommitted_changes": False}


def test_inputs_of_another_data_folder_are_called_alike():
    own, other = list_inputs("data"), list_inputs("tests/fixtures/second_trial")
    assert own["data/raw/table1.csv"] == REPOSITORY / "data/raw/table1.csv"
    assert other["data/raw/table1.csv"] == REPOSITORY / "tests/fixtures/second_trial/raw/table1.csv"
    assert own["notebooks/efficacy.ipynb"] == other["notebooks/efficacy.ipynb"]


def test_pages_whose_sources_changed_are_read_again_whatever_the_clock_says(monkeypatch):
    """Sphinx compares times; a clock that ran ahead once would show a scenario under another one's numbers."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "book" / "_extensions"))
    from sphinx_patches import find_changed

    environment = SimpleNamespace(
        found_docs={"index", "data", "notebooks/efficacy"},
        dependencies={"index": {"_results/efficacy.json"}, "data": {"_data/datapackage.json"}},
        doc2path=lambda page, base: f"{page}.{'ipynb' if page.startswith('notebooks') else 'md'}",
    )
    changed = ["_results/efficacy.json", "notebooks/efficacy.ipynb"]
    app = SimpleNamespace(config=SimpleNamespace(changed_sources=changed))
    assert find_changed(app, environment, set(), set(), set()) == {"index", "notebooks/efficacy"}
