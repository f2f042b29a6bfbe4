#!/usr/bin/env bash
# Compares farola with its peers and writes docs/performance.md.
#
#   tests/peers/run.sh BUILD_FOLDER [options of bench.py]      for example --quick
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?which build folder?}" && pwd)
shift
venv=$build/peers
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
# A peer that cannot be fetched is reported as missing in the table.
while read -r peer; do
  peer=${peer%%#*}
  peer=${peer%"${peer##*[! ]}"}
  [ -n "$peer" ] || continue
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$peer" || echo "not fetched: $peer" >&2
done < "$here/requirements.txt"
exec "$venv/bin/python" -B "$here/bench.py" --farola "$build/engine/cli/farola" "$@"
