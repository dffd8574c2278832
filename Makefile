# Every target works from a fresh clone with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
APPS = lms/people lms/ui lms/programme cms courses

.DEFAULT_GOAL := help
.PHONY: help run test lint format lock messages

help: ## Say what can be asked for
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(BIN)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

lock: $(BIN)/.dev ## Write the hashed locks anew from pyproject.toml
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

messages: $(BIN)/.dev ## Collect and compile the translations (needs gettext)
	@for app in $(APPS); do mkdir -p $$app/locale/id/LC_MESSAGES; (cd $$app && $(abspath $(BIN))/django-admin makemessages -v 0 -l id --no-location --no-wrap --no-obsolete && $(abspath $(BIN))/django-admin compilemessages -v 0); done
