# The workflow: check data -> run chapters -> render each scenario's pages -> publish the site.
# `make book` calls it through workflow/build.py, which adds a lock, checks and readable progress.

import json
import sys
import threading
from pathlib import Path

from workflow.paths import COMMIT
from workflow.plan import DERIVED, find_run, list_default_runs, plan_runs


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
PACKAGE = list_modules("reanalysis")
PAGES = sorted(str(path) for path in Path("book").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
DATA_FILES = sorted(str(path) for path in Path(DATA).rglob("*") if path.suffix in (".csv", ".json"))
SHARED = ["workflow/build_folder.py", "workflow/paths.py", "workflow/plan.py", "requirements.txt"]
PUBLISHED = ["_site.yml", "CITATION.cff", *list_modules("workflow/pages"), *list_modules("workflow/publish")]


def list_needs(wildcards):
    """What a scenario's pages are made of; all but the first start from the first one's."""
    files = [str(path) for run in PLAN[wildcards.scenario] for path in find_run(Path(BUILD), run)]
    first = [] if wildcards.scenario == SCENARIOS[0] else [f"{BUILD}/rendered/{SCENARIOS[0]}.done"]
    return [*files, f"scenarios/{wildcards.scenario}.yml", *first]


def list_own_inputs(wildcards):
    """What only some chapters read: scenarios' files where they are compared, R's answers and results where those are."""
    source = Path(f"notebooks/{wildcards.chapter}.ipynb").read_text(encoding="utf-8")
    scenarios = Path("scenarios").glob("*.yml") if "reanalysis.scenarios" in source else []
    compares = "results_dir" in source
    answers = [path for ending in ("json", "csv") for path in Path("tests/reference").glob(f"*.{ending}")] if compares else []
    results = [find_run(Path(BUILD), run)[1] for run in PUBLISHING] if compares else []
    return sorted(map(str, [*scenarios, *answers, *results]))


def cancel_timers():
    """Snakemake would wait a second for a timer that has nothing left to look after."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()


onsuccess:
    cancel_timers()


onerror:
    cancel_timers()


def find_values(wildcards, output):
    """A chapter's values as JSON; Snakemake keeps no record of what depends on `output`, and the key in its name tells them."""
    return json.dumps(dict(RUNS[wildcards.chapter, wildcards.key].values))


rule site:
    input:
        rendered=expand("{build}/rendered/{scenario}.done", build=BUILD, scenario=SCENARIOS),
        commit=f"{BUILD}/{COMMIT}",
        code=["workflow/steps/publish_site.py", *list_modules("workflow/release"), *PUBLISHED, *SHARED],
    output:
        f"{BUILD}/site.done",
    shell:
        "{PYTHON:q} -m workflow.steps.run_step site {BUILD:q} {DATA:q} {SCENARIOS:q} && touch {output:q}"


rule data:
    input:
        tables=DATA_FILES,
        code=["workflow/steps/prepare_data.py", *PACKAGE, *SHARED],
    output:
        expand("{build}/data/{name}", build=BUILD, name=DERIVED),
    shell:
        "{PYTHON:q} -m workflow.steps.run_step data {DATA:q} {BUILD:q}"


rule chapter:
    input:
        list_own_inputs,
        notebook="notebooks/{chapter}.ipynb",
        checked=f"{BUILD}/data/adsl.csv",
        code=["workflow/steps/execute_chapter.py", "workflow/speed/shell_engine.py", *PACKAGE, *SHARED],
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
        checked=f"{BUILD}/data/claims.json",
        pages=PAGES,
        code=["_config.yml", "_toc.yml", "workflow/steps/render_pages.py", "workflow/speed/side_by_side.py", *PUBLISHED, *SHARED],
    output:
        f"{BUILD}/rendered/{{scenario}}.done",
    shell:
        "{PYTHON:q} -m workflow.steps.run_step pages {BUILD:q} {DATA:q} {wildcards.scenario:q} {SCENARIOS[0]:q} && touch {output:q}"
