"""The notebook that a page offers is the chapter itself, with its scenario's values."""

import json

import nbformat
import pytest

from reanalysis.scenarios.files import list_scenarios, read_scenario
from workflow.pages.notebook_files import fill_notebook
from workflow.paths import NOTEBOOKS
from workflow.plan import read_declared


@pytest.mark.parametrize("scenario", list_scenarios())
def test_the_offered_notebook_is_the_chapter_with_the_scenarios_values_and_nothing_else(scenario):
    settings = read_scenario(scenario)
    for path in NOTEBOOKS.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        filled = fill_notebook(text, path.stem, settings["title"], settings["parameters"])
        notebook, chapter = nbformat.reads(filled, as_version=4), nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        assert settings["title"] in notebook.cells[0].source and "make lab" in notebook.cells[0].source
        for cell, own in zip(notebook.cells[1:], chapter.cells, strict=True):
            if "parameters" not in own.metadata.get("tags", []):
                assert cell == own
                continue
            values = {}
            exec(cell.source, values)
            assert all(values[name] == settings["parameters"][name] for name in read_declared(path))
            assert [line.partition("#")[2] for line in cell.source.splitlines()] == [
                line.partition("#")[2] for line in own.source.splitlines()
            ]


def test_a_text_value_is_written_as_python_reads_it():
    cell = {
        "cell_type": "code",
        "metadata": {"tags": ["parameters"]},
        "source": ['km_ci: str = "log-log"  # which\n', "x: float = 1.0"],
    }
    filled = json.loads(fill_notebook(json.dumps({"cells": [cell]}), "a", "B", {"km_ci": "plain", "x": 0.9}))
    assert filled["cells"][1]["source"] == ['km_ci: str = "plain"  # which\n', "x: float = 0.9"]
