# `make` lists the targets. ARGS adds arguments to the command: make demo ARGS="--walk --keep out"
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
E2E_STAMP := $(VENV)/.installed-e2e

.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz lint lock bench faults soak e2e screenshots docs

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(STAMP) ## make the virtual environment from requirements.lock

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(STAMP) ## a local Slack, a local carrier and the real bot on a sample city; ARGS="--walk" runs the main job by itself
	@$(BIN)/nofu demo $(ARGS)

test: $(STAMP) ## all tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 12 --maxschedchunk=2 $(ARGS)

fuzz: $(STAMP) ## the property tests on new random data, for about four minutes; SEED=... repeats a failed round
	@end=$$(($$(date +%s) + 200)); while [ $$(date +%s) -lt $$end ]; do \
	  seed=$(or $(SEED),$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')); \
	  $(BIN)/pytest -n 4 --maxschedchunk=2 -m property --hypothesis-profile=fuzz --hypothesis-seed=$$seed $(ARGS) || \
	    { echo "Repeat it: make fuzz SEED=$$seed. Then add the failing values to the test as an @example."; exit 1; }; \
	done

faults: $(STAMP) ## the real bot killed at every step, its disk failing, its power cut; ARGS=--bounded tries a spread of the steps
	$(BIN)/pytest -n 4 --maxschedchunk=1 -m faults tests/faults $(ARGS)

soak: $(STAMP) ## one long campaign under faults mixed at random, N=20000 messages; prints one JSON object
	@$(BIN)/python -m tests.faults.soak --messages $(or $(N),20000) $(ARGS)

bench: $(STAMP) ## speed compared with the raw limit, as ratios; the last line is one JSON object
	$(BIN)/python -m tests.bench $(ARGS)

e2e: $(E2E_STAMP) ## the whole job in a real browser (installs Chromium and fonts with apt-get if they are missing)
	$(BIN)/pytest -m e2e tests/e2e $(ARGS)

docs: $(STAMP) ## write .env.example, the guide's tables of settings, and docs/fault-table.md from what they describe
	$(BIN)/python -m bot.settings.documents
	$(BIN)/python -m tests.faults.table

screenshots: $(E2E_STAMP) ## make the pictures in docs/screenshots again, from a real run in both languages
	$(BIN)/python -m tests.e2e.screenshots docs/screenshots

$(E2E_STAMP): $(STAMP) requirements-e2e.lock
	@if [ ! -x /usr/bin/chromium ] || ! fc-list 2>/dev/null | grep -qi 'noto.*cjk' || ! fc-list | grep -qi 'noto color emoji'; then \
	  apt-get update -q && apt-get install -q -y chromium fontconfig fonts-noto-cjk fonts-noto-color-emoji; fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-e2e.lock
	@touch $(E2E_STAMP)

lint: $(STAMP) ## check format, lint, types, and imports between layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(STAMP) ## pin every package again, with hashes and without an index address (needs uv)
	uv pip compile pyproject.toml --extra sandbox --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -q -o requirements.lock
	uv pip compile pyproject.toml --extra e2e --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -q -c requirements.lock -o requirements-e2e.lock
