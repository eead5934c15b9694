# The workflow: check data -> run chapters -> render each scenario's pages -> publish the site.
# `make book` calls it through workflow/build.py, which adds a lock, checks and readable progress.

import json
import os
import sys
from pathlib import Path

from workflow.paths import COMMIT
from workflow.plan import DERIVED, find_run, list_default_runs, plan_runs
from workflow.publish.manifest import list_inputs


def list_modules(folder):
    """The modules of a package and of those within it."""
    return sorted(str(path) for path in Path(folder).rglob("*.py"))


BUILD = config["build"]
DATA = config["data"]
SCENARIOS = config["scenarios"].split(",")  # the first one is at the site's root
PYTHON = sys.executable
PLAN = plan_runs(SCENARIOS)
PUBLISHING = list_default_runs()  # what a chapter that compares published results reads, whatever the scenario
RUNS = {(run.chapter, run.key): run for runs in [*PLAN.values(), PUBLISHING] for run in runs}
SPEED = list_modules("workflow/speed")
PACKAGE = list_modules("reanalysis")
PAGES = sorted(str(path) for path in Path("book").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
NOTEBOOKS = sorted(str(path) for path in Path("notebooks").glob("*.ipynb"))
DATA_FILES = sorted(str(path) for path in Path(DATA).rglob("*") if path.suffix in (".csv", ".json"))
OWN_FILES = sorted(str(path) for path in Path("data").rglob("*") if path.suffix in (".csv", ".json"))  # what a copy is held against
SHARED = ["requirements.txt", *(f"workflow/{name}.py" for name in ("build_folder", "paths", "plain", "plan"))]
PUBLISHED = ["_site.yml", "CITATION.cff", *list_modules("workflow/pages"), *list_modules("workflow/publish")]


def list_needs(wildcards):
    """What a scenario's pages are made of; all but the first start from the first one's."""
    files = [str(path) for run in PLAN[wildcards.scenario] for path in find_run(Path(BUILD), run)]
    first = [] if wildcards.scenario == SCENARIOS[0] else [f"{BUILD}/rendered/{SCENARIOS[0]}.done"]
    return [*files, f"scenarios/{wildcards.scenario}.yml", *first]


def list_own_inputs(wildcards):
    """What only some chapters read: scenarios' files where they are compared, R's answers and results where those are."""
    own = [Path(f"notebooks/{wildcards.chapter}.ipynb"), Path(f"reanalysis/trial/chapters/{wildcards.chapter}.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in own if path.exists())
    scenarios = Path("scenarios").glob("*.yml") if "reanalysis.scenarios" in source else []
    compares = "results_dir" in source
    answers = Path("tests/reference").iterdir() if compares else []
    results = [find_run(Path(BUILD), run)[1] for run in PUBLISHING] if compares else []
    return sorted(str(path) for path in [*scenarios, *answers, *results] if path.suffix in (".csv", ".json", ".yml"))


def find_values(wildcards, output):
    """A chapter's values as JSON; Snakemake keeps no record of what depends on `output`, and the key in its name tells them."""
    return json.dumps(dict(RUNS[wildcards.chapter, wildcards.key].values))


rule site:
    input:
        rendered=expand("{build}/rendered/{scenario}.done", build=BUILD, scenario=SCENARIOS),
        commit=f"{BUILD}/{COMMIT}",
        read=sorted(os.path.relpath(path) for path in list_inputs(DATA).values()),  # the manifest has their checksums
    output:
        f"{BUILD}/site.done",
    shell:
        "{PYTHON:q} -m workflow.steps.run_step site {BUILD:q} {DATA:q} {SCENARIOS:q} && touch {output:q}"


rule data:
    input:
        tables=[*DATA_FILES, *OWN_FILES],
        code=["workflow/steps/prepare_data.py", "workflow/pages/__init__.py", "workflow/pages/changes_page.py", *PACKAGE, *SHARED],
    output:
        expand("{build}/data/{name}", build=BUILD, name=DERIVED),
    shell:
        "{PYTHON:q} -m workflow.steps.run_step data {DATA:q} {BUILD:q}"


rule chapter:
    input:
        list_own_inputs,
        notebook="notebooks/{chapter}.ipynb",
        tables=DATA_FILES,
        checked=f"{BUILD}/data/adsl.csv",
        code=["workflow/steps/execute_chapter.py", *SPEED, *PACKAGE, *SHARED],
    output:
        notebook=f"{BUILD}/chapters/{{chapter}}/{{key}}.ipynb",
        results=f"{BUILD}/results/{{chapter}}/{{key}}.json",
    params:
        values=find_values,
    shell:
        "{PYTHON:q} -m workflow.steps.run_step chapter {wildcards.chapter:q} {params.values:q} {DATA:q} {output.notebook:q} {output.results:q}"


rule pages:
    input:
        list_needs,
        tables=[*DATA_FILES, *OWN_FILES],
        checked=[f"{BUILD}/data/claims.json", f"{BUILD}/data/changes.json"],
        pages=PAGES,
        notebooks=NOTEBOOKS,  # their parameters tell which run of a chapter a scenario shows
        code=["_config.yml", "_toc.yml", "workflow/steps/render_pages.py", *SPEED, *PACKAGE, *PUBLISHED, *SHARED],
    output:
        f"{BUILD}/rendered/{{scenario}}.done",
    shell:
        "{PYTHON:q} -m workflow.steps.run_step pages {BUILD:q} {DATA:q} {wildcards.scenario:q} {SCENARIOS[0]:q} && touch {output:q}"
