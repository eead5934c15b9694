# The workflow: check data -> run chapters -> assemble and publish the site.
# `make book` calls it through workflow/build.py, which adds a lock, a scenario check and readable progress.

import sys
from pathlib import Path

from workflow.scenario import list_chapters

BUILD = config["build"]
DATA = config["data"]
SCENARIO = config["scenario"]
PYTHON = sys.executable
# Long chapters first, so that the last one to finish is a short one; length is a fair guess at seconds.
CHAPTERS = sorted(list_chapters(), key=lambda name: -Path(f"notebooks/{name}.ipynb").stat().st_size)
PACKAGE = sorted(str(path) for path in Path("reanalysis").glob("*.py"))
WORKFLOW = ["workflow/paths.py", "workflow/scenario.py", f"scenarios/{SCENARIO}.yml", "requirements.txt"]
PAGES = sorted(str(path) for path in Path("book").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
DATA_FILES = sorted(str(path) for path in Path(DATA).rglob("*") if path.suffix in (".csv", ".json"))


rule site:
    input:
        chapters=expand("{build}/chapters/{chapter}.ipynb", build=BUILD, chapter=CHAPTERS),
        results=expand("{build}/results/{chapter}.json", build=BUILD, chapter=CHAPTERS),
        frames=f"{BUILD}/data/adsl.csv",
        ledger=f"{BUILD}/results/claims.json",
        pages=PAGES,
        code=["_config.yml", "_toc.yml", "workflow/assemble_site.py", "workflow/check_site.py", "workflow/patient_pages.py", *WORKFLOW],
    output:
        f"{BUILD}/site.done",
    params:
        data=DATA,
    shell:
        "{PYTHON:q} -m workflow.run_step site {BUILD:q} {DATA:q} {SCENARIO:q} && touch {output:q}"


rule data:
    input:
        tables=DATA_FILES,
        code=["workflow/prepare_data.py", *PACKAGE, *WORKFLOW],
    output:
        expand("{build}/data/{frame}.csv", build=BUILD, frame=["adsl", "adtte", "adae"]),
        expand("{build}/results/claims.{kind}", build=BUILD, kind=["csv", "json"]),
    params:
        data=DATA,
    shell:
        "{PYTHON:q} -m workflow.prepare_data {DATA:q} {SCENARIO:q} {BUILD:q}"


rule chapter:
    input:
        notebook="notebooks/{chapter}.ipynb",
        checked=f"{BUILD}/data/adsl.csv",
        code=["workflow/execute_chapter.py", *PACKAGE, *WORKFLOW],
    output:
        notebook=f"{BUILD}/chapters/{{chapter}}.ipynb",
        results=f"{BUILD}/results/{{chapter}}.json",
    params:
        data=DATA,
    shell:
        "{PYTHON:q} -m workflow.run_step chapter {wildcards.chapter:q} {SCENARIO:q} {DATA:q} {output.notebook:q} {output.results:q}"
