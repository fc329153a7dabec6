# Pendopo: `make help` lists what there is. Needs Python 3.11 or newer, pip and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
# Tests start Python a thousand times: it keeps what it compiled, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV   ?= .venv
BENCH  ?= .venv-bench
FUZZ   ?= .venv-fuzz
BIN    := $(VENV)/bin
# How many tests run at once, and what else pytest is to know: make test WORKERS=1 ARGS='-k tlog'
WORKERS ?= 2
# How long `make fuzz` spends on each parser.
SECONDS ?= 120
ARGS    ?=

RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
PEERS   := $(BENCH)/.peers
FUZZED  := $(FUZZ)/.fuzzer
PIP     := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip -qq
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --constraint constraints.txt

.PHONY: help setup demo demo-data test check format lock bench campaign hostile fuzz crash \
	simulate covered mutants changelog clean language

help: ## list these targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name what; do \
		printf '  make %-10s %s\n' "$$name" "$$what"; done

setup: $(DEV) ## prepare .venv with everything that tests and checks need

demo: $(RUNTIME) ## build the example regency, serve it and print its address
	@$(BIN)/pendopo demo $(ARGS)

demo-data: $(RUNTIME) ## generate the files that the example regency submits
	@$(BIN)/python examples/kabupaten-contoh/make.py

test: $(DEV) ## run the tests; names what could not be run and why
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: $(DEV) ## lint, format, import contracts, types, SQL, templates, documentation
	@echo '== ruff'
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo '== import contracts'
	@$(BIN)/lint-imports --no-logo
	@echo '== mypy'
	@$(BIN)/mypy
	@echo '== SQL'
	@find src examples -name '*.sql' -print0 | xargs -0 -r $(BIN)/sqlfluff lint --disable-progress-bar
	@echo '== templates'
	@find src -name '*.html' -print0 | xargs -0 -r $(BIN)/djlint --lint --quiet
	@find src -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	@echo '== documentation'
	@$(BIN)/python docs/generate.py --check

format: $(DEV) ## rewrite the code, SQL and templates as `check` wants them
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .
	@find src examples -name '*.sql' -print0 | xargs -0 -r $(BIN)/sqlfluff fix --disable-progress-bar
	@find src -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 || true

language: $(DEV) ## begin a language, or say what it still needs: make language L=es
	@$(BIN)/python -m pendopo.locale add "$(L)"

campaign: $(DEV) ## run the long campaigns: crash states, fuzzing, large inputs
	@$(BIN)/python -m pytest -m campaign --timeout 3600 $(ARGS)

crash: $(DEV) ## cut the power 10,000 times, and fail every system call of a publication
	@$(BIN)/python -m pytest -m campaign --timeout 7200 $(ARGS) tests/store

simulate: $(DEV) ## a log, five witnesses, two mirrors and a bad net in one process: 100,000 steps
	@$(BIN)/python -m pytest -m campaign --timeout 7200 $(ARGS) tests/simulation

covered: $(DEV) ## hold standards/tlog to every line and branch being run by its own tests
	@$(BIN)/python -m coverage run --branch --source=src/pendopo/standards/tlog --data-file=$(VENV)/.covered \
		-m pytest -q -p no:xdist tests/standards/tlog
	@$(BIN)/python -m coverage report --data-file=$(VENV)/.covered --show-missing --fail-under=100

mutants: $(DEV) ## put small faults into standards/tlog; at least 95 in 100 must be noticed: EVERY=5 for a fifth
	@$(BIN)/python -m tests.mutants.run $(or $(EVERY),1) $(ARGS)

hostile: $(DEV) ## hand in every hostile file at its largest, gigabytes among them
	@$(BIN)/python -m pytest -m campaign --timeout 3600 $(ARGS) tests/hostile

fuzz: $(FUZZED) ## fuzz our own parsers: make fuzz SECONDS=3600 ARGS='json zip'
	@PYTHONPATH=src $(FUZZ)/bin/python -m tests.fuzz.run $(SECONDS) $(ARGS)

bench: $(DEV) $(PEERS) ## run the benchmarks beside the programs they are compared with
	@for file in benchmarks/*.py; do echo "== $$file"; PATH="$(CURDIR)/$(BENCH)/bin:$$PATH" $(BIN)/python "$$file"; done

lock: $(DEV) ## pin every dependency anew, with hashes and without addresses
	@$(COMPILE) $(ARGS) pyproject.toml --group build -o requirements.txt
	@$(COMPILE) $(ARGS) pyproject.toml --extra dev --extra postgresql --group build --constraint requirements.txt \
		-o requirements-dev.txt
	@$(COMPILE) $(ARGS) --group bench -o requirements-bench.txt
	@$(COMPILE) $(ARGS) --group fuzz -o requirements-fuzz.txt
	@! grep -nE 'https?://|--(index|extra-index|find-links)' requirements*.txt

changelog: ## join CHANGELOG.d into CHANGELOG.md: make changelog VERSION=0.1.0 DAY=2026-12-01
	@$(PYTHON) CHANGELOG.d/join.py "$(VERSION)" "$(DAY)"

clean: ## remove the environments and what the tools cache
	rm -rf $(VENV) $(BENCH) $(FUZZ) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# A stamp says what an environment holds; it is made again when a lock or pyproject.toml changes.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)' || { \
		echo "Pendopo needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo 'Setting up $(VENV) ...'
	@$(PYTHON) -m venv $(VENV) || { \
		echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo 'Installing what Pendopo needs ...'
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@# As pip does with what it installs: else each start compiles what it imports, where the
	@# environment forbids Python to keep it.
	@$(BIN)/python -m compileall -q src
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo 'Installing what the tests and checks need ...'
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(FUZZED): requirements-fuzz.txt requirements.txt
	@$(PYTHON) -m venv $(FUZZ)
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(FUZZ)/bin/python -m pip -qq install --require-hashes \
		-r requirements.txt -r requirements-fuzz.txt
	@touch $@

$(PEERS): requirements-bench.txt
	@$(PYTHON) -m venv $(BENCH)
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BENCH)/bin/python -m pip -qq install --require-hashes -r $<
	@touch $@
