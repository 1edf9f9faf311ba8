# Each target is one thing you may want; `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= $(or $(shell command -v python3.11),python3)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed
TOOLS  := .tools/.installed
CLEANING := .cleaning/.installed
MODELS := .models/.installed
JSON   ?=
DATA   ?= ../shared/eval/cleaning
ENTITIES ?= ../shared/eval/entities
SAMPLES ?= ../shared/samples
ARTICLES ?=
PAGES  ?= $(DATA)/dev ../shared/load

help:        ## what there is to make
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(READY)  ## sample articles (or ARTICLES="page.html ...") through the whole pipeline; JSON=1 for JSON lines
	@$(BIN)/copydesk demo $(if $(JSON),--json) $(ARTICLES)

test: $(READY) $(TOOLS) $(MODELS)  ## every test, on the embedded broker and on a real Apache Kafka
	@$(BIN)/coverage erase
	$(BIN)/pytest --cov --cov-report=term $(PYTEST)
	OMP_NUM_THREADS=1 .models/bin/python -m pytest -c tests/models/pytest.ini --confcutdir=tests/models tests/models

check: $(READY)  ## lint, formatting, types, layers, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/copydesk generate --check

bench: $(READY)  ## articles per second on a real Kafka; LOAD=file.jsonl.gz for articles of your own
	$(BIN)/python -m tests.bench.throughput $(if $(LOAD),--load $(LOAD))

train-cleaner: $(CLEANING)  ## the weights of the classifier of lines, from pages in DATA=folder
	OMP_NUM_THREADS=1 nice .cleaning/bin/python -m service.training.cleaner $(DATA)

train-salience: $(READY)  ## the weights of salience, from ENTITIES=folder
	OMP_NUM_THREADS=1 $(BIN)/python -m service.training.salience $(ENTITIES)

train-tagger: $(CLEANING)  ## the weights of the fast tagger, from ENTITIES=folder and pages in TEXTS=folder
	OMP_NUM_THREADS=1 nice .cleaning/bin/python -m service.training.tagger $(ENTITIES) $(if $(TEXTS),--texts $(TEXTS))

eval-entities: $(CLEANING)  ## how well and how fast names are tagged, beside spaCy, grouped and linked; LOAD=pages.jsonl.gz: whole stages, too
	OMP_NUM_THREADS=1 .cleaning/bin/python -m tests.eval.entities $(ENTITIES)
	OMP_NUM_THREADS=1 .cleaning/bin/python -m tests.eval.grouping $(ENTITIES)
	OMP_NUM_THREADS=1 .cleaning/bin/python -m tests.eval.linking $(ENTITIES)
	OMP_NUM_THREADS=1 .cleaning/bin/python -m tests.eval.sample $(ENTITIES) $(SAMPLES)
	OMP_NUM_THREADS=1 .cleaning/bin/python -m tests.eval.stages_speed $(LOAD)

eval-cleaning: $(CLEANING)  ## how good and how fast cleaning is, beside others; ONLY=--speed or --peers
	OMP_NUM_THREADS=1 .cleaning/bin/python -m tests.eval.cleaning $(DATA) $(ONLY)

eval-pages: $(READY)  ## whether any stage raises on any page of PAGES="folder ...", and whether memory stays flat
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.eval.every_page $(PAGES)

image:  ## the container image, by docker or podman; BUILD="--secret id=pip.conf,src=..." for more options
	BUILDAH_FORMAT=docker $(ENGINE) build --file deploy/Dockerfile --tag copydesk:$(VERSION) \
	  --build-arg VERSION=$(VERSION) --build-arg REVISION=$(shell git rev-parse HEAD) $(BUILD) .
ENGINE = $(or $(shell command -v docker),$(shell command -v podman),$(error neither docker nor podman is here))
VERSION = $(shell sed -nE 's/^version = "(.*)"/\1/p' pyproject.toml)
# podman's own format has no place for a health check, so it is told to write docker's.
BUILD ?=

sbom: $(TOOLS)  ## what the service is made of, from the lock, in CycloneDX: build/sbom.cdx.json
	@mkdir -p build
	.tools/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
	  --output-file build/sbom.cdx.json requirements/runtime.txt

generate: $(READY)  ## all that is made from code: JSON Schemas, dashboards, manifests, tables
	$(BIN)/copydesk generate

lock: $(READY)  ## resolve the dependencies anew: names, versions and hashes only
	$(BIN)/uv pip compile -q pyproject.toml --group dev --extra demo --extra tracing $(LOCK) -o requirements/dev.txt
	$(BIN)/uv pip compile -q pyproject.toml --extra tracing $(LOCK) -c requirements/dev.txt -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --group tools $(LOCK) -o requirements/tools.txt
	$(BIN)/uv pip compile -q pyproject.toml --group train --group eval $(LOCK) -c requirements/dev.txt -o requirements/cleaning.txt
	$(BIN)/uv pip compile -q --group models $(LOCK) -c requirements/dev.txt -o requirements/models.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade

# The environment, made anew whenever the lock changes; the stamp is written last, so that an
# interrupted installation is not taken for a whole one. All it says goes to standard error:
# `make demo JSON=1` prints JSON and nothing else. A lock is whole, so pip is not to resolve
# (--no-deps): left to it, an older pip takes the newest `coverage[toml]`, which has no hash.
$(READY): requirements/dev.txt
	@echo "Setting up $(VENV), two minutes the first time" >&2
	@$(PYTHON) -m venv --clear $(VENV) >&2
	@$(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt >&2
	@$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@touch $(READY)

# The programs that check deploy/, apart from the service: see the group `tools` in pyproject.toml.
$(TOOLS): requirements/tools.txt
	@echo "Setting up .tools" >&2
	@$(PYTHON) -m venv --clear .tools >&2
	@.tools/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements/tools.txt >&2
	@touch $(TOOLS)

# The trainer of the cleaner and the tools it is measured beside: the groups `train` and `eval`.
$(CLEANING): requirements/cleaning.txt
	@echo "Setting up .cleaning" >&2
	@$(PYTHON) -m venv --clear .cleaning >&2
	@.cleaning/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements/cleaning.txt >&2
	@.cleaning/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@touch $(CLEANING)

# The taggers with PyTorch, and nothing else but what they are tested with: the group `models`.
$(MODELS): requirements/models.txt
	@echo "Setting up .models, some gigabytes" >&2
	@$(PYTHON) -m venv --clear .models >&2
	@.models/bin/python -m pip install --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/models.txt >&2
	@.models/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@touch $(MODELS)

.PHONY: help demo test check bench train-cleaner train-salience train-tagger eval-entities eval-cleaning eval-pages image sbom generate lock
