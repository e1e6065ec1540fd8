# A fresh machine needs Python 3.11 or newer, make and the network once. No logic here: it stands in the programs called.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# a worker for each core; a file stays together, for its tests share what they have built; long ones come early
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo dev check test golden docs build bench deep lowest clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-7s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## a whole company in ./demo-company: invoices sent, bank file imported, who has not paid
	$(BIN)/invoicectl demo --force demo-company

dev: $(READY) ## set up the environment in .venv

check: $(READY) ## everything that must hold before a commit: format, lint, types, layers, docs, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python docs/generate.py --check
	$(BIN)/pytest -q $(PARALLEL)

test: $(READY) ## the tests alone
	$(BIN)/pytest -q $(PARALLEL)

golden: $(READY) ## rewrite the expected files after a wanted change; read the diff before you commit it
	$(BIN)/pytest -q --update-golden

docs: $(READY) ## format the code, write README blocks and reference pages from the code
	$(BIN)/ruff format .
	$(BIN)/python docs/generate.py

build: $(READY) ## wheel and source archive in dist/
	$(BIN)/python -m build --no-isolation

bench: $(READY) ## measure, compare with the yardsticks, write docs/explanation/performance.md
	$(BIN)/python bench/run.py

deep: $(READY) ## long crash and property runs
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest -q --deep

lowest: $(READY) ## the tests against the oldest dependencies that pyproject.toml allows
	$(PYTHON) -m venv --clear .venv-lowest
	$(BIN)/python tests/lowest.py > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install -qq --disable-pip-version-check -c .venv-lowest/lowest.txt '.[dev]'
	.venv-lowest/bin/pytest -q --ignore=tests/architecture

clean: ## remove what the other targets made
	rm -rf .venv .venv-lowest build dist demo-company .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "invoicectl needs Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
