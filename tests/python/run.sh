#!/bin/sh
# Builds the Python package and tests it: pytest, doctests, the notebook, types and stubs; then once
# more, bare, under Debian's own Python. Prints pytest's summaries; fails if one of them fails.
#
#   tests/python/run.sh [arguments for pytest]
#
# PYTHON names the interpreter for build/venv (default python3). Needs pip's registry the first time.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
venv=build/venv
wheels=build/wheels
unset PYTHONPATH

say() { printf '\n== %s\n' "$1"; }

say "venv with build and test packages"
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
if ! cmp -s tests/python/requirements.txt "$venv/requirements.txt"; then
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    -r tests/python/requirements.txt
  cp tests/python/requirements.txt "$venv/requirements.txt"
fi

say "wheel"
if command -v ccache > /dev/null; then
  CMAKE_CXX_COMPILER_LAUNCHER=ccache
  export CMAKE_CXX_COMPILER_LAUNCHER
fi
rm -rf "$wheels"
# With the headers, warnings and compiler of the dev preset, so that ccache has the floors already.
CXX=${CXX:-c++}
export CXX
"$venv/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
  -C cmake.define.FAROLA_HEADERS="$root/build/include" -C cmake.define.FAROLA_DEVELOPER=ON \
  --wheel-dir "$wheels" .
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall \
  "$wheels"/farola-*.whl

status=0
say "tests, with the notebook"
"$venv/bin/python" -m pytest -q tests/python "$@" || status=1

say "doctests"
"$venv/bin/python" -m pytest -q -p no:cacheprovider --doctest-modules --pyargs farola || status=1

say "types and stubs"
"$venv/bin/python" -m mypy --config-file pyproject.toml -p farola || status=1
"$venv/bin/python" -m mypy --config-file pyproject.toml tests/python/typed_use.py || status=1
"$venv/bin/python" -m mypy.stubtest --mypy-config-file pyproject.toml \
  --allowlist tests/python/stubtest_allowed.txt farola._core || status=1

say "Debian's Python, without optional packages"
if /usr/bin/python3 -c 'import numpy, venv' 2> /dev/null; then
  rm -rf build/venv-debian
  /usr/bin/python3 -m venv --system-site-packages --without-pip build/venv-debian
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --target "$(echo build/venv-debian/lib/python3*/site-packages)" "$wheels"/farola-*.whl
  build/venv-debian/bin/python tests/python/bare_check.py || status=1
else
  echo "skipped: /usr/bin/python3 has no numpy or no venv (apt install python3-numpy python3-venv)"
fi
exit $status
