#!/usr/bin/env bash
# Formatting of what git tracks, then clang-tidy over the engine (slow: give files to check only
# those).
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror
cmake --preset dev > /dev/null
files=("$@")
[ "${#files[@]}" -eq 0 ] && mapfile -t files < <(git ls-files 'engine/*.cpp')
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy -quiet -p build/dev
