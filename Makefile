# 千百十填报. Everything goes through tools/bootstrap.sh, which prepares .venv when something changed.
# The scripts named here can be called without make.
PYTHON_IN_VENV := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen PYTHONUTF8=1
DEV := @tools/bootstrap.sh dev

.DEFAULT_GOAL := help
.PHONY: help run test lint fix cov test-faults bench bench-short screenshots manual book notices lock package package-low-glibc package-test package-deb package-windows package-try-deb package-try-windows clean distclean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 28

run: ## open the program on sample data (without a display: make demo papers in build/demo)
	@tools/run.sh

test: ## lint, types, layers, tests
	@tools/test.sh

lint: ## the checks of make test that do not run the program
	@tools/test.sh --static

fix: ## format, and apply the safe corrections of the linter
	$(DEV)
	@$(PYTHON_IN_VENV) -m ruff check --fix --quiet . ; $(PYTHON_IN_VENV) -m ruff format --quiet .

cov: ## the same tests, measured: each layer held to its coverage, lines in build/coverage
	@tools/test.sh --measured

test-faults: ## long fault-injection runs: power loss, full disk, killed process
	$(DEV)
	@QBS_TRIALS=300 $(OFFSCREEN) $(PYTHON_IN_VENV) -m pytest -q tests/faults tests/db/test_migrations.py tests/db/test_undo.py tests/exchange tests/services \
		tests/journeys/test_main_line.py tests/ui/test_list_following.py --timeout=3600

bench: ## benchmarks against the bars and the peers
	$(DEV)
	@$(OFFSCREEN) $(PYTHON_IN_VENV) -m benchmarks

bench-short: ## the same on small data, in about a minute
	$(DEV)
	@$(OFFSCREEN) $(PYTHON_IN_VENV) -m benchmarks --short

screenshots: ## the pictures of the manual
	$(DEV)
	@$(OFFSCREEN) $(PYTHON_IN_VENV) tools/screenshots

manual: ## the table of keys in docs/使用手册.md
	$(DEV)
	@$(OFFSCREEN) $(PYTHON_IN_VENV) tools/manual.py

book: ## the manual and the quick card as HTML and PDF in build/manual
	$(DEV)
	@$(OFFSCREEN) $(PYTHON_IN_VENV) tools/book.py

notices: ## THIRD_PARTY_NOTICES.md from the lock and the installed packages
	$(DEV)
	@$(PYTHON_IN_VENV) tools/notices.py

lock: ## the lock files from pyproject.toml
	$(DEV)
	@tools/lock.sh

package: ## dist/qbs-desktop: one folder that runs without Python (several minutes)
	@tools/package.sh bundle

package-low-glibc: ## the same for glibc 2.28 (UOS 20, Kylin V10): in a Debian 11 root (root; half an hour)
	@tools/package.sh low-glibc

package-test: ## the self-test and tests of that folder
	@tools/package.sh test

package-deb: ## the Debian package of the low-glibc folder, lintian-clean
	@tools/package.sh deb

package-try-deb: ## install, upgrade, use and remove that package in clean Debian 11 and 12 (root)
	@tools/package.sh try-deb

package-windows: ## the Windows installer, made here (needs nsis)
	@tools/package.sh windows

package-try-windows: ## install, upgrade and remove that under Wine (root)
	@tools/package.sh try-windows

clean: ## what make has produced; keeps .venv
	@rm -rf build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## .venv as well
	@rm -rf .venv
