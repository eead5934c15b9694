"""Larger cohorts: the same chapters, with sampling instead of enumeration, thinned figures and no patient pages."""

import math
from pathlib import Path

import pytest

from reanalysis.parameters import default_parameters
from reanalysis.show.exhibits import EXHIBIT, MOST_PATIENT_PAGES
from reanalysis.trial.cohort import read_trial
from reanalysis.trial.patient_pages import write_patient_pages
from tests.trial.test_notebooks import check_executed, execute
from tools.generate_cohort import write_cohort
from workflow.steps.prepare_data import check_schema

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PATIENTS = 150

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def cohort(tmp_path_factory) -> Path:
    return write_cohort(tmp_path_factory.mktemp("cohort") / "data", PATIENTS)


def test_a_generated_cohort_fits_the_schema_and_is_the_same_each_time(cohort, tmp_path):
    trial = read_trial(str(cohort))
    check_schema(trial.folder)
    assert len(trial.adsl) == PATIENTS
    again = write_cohort(tmp_path / "again", PATIENTS)
    for table in ("table1", "table2", "table3"):
        assert (again / "raw" / f"{table}.csv").read_bytes() == (cohort / "raw" / f"{table}.csv").read_bytes()


def test_patient_pages_stop_at_sixty(tmp_path):
    parameters = default_parameters()
    chosen = ("population", "withdrawal", "unrecorded_relapse", "weeks_per_month", "month_rounding")
    for patients, pages in ((MOST_PATIENT_PAGES, MOST_PATIENT_PAGES + 1), (MOST_PATIENT_PAGES + 1, 0)):
        trial = read_trial(str(write_cohort(tmp_path / str(patients), patients)))
        assert len(write_patient_pages(trial, {name: parameters[name] for name in chosen})) == pages


def figure_of(notebook, name: str) -> dict:
    """What a chapter says of one of its figures."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    exhibits = [output.metadata[EXHIBIT] for output in outputs if EXHIBIT in output.get("metadata", {})]
    return next(exhibit for exhibit in exhibits if exhibit["name"] == name)


def test_a_swimmer_plot_of_many_draws_every_kth_patient_and_says_so(cohort):
    notebook = execute(NOTEBOOKS / "efficacy.ipynb", {"data_dir": str(cohort)})
    check_executed(notebook, "efficacy")
    every = math.ceil(PATIENTS / MOST_PATIENT_PAGES)
    swimmer = figure_of(notebook, "fig-swimmer")
    assert f"One patient in {every}" in swimmer["caption"]
    assert swimmer["alt"].count(": ") <= MOST_PATIENT_PAGES + 1


def test_permutation_tests_of_many_patients_are_sampled(cohort):
    notebook = execute(NOTEBOOKS / "time_to_response.ipynb", {"data_dir": str(cohort)})
    check_executed(notebook, "time_to_response")
    text = " ".join(
        output["data"].get("text/markdown", "") for cell in notebook.cells for output in cell.get("outputs", [])
        if "data" in output
    )  # fmt: skip
    assert "20,000" in text  # as many shuffles as are drawn instead of all


@pytest.mark.parametrize("chapter", ["relapse", "operating_characteristics", "choices"])
def test_other_chapters_run_on_a_larger_cohort(cohort, chapter):
    check_executed(execute(NOTEBOOKS / f"{chapter}.ipynb", {"data_dir": str(cohort)}), chapter)
