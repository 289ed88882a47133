#!/usr/bin/env bash
# Sets up what one make target needs: system libraries, then .venv.
#
# usage: prepare.sh run|run-headless|check|test|bench
# Fast when nothing is missing: one dpkg-query, and a stamp in .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/setup/venv.sh
source packaging/setup/venv.sh
# shellcheck source=packaging/setup/system.sh
source packaging/setup/system.sh

case "${1:-}" in
  run) lists=(window) lock=run ;;
  run-headless) lists=(window headless) lock=run ;;
  check) lists=(window) lock=dev ;;
  test) lists=(window headless test) lock=dev ;;
  bench) lists=(window headless test bench) lock=dev ;;
  *) stop "usage: prepare.sh run|run-headless|check|test|bench" ;;
esac

# Two of these at once would fight over .venv; the lock is on this script, so it leaves no file.
exec 9<packaging/setup/prepare.sh
if command -v flock >/dev/null; then flock 9; fi

prepare_system "${lists[@]}"
is_venv_ready "$lock" || install_python_packages "$lock"
