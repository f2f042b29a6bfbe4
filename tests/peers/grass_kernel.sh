#!/usr/bin/env bash
# GRASS v.kernel, inside `grass --tmp-location CRS --exec`; compute alone as JSON on standard output.
# grass_kernel.sh KERNEL RADIUS EVENTS.gpkg XMIN YMIN XMAX YMAX CELL OUTPUT.raw
set -euo pipefail
kernel=$1 radius=$2 events=$3 xmin=$4 ymin=$5 xmax=$6 ymax=$7 cell=$8 output=$9
v.in.ogr --quiet -o input="$events" output=events >&2
g.region w="$xmin" s="$ymin" e="$xmax" n="$ymax" res="$cell"
start=$(date +%s.%N)
v.kernel --quiet input=events output=density radius="$radius" kernel="$kernel" >&2
end=$(date +%s.%N)
r.out.bin --quiet -f input=density output="$output" null=0 bytes=4 >&2
echo "{\"compute\": $(echo "$end $start" | awk '{printf "%.3f", $1 - $2}')}"
