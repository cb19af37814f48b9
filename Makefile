# Two commands do everything: `make demo` and `make test`. A second run installs nothing again.
PYTHON ?= $(shell for p in python3 python3.12 python3.11 python3.10; do \
	$$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] < (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin

PLAIN := tests --ignore tests/devices --numprocesses auto --dist loadscope

.PHONY: help demo test quick coverage docs benchmark soundfont clean

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: .venv/installed  ## install the instrument, and hear and see hands play it, no camera needed
	$(BIN)/gesture2midi demo --out demo

test: .venv/installed-test  ## install what the tests need, and run them all
	$(BIN)/gesture2midi model
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(PLAIN)
	$(BIN)/pytest tests/devices

quick: .venv/installed-test  ## the tests without devices, browser and long takes, in parallel
	$(BIN)/pytest $(PLAIN) -m "not slow"

coverage: .venv/installed-test  ## which branches the tests without devices take
	$(BIN)/pytest $(PLAIN) --cov gesture2midi --cov-branch --cov-report term:skip-covered

benchmark: .venv/installed  ## print the latency table
	$(BIN)/python -m benchmarks latency

docs: .venv/installed-docs  ## build the documentation as a site, in build/site
	$(BIN)/mkdocs build --strict

soundfont: .venv/installed  ## build soundfonts/gesture2midi.sf2 again, byte for byte
	$(BIN)/python -m tools.soundfont.build

clean:  ## remove the virtual environment and what the demo wrote
	rm -rf .venv demo

.venv/installed: pyproject.toml .ci/system
	@test -n "$(PYTHON)" || { echo "Gesture2MIDI needs Python 3.10, 3.11 or 3.12." >&2; exit 1; }
	bash .ci/system demo
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[studio]'
	touch $@

.venv/installed-test: .venv/installed tests/devices/package.json
	bash .ci/system test
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	if command -v npm >/dev/null; then \
		npm install --silent --no-audit --no-fund --no-package-lock --prefix tests/devices; fi
	touch $@

.venv/installed-docs: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	touch $@
