"""Villa Farola against its own truth.json: the committed files, and what is planted in them."""

import csv
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
except ImportError:
    print("skipped: needs numpy (apt install python3-numpy)")
    sys.exit(0)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "sample-gis"
sys.path.insert(0, str(FOLDER))
sys.dont_write_bytecode = True

import make_villa_farola  # noqa: E402
from villa_farola import incidents  # noqa: E402
from villa_farola.transverse_mercator import to_degrees  # noqa: E402

TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


class CommittedFiles(unittest.TestCase):
    def test_the_script_makes_them_again_byte_for_byte(self):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([sys.executable, "-B", str(FOLDER / "make_villa_farola.py"), "--out", out], check=True)
            for name in ("incidents.csv", "truth.json", "villa_farola.gpkg"):
                self.assertEqual((FOLDER / name).read_bytes(), (pathlib.Path(out) / name).read_bytes(), name)

    def test_they_are_under_5_megabytes(self):
        self.assertLess(sum(f.stat().st_size for f in FOLDER.rglob("*") if f.is_file()), 5_000_000)

    def test_layers_hold_what_the_truth_says(self):
        base = sqlite3.connect(f"file:{FOLDER / 'villa_farola.gpkg'}?mode=ro", uri=True)
        self.assertEqual(base.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        for layer, count in TRUTH["layers"].items():
            self.assertEqual(base.execute(f"SELECT count(*) FROM {layer}").fetchone()[0], count, layer)

    @unittest.skipUnless(shutil.which("ogrinfo"), "needs ogrinfo (apt install gdal-bin)")
    def test_gdal_reads_valid_geometries(self):
        for layer, count in TRUTH["layers"].items():
            sql = f"SELECT count(*) AS n, sum(ST_IsValid(geom)) AS ok FROM {layer}"
            told = subprocess.run(["ogrinfo", "-q", "-ro", "-dialect", "sqlite", "-sql", sql,
                                   str(FOLDER / "villa_farola.gpkg")],
                                  check=True, capture_output=True, text=True).stdout
            self.assertIn(f"n (Integer) = {count}", told, layer)
            self.assertIn(f"ok (Integer) = {count}", told, layer)

    def test_planted_defects_are_in_the_rows(self):
        with open(FOLDER / "incidents.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), TRUTH["rows"])
        planted = TRUTH["planted_defects"]
        self.assertEqual(sum(r["longitude"] == "" for r in rows), planted["missing-coordinates"])
        self.assertEqual(sum(r["longitude"] == "0" for r in rows), planted["zero-coordinates"])
        self.assertEqual(sum(r["date"] == "unknown" for r in rows), planted["bad-time"])


class PlantedTruth(unittest.TestCase):
    """On a larger draw, so that three standard errors mean something."""

    @classmethod
    def setUpClass(cls):
        cls.city, _ = make_villa_farola.make_city(TRUTH["seed"])
        place, minutes, kind, names = incidents.make(cls.city, 7, 60_000)
        cls.place = {n: place[kind == k] for k, n in enumerate(names)}
        cls.minutes = {n: minutes[kind == k] for k, n in enumerate(names)}
        cls.piece = incidents.pieces(cls.city["streets"])

    def ratio(self, layer, distance, others):
        """Assaults per metre near the layer's points over those not near, away from `others`."""
        free = np.ones(len(self.piece), dtype=bool)
        for name, d in others:
            free &= ~incidents.near(self.piece, self.city[name], d + 10)
        near = incidents.near(self.piece, self.city[layer], distance)
        # Each assault lies on the piece it was drawn on; find it again by the nearest middle.
        counts = self.counts()
        n1, n0 = counts[near & free].sum(), counts[~near & free].sum()
        m1, m0 = self.piece[near & free, 4].sum(), self.piece[~near & free, 4].sum()
        return (n1 / m1) / (n0 / m0), np.sqrt(1 / n1 + 1 / n0)

    def counts(self):
        if not hasattr(type(self), "_counts"):
            middle = self.piece[:, :2] + self.piece[:, 2:4] / 2
            counts = np.zeros(len(middle))
            for start in range(0, len(self.place["assault"]), 500):
                part = self.place["assault"][start:start + 500]
                apart = ((part[:, None, :] - middle[None, :, :]) ** 2).sum(axis=2)
                counts += np.bincount(apart.argmin(axis=1), minlength=len(middle))
            type(self)._counts = counts
        return self._counts

    def test_relative_risks(self):
        factors = TRUTH["risk_factors"]
        for layer in ("bars", "bus_stops", "schools"):
            others = [(n, factors[n]["within_m"]) for n in ("bars", "bus_stops") if n != layer]
            found, error = self.ratio(layer, factors[layer]["within_m"], others)
            self.assertLess(abs(np.log(found / factors[layer]["relative_risk"])), 3 * error,
                            f"{layer}: {found:.3f} +- {100 * error:.1f} %")

    def test_hot_spots_hold_their_share_of_the_thefts(self):
        # Within 2 sd of a Gaussian centre lie 1 - exp(-2) of its own; around it, the city's.
        thefts = self.place["theft"]
        for spot in TRUTH["hot_spots"]:
            away = np.hypot(thefts[:, 0] - spot["x"], thefts[:, 1] - spot["y"])
            inside = (away <= 2 * spot["sd_m"]).mean()
            expected = spot["share_of_thefts"] * (1 - np.exp(-2))
            self.assertGreater(inside, expected)
            self.assertLess(inside, expected + 0.03)

    def test_burglaries_come_back(self):
        # Pairs within 60 m and 4 days: a Poisson city would have about n^2/2 * area * time.
        place, time = self.place["burglary"][:6000], self.minutes["burglary"][:6000]
        def pairs(minutes):
            near = 0
            for start in range(0, len(place), 500):
                space = np.hypot(*(place[start:start + 500, None] - place[None]).transpose(2, 0, 1)) <= 60
                near += (space & (np.abs(minutes[start:start + 500, None] - minutes[None]) <= 4 * 1440)).sum()
            return (near - len(place)) / 2
        shuffled = np.random.default_rng(1).permutation(time)
        self.assertGreater(pairs(time), 1.5 * pairs(shuffled))

    def test_dark_streets_at_night(self):
        night = incidents._is_night(self.minutes["robbery"])
        def share_on_dark(chosen):
            middle = self.piece[:, :2] + self.piece[:, 2:4] / 2
            places, hits = self.place["robbery"][chosen][:3000], 0
            for start in range(0, len(places), 500):
                apart = ((places[start:start + 500, None] - middle[None]) ** 2).sum(axis=2)
                hits += self.piece[apart.argmin(axis=1), 5].sum()
            return hits / len(places)
        length = self.piece[:, 4]
        dark = length[self.piece[:, 5] > 0].sum() / length.sum()
        risk = incidents.DARK_NIGHT_RISK
        expected = risk * dark / (risk * dark + 1 - dark)
        error = np.sqrt(expected * (1 - expected) / 3000)
        self.assertLess(abs(share_on_dark(night) - expected), 3 * error)
        self.assertLess(abs(share_on_dark(~night) - dark), 3 * np.sqrt(dark * (1 - dark) / 3000))

    @unittest.skipUnless(shutil.which("cs2cs"), "needs cs2cs (apt install proj-bin)")
    def test_degrees_are_those_of_proj(self):
        places = self.place["theft"][:200]
        lon, lat = to_degrees(places[:, 0], places[:, 1])
        text = "\n".join(f"{x} {y}" for x, y in places)
        told = subprocess.run(["cs2cs", "-f", "%.10f", "EPSG:32721", "EPSG:4326"], input=text, check=True,
                              capture_output=True, text=True).stdout.split("\n")[:200]
        proj = np.array([line.split()[:2] for line in told], dtype=float)
        self.assertLess(np.abs(proj[:, 0] - lat).max(), 1e-9)
        self.assertLess(np.abs(proj[:, 1] - lon).max(), 1e-9)


if __name__ == "__main__":
    unittest.main()
