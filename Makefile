# Needs Python 3.11 or newer, pip and make. `make run` is all a visitor has to type.
PYTHON ?= python3
BIN := .venv/bin
LOCKED := .venv/.locked
TEST_DATABASE ?= postgres://postgres@127.0.0.1:5432
FILE ?=
ARGS ?=
WORKERS ?= -n 2 --dist worksteal

.PHONY: run demo test test-pg format lint openapi bench lock

run: $(LOCKED)  ## a demo office in var/: prints its address and accounts
	$(BIN)/python -m server serve --demo

demo: $(LOCKED)  ## one document's whole life, told over HTTP; FILE=path takes any policy text
	$(BIN)/python -m server demo $(FILE)

test: $(LOCKED)  ## the suite on SQLite; ARGS="-k idempotency" narrows it
	$(BIN)/python -m pytest $(WORKERS) $(ARGS)

test-pg: $(LOCKED)  ## the same suite on PostgreSQL
	ZHENGBAN_TEST_DATABASE=$(TEST_DATABASE) $(BIN)/python -m pytest $(WORKERS) $(ARGS)

format: $(LOCKED)  ## lays out the code and mends what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: $(LOCKED)  ## style, types, who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

openapi: $(LOCKED)  ## writes docs/openapi.json from the routing table
	$(BIN)/python -m server openapi > docs/openapi.json.new
	mv docs/openapi.json.new docs/openapi.json

bench: $(LOCKED)  ## measures the main line against its own SQL
	$(BIN)/python -m benchmarks.main_line $(ARGS)

lock:  ## resolves requirements.lock anew from pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --output-file requirements.lock

$(LOCKED): requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps -r requirements.lock
	touch $(LOCKED)
