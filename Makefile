# make demo · make test · make check – each sets up what it needs first.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench clean

help:
	@echo "make demo    set up, then run the main job on one bundled day (no server, no key needed)"
	@echo "make test    set up, then run every test"
	@echo "make check   format, lint, types, import rules"
	@echo "make bench   speed and memory, each as a ratio against a baseline of the same run"

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@test -x $(BIN)/python || { echo "making .venv …"; $(PYTHON) -m venv .venv || { echo "python3 cannot make environments: install its venv module (Debian: apt-get install python3-venv)"; rm -rf .venv; exit 1; }; }
	@echo "installing pinned dependencies (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/lookout demo

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m bench.uspto
	@mkdir -p .bench
	$(BIN)/python -m bench.load --rows 100000 --to sqlite:///.bench/100000.db
	$(BIN)/python -m bench.scan --store sqlite:///.bench/100000.db
	$(BIN)/python -m bench.recall --store sqlite:///.bench/100000.db
	$(BIN)/python -m bench.match

clean:
	rm -rf .venv .demo .bench build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
