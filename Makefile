# `make help` lists the commands. Everything generated goes to _build/ and .venv/.

PYTHON ?= python3
# Another book's folder, laid out as this repository.
BOOK ?=
export REANALYSIS_BOOK := $(BOOK)
OWN_DATA := $(if $(BOOK),$(BOOK)/)data
DATA ?= $(OWN_DATA)
SCENARIO ?=
# Another book, and an edited copy of the data, each have a folder of their own, so that the good site stays.
BUILD ?= _build$(if $(BOOK),-$(notdir $(abspath $(BOOK))))$(if $(filter-out $(abspath $(OWN_DATA)),$(abspath $(DATA))),-$(notdir $(abspath $(DATA))))
PROFILE ?= profiles/local
PLAIN ?=
UPGRADE ?=
SITE ?=
PORT ?= 8000
ALL ?=
# About what requirements.txt downloads, on Linux.
MEGABYTES := 165
VENV := .venv
RUN := $(VENV)/bin/python
# An environment is good for one lock file: its stamp carries the lock's checksum.
BOOK_READY := $(VENV)/book-$(shell cksum < requirements.txt | tr ' ' '-')
TEST_READY := $(VENV)/test-$(shell cat requirements.txt requirements-test.txt | cksum | tr ' ' '-')
# Where steps run on a cluster, Snakemake's executor for it comes in an environment of its own, a thin one over $(VENV).
CLUSTER_VENV := .venv-cluster
CLUSTER_READY := $(CLUSTER_VENV)/cluster-$(shell cat requirements.txt requirements-cluster.txt | cksum | tr ' ' '-')
BUILD_VENV := $(if $(filter profiles/local,$(PROFILE:/=)),$(VENV),$(CLUSTER_VENV))
BUILD_READY := $(if $(filter profiles/local,$(PROFILE:/=)),$(BOOK_READY),$(CLUSTER_READY))
# JupyterLab comes in a thin environment too: the book is built and tested without it.
LAB_VENV := $(VENV)/lab
LAB_READY := $(LAB_VENV)/lab-$(shell cat requirements.txt requirements-lab.txt | cksum | tr ' ' '-')
# Another Python, named on the command line, makes the environment anew.
VERSION := -c 'import sys; print(*sys.version_info[:2])'
ifeq ($(origin PYTHON),command line)
$(shell test -x $(RUN) && test "$$($(PYTHON) $(VERSION))" != "$$($(RUN) $(VERSION))" && rm -f $(BOOK_READY))
endif
# The lab in the browser is built by an environment that holds nothing else, around a folder of Pyodide's files.
LITE_VENV := $(VENV)/lite
LITE_READY := $(LITE_VENV)/lite-$(shell cksum < lab/requirements.txt | tr ' ' '-')
PYODIDE ?= $(wildcard ../shared/pyodide/0.27.7)
# What the browser tests look with comes by npm; without it they skip, or fail in continuous integration.
BROWSER_READY := tests/browser/node_modules/ready-$(shell cksum < tests/browser/package-lock.json | tr ' ' '-')
INSTALL := $(RUN) -m tools.install

# Every NAME=value typed after make, for make run: a shell that read them here would run what is in them.
run: export REQUEST = $(MAKEOVERRIDES)

.DEFAULT_GOAL := help
.PHONY: help book test test-site test-cluster test-faults test-browser test-lab verify reproducible lint mutants bench run serve lab lab-site bench-lab check publish archive picture checksums addresses lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

book: $(BUILD_READY)  ## build the site of all scenarios into _build/html (BOOK=examples/freireich: another book, into _build-freireich; SCENARIO=name,name: those alone; DATA=folder: from an edited copy, into _build-folder; BUILD=folder PROFILE=folder PLAIN=1: the stock way, and its commands)
	@$(BUILD_VENV)/bin/python -m workflow.build --data "$(DATA)" --scenario "$(SCENARIO)" --build "$(BUILD)" --profile "$(PROFILE)" $(if $(PLAIN),--plain)

test: $(TEST_READY) lint  ## run the unit tests and each chapter once
	$(RUN) -m pytest --numprocesses auto

test-site: $(TEST_READY) book  ## run the tests that build sites, pack releases or rerun R, for minutes
	BUILT_SITE="$(BUILD)/html" $(RUN) -m pytest -m site --numprocesses auto --dist loadfile

test-cluster: $(TEST_READY) $(CLUSTER_READY)  ## build through a Slurm of this machine alone and compare (needs Debian's slurmctld slurmd slurm-client munge)
	$(CLUSTER_VENV)/bin/python -m pytest -m cluster tests/workflow/test_cluster.py

test-faults: $(TEST_READY)  ## kill builds, fill disks, break files, and see that the next build mends it (real disks need root)
	$(RUN) -m pytest -m faults --numprocesses auto tests/workflow/test_faults.py

test-browser: $(TEST_READY) $(BROWSER_READY) book  ## look at every page of the site in Chromium (needs Debian's chromium, and npm)
	BUILT_SITE="$(BUILD)/html" $(RUN) -m pytest -m browser --numprocesses auto tests/book/test_browser.py tests/book/test_browser_panels.py tests/book/test_print.py tests/data/test_hostile.py

test-lab: $(TEST_READY) $(if $(PYODIDE),lab-site)  ## run every chapter in the lab in Chromium, PYODIDE=folder with the files of Pyodide 0.27.7
	PYODIDE="$(PYODIDE)" BUILT_SITE="$(BUILD)/html" LITE_PYTHON=$(LITE_VENV)/bin/python $(RUN) -m pytest -s -rs -m lab tests/lab

