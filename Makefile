# make run       set up and start the assistant in the browser
# make test      set up and check everything, and say what the tests reach
# make coverage  what all tests reach, processes included
# make bench     start, memory and speed, what a message in Telegram costs, and what a crowd there sees
# make calibrate fit when to answer and when to ask back, on the test questions and dialogues
# make crash     two hundred kills with people in the web, Telegram and interviews, a hundred in Telegram, fifty in Matrix
# make fuzz      a million broken inputs of each kind that people send (FUZZ=1000 takes fewer)
# make audit     known vulnerabilities and licences of what we depend on (asks the package index)
# make pictures  the pictures in docs/pictures

# The newest Python that works; a shim may be on the path without one behind it.
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

# Each process of the tests would compile our modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test checks tests computing waiting coverage quick chromium crash fuzz calibrate bench pictures format catalogue audit clean
run: $(VENV)/ready
	@$(BIN)/lotsenbot run

test: $(VENV)/ready-dev chromium
	@$(MAKE) --no-print-directory -j2 computing waiting
	@if [ -f ../shared/eval/score.py ]; then \
		$(BIN)/python ../shared/eval/score.py --command "$(BIN)/lotsenbot ask --jsonl"; \
	else echo "The scoring against the sample questions is left out: ../shared is not there."; fi

checks: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/lotsenbot knowledge check
	$(BIN)/lotsenbot knowledge test

# What computes and what waits for processes and browsers go on beside each other. Counting lines slows down what
# computes by half, and each process more; so only the tests within one process say what they reach.
WAITING := tests/e2e README.md CONTRIBUTING.md docs
COVERAGE := --cov --cov-report=term

computing: checks
	$(BIN)/pytest -q -n auto --dist worksteal $(COVERAGE) tests/contract tests/property tests/unit

waiting: $(VENV)/ready-dev
	$(BIN)/pytest -q -n auto --dist worksteal $(WAITING)

# What all tests reach, in their processes too, and branch by branch; takes twice as long.
coverage: $(VENV)/ready-dev
	$(BIN)/pytest -q -n auto --dist worksteal $(COVERAGE) --cov-branch

# What differs between versions of Python shows without processes, browsers and trials of the shipped knowledge.
quick: $(VENV)/ready-dev
	$(BIN)/pytest -q -n auto tests/unit tests/contract/store tests/contract/test_web_chat.py tests/contract/test_channels.py

# For the browser tests, as a package of the system. Where it can't be installed they are left out, but never in CI.
chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit; \
	fi; \
	echo "Chromium is missing (apt-get install chromium): the browser tests are left out." >&2; [ "$$CI" != true ]

crash: $(VENV)/ready-dev
	KILLS=200 $(BIN)/pytest -q -n 0 tests/e2e/test_kills.py
	KILLS=100 $(BIN)/pytest -q -n 0 tests/e2e/telegram/test_robust.py -k killed
	KILLS=50 $(BIN)/pytest -q -n 0 tests/e2e/matrix/test_kills.py

# As many messages; of files of knowledge a thirtieth, of requests a tenth.
FUZZ := 1000000
fuzz: $(VENV)/ready-dev
	FUZZ=$(FUZZ) $(BIN)/pytest -q -n auto tests/property/test_anything.py tests/contract/test_hostile_requests.py

calibrate: $(VENV)/ready-dev
	@$(BIN)/lotsenbot calibrate

bench: $(VENV)/ready-dev
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.messages
	@$(BIN)/python -m tests.bench.crowd

pictures: $(VENV)/ready-dev chromium
	@$(BIN)/python -m tests.pictures

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# In an environment of its own, since it is no part of the program.
audit: $(VENV)/ready-dev
	@$(VENV)-audit/bin/python -c '' 2>/dev/null || $(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install --quiet pip-audit pip-licenses
	-$(VENV)-audit/bin/pip-audit --path $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') --skip-editable
	$(VENV)-audit/bin/pip-licenses --python $(BIN)/python --order license

# After a change of click's German sentences.
catalogue: $(VENV)/ready-dev
	$(BIN)/pybabel --quiet compile --directory bot/cli/locale

clean:
	rm -rf $(VENV) $(VENV)-* *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { \
		echo "Lotsenbot braucht Python 3.11 oder neuer; hier ist $$(python3 -V 2>/dev/null || echo keines) installiert." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python fehlt das Modul venv. Unter Debian und Ubuntu hilft: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Lotsenbot wird eingerichtet ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/ready-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up ..."
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/ready
