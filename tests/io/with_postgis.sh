#!/bin/bash
# Runs a command with a PostgreSQL + PostGIS server of its own: a fresh cluster in a temporary folder,
# reached through a Unix socket there (no port is opened), stopped and removed afterwards.
#
#   with_postgis.sh COMMAND…   sees FAROLA_POSTGIS="host=… dbname=… user=…"
#
# Where no server can be started it says why and runs the command without FAROLA_POSTGIS, so that the
# tests skip with that message.
set -u

without() {
  FAROLA_POSTGIS_WHY="$1" exec "${command[@]}"
}

command=("$@")
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /none/initdb)")
[ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] || without "PostgreSQL is not installed"

folder=$(mktemp -d /tmp/farola-postgis-XXXXXX) || without "no temporary folder"
run=()
if [ "$(id -u)" = 0 ]; then
  # The server refuses to run as root.
  id postgres >/dev/null 2>&1 || { rm -rf "$folder"; without "run as root and there is no user postgres"; }
  chown postgres "$folder"
  run=(runuser -u postgres --)
fi
chmod 755 "$folder"
start=$PWD
cd "$folder" || exit 1  # the server's user may not be able to see where we are

finish() {
  "${run[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
  cd / && rm -rf "$folder"
}
trap finish EXIT
trap 'exit 143' INT TERM

fail() {
  reason="$1: $(tail -2 "$folder/log" 2>/dev/null | tr '\n' ' ')"
  finish
  trap - EXIT
  cd "$start" || exit 1
  without "$reason"
}

"${run[@]}" "$bin/initdb" -D "$folder/data" -U farola -A trust -E UTF8 --no-sync >"$folder/log" 2>&1 ||
  fail "initdb failed"
"${run[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log.server" -w -t 60 \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off" start >>"$folder/log" 2>&1 ||
  fail "the server does not start"
"$bin/psql" -q -h "$folder" -U farola -d postgres -v ON_ERROR_STOP=1 \
  -c "CREATE EXTENSION postgis" >>"$folder/log" 2>&1 || fail "PostGIS is not installed"

cd "$start" || exit 1
FAROLA_POSTGIS="host=$folder dbname=postgres user=farola" "${command[@]}"
