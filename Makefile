# The only entry: a person and CI use the same words. Needs Python 3.11 or newer; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --require-hashes --no-deps

.PHONY: serve test check train fetch lock bench bench-peers bench-growth plugins screens clean

serve: $(VENV)/serve.stamp  ## the page and the API on http://127.0.0.1:8000
	$(BIN)/postproof-serve

test: $(VENV)/dev.stamp  ## all tests
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/dev.stamp  ## style, types, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	if command -v npm >/dev/null; then $(MAKE) plugins/node_modules && npm run --silent --prefix plugins check; fi

train: $(VENV)/dev.stamp  ## scorecard, metrics and model card from the data that is here
	$(BIN)/python -m training train --ship

fetch: $(VENV)/dev.stamp  ## the public data, from the addresses in data/sources.toml
	$(BIN)/python -m training fetch

bench: $(VENV)/dev.stamp  ## speed and memory, as ratios in one run
	$(BIN)/python benchmarks/speed.py

bench-peers: $(VENV)/dev.stamp  ## beside other detectors from PyPI, into benchmarks/PEERS.md
	$(BIN)/python benchmarks/peers.py

bench-growth: $(VENV)/dev.stamp  ## how cost grows, into benchmarks/GROWTH.md and its plot
	$(BIN)/python benchmarks/growth.py

plugins: $(VENV)/dev.stamp plugins/node_modules  ## the extensions as zip files and the Python client as a wheel, in plugins/dist
	$(BIN)/python plugins/build.py
	cd plugins/python && SOURCE_DATE_EPOCH=315532800 ../../$(BIN)/python -m hatchling build -t wheel -d ../dist

screens: $(VENV)/dev.stamp plugins/node_modules  ## docs/screens: page and extension in every state, to look at; needs Chromium
	$(BIN)/python -m tests.api.screens
	$(BIN)/python -m tests.plugins.screens

lock: $(VENV)/dev.stamp  ## resolve pyproject.toml anew into the lock files
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml \
		--all-extras --group dev --group build -o .ci/dev.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml \
		--extra serve --group build -c .ci/dev.lock -o .ci/serve.lock

clean:
	rm -rf $(VENV)

# The project itself is installed in place, built by the backend that the lock pins; to work on it, its client as well.
$(VENV)/%.stamp: .ci/%.lock pyproject.toml | $(BIN)/python
	$(INSTALL) -r $<
	$(PIP) install --no-deps --no-build-isolation --editable . $(if $(filter dev,$*),--editable plugins/python)
	touch $@

plugins/node_modules: plugins/package-lock.json
	npm ci --silent --prefix plugins
	touch $@

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Postproof needs Python 3.11 or newer: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
