#!/usr/bin/env bash
# Pins every Python dependency, with hashes, for all systems at once.
#
# Pins that still fit pyproject.toml stay as they are; UPGRADE=1 takes the newest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/setup/venv.sh
source packaging/setup/venv.sh

readonly uv_venv=build/lock
if [[ ! -x $uv_venv/$venv_scripts/python ]]; then
  base=$(find_python)
  "$base" -m venv "$uv_venv"
  "$uv_venv/$venv_scripts/python" -m pip install --quiet --disable-pip-version-check uv
fi

pin() {
  local lock=$1
  shift
  "$uv_venv/$venv_scripts/python" -m uv pip compile --quiet --universal --python-version 3.11 \
    --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
    ${UPGRADE:+--upgrade} --output-file "requirements/$lock" "$@"
}

pin run.txt pyproject.toml
pin dev.txt --extra dev --constraints requirements/run.txt pyproject.toml
pin build.txt --constraints requirements/dev.txt requirements/build.in
echo "lock: requirements/run.txt, dev.txt and build.txt are up to date"
