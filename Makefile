# Needs python3 (3.11 or newer) and make. Everything else is installed into a virtual environment here.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lab lint hooks extras lock doubt bench clean

demo: $(READY)  ## audit the sample logs and write the reports to ./demo
	$(BIN)/svcmine demo --out demo

test: $(READY)  ## all tests; those that need Chromium or the public logs skip without them
	$(BIN)/python -m pytest -n auto --dist loadfile

lab: $(READY)  ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

lint: $(READY)
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy

hooks: $(READY)  ## run the linters before every commit
	$(BIN)/pre-commit install

doubt: $(READY)  ## the long agreement and mutation tests
	SVCMINE_DOUBT=1 $(BIN)/python -m pytest tests/kinds tests/checks tests/alignments tests/reconciliation tests/simulation \
	  tests/store

bench: $(READY)  ## what a check costs, beside DuckDB's own scan-and-sort on the same store; EVENTS=1000000 for a short one
	$(BIN)/python benchmarks/checks.py --events $(or $(EVENTS),10000000)

extras: $(READY)  ## databases, Spark and a driver for Chromium; their tests skip without them
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-extras.lock

lock: $(READY)  ## resolve the dependencies anew; the lock holds names, versions and hashes only
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra dev pyproject.toml -o requirements.lock --upgrade
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra dev --extra databases --extra spark --extra browser -c requirements.lock pyproject.toml \
	  -o requirements-extras.lock --upgrade

# uv installs in seconds; where it cannot be had, plain pip does the same from the same lock.
# uv does not read pip's configuration, so a mirror that pip is told to use is passed on.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "svcmine needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "No virtual environment could be made. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv 2>/dev/null || true
	@index=$$($(BIN)/python -m pip config get global.index-url 2>/dev/null); \
	if [ -x $(BIN)/uv ] && UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true $${index:+env UV_DEFAULT_INDEX=$$index} \
	  $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock; then :; else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:
	rm -rf $(VENV) demo reports .pytest_cache .ruff_cache .mypy_cache .hypothesis
