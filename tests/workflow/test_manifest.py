"""The manifest of a site tells every file's checksum, and `make verify` notices any difference."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools.verify import VerifyError, verify_site
from workflow.paths import MANIFEST
from workflow.publish.manifest import hash_inputs, read_commit, renew_manifest

REPOSITORY = Path(__file__).resolve().parents[2]


def sum_with_coreutils(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, computed by another program."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    done = subprocess.run(["sha256sum", *files], cwd=folder, check=True, capture_output=True, text=True)
    return {line[66:]: line[:64] for line in done.stdout.splitlines()}


@pytest.fixture
def copy(site, tmp_path) -> Path:
    """A downloaded site."""
    return shutil.copytree(site, tmp_path / "downloaded")


def test_the_manifest_has_the_checksum_of_every_file_of_the_site_and_of_every_input(site):
    manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
    sums = sum_with_coreutils(site)
    del sums[MANIFEST]
    assert manifest["files"] == sums
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
    assert manifest["lock"] == manifest["inputs"]["requirements.txt"]
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True).stdout.strip()
    assert manifest["commit"] == head


def test_without_git_there_is_no_commit_rather_than_that_of_a_folder_above(tmp_path):
    assert read_commit(tmp_path) == {"commit": None, "uncommitted_changes": None}


def test_inputs_of_another_data_folder_are_called_alike():
    own, other = hash_inputs("data"), hash_inputs("tests/fixtures/second_trial")
    assert own["data/raw/table1.csv"] != other["data/raw/table1.csv"]
    assert own["notebooks/efficacy.ipynb"] == other["notebooks/efficacy.ipynb"]


def test_a_true_copy_verifies(site, copy):
    assert verify_site(copy, site) == sum(path.is_file() for path in site.rglob("*"))


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda site: spoil(site / "index.html"), "not what its manifest says: 1 different, first: index.html"),
        (lambda site: (site / "cite.html").unlink(), "not what its manifest says: 1 missing, first: cite.html"),
        (lambda site: (site / "new.html").write_text("x"), "not what its manifest says: 1 added, first: new.html"),
        (lambda site: (site / MANIFEST).unlink(), "has no usable manifest.json"),
        (lambda site: (site / MANIFEST).write_text('{"files": {}}'), "has no usable manifest.json"),
    ],
    ids=["changed", "missing", "added", "no manifest", "not a manifest"],
)
def test_a_site_that_is_not_what_it_says_is_named(site, copy, change, expected):
    change(copy)
    with pytest.raises(VerifyError, match=expected) as caught:
        verify_site(copy, site)
    assert "\n" not in str(caught.value)


def test_a_site_whose_manifest_was_changed_along_differs_from_the_rebuild(site, copy):
    spoil(copy / "index.html")
    renew_manifest(copy, "index.html")
    with pytest.raises(VerifyError, match="the rebuild differs: 1 different, first: index.html"):
        verify_site(copy, site)


def test_a_site_of_another_commit_is_told_by_its_inputs(site, copy):
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    manifest["inputs"]["data/raw/table1.csv"] = "0" * 64
    (copy / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(VerifyError, match="built from other inputs: 1 different, first: data/raw/table1.csv"):
        verify_site(copy, site)


def test_the_command_ends_in_one_line(site, copy):
    def verify() -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "tools.verify", str(copy), str(site)]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)

    done = verify()
    assert done.returncode == 0 and "byte for byte" in done.stdout
    spoil(copy / "index.html")
    done = verify()
    assert done.returncode == 1 and done.stderr.startswith("error: ") and done.stderr.count("\n") == 1


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
