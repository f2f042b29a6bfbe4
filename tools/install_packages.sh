#!/usr/bin/env bash
# Installs what farola needs from the distribution (Debian 12 or later, Ubuntu 24.04 or later), if it
# is not there yet.
#
#   tools/install_packages.sh [build] [python] [test] [demo] [lint]
set -euo pipefail

build=(g++ cmake ninja-build ccache pkg-config libgdal-dev libgeos-dev libproj-dev libtbb-dev
       libboost-dev libhwy-dev libcli11-dev nlohmann-json3-dev libfmt-dev librandom123-dev
       libkissfft-dev libeigen3-dev libhowardhinnant-date-dev libssl-dev libsqlite3-dev zlib1g-dev tzdata)
test=(libgtest-dev libgmock-dev gdal-bin git sqlite3 python3 python3-dev python3-venv python3-numpy
      python3-gdal python3-matplotlib qgis python3-qgis qgis-providers postgresql postgis
      postgresql-postgis clang-format)
python=(python3 python3-dev python3-venv)
lint=(clang clang-format clang-tidy pybind11-dev python3-dev)
demo=(python3 python3-gdal python3-numpy python3-matplotlib)

wanted=()
for group in "${@:-build}"; do
  case "$group" in
    build) wanted+=("${build[@]}") ;;
    python) wanted+=("${python[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    demo) wanted+=("${demo[@]}") ;;
    lint) wanted+=("${lint[@]}") ;;
    *) echo "tools/install_packages.sh: no group \"$group\"; groups are build, python, test, demo and lint." >&2
       exit 2 ;;
  esac
done

if ! command -v dpkg-query > /dev/null; then
  echo "This is not a Debian-like system; install what these Debian packages hold, then go on:" >&2
  printf '  %s\n' "${wanted[@]}" >&2
  exit 0
fi
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null | grep -q '^installed' \
    || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

echo "Installing ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "Packages are missing and you are not root. Ask someone who is to run:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
