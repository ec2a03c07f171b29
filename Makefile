# Two commands matter: `make demo` and `make test`. Each sets up whatever is missing and is quiet about the rest.
# `make help` lists the others.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
# uv from the machine, else from its Python, else from an environment of its own (see `uv` below).
UV = $(shell command -v uv || { test -x .make/uv/bin/uv && echo .make/uv/bin/uv; } || echo "$(PYTHON) -m uv")
BIN := .venv/bin
VENDOR := trellis/nhsuk/static/nhsuk/vendor
PORT ?= 8000

.PHONY: help setup uv serve demo check fix test bench lock shots

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .make/python .make/assets ## Install everything the project needs, and nothing twice

uv:
	@mkdir -p .make
	@$(UV) --version >/dev/null 2>&1 || $(PYTHON) -m pip install --quiet uv 2>/dev/null \
		|| { $(PYTHON) -m venv .make/uv && .make/uv/bin/pip install --quiet uv; }

.make/python: requirements.lock pyproject.toml | uv
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --python $(BIN)/python requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.make/assets: package-lock.json scripts/assets.py .make/python
	@UV="$(UV)" $(BIN)/python scripts/assets.py
	@touch $@

demo: setup ## Load the demo and serve it, printing the address and who to sign in as
	@TRELLIS_DEMO=true $(BIN)/trellis demo --if-absent
	@TRELLIS_DEMO=true $(BIN)/trellis serve --port $(PORT)

serve: setup ## Serve what is in the database
	@$(BIN)/trellis migrate --verbosity 0
	@$(BIN)/trellis serve --port $(PORT)

check: setup ## Everything that can be checked without running the product; changes nothing
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/trellis makemigrations --check --dry-run --verbosity 1
	@$(BIN)/trellis check --fail-level WARNING
	@$(BIN)/python scripts/reference.py --check

fix: setup ## Write what `check` would complain of: format, lint, migrations, generated reference
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/trellis makemigrations
	@$(BIN)/python scripts/reference.py

test: setup ## Every test, on SQLite and on PostgreSQL, with a real browser
	@$(BIN)/python scripts/test.py

bench: setup ## Print the speed budgets and ratios, measured now
	@$(BIN)/python -m bench

shots: setup ## Take the pictures of the README anew
	@$(BIN)/python scripts/test.py --shots

lock: uv ## Take newer versions of what we use, within pyproject.toml
	@$(UV) pip compile --quiet --universal --upgrade --generate-hashes --no-annotate --no-header --extra dev pyproject.toml --output-file requirements.lock
	@npm install --package-lock-only
