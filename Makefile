# Each target is one thing you may want; `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
JSON   ?=
ARTICLES ?=

help:        ## what there is to make
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(VENV)  ## sample articles (or ARTICLES="page.html ...") through the whole pipeline; JSON=1 for JSON lines
	@$(BIN)/copydesk demo $(if $(JSON),--json) $(ARTICLES)

test: $(VENV)  ## every test, on the embedded broker and on a real Apache Kafka
	@$(BIN)/coverage erase
	$(BIN)/pytest --cov --cov-report=term $(PYTEST)

check: $(VENV)  ## lint, formatting, types, layers, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/copydesk schemas check

generate: $(VENV)  ## all that is made from code: JSON Schemas, the settings table in README.md
	$(BIN)/copydesk schemas export
	$(BIN)/python -m service.generate.settings_table README.md

lock: $(VENV)  ## resolve the dependencies anew: names, versions and hashes only
	$(BIN)/uv pip compile -q pyproject.toml --group dev --extra demo $(LOCK) -o requirements/dev.txt
	$(BIN)/uv pip compile -q pyproject.toml $(LOCK) -c requirements/dev.txt -o requirements/runtime.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade

# The environment, made anew whenever the lock changes. Progress goes to standard error, so that
# `make demo JSON=1` prints JSON and nothing else.
$(VENV): requirements/dev.txt pyproject.toml
	@echo "Setting up $(VENV) (two minutes the first time)" >&2
	@$(PYTHON) -m venv --clear $(VENV) >&2
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes -r requirements/dev.txt >&2
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable . >&2
	@touch $(VENV)

.PHONY: help demo test check generate lock
