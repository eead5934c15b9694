"""The build as a person meets it: what reruns, how it ends on bad input, and what is left of the last good site.

All of it with the small book of `small_book`; the whole one is built by the fixture `site` of `conftest`.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.small_book import build, build_environment, copy_small_book, edit

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A copy of the project, built once, that the tests of this module change and mend."""
    folder = copy_small_book(tmp_path_factory.mktemp("a clone with späces"))
    assert build(folder).returncode == 0
    return folder


def chapters_run(done: subprocess.CompletedProcess) -> list[str]:
    return sorted(re.findall(r"^== chapter (\w+):", done.stdout, flags=re.MULTILINE))


def all_chapters(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "notebooks").glob("*.ipynb"))


def test_nothing_is_rerun_when_nothing_changed(clone):
    done = build(clone)
    assert done.returncode == 0
    assert chapters_run(done) == []
    assert "== site" not in done.stdout


def test_editing_one_chapter_reruns_that_chapter(clone):
    edit(clone / "notebooks" / "efficacy.ipynb", "Who had a complete response", "Who had any complete response")
    done = build(clone)
    assert done.returncode == 0
    assert chapters_run(done) == ["efficacy"]
    assert "Who had any complete response" in (clone / "_build/html/notebooks/efficacy.html").read_text(
        encoding="utf-8"
    )


def test_editing_a_style_sheet_reaches_the_site(clone):
    with open(clone / "book" / "_static" / "book.css", "a", encoding="utf-8") as handle:
        handle.write("\n.added-later { color: inherit; }\n")
    done = build(clone)
    assert done.returncode == 0 and chapters_run(done) == []
    assert ".added-later" in (clone / "_build/html/_static/styles/bundle.css").read_text(encoding="utf-8")


def test_editing_the_package_reruns_every_chapter(clone):
    with open(clone / "reanalysis" / "show" / "text.py", "a", encoding="utf-8") as handle:
        handle.write("\n# a comment\n")
    done = build(clone)
    assert chapters_run(done) == all_chapters(clone)


def test_editing_a_directive_reaches_every_page(clone):
    """The mistake of an earlier version: Sphinx asked only which sources had changed, and kept its pages."""
    edit(clone / "book" / "_extensions" / "exhibit_cards.py", '"Link"', '"Lasting link"')
    done = build(clone)
    assert done.returncode == 0 and chapters_run(done) == []
    page = (clone / "_build" / "html" / "notebooks" / "efficacy.html").read_text(encoding="utf-8")
    assert ">Lasting link<" in page and ">Link<" not in page


def test_a_site_that_was_deleted_is_made_again(clone):
    shutil.rmtree(clone / "_build" / "html")
    assert build(clone).returncode == 0
    assert (clone / "_build/html/index.html").exists()


def test_a_swap_cut_short_is_mended(clone):
    (clone / "_build" / "html").rename(clone / "_build" / "html.previous")
    done = build(clone)
    assert done.returncode == 0
    assert (clone / "_build/html/index.html").exists()
    assert not (clone / "_build/html.previous").exists()


BAD_INPUT = [
    (
        "scenarios/as-published.yml",
        "population:",
        "populaton:",
        ["scenarios/as-published.yml", "populaton", "nearest: population"],
    ),
    (
        "scenarios/as-published.yml",
        "evaluable",
        "everyone",
        ["scenarios/as-published.yml", "population", "'everyone'", "evaluable | eligible | all-treated"],
    ),
    ("scenarios/as-published.yml", "parameters:", "parameters: [", ["scenarios/as-published.yml"]),
    (
        "scenarios/pessimistic.yml",
        "month_rounding",
        "month_round",
        ["scenarios/pessimistic.yml", "nearest: month_rounding"],
    ),
    (
        "notebooks/efficacy.ipynb",
        "confidence_level: float",
        "confidence: float",
        ["notebooks/efficacy.ipynb", "nearest: confidence_level"],
    ),
    (
        "notebooks/efficacy.ipynb",
        "float = 0.95",
        "float = 0.9",
        ["notebooks/efficacy.ipynb", "confidence_level", "0.95"],
    ),
    ("data/raw/table1.csv", "3,F,DLE (L)", "3,F,XLE", ["table1.csv", "row 4", "Diagnosis", "XLE", "allowed"]),
    (
        "data/raw/table2.csv",
        "4,CR,3,",
        "4,CR,soon,",
        ["table2.csv", "row 5", "Time to complete response (weeks)", "soon", "allowed"],
    ),
    (
        "data/raw/table2.csv",
        "4,CR,3,",
        "4,CR,-,",
        ["table2.csv", "row 5", "Time to complete response (weeks)", "without a time"],
    ),
    (
        "data/raw/table2.csv",
        "8,CR,2,7",
        "8,CR,40,7",
        ["table2.csv", "row 9", "Time to complete response (weeks)", "40", "follow-up"],
    ),
    ("data/raw/table2.csv", "4,CR,3,", "5,CR,3,", ["table2.csv", "Patient number", "5"]),
    ("data/raw/table2.csv", "Relapse,", "Relapsed,", ["table2.csv", "row 1", "Relapsed", "Relapse"]),
    ("data/raw/table3.csv", "15,Insomnia", "99,Insomnia", ["table3.csv", "row 6", "Patient", "99"]),
    ("data/datapackage.json", '"resources"', "resources", ["datapackage.json"]),
    ("notebooks/efficacy.ipynb", '"cells"', '"cels', ["notebooks/efficacy.ipynb"]),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), BAD_INPUT, ids=[f"{row[0]}:{row[2]}" for row in BAD_INPUT])
