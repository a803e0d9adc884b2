# Rembuk. `make` alone lists the targets. Plain POSIX sh; nothing here needs more than git, make and Python.
.POSIX:
.PHONY: help demo test check reset format messages lock manage chromium screenshot bench chaos venv

VENV = .venv
PYTHON = $(VENV)/bin/python
LOCAL = $(PYTHON) -m forum_site.local
STAMP = $(VENV)/.installed
JOBS = 2

help:
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

demo: $(STAMP) ## serve Rembuk with demonstration content on http://localhost:8000 (PORT=8123 make demo moves it)
	@exec $(LOCAL) demo

test: $(STAMP) ## run the whole suite, browser tests included (ARGS="tests/accounts -k login" narrows it)
	@$(PYTHON) -m forum_site.chromium >/dev/null
	@exec $(LOCAL) test -- -q -n $(JOBS) --dist loadfile $(ARGS)

check: $(STAMP) ## lint, formats, migrations, translations, import order, settings for production
	@exec $(PYTHON) -m forum_site.checks

reset: $(STAMP) ## wipe var/: the demonstration's database, mail and files
	@exec $(LOCAL) reset

format: $(STAMP) ## format Python and templates
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet . ; $(VENV)/bin/djhtml --tabwidth 2 $$(find templates -path templates/jinja2 -prune -o -name "*.html" -print)

messages: $(STAMP) ## gather the texts to translate into forum_site/locale
	@exec $(PYTHON) -m forum_site.translations gather

manage: $(STAMP) ## run a management command on the demonstration's database: make manage c="shell"
	@exec $(LOCAL) run -- python manage.py $(c)

screenshot: $(STAMP) ## draw docs/screenshot.png anew by the project's own browser test
	@$(PYTHON) -m forum_site.chromium >/dev/null
	@exec $(LOCAL) test -- -q tests/front_door/screenshot.py

bench: $(STAMP) ## measure: imports, queries, page sizes
	@exec $(LOCAL) run -- python -m benchmarks.run

chaos: $(STAMP) ## kill server and database while people post and count what is lost; spam a forum and count what is held
	@$(PYTHON) -m benchmarks.chaos
	@$(PYTHON) -m benchmarks.chaos_forum
	@exec $(PYTHON) -m benchmarks.spam

lock: $(STAMP) ## renew requirements.lock from pyproject.toml
	@uv=$$(command -v uv) || { python3 -m venv var/uv && var/uv/bin/pip install --quiet uv; uv=var/uv/bin/uv; }; \
	  $$uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

chromium: $(STAMP) ## find or install the browser of the browser tests
	@$(PYTHON) -m forum_site.chromium

venv: $(STAMP)

$(STAMP): requirements.lock bin/bootstrap
	@sh bin/bootstrap $(VENV)
	@touch $(STAMP)
