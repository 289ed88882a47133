#!/usr/bin/env bash
# Runs the checks in order, from fast to slow, and stops at the first that fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/setup/venv.sh
source packaging/setup/venv.sh

readonly scripts=.venv/$venv_scripts

step() {
  local name=$1
  shift
  echo "check: $name"
  if ! "$@"; then
    echo "check: FAILED at $name" >&2
    exit 1
  fi
}

step "ruff check" "$scripts/ruff" check --quiet --output-format=concise .
step "ruff format" "$scripts/ruff" format --check --quiet .
step "import rules" "$scripts/lint-imports" --no-logo
step "mypy --strict" "$venv_python" -m mypy
step "budgets, names and bans" "$venv_python" -m pytest --quiet --no-header \
  tests/unit/test_tree.py tests/unit/test_tree_texts.py
if command -v shellcheck >/dev/null; then
  step "shellcheck" shellcheck --external-sources .ci/run packaging/setup/*.sh
fi
echo "check: all passed"
