# Every target sets up what it needs first; see packaging/setup/.

SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

ifeq ($(OS),Windows_NT)
system := Windows
venv_python := .venv/Scripts/python
else
system := $(shell uname -s)
venv_python := .venv/bin/python
endif

# Only on Linux can there be no display to open a window on.
display := $(strip $(DISPLAY)$(WAYLAND_DISPLAY)$(filter-out Linux,$(system)))
prepare := @packaging/setup/prepare.sh

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## Start Outdial with the Sandbox account; without a display, a guided run with pictures
ifneq ($(display),)
	$(prepare) run
	@$(venv_python) -m dialer --sandbox $(ARGS)
else
	$(prepare) run-headless
	@$(venv_python) packaging/guided_run.py $(ARGS)
endif

.PHONY: test
test: ## Run every test; ARGS="-k words" chooses
	$(prepare) test
	@$(venv_python) -m pytest $(ARGS)

.PHONY: check
check: ## Run the linters, the type checker, the import rules and the budgets
	$(prepare) check
	@packaging/setup/check.sh

.PHONY: bench
bench: ## Measure start-up, memory and latency
	$(prepare) bench
	@$(venv_python) tests/bench/run.py $(ARGS)

.PHONY: screenshots
screenshots: ## Take the pictures of the README again
	$(prepare) run-headless
	@$(venv_python) packaging/guided_run.py --readme-images $(ARGS)

.PHONY: package
package: ## Build the installers (not yet)
	@echo "package: not yet. Until there are installers, the README says how to install with pip." >&2
	@exit 1

.PHONY: setup
setup: ## Set up all that running, checking and testing need
	$(prepare) test

.PHONY: lock
lock: ## Pin the Python dependencies again; UPGRADE=1 takes the newest
	@packaging/setup/lock.sh

.PHONY: clean
clean: ## Remove what was built, and caches; .venv stays
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find dialer packaging tests -name __pycache__ -type d -prune -exec rm -rf {} +
