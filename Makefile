# Two commands: `make run` and `make test`. Both set up first, and again only when something changed.

PYTHON ?= python3
PORT ?= 8000
# The demo class lives in mid-semester; the clock starts here and runs on. Another moment: make run AT=2026-02-03T18:00
AT ?= 2026-02-12T10:00
# `make test` installs the Debian packages that it needs, where it may. SYSTEM=no leaves them out.
SYSTEM ?= yes
# More than there are cores: for half of the time a test waits for a browser, a sandbox or a clock.
WORKERS ?= 4

BIN := .venv/bin
export CHAINRULE_VAR ?= var
# Python keeps what it compiled, also where the shell says otherwise: `make test` starts it hundreds of times.
unexport PYTHONDONTWRITEBYTECODE
# What `chainrule` says is to be done is then said as a command of make's.
CHAINRULE := CHAINRULE_CALLED_BY=make $(BIN)/chainrule

.DEFAULT_GOAL := help
.PHONY: help setup system run demo-reset test test-slow results verify clean

help:
	@echo "make run         serve the course with its demo class on http://127.0.0.1:$(PORT); PORT=9000, AT=2026-02-03T18:00"
	@echo "make demo-reset  make the demo class anew, at AT"
	@echo "make test        run the suite; make test-slow runs what takes minutes. SYSTEM=no installs no system packages"
	@echo "make verify      prove the whole course"
	@echo "make results     run every recipe in full and write docs/results.md (hours; CHAINRULE_DATA names the data)"
	@echo "make setup       set up alone"
	@echo "make clean       remove what make made, but for the database and what was trained"

setup: .venv/installed
	@$(BIN)/python frontend/build.py

.venv/installed: pyproject.toml constraints.txt scripts/setup.sh
	@PYTHON="$(PYTHON)" scripts/setup.sh campus
	@touch $@

.venv/installed-dev: .venv/installed
	@PYTHON="$(PYTHON)" scripts/setup.sh dev
	@touch $@

system:
	@SYSTEM="$(SYSTEM)" $(PYTHON) scripts/needs.py --install

run: setup
	@$(CHAINRULE) serve --demo --at $(AT) --port $(PORT)

demo-reset: setup
	@$(CHAINRULE) manage demo --reset --at $(AT)

verify: setup
	@$(BIN)/chainrule verify

results: setup .venv/installed-dev
	$(BIN)/chainrule train --all --write

# One after the other, also under `make -j`: what the system lacks may be what sets up.
test: system
	@$(MAKE) --no-print-directory setup .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell course docs src frontend README.md CHANGELOG.md CONTRIBUTING.md
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow"

test-slow: system
	@$(MAKE) --no-print-directory setup .venv/installed-dev
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m slow

clean:
	rm -rf .venv node_modules build dist src/chainrule/campus/site/static/built
	@echo "Kept: $(CHAINRULE_VAR)/ (the site's database, its key and caches), runs/ (what was trained), docs/ (figures and results)."
	@echo "System packages stay installed, and data sets where they are: chainrule data where."
