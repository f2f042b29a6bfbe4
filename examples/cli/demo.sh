#!/usr/bin/env bash
# The main job on the sample city: a density map, its hot spots, a report and a picture.
#
#   examples/cli/demo.sh FAROLA OUTPUT_FOLDER
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
farola=$(realpath "$1")
out=$2
mkdir -p "$out"

"$farola" kernel-density "$root/sample-gis/incidents.csv" "$out/density.tif" \
  --study-area "$root/sample-gis/villa_farola.gpkg" --study-area-layer study_area \
  --bandwidth 200 --cell-size 10 --hotspots "$out/hotspots.gpkg" --percentile 97 --minimum-area 5000 \
  --report "$out/report.json" --rejects "$out/rejects.csv" --overwrite
/usr/bin/python3 "$root/examples/render_map.py" "$out/density.tif" "$out/map.png" \
  --hotspots "$out/hotspots.gpkg" --streets "$root/sample-gis/villa_farola.gpkg" \
  --title "Villa Farola: incidents per km², 2024 to 2025, and their hot spots" > /dev/null

echo
echo "In $out:"
echo "  density.tif    open it in QGIS; it comes with its style"
echo "  hotspots.gpkg  the hot spots, ranked, with what they hold"
echo "  map.png        a picture of both"
echo "  report.json    what was done, with every choice"
echo "  rejects.csv    the rows that could not be used, and why"
