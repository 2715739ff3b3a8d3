# Two commands matter: `make run` and `make test`. Everything they need is set up by themselves, inside this folder.

VENV   := .venv
PY     := $(VENV)/bin/python
BASE   := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
            command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
            && { echo $$p; break; }; done)
PYTHON ?= $(BASE)

# A stamp carries the checksum of what was installed: other requirements, another stamp, a new install.
RUN_STAMP := $(VENV)/stamp-run-$(shell cat requirements.txt | cksum | tr ' ' '-')
DEV_STAMP := $(VENV)/stamp-dev-$(shell cat requirements.txt requirements-s3.txt requirements-dev.txt | cksum | tr ' ' '-')

# Compiled modules are kept: without them every start of a process compiles the packages anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE

WORKERS ?= 2
TESTS   ?= tests

.DEFAULT_GOAL := help
.PHONY: help run test crawl lint bench demo docs translations clean

help: ## What can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  Settings are environment variables: PORTAL_PORT (8000), PORTAL_DATA_DIR (./var),"
	@echo "  PORTAL_DATABASE_URL (a SQLite file in the data folder); the README lists them all."

run: $(RUN_STAMP) ## Start the portal with its demo city, and print the addresses and logins
	@exec $(VENV)/bin/flask --app wsgi serve

test: $(DEV_STAMP) ## Set up everything that the tests need, and run them all on SQLite and PostgreSQL
	@sh .ci/system-packages
	$(PY) -m pytest -n $(WORKERS) $(TESTS)

crawl: $(DEV_STAMP) ## Look at every page of every login, as axe, small screens and both languages meet it: twenty minutes
	@sh .ci/system-packages
	$(PY) -m pytest -n $(WORKERS) --dist load tests/crawl.py

lint: $(DEV_STAMP) ## Style, types, templates and known dangers
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint --lint --quiet portal/templates
	$(VENV)/bin/bandit --quiet --recursive --configfile pyproject.toml portal

bench: $(DEV_STAMP) ## Measure the busiest pages beside a bare page on this machine
	$(PY) -m bench
	$(PY) -m bench.paint

demo: $(RUN_STAMP) ## Build the demo city in the data folder, without starting the portal
	$(VENV)/bin/flask --app wsgi demo

docs: $(RUN_STAMP) ## Write the generated documents anew: lifecycles, dependencies
	$(VENV)/bin/flask --app wsgi docs

translations: $(RUN_STAMP) ## Collect new sentences into the catalogues of all languages
	@mkdir -p build
	$(VENV)/bin/pybabel --quiet extract -F pyproject.toml -k say -k N_ -k _l -k Sentence -k lazy_gettext --no-location --sort-output \
	    --project=portal --version=1 -o build/messages.pot portal
	$(VENV)/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --width 110 -i build/messages.pot -d portal/translations

clean: ## Remove the environment and what was built; the data folder stays
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# uv installs in seconds where it is at hand; pip is always there. Either takes the registry that the user has set.
define install
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found." >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) 2>/dev/null || uv venv --quiet --python $(PYTHON) $(VENV) || \
	    { echo "No virtual environment could be made: Debian and Ubuntu need the package python3-venv." >&2; exit 1; }
	@echo "Installing the packages of $(1) …"
	@{ command -v uv >/dev/null 2>&1 && uv pip install --quiet --python $(PY) -r $(1); } || \
	    $(PY) -m pip install --quiet --disable-pip-version-check -r $(1)
	@touch $@
endef

$(RUN_STAMP): requirements.txt
	$(call install,requirements.txt)

$(DEV_STAMP): requirements.txt requirements-s3.txt requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $(RUN_STAMP)
