# The workflow: check data -> run chapters -> render each scenario's pages -> publish the site.
# `make book` calls it through workflow/build.py, which adds a lock, checks and readable progress.

import json
import os
import sys
from pathlib import Path

from reanalysis.home import IS_OWN
from workflow import paths
from workflow.paths import COMMIT
from workflow.plan import DERIVED, find_run, list_default_runs, list_sources, plan_runs
from workflow.publish.manifest import list_inputs


def name_path(path):
    """A path as rules name it: from the repository."""
    return os.path.relpath(path)


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
TRIAL = [] if IS_OWN else list_modules(name_path(paths.HOME / "trial"))
PACKAGE = [*list_modules("reanalysis"), *TRIAL]
PAGES = sorted(map(name_path, list_sources().values()))
CONFIG = sorted({name_path(paths.CONFIG), name_path(paths.HOUSE_CONFIG)})
NOTEBOOKS = sorted(map(name_path, paths.NOTEBOOKS.glob("*.ipynb")))
DATA_FILES = sorted(str(path) for path in Path(DATA).rglob("*") if path.suffix in (".csv", ".json"))
OWN_FILES = sorted(name_path(path) for path in paths.DATA.rglob("*") if path.suffix in (".csv", ".json"))  # what a copy is held against
SHARED = ["requirements.txt", *(f"workflow/{name}.py" for name in ("build_folder", "paths", "plain", "plan"))]
PUBLISHED = [*(name_path(path) for path in (paths.SITE, paths.CITATION) if path.exists()), *list_modules("workflow/pages"), *list_modules("workflow/publish")]


def list_needs(wildcards):
    """What a scenario's pages are made of; all but the first start from the first one's."""
    files = [str(path) for run in PLAN[wildcards.scenario] for path in find_run(Path(BUILD), run)]
    first = [] if wildcards.scenario == SCENARIOS[0] else [f"{BUILD}/rendered/{SCENARIOS[0]}.done"]
    return [*files, name_path(paths.SCENARIOS / f"{wildcards.scenario}.yml"), *first]


def list_own_inputs(wildcards):
    """What only some chapters read: scenarios' files where they are compared, R's answers and results where those are."""
    own = [paths.NOTEBOOKS / f"{wildcards.chapter}.ipynb", paths.TRIAL / f"chapters/{wildcards.chapter}.py"]
    source = "".join(path.read_text(encoding="utf-8") for path in own if path.exists())
    scenarios = paths.SCENARIOS.glob("*.yml") if "reanalysis.scenarios" in source else []
    compares = "results_dir" in source
    answers = (paths.HOME / "tests/reference").iterdir() if compares else []
    results = [find_run(Path(BUILD), run)[1] for run in PUBLISHING] if compares else []
    read = [*map(name_path, [*scenarios, *answers]), *map(str, results)]
    return sorted(name for name in read if name.endswith((".csv", ".json", ".yml")))


def find_values(wildcards, output):
    """A chapter's values as JSON; Snakemake keeps no record of what depends on `output`, and the key in its name tells them."""
    return json.dumps(dict(RUNS[wildcards.chapter, wildcards.key].values))


rule site:
    input:
        rendered=expand("{build}/rendered/{scenario}.done", build=BUILD, scenario=SCENARIOS),
        commit=f"{BUILD}/{COMMIT}",
        read=sorted(name_path(path) for path in list_inputs(DATA).values()),  # the manifest has their checksums
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
        notebook=name_path(paths.NOTEBOOKS / "{chapter}.ipynb"),
        tables=DATA_FILES,
        checked=f"{BUILD}/data/claims.json",
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
        code=[*CONFIG, name_path(paths.TOC), "workflow/steps/render_pages.py", *SPEED, *PACKAGE, *PUBLISHED, *SHARED],
    output:
        f"{BUILD}/rendered/{{scenario}}.done",
    shell:
        "{PYTHON:q} -m workflow.steps.run_step pages {BUILD:q} {DATA:q} {wildcards.scenario:q} {SCENARIOS[0]:q} && touch {output:q}"
