# make report   set up and render the 2023 report: output/lkjip2023.html, .pdf and .docx
# make test     set up and run all checks and tests
# make bench    set up and run the benchmarks (long)
# make lock     renew requirements/*.txt (needs uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find src schemas -type f -not -name '*.pyc') pyproject.toml README.md

.PHONY: report test bench lock clean

report: $(VENV)/run
	$(BIN)/lkjip report --year 2023

test: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --cov --cov-report=term

bench: $(VENV)/bench
	$(BIN)/python benchmarks/run.py

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "lkjip needs Python 3.11 or newer; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/base: requirements/base.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/run: $(VENV)/base $(SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/test: requirements/test.txt $(VENV)/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/bench: requirements/bench.txt $(VENV)/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

lock:
	uv pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 --extra build pyproject.toml -o requirements/base.txt
	uv pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 --extra build --extra test -c requirements/base.txt pyproject.toml -o requirements/test.txt
	uv pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 --extra build --extra bench -c requirements/base.txt pyproject.toml -o requirements/bench.txt

clean:
	rm -rf $(VENV) build dist output