verify: book  ## check a downloaded site, SITE=folder, against one built here: the same bytes or the first difference
	@test -n "$(SITE)" || { echo "error: SITE is not given; allowed: make verify SITE=folder of a downloaded site" >&2; exit 1; }
	@tools/verify.sh "$(SITE)" "$(BUILD)/html"

reproducible: $(BOOK_READY)  ## build twice, as differently as one machine can, and compare every byte
	@$(RUN) -m tools.reproduce

lint: $(TEST_READY)  ## check code and notebooks with ruff
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff check --quiet --select E501 --config 'lint.pycodestyle.max-line-length = 88' notebooks examples/*/notebooks

mutants: $(TEST_READY)  ## put 150 small faults into the package, one at a time, and count which the default tests notice
	@$(RUN) -m tools.mutate_code

bench: $(TEST_READY) $(BROWSER_READY)  ## time builds: beside stock Jupyter Book, with more scenarios, with more patients
	$(RUN) -m tools.bench

run: $(BOOK_READY)  ## run one chapter into runs/, CHAPTER=relapse SCENARIO=pessimistic and any parameter of it, km_ci=log
	@$(RUN) -m workflow.run_chapter

serve: $(TEST_READY)  ## build, show the site at 127.0.0.1:8000 (PORT=number), and build and reload again on every save
	@$(RUN) -m tools.serve --port "$(PORT)" --data "$(DATA)" --scenario "$(SCENARIO)" --build "$(BUILD)" --profile "$(PROFILE)"

lab: $(LAB_READY)  ## open the chapters in JupyterLab, with the book's packages
	$(LAB_VENV)/bin/python -m jupyterlab --notebook-dir . $(if $(filter 0,$(shell id -u)),--allow-root)

lab-site: $(LITE_READY) book  ## add to the site a lab in the browser, PYODIDE=folder with the files of Pyodide 0.27.7
	@$(RUN) -m lab.build --build "$(BUILD)" --scenario "$(SCENARIO)" --pyodide "$(PYODIDE)" --python $(LITE_VENV)/bin/python

bench-lab: $(TEST_READY) lab-site  ## measure what the lab loads and how long it takes, into lab/measured.json
	@$(RUN) -m lab.measure "$(BUILD)/html"

check: $(BOOK_READY)  ## list every problem of a data folder's tables in a second, DATA=folder
	@$(RUN) -m workflow.steps.check_data "$(DATA)"

publish: $(BOOK_READY) book  ## build the site and add a PDF of the whole book to its downloads (needs Chromium)
	@$(RUN) -m workflow.release.print_book --build "$(BUILD)" --scenario "$(SCENARIO)"

archive: $(TEST_READY) book  ## pack a release, the commit and the built site in one file, into _build/archive
	@workflow/release/pack_release.sh "$(BUILD)" $(RUN)

picture: book  ## refresh the README's picture from the built book
	cp "$(BUILD)/rendered/as-published/source/_figures/fig-swimmer.svg" docs/fifteen-patients.svg

checksums: $(BOOK_READY)  ## write the data files' checksums into data/datapackage.json
	$(RUN) -m tools.checksums

addresses: $(BOOK_READY)  ## write the addresses of _site.yml into CITATION.cff, CITATION.bib and, for Colab, the notebooks
	@$(RUN) -m workflow.publish.addresses

lock: $(TEST_READY)  ## resolve requirements*.in into the locked files, for Python 3.11 to 3.13 (UPGRADE=--upgrade: the newest allowed)
	$(RUN) -m uv pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(RUN) -m uv pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header requirements-test.in -o requirements-test.txt
	$(RUN) -m uv pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header requirements-cluster.in -o requirements-cluster.txt
	$(RUN) -m uv pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header requirements-lab.in -o requirements-lab.txt
	$(RUN) -m uv pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header lab/requirements.in -o lab/requirements.txt

clean:  ## delete what builds made in _build (BUILD=folder: there); ALL=1: the environments too, which the next command downloads again
	@$(PYTHON) -m workflow.build_folder --build "$(BUILD)" --data "$(DATA)"
	@rm -rf .snakemake $(if $(ALL),$(VENV) $(CLUSTER_VENV))

$(BOOK_READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python is older than 3.11; allowed: 3.11 to 3.13 (make book PYTHON=python3.12)" >&2; exit 1; }
	@echo "== setting up $(VENV) (once for each lock file)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) requirements.txt $(MEGABYTES)
	@$(RUN) -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(TEST_READY): $(BOOK_READY)
	@$(INSTALL) requirements-test.txt
	@touch $@

$(CLUSTER_READY): $(BOOK_READY)
	@$(RUN) -m venv --clear $(CLUSTER_VENV)
	@$(RUN) -c 'import sysconfig; print("import site; site.addsitedir(" + repr(sysconfig.get_path("purelib")) + ")")' > "$$($(CLUSTER_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/base.pth"
	@$(CLUSTER_VENV)/bin/python -m tools.install requirements-cluster.txt
	@touch $@

$(LAB_READY): $(BOOK_READY)
	@$(RUN) -m venv --clear $(LAB_VENV)
	@$(RUN) -c 'import sysconfig; print("import site; site.addsitedir(" + repr(sysconfig.get_path("purelib")) + ")")' > "$$($(LAB_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/base.pth"
	@$(LAB_VENV)/bin/python -m tools.install requirements-lab.txt
	@touch $@

$(LITE_READY): $(BOOK_READY)
	@$(RUN) -m venv --clear $(LITE_VENV)
	@$(LITE_VENV)/bin/python -m tools.install lab/requirements.txt
	@touch $@

$(BROWSER_READY):
	@if command -v npm >/dev/null; then npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent && touch $@; fi
