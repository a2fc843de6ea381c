# Two commands: `make run` and `make test`. Both set up first, and again only when something changed.

PYTHON ?= python3
PORT ?= 8000
# The demo class lives in mid-semester; the clock starts here and runs on. Another moment: make run AT=2026-02-03T18:00
AT ?= 2026-02-12T10:00

BIN := .venv/bin
export CHAINRULE_VAR ?= var

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow results verify clean

help:
	@echo "make run    serve the course with its demo class on http://127.0.0.1:$(PORT)"
	@echo "make test   run the suite; make test-slow runs what takes minutes"
	@echo "make results  run every recipe in full and write docs/results.md (hours; CHAINRULE_DATA names the data)"
	@echo "make setup  set up alone"

setup: .venv/installed
	@$(BIN)/python frontend/build.py

.venv/installed: pyproject.toml constraints.txt scripts/setup.sh
	@PYTHON="$(PYTHON)" scripts/setup.sh campus
	@touch $@

.venv/installed-dev: .venv/installed
	@PYTHON="$(PYTHON)" scripts/setup.sh dev
	@touch $@

run: setup
	@$(BIN)/chainrule serve --demo --at $(AT) --port $(PORT)

verify: setup
	@$(BIN)/chainrule verify

results: setup .venv/installed-dev
	$(BIN)/chainrule train --all --write

test: setup .venv/installed-dev
	@$(BIN)/python scripts/needs.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow"

test-slow: setup .venv/installed-dev
	@$(BIN)/python scripts/needs.py
	$(BIN)/pytest -m slow

clean:
	rm -rf .venv node_modules build dist src/chainrule/campus/site/static/built
