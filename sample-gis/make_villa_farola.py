#!/usr/bin/env python3
"""Makes Villa Farola, the sample city: villa_farola.gpkg, incidents.csv and truth.json.

    python3 sample-gis/make_villa_farola.py                        # the committed files, byte for byte
    python3 sample-gis/make_villa_farola.py --incidents 1000000 --out big

Needs NumPy. Same seed and size, same bytes.
"""

import argparse
import json
import os

import numpy as np

from villa_farola import ground, incidents
from villa_farola.geopackage import write_geopackage
from villa_farola.lattice import ORIGIN, PARKS, Lattice
from villa_farola.transverse_mercator import EPSG

HERE = os.path.dirname(os.path.abspath(__file__))


def make_city(seed):
    lattice = Lattice(seed)
    streets = ground.streets(lattice)
    blocks = ground.blocks(lattice, seed)
    buildings = ground.buildings(blocks, seed)
    i0, j0, w, h = PARKS["Plaza Mayor"]
    corners = np.array([lattice.nodes[n] for n in lattice.ring(i0, j0, w, h)])
    layers = [ground.study_area(lattice), ground.districts(lattice, buildings), blocks,
              ground.parks(lattice), buildings, streets, ground.lamps(streets, seed),
              ground.places(streets, seed, "bars", ground.BARS, ("street", "avenue"), 500),
              ground.places(streets, seed, "bus stops", ground.BUS_STOPS, ("avenue",), 2500),
              ground.places(streets, seed, "schools", ground.SCHOOLS, ("street",), 4000)]
    city = {layer["name"]: layer for layer in layers}
    city["plaza"] = np.round(corners.mean(axis=0), 2)
    return city, layers


def truth(city, layers, seed, counts, defects, strays):
    x, y = city["plaza"]
    return {
        "seed": seed, "crs": f"EPSG:{EPSG}", "period": ["2024-01-01", "2025-12-31"],
        "incidents": counts, "rows": sum(counts.values()), "planted_defects": defects,
        "incidents_that_strayed_outside_the_study_area": strays,
        "layers": {layer["name"]: len(layer["rows"]) for layer in layers},
        "hot_spots": [{"name": name, "kind": "theft", "x": round(x + dx, 2), "y": round(y + dy, 2),
                       "sd_m": sd, "share_of_thefts": round(incidents.HOT_SPOT_SHARE * share, 4)}
                      for name, (dx, dy, sd, share) in incidents.HOT_SPOTS.items()],
        "risk_factors": {
            "kind": "assault",
            "bars": {"relative_risk": incidents.BAR_RISK, "within_m": incidents.BAR_DISTANCE},
            "bus_stops": {"relative_risk": incidents.STOP_RISK, "within_m": incidents.STOP_DISTANCE},
            "schools": {"relative_risk": 1.0, "within_m": incidents.SCHOOL_DISTANCE}},
        "near_repeat": {"kind": "burglary", "mean_offspring": incidents.OFFSPRING,
                        "mean_distance_m": incidents.REPEAT_METRES, "mean_delay_days": incidents.REPEAT_DAYS},
        "dark_streets": {"kind": "robbery", "hours": "20-6", "relative_risk": incidents.DARK_NIGHT_RISK,
                         "segments": sum(v[4] for _, v in city["streets"]["rows"])},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--incidents", type=int, default=12000, metavar="N", help="1 to 10,000,000")
    parser.add_argument("--seed", type=int, default=1807, metavar="N")
    parser.add_argument("--out", default=HERE, metavar="FOLDER")
    options = parser.parse_args()
    if not 1 <= options.incidents <= 10_000_000:
        parser.error(f"--incidents must be from 1 to 10,000,000, got {options.incidents:,}")
    os.makedirs(options.out, exist_ok=True)

    city, layers = make_city(options.seed)
    place, minutes, kind, names = incidents.make(city, options.seed, options.incidents)
    outside = ORIGIN[0] - 3500.0, ORIGIN[1] - 2600.0  # a field 1 km from the municipality
    strays = int((~incidents.within(place, layers[0]["rows"][0][0][0])).sum())
    defects = incidents.write_csv(os.path.join(options.out, "incidents.csv"), place, minutes, kind,
                                  names, options.seed, outside)
    write_geopackage(os.path.join(options.out, "villa_farola.gpkg"), layers, EPSG)
    counts = {name: int((kind == k).sum()) for k, name in enumerate(names)}
    with open(os.path.join(options.out, "truth.json"), "w", encoding="utf-8", newline="\n") as out:
        json.dump(truth(city, layers, options.seed, counts, defects, strays), out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
