#!/usr/bin/env bash
# Installs a build into a folder of its own, builds examples/cpp against it as a stranger would, and
# holds what the program says against what it must say.
#
#   tests/install/run.sh BUILD_DIR
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/prefix" > /dev/null
cmake -S "$root/examples/cpp" -B "$work/consumer" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_BUILD_TYPE=Release > /dev/null
cmake --build "$work/consumer" > /dev/null
said=$("$work/consumer/densest_place")
echo "$said"
# By hand, with the quartic of 60 m: 3e6/(pi 3600) ((1-12.5/3600)^2 + (1-462.5/3600)^2 +
# (1-212.5/3600)^2) = 699.77 at 500102.5, 4500102.5; the fourth event is out of reach.
[[ "$said" == "The densest of 1,600 cells is at 500102, 4500102: 699.7"* ]]
"$work/prefix/bin/farola" --version > /dev/null
echo "1 passed, 0 failed"
