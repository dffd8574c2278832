# Every target works from a fresh clone with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
WORKERS ?= 2
COMPILE = $(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres lint format lock lock-check messages messages-check bench chaos shots pictures clean

help: ## Say what can be asked for
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: $(BIN)/.runtime ## Bring up the demo on http://127.0.0.1:8000 (PORT=… for another port)
	@exec $(BIN)/python manage.py up

test: $(BIN)/.dev $(BIN)/.browser ## Run everything, the browser too, on SQLite
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

test-postgres: $(BIN)/.dev $(BIN)/.browser ## Run everything on a PostgreSQL and a Redis started for it
	$(BIN)/python -m tests.tools.with_services $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: $(BIN)/.dev ## Style, templates, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet .
	$(BIN)/mypy .
	$(BIN)/lint-imports

format: $(BIN)/.dev ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BIN)/.dev ## Measure the journeys at 30 and 3,000 people on SQLite and PostgreSQL, gradebooks and hand-ins
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.tools.with_services $(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.marks

chaos: $(BIN)/.dev ## Hand in a thousand times while web and worker are killed by -9
	$(BIN)/python -m tests.chaos

shots: $(BIN)/.dev $(BIN)/.browser ## Take pictures of the main screens into shots/
	$(BIN)/python -m tests.tools.shots

pictures: $(BIN)/.dev $(BIN)/.browser ## Take the pictures of the guides and of README anew
	$(BIN)/python -m tests.tools.pictures

lock: $(BIN)/.dev ## Write the hashed locks anew from pyproject.toml
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

lock-check: $(BIN)/.dev ## Check that the locks say what pyproject.toml asks for
	$(BIN)/python -m tests.tools.lock_check

messages: $(BIN)/.dev ## Collect and compile the translations (needs gettext)
	$(BIN)/python -m tests.tools.messages

messages-check: $(BIN)/.dev ## Check that the translations are complete and compiled
	$(BIN)/python -m tests.tools.messages --check

clean: ## Remove the demo's data and what was built; the virtual environment stays
	rm -rf var shots .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.runtime
	$(INSTALL) -r requirements-dev.txt
	@touch $@

$(BIN)/.browser: $(BIN)/.dev
	$(BIN)/python -m tests.tools.browser
	@touch $@
