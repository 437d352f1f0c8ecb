# make demo | test | lint | bench | docs | screenshots | pagespeed: each does its own set-up in .venv and needs nothing run before it.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
HOME_DIR ?= demo-home
DEMO ?=
TESTS ?=

.PHONY: demo test lint bench docs screenshots pagespeed clean
.DEFAULT_GOAL := demo

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "GeneRec needs Python 3.11 or newer with venv (on Debian: apt install python3-venv)" >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@echo "Installing GeneRec (about a minute) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing GeneRec with its development tools ..."
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run
	@$(BIN)/generec models pull --pack default --pack sample
	@$(BIN)/generec demo --home $(HOME_DIR) $(DEMO)

test: $(VENV)/.dev
	@$(BIN)/generec models pull --pack default --pack sample
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not bench' $(TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	@$(BIN)/generec models pull --pack default --pack sample
	$(BIN)/generec bench

docs: $(VENV)/.dev
	@$(BIN)/python docs/make.py

screenshots: $(VENV)/.dev
	@$(BIN)/generec models pull --pack default --pack sample
	@HOME_DIR=$(HOME_DIR) $(BIN)/python docs/screenshots.py $(or $(DIR),screenshots) $(SHOTS)

pagespeed: $(VENV)/.dev
	@$(BIN)/generec models pull --pack default --pack sample
	@HOME_DIR=$(HOME_DIR) $(BIN)/python docs/page_speed.py

clean:
	rm -rf $(VENV) demo-home generec-home dist
