"""The site's downloads open in R with the lines that the data page shows, and R finds the chapter's numbers in them."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.site
REPOSITORY = Path(__file__).resolve().parents[2]
SHOWN = REPOSITORY / "book" / "read_downloads.R"
COMPARED = (
    "n_patients",
    "n_events",
    "median_midpoint",
    "cr_by_week_4",
    "cr_by_week_12",
    "cr_by_week_24",
    "rmst_12",
    "rmst_24",
)


def run_r(site: Path) -> dict[str, float | None]:
    """Run the lines shown on the site's downloads, in R, and return what they find; None stands for not reached."""
    if shutil.which("Rscript") is None:
        message = "needs R with survival (Debian: apt-get install r-base-core r-cran-survival)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    script = REPOSITORY / "tests" / "reference" / "downloads.R"
    done = subprocess.run(
        ["Rscript", str(script), str(SHOWN), str(site / "downloads" / "derived")],
        check=True,
        capture_output=True,
        text=True,
    )
    values = dict(line.split() for line in done.stdout.splitlines())
    return {name: None if value == "NA" else float(value) for name, value in values.items()}


@pytest.fixture(params=["site", "edited_site"])
def published(request) -> Path:
    return request.getfixturevalue(request.param)


def read_chapter(site: Path) -> dict:
    path = site / "downloads" / "results" / "time_to_response.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_r_finds_the_chapters_numbers_in_the_downloads(published):
    found, chapter = run_r(published), read_chapter(published)
    for name in COMPARED:
        value = chapter[name]["value"]  # None: not reached
        assert found[name] == (value if value is None else pytest.approx(value, rel=1e-9)), name


def test_r_finds_the_interval_of_the_median_that_the_chapter_prints(published):
    found, text = run_r(published), read_chapter(published)["median_midpoint"]["text"]
    limits = re.search(r"CI ([\d.]+|not reached) to ([\d.]+|not reached)", text).groups()
    expected = [None if limit == "not reached" else float(limit) for limit in limits]
    assert [found["median_lower"], found["median_upper"]] == expected


def test_the_codes_for_censoring_are_those_that_ggsurvfit_and_survival_read(published):
    found = run_r(published)
    assert found["same_as_Surv_CNSR"] == 1 and found["same_as_one_minus"] == 1
