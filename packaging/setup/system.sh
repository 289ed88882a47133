# shellcheck shell=bash
# System libraries on Debian and Ubuntu. Sourced from the top folder of the checkout.
# SKIP_SYSTEM_PACKAGES=1 leaves them alone.

readonly package_lists=packaging/setup/packages
apt_lists_are_fresh=

has_apt() {
  [[ -z ${SKIP_SYSTEM_PACKAGES:-} ]] && command -v apt-get >/dev/null &&
    command -v dpkg-query >/dev/null
}

# Prints the lines of the named lists that stand for packages: all, or only the optional ones.
listed() {
  local kind=$1 list
  shift
  for list in "$@"; do
    case $kind in
      required) sed -e '/^#/d' -e '/^?/d' -e '/^$/d' "$package_lists/$list.txt" ;;
      optional) sed -n 's/^?//p' "$package_lists/$list.txt" ;;
    esac
  done
}

# Reads lines such as "name|other-name" and prints those of which no name is installed.
missing_of() {
  local lines line name found installed
  lines=$(cat)
  [[ -n $lines ]] || return 0
  # dpkg-query fails when it knows nothing of a name, which is no error here.
  # shellcheck disable=SC2086 # the names hold no spaces or patterns
  installed=$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' \
    ${lines//|/ } 2>/dev/null) || true
  for line in $lines; do
    found=
    for name in ${line//|/ }; do
      [[ $'\n'$installed$'\n' == *$'\n'"$name installed"$'\n'* ]] && found=yes
    done
    [[ -n $found ]] || echo "$line"
  done
}

is_available() {
  LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [^(]'
}

# Prints the name under which this release has the package; the first name if it has none.
name_here() {
  local name
  for name in ${1//|/ }; do
    if is_available "$name"; then
      echo "$name"
      return
    fi
  done
  echo "${1%%|*}"
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

can_be_root() {
  [[ $(id -u) == 0 ]] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 "$@" >&2
}

refresh_apt_lists() {
  [[ -z $apt_lists_are_fresh ]] || return 0
  echo "setup: apt-get update"
  # One unreachable archive among several must not stop the rest.
  apt_get update || echo "setup: apt-get update failed; going on with the lists at hand" >&2
  apt_lists_are_fresh=yes
}

# Installs packages given as lines of a list ("name|other-name"), or says what is to be run.
install_system_packages() {
  local lines=("$@") line names=()
  if ! has_apt || ! can_be_root; then
    for line in "${lines[@]}"; do names+=("$(name_here "$line")"); done
    echo "setup: these system packages are missing. Run this, then try again:" >&2
    echo "  sudo apt-get install --no-install-recommends ${names[*]}" >&2
    exit 1
  fi
  for line in "${lines[@]}"; do
    is_available "$(name_here "$line")" || refresh_apt_lists
  done
  for line in "${lines[@]}"; do names+=("$(name_here "$line")"); done
  echo "setup: installing system packages: ${names[*]}"
  apt_get install --yes --no-install-recommends "${names[@]}" && return
  refresh_apt_lists
  apt_get install --yes --no-install-recommends "${names[@]}" ||
    stop "apt-get could not install: ${names[*]}"
}

# A program that cannot be had is left out with a word, and stops nothing.
try_optional_package() {
  local name=$1
  if can_be_root && is_available "$name" &&
    apt_get install --yes --no-install-recommends "$name"; then
    return
  fi
  echo "setup: $name is optional and not here; what needs it is left out" >&2
}

# Sees to the packages of the named lists.
prepare_system() {
  local missing=() line
  has_apt || return 0
  while IFS= read -r line; do missing+=("$line"); done < <(listed required "$@" | missing_of)
  [[ ${#missing[@]} == 0 ]] || install_system_packages "${missing[@]}"
  while IFS= read -r line; do
    try_optional_package "$line"
  done < <(listed optional "$@" | missing_of)
}
