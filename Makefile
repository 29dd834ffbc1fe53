# make report   set up and render the 2023 report: output/lkjip2023.html, .pdf and .docx
# make test     set up and run all checks and tests
# make bench    set up and run the benchmarks (long)
# make lock     renew requirements/*.txt (needs uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# A lock is complete: nothing is resolved, so nothing newer can come in; what came is then checked.
LOCKED := --no-deps --require-hashes -r
CHECK := $(PIP) check || { echo 'What is installed does not fit the lock. Try "make clean", then again.'; exit 1; }
SOURCES := $(shell find src schemas -type f -not -name '*.pyc') pyproject.toml README.md

.PHONY: report test bench lock clean

report: $(VENV)/run
	$(BIN)/lkjip report --year 2023

test: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term --durations=10

bench: $(VENV)/bench
	$(BIN)/python benchmarks/run.py

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "lkjip needs Python 3.11 or newer; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/base: requirements/base.txt | $(BIN)/python
	$(PIP) install --quiet $(LOCKED) requirements/base.txt
	@touch $@

$(VENV)/run: $(VENV)/base $(SOURCES)
	$(PIP) install --quiet --no-deps --no-build-isolation --force-reinstall .
	@$(CHECK)
	@touch $@

$(VENV)/test: requirements/test.txt $(VENV)/run
	$(PIP) install --quiet $(LOCKED) requirements/test.txt
	@$(CHECK)
	@touch $@

$(VENV)/bench: requirements/bench.txt $(VENV)/run
	$(PIP) install --quiet $(LOCKED) requirements/bench.txt
	@$(CHECK)
	@touch $@

lock: | $(VENV)/base
	uv pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 --extra build pyproject.toml -o requirements/base.txt
	uv pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 --extra build --extra test -c requirements/base.txt pyproject.toml -o requirements/test.txt
	uv pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 --extra build --extra bench -c requirements/base.txt pyproject.toml -o requirements/bench.txt
	$(BIN)/python scripts/locked_needs.py

clean:
	rm -rf $(VENV) build dist output
