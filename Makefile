# `make help` lists the commands. Everything generated goes to _build/ and .venv/.

PYTHON ?= python3
DATA ?= data
SCENARIO ?=
BUILD ?= _build
PROFILE ?= profiles/local
VENV := .venv
RUN := $(VENV)/bin/python
# An environment is good for one lock file: its stamp carries the lock's checksum.
BOOK_READY := $(VENV)/book-$(shell cksum < requirements.txt | tr ' ' '-')
TEST_READY := $(VENV)/test-$(shell cat requirements.txt requirements-test.txt | cksum | tr ' ' '-')
PIP := $(RUN) -m pip --disable-pip-version-check install --quiet --require-hashes

.DEFAULT_GOAL := help
.PHONY: help book test lint bench serve picture checksums lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

book: $(BOOK_READY)  ## build the site of all scenarios into _build/html (SCENARIO=name: that one alone; DATA=folder BUILD=folder)
	@$(RUN) -m workflow.build --data "$(DATA)" --scenario "$(SCENARIO)" --build "$(BUILD)" --profile "$(PROFILE)"

test: $(TEST_READY) lint  ## run the tests
	$(RUN) -m pytest

lint: $(TEST_READY)  ## check code and notebooks with ruff
	$(RUN) -m ruff check .

bench: $(TEST_READY)  ## time cold, no-op and one-edit builds beside stock Jupyter Book
	$(RUN) -m workflow.bench

serve: book  ## build, then show the site on this machine
	$(RUN) -m http.server --bind 127.0.0.1 --directory "$(BUILD)/html" 8000

picture: book  ## refresh the README's picture from the built book
	cp "$(BUILD)/rendered/as-published/source/_figures/fig-response-km.svg" docs/time-to-response.svg

checksums: $(BOOK_READY)  ## write the data files' checksums into data/datapackage.json
	$(RUN) -m workflow.checksums

lock: $(TEST_READY)  ## resolve requirements*.in into the locked files, for Python 3.11 to 3.13
	$(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements-test.in -o requirements-test.txt

clean:  ## delete everything generated, the environment too
	rm -rf _build .snakemake $(VENV)

$(BOOK_READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python is older than 3.11; allowed: 3.11 to 3.13 (make book PYTHON=python3.12)" >&2; exit 1; }
	@echo "== setting up $(VENV) (once for each lock file)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) -r requirements.txt
	@$(RUN) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "reanalysis.pth").write_text(str(pathlib.Path.cwd()))'
	@touch $@

$(TEST_READY): $(BOOK_READY)
	@$(PIP) -r requirements-test.txt
	@touch $@
