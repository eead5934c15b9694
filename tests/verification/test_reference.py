"""R's answers are R's: rerunning the reference programme gives the committed file again."""

import json
import math
import os
import shutil
import subprocess
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
REPOSITORY = Path(__file__).resolve().parents[2]


def same(first, second, path=""):
    """Raise unless two JSON trees agree, numbers to a relative 1e-9."""
    if isinstance(first, dict):
        assert first.keys() == second.keys(), path
        for key in first:
            same(first[key], second[key], f"{path}/{key}")
    elif isinstance(first, list):
        assert len(first) == len(second), path
        for index, pair in enumerate(zip(first, second, strict=True)):
            same(*pair, f"{path}/{index}")
    elif isinstance(first, float) or isinstance(second, float):
        assert math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12), path
    else:
        assert first == second, path


@pytest.mark.site
@pytest.mark.parametrize(("name", "data"), [("reference", "data/raw"), ("peers", "data")])
def test_rerunning_r_gives_the_committed_answers(name, data, tmp_path):
    if shutil.which("Rscript") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Rscript is not installed, and CI must rerun R")
        pytest.skip("Rscript is not installed: R's committed answers are used as they are")
    out = tmp_path / f"{name}.json"
    subprocess.run(["Rscript", f"tests/reference/{name}.R", data, str(out)], cwd=REPOSITORY, check=True)
    committed = json.loads((REFERENCE / f"{name}.json").read_text())
    rerun = json.loads(out.read_text())
    committed.pop("meta"), rerun.pop("meta")  # names R's version, which may differ here
    same(committed, rerun)
