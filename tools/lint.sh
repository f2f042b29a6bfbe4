#!/usr/bin/env bash
# Formatting of what git tracks, then clang-tidy over the engine, its tests and the Python module
# (slow: give parts of paths to check only those files, for example: tools/lint.sh io/csv_ unit/).
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror
# A folder of its own: clang does not know all of GCC's options, and the Python module is in it too.
cmake -S . -B build/lint -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Release \
      -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DFAROLA_TESTS=ON -DFAROLA_PYTHON=ON > /dev/null
files=("$@")
[ "${#files[@]}" -eq 0 ] && files=('/(engine|tests|python-bindings)/')
# What passes is not worth a line; a warning is an error and sets the exit code.
run-clang-tidy -quiet -j "$(nproc)" -p build/lint "${files[@]}" 2>&1 \
  | sed -e '/^clang-tidy/d' -e '/ warnings\? generated\.$/d' -e '/^$/d'
echo "lint: clean"
