# Two commands do everything: `make demo` and `make test`. A second run installs nothing again.
PYTHON ?= $(shell for p in python3 python3.12 python3.11 python3.10; do \
	$$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] < (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin

PLAIN := tests --ignore tests/devices --numprocesses auto --dist loadscope

# What is installed: the locked releases, each checked by its hash. Where one of them has no wheel for this
# machine and cannot be built either, the newest releases within the bounds of pyproject.toml.
define install  # $(1): the file in requirements/ and what is asked of pyproject.toml
	if $(BIN)/python -m pip install --quiet --no-deps --require-hashes \
		--requirement requirements/$(1).txt; then \
		$(BIN)/python -m pip install --quiet --no-deps --editable .; \
	else \
		echo "A locked release cannot be installed here; others within pyproject.toml's bounds are taken." >&2; \
		$(BIN)/python -m pip install --quiet --editable '.[$(1)]'; \
	fi
endef

LOCK := pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	--python-version 3.10 --custom-compile-command 'make lock'

.PHONY: help demo test quick coverage docs lock benchmark soundfont bundle deb setup-exe image test-packages test-windows test-windows-short clean

help:  ## say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

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

lock: .venv/installed  ## lock the newest releases within the bounds of pyproject.toml
	$(BIN)/python -m pip install --quiet 'uv>=0.9,<1'
	$(BIN)/uv $(LOCK) --upgrade --extra test --output-file requirements/test.txt pyproject.toml
	for extra in studio docs; do \
		$(BIN)/uv $(LOCK) --upgrade --extra $$extra --constraint requirements/test.txt \
			--output-file requirements/$$extra.txt pyproject.toml || exit 1; \
	done
	$(BIN)/uv $(LOCK) --upgrade --constraint requirements/studio.txt \
		--output-file requirements/bundle.txt packaging/requirements.in
	$(BIN)/uv $(LOCK) --upgrade --output-file requirements/windows.txt packaging/windows.in
	$(BIN)/uv $(LOCK) --upgrade --output-file requirements/wine.txt packaging/wine.in

benchmark: .venv/installed  ## print the latency table
	$(BIN)/python -m benchmarks latency

docs: .venv/installed-docs  ## build the documentation as a site, in build/site
	$(BIN)/mkdocs build --strict

soundfont: .venv/installed  ## build soundfonts/gesture2midi.sf2 again, byte for byte
	$(BIN)/python -m tools.soundfont.build

bundle: .venv/installed-tools  ## a folder that needs no Python, and its .tar.xz in dist/
	bash .ci/system bundle
	$(BIN)/python -m tools.bundle.freeze

deb: .venv/installed-tools  ## the .deb of that folder, in dist/; `make bundle` goes before
	$(BIN)/python -m tools.bundle.deb

image: .venv/installed-tools  ## an OCI image of that .deb, in dist/ (as root); `make deb` goes before
	bash .ci/system image
	$(BIN)/python -m tools.bundle.image

setup-exe: .venv/installed-windows  ## the installer for Windows, in dist/
	$(BIN)/python -m tools.bundle.setup_exe

test-packages: .venv/installed-windows  ## run them where nothing else is (as root): bare Debians, Wine, buildah
	bash .ci/system image
	$(BIN)/python -m tools.bundle.installed $(TRY)

test-windows: .venv/installed-windows  ## run it on the real Windows Python under Wine, with its plain tests
	$(BIN)/python -m tools.bundle.try_windows

test-windows-short: .venv/installed-windows  ## of that: commands, renders and some tests
	$(BIN)/python -m tools.bundle.try_windows short

clean:  ## remove the virtual environment and what the demo wrote
	rm -rf .venv demo

.venv/installed: pyproject.toml requirements/studio.txt .ci/system
	@test -n "$(PYTHON)" || { echo "Gesture2MIDI needs Python 3.10, 3.11 or 3.12." >&2; exit 1; }
	bash .ci/system demo
	$(PYTHON) -m venv .venv
	$(call install,studio)
	touch $@

.venv/installed-test: .venv/installed requirements/test.txt tests/devices/package.json
	bash .ci/system test
	$(call install,test)
	if command -v npm >/dev/null; then \
		npm install --silent --no-audit --no-fund --no-package-lock --prefix tests/devices; fi
	touch $@

# What reads packaging/bundle.toml; newer Pythons have it.
.venv/installed-tools: .venv/installed
	$(BIN)/python -m pip install --quiet 'tomli>=2,<3; python_version < "3.11"'
	touch $@

.venv/installed-windows: .venv/installed-tools
	bash .ci/system windows
	$(BIN)/gesture2midi model
	touch $@

.venv/installed-docs: .venv/installed requirements/docs.txt
	$(call install,docs)
	touch $@
