# Every job has one command. Only `python3` (3.11 or later) and make are needed: no container, no running service.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check

# Extra arguments: `make demo ARGS=--exit`, `make test ARGS="-k gates"`.
ARGS ?=

# Two are the cores of a small machine; each worker starts an engine and a database of its own.
TEST_WORKERS ?= 2

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help install demo up test browser races explore check lock bench screenshots record-histories clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(READY) ## Create the virtual environment, from the lock

# The lock names everything, so pip resolves nothing: left to itself it may look at a release that came out after
# the lock was made, for a requirement with extras (`coverage[toml]>=7`), and then refuse the whole file.
# `pip check` says whether the lock really was complete.
$(READY): requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(PIP) check
	@touch $@

demo: install ## Run a whole launch on a local stack; ARGS=--exit stops when it is done
	@exec $(BIN)/slipway demo $(ARGS)

up: install ## Run the local stack until Ctrl-C
	@exec $(BIN)/slipway up $(ARGS)

test: install browser ## Run every test; the rules and the workflows must be covered to 95 %
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist worksteal --cov --cov-report= $(ARGS)
	@$(BIN)/coverage report --include='domain/*,workflows/*' --fail-under=95

browser: ## Install the browser that tests drive, where it is missing
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

races: install ## Race for 500 gates, 8 people at each; ARGS="--races 50" for fewer
	@$(BIN)/python -m pytest -s --races 500 --timeout 1800 tests/races $(ARGS)

explore: install ## Look for counterexamples to the rules, other ones each time
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --hypothesis-profile=explore tests/unit tests/playbooks $(ARGS)

check: install ## Lint, check formatting, types, imports and migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(BIN)/python -m store.check_migrations

COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(ARGS)

lock: install ## Resolve the dependencies again; ARGS=--upgrade takes newer ones
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) --output-file requirements/runtime.txt
	@$(COMPILE) --extra dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

bench: install ## Measure against the bare engine
	@$(BIN)/python -m bench $(ARGS)

screenshots: install browser ## Take pictures of the main pages, into docs/images
	@$(BIN)/python -m tests.web.screenshots

record-histories: install ## Record the workflow histories that the replay tests use
	@$(BIN)/python -m tests.replay.record $(ARGS)

clean: ## Remove the virtual environment, caches and local state
	@rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .slipway \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
