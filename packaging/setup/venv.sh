# shellcheck shell=bash
# The virtual environment in .venv. Sourced from the top folder of the checkout.

case "$(uname -s)" in
  MINGW* | MSYS* | CYGWIN*) venv_scripts=Scripts ;;
  *) venv_scripts=bin ;;
esac
readonly venv_scripts
readonly venv_python=.venv/$venv_scripts/python

stop() {
  echo "setup: $*" >&2
  exit 1
}

is_supported_python() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

# Prints the first interpreter that runs and is recent enough; PYTHON overrides.
find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3 python3.12 python3.13 python; do
    if command -v "$candidate" >/dev/null && is_supported_python "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  stop "Python 3.11, 3.12 or 3.13 is needed. On Debian or Ubuntu: apt-get install python3.11;" \
    "or name one: make PYTHON=/path/to/python3"
}

digest() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

# What the environment is made from. The folder is part of it: scripts in .venv hold its path.
fingerprint() {
  { pwd && cat pyproject.toml dialer/__init__.py requirements/build.txt "requirements/$1.txt"; } |
    digest
}

is_venv_ready() {
  local stamp=.venv/.installed-$1
  [[ -x $venv_python && -f $stamp && $(<"$stamp") == "$(fingerprint "$1")" ]]
}

create_venv() {
  local base=$1
  echo "setup: making .venv with $("$base" --version)"
  if "$base" -c 'import ensurepip' 2>/dev/null; then
    "$base" -m venv .venv
    return
  fi
  # Debian splits ensurepip from Python; the pip of the interpreter fills the gap.
  if "$base" -c 'import pip, venv' 2>/dev/null; then
    "$base" -m venv --without-pip .venv
    "$base" -m pip install --quiet --disable-pip-version-check --require-hashes \
      --requirement requirements/build.txt --no-deps --target "$(site_packages)"
    return
  fi
  install_system_packages "$(venv_package_of "$base")"
  "$base" -m venv .venv
}

site_packages() {
  "$venv_python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
}

venv_package_of() {
  "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

works() {
  is_supported_python "$venv_python" && "$venv_python" -c 'import pip' 2>/dev/null
}

# Throws away an environment that was moved or left half made, but only one of ours.
drop_unusable_venv() {
  local made_in=.venv/.made-in
  [[ -d .venv ]] || return 0
  if [[ ! -f $made_in ]]; then
    works || stop ".venv was not made by this set-up and does not work here: move it away"
  elif [[ $(<"$made_in") != "$PWD" ]] || ! works; then
    rm -rf .venv
  fi
}

install_python_packages() {
  local lock=$1 base
  unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX
  export PIP_USER=0 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
  drop_unusable_venv
  if [[ ! -d .venv ]]; then
    base=$(find_python)
    mkdir .venv
    pwd >.venv/.made-in
    create_venv "$base"
  fi
  echo "setup: installing the Python packages of requirements/$lock.txt"
  "$venv_python" -m pip install --quiet --require-hashes \
    --requirement requirements/build.txt --requirement "requirements/$lock.txt"
  "$venv_python" -m pip install --quiet --no-deps --no-build-isolation --editable .
  unpack_qt_support
  fingerprint "$lock" >".venv/.installed-$lock"
}

# PySide6 carries part of its Python code packed inside a library and unpacks it at every
# start. Its own switch lays that code out as files, which Python can keep compiled: every
# start is 12 ms shorter.
unpack_qt_support() {
  SBK_EMBED=0 "$venv_python" -c 'import PySide6.QtCore'
  "$venv_python" -m compileall -q "$(site_packages)/shiboken6/files.dir" dialer
}