def test_bad_input_ends_in_one_line_and_leaves_the_last_good_site(clone, name, old, new, expected):
    path, kept = clone / name, (clone / name).read_bytes()
    before = {page: page.read_bytes() for page in (clone / "_build" / "html").rglob("*.html")}
    try:
        edit(path, old, new)
        done = build(clone)
    finally:
        path.write_bytes(kept)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("error: ")
    for part in expected:
        assert part in last
    assert chapters_run(done) == []  # known before any chapter ran
    assert {page: page.read_bytes() for page in (clone / "_build" / "html").rglob("*.html")} == before


def test_the_build_succeeds_after_bad_input_was_mended(clone):
    assert build(clone).returncode == 0


def test_a_changed_raw_table_of_the_repository_is_noticed_by_its_checksum(clone):
    path, kept = clone / "data/raw/table2.csv", (clone / "data/raw/table2.csv").read_bytes()
    try:
        edit(path, "4,CR,3,12", "4,CR,3,13")
        done = build(clone)
    finally:
        path.write_bytes(kept)
    assert done.returncode != 0
    assert "table2.csv" in done.stderr and "checksum" in done.stderr


def test_a_copied_data_folder_may_be_edited(clone):
    shutil.copytree(clone / "data", clone / "copy")
    edit(clone / "copy/raw/table2.csv", "9,PR,-,15", "9,CR,20,15")
    done = build(clone, "--data", "copy", "--build", "_build_copy")
    assert done.returncode == 0, done.stderr
    assert "13/14" in (clone / "_build_copy/html/index.html").read_text(encoding="utf-8")
    claims = json.loads((clone / "_build_copy/data/claims.json").read_text(encoding="utf-8"))
    told = [claim for claim in claims if claim["fact"] == "n_complete_response"]
    assert told and {claim["verdict"] for claim in told} == {"discrepant"}  # the text says 12, the edited table 13


def test_unknown_scenario_and_unknown_folder_are_named(clone):
    for arguments, expected in ((("--scenario", "optimist"), "as-published"), (("--data", "nowhere"), "nowhere")):
        done = build(clone, *arguments)
        assert done.returncode != 0
        assert expected in done.stderr.strip().splitlines()[-1]


def test_a_chapter_that_raises_is_named_with_its_cell(clone):
    path, kept = clone / "notebooks/efficacy.ipynb", (clone / "notebooks/efficacy.ipynb").read_bytes()
    try:
        edit(path, "total = len(patients)", "total = 1 / 0")
        done = build(clone)
    finally:
        path.write_bytes(kept)
    assert done.returncode != 0
    assert "notebooks/efficacy.ipynb, cell 7: " in done.stderr and "ZeroDivisionError" in done.stderr
    assert (clone / "_build/html/index.html").exists()


def test_a_warning_of_the_book_stops_it_and_is_told_again_next_time(clone):
    path, kept = clone / "book/index.md", (clone / "book/index.md").read_bytes()
    try:
        edit(path, "sec-efficacy", "sec-nowhere")
        for _ in range(2):
            done = build(clone)
            assert done.returncode != 0
            assert "index.md" in done.stderr and "sec-nowhere" in done.stderr
    finally:
        path.write_bytes(kept)
    assert build(clone).returncode == 0


def test_a_name_that_no_chapter_publishes_stops_the_book(clone):
    path, kept = clone / "book/index.md", (clone / "book/index.md").read_bytes()
    try:
        edit(path, "efficacy.cr_headline", "efficacy.cr_invented")
        done = build(clone)
    finally:
        path.write_bytes(kept)
    assert done.returncode != 0
    assert "efficacy.cr_invented" in done.stderr


def test_a_killed_build_leaves_the_site_and_the_next_one_works(clone):
    edit(clone / "reanalysis" / "show" / "text.py", "# a comment", "# another comment")
    process = subprocess.Popen(
        [sys.executable, "-m", "workflow.build", "--scenario", "as-published"],
        cwd=clone,
        stdout=subprocess.PIPE,
        text=True,
        env=build_environment(clone),
    )
    for line in process.stdout:
        if line.startswith("== chapter"):
            process.kill()
            break
    process.wait()
    assert (clone / "_build/html/index.html").exists()
    done = build(clone)
    assert done.returncode == 0, done.stderr


def test_a_line_is_written_at_once_so_that_no_other_step_can_write_into_it(tmp_path):
    """As two steps would into the build's pipe, here without buffers, where `print` writes a line's end apart."""
    program = "from workflow.paths import report\nfor number in range(3000): report(f'chapter {number}')"
    with (tmp_path / "log").open("wb") as log:
        steps = [
            subprocess.Popen([sys.executable, "-u", "-c", program], stdout=log, cwd=Path(__file__).resolve().parents[2])
            for _ in range(2)
        ]
        assert [step.wait() for step in steps] == [0, 0]
    lines = (tmp_path / "log").read_text().splitlines()
    assert len(lines) == 6000 and all(re.fullmatch(r"== chapter \d+", line) for line in lines)
