# Two commands for people: `make run` starts the product, `make test` tries everything.
# Everything else: quick, measure, bench, lock, words, backup, restore.
SHELL := /bin/bash
PORT ?= 8000
export PORT
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PY := .venv/bin/python
export PYTHONPATH := .:site

.PHONY: run test quick measure bench bench-large load lock words migrations backup restore clean

run: .venv/ready
	@exec $(PY) manage.py serve --port $(PORT)

test: .venv/ready-dev
	@$(PY) tests/run.py

# An answer within a minute: formatter, linter, and of most tests their first parameters (tests/quick.py);
# what differs from the last commit comes first. It says how many tests it leaves out.
quick: .venv/ready-dev
	@$(PY) tests/run.py --quick

# Which tests cost too much for `make quick`: writes tests/not_quick.txt. Some minutes.
measure: .venv/ready-dev
	@$(PY) tests/run.py --measure

bench: .venv/ready-dev
	@$(PY) manage.py bench --settings portal.settings.bench

# A large bank, a million answers, files of 10,000 questions; several minutes.
bench-large: .venv/ready-dev
	@$(PY) manage.py bench_large --settings portal.settings.bench

# Many people at once on PostgreSQL (POSTGRES_URL): what is acknowledged must be in the database afterwards.
load: .venv/ready-dev
	@$(PY) manage.py load_test --settings portal.settings.bench

# Where the packages' versions and hashes come from; needs `uv` on the path.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --annotation-style line -q requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --annotation-style line -q requirements-dev.in -o requirements-dev.txt

words: .venv/ready-dev
	$(PY) manage.py build_words

backup: .venv/ready
	@$(PY) manage.py backup $(FILE)

restore: .venv/ready
	@test -n "$(FILE)" || { echo "make restore FILE=var/backups/….tar"; exit 2; }
	@$(PY) manage.py restore $(FILE)

clean:
	rm -rf .venv var

.venv/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (python3 --version)."; exit 1; }
	@echo "Installing what the product runs on (once)…"
	@$(PYTHON) -m venv .venv || { echo "The module venv is missing. Debian, Ubuntu: apt-get install python3-venv"; exit 1; }
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m compileall -q -j 2 .venv/lib >/dev/null || true
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@echo "Installing what the tests need (once)…"
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(PY) -m compileall -q -j 2 .venv/lib >/dev/null || true
	@touch $@
