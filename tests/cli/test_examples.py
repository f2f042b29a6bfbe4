#!/usr/bin/env python3
"""Every example of the catalogue runs, as it stands there: test_examples.py FAROLA

The inputs that examples name are made here, small. Examples run in the order of the catalogue in one
folder, so that a later one may read what an earlier one wrote.
"""

import contextlib
import json
import os
import pathlib
import random
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import unittest

FAROLA = os.path.abspath(sys.argv.pop(1))


def write_points(path, count, seed, weight):
    numbers = random.Random(seed)
    with open(path, "w") as file:
        file.write(f"lon,lat,date,{weight}\n")
        for i in range(count):
            if i % 4 != 3:  # every fourth comes back on the day of the one before, some 30 m away
                place = numbers.gauss(-3.70, .01), numbers.gauss(40.42, .01)
                day = f"2025-{i % 12 + 1:02d}-{i % 28 + 1:02d}"
            file.write(f"{place[0] + numbers.gauss(0, .0002):.6f},{place[1]:.6f},"
                       f"{day} {i % 24:02d}:{i % 60:02d},{numbers.randint(1, 900)}\n")


def write_square(path):
    ring = [[-3.74, 40.38], [-3.66, 40.38], [-3.66, 40.46], [-3.74, 40.46], [-3.74, 40.38]]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": "city"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))


def write_land_use(path):
    def block(use, west, south):
        ring = [[west, south], [west + .02, south], [west + .02, south + .02],
                [west, south + .02], [west, south]]
        return {"type": "Feature", "properties": {"use": use},
                "geometry": {"type": "Polygon", "coordinates": [ring]}}

    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        block("homes", -3.72, 40.41), block("shops", -3.70, 40.41), block("park", -3.70, 40.43)]}))


class Examples(unittest.TestCase):
    def test_every_example_runs(self):
        usage = json.loads(subprocess.run([FAROLA, "--json-usage"], check=True, capture_output=True,
                                          text=True).stdout)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for i, points in enumerate(("incidents.csv", "burglaries.csv", "addresses.csv",
                                        "population.csv", "earlier.csv", "later.csv")):
                write_points(folder / points, 400, i, "people")
            write_square(folder / "city.geojson")
            write_land_use(folder / "land_use.geojson")
            # A raster of people in each cell: expected counts of points are as good as any.
            subprocess.run([FAROLA, "kernel-density", "population.csv", "population.tif",
                            "--bandwidth", "400", "--weight", "people", "--units",
                            "expected-per-cell", "-q"], cwd=folder, check=True)
            for analysis in usage["analyses"]:
                self.assertTrue(analysis["examples"])
                outputs = [p for p in analysis["parameters"] if p["role"] == "output"]
                for example in analysis["examples"]:
                    with self.subTest(example=example):
                        words = shlex.split(example)
                        self.assertEqual(words[:2], ["farola", analysis["name"]])
                        run = subprocess.run([FAROLA, *words[1:], "--overwrite"], cwd=folder,
                                             capture_output=True, text=True)
                        self.assertEqual(run.returncode, 0, run.stderr)
                        for p in outputs:
                            if p["option"] in words:
                                self.assertTrue(
                                    (folder / words[words.index(p["option"]) + 1]).exists())
            self.check_hotspots(folder / "hotspots.gpkg")

    def check_hotspots(self, path):
        """What the last example of hot spots left: a share of 25 % of 400 events."""
        with contextlib.closing(sqlite3.connect(path)) as file:
            spots = file.execute("SELECT rank, events, weight, area_m2, cells, share_of_events, "
                                 "share_of_area, pai FROM hotspots ORDER BY rank").fetchall()
            styles = file.execute("SELECT f_table_name, useAsDefault FROM layer_styles").fetchall()
        self.assertTrue(spots)
        self.assertEqual([spot[0] for spot in spots], list(range(1, len(spots) + 1)))
        self.assertEqual([s[2] for s in spots], sorted((s[2] for s in spots), reverse=True))
        for rank, events, weight, area, cells, of_events, of_area, pai in spots:
            self.assertEqual(events, weight)  # no weight field: each event weighs 1
            self.assertGreaterEqual(area, 5000)
            self.assertAlmostEqual(of_events, events / 400)
            self.assertAlmostEqual(pai, of_events / of_area)
        self.assertEqual(styles, [("hotspots", 1)])


if __name__ == "__main__":
    unittest.main()
