"""Villa Farola's planted near repeats, found again: test_contagion.py FAROLA

The exponential form is the planted one, so its intervals must hold the planted values. The Gaussian
is another form and is not asked to.
"""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

FAROLA = os.path.abspath(sys.argv.pop(1))
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "sample-gis"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))["near_repeat"]


class Contagion(unittest.TestCase):
    def test_the_intervals_hold_what_was_planted(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            run = subprocess.run(
                [FAROLA, "self-exciting", FOLDER / "incidents.csv", folder / "expected.tif",
                 "--where", f"kind = '{TRUTH['kind']}'", "--now", "2026-01-01",
                 "--distance-decay", "exponential", "--study-area", FOLDER / "villa_farola.gpkg",
                 "--study-area-layer", "study_area", "--table", folder / "fit.json"],
                capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stderr)
            fit = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
        self.assertTrue(fit["triggering_found"])
        self.assertTrue(fit["converged"])
        for key, planted in (("branching_ratio", TRUTH["mean_offspring"]),
                             ("half_life_days", TRUTH["mean_delay_days"] * math.log(2)),
                             ("scale_metres", TRUTH["mean_distance_m"])):
            with self.subTest(parameter=key):
                found = fit[key]
                self.assertLessEqual(found["lower_95"], planted, found)
                self.assertGreaterEqual(found["upper_95"], planted, found)
                self.assertLess(found["upper_95"] / found["lower_95"], 1.35, "too wide to say much")


if __name__ == "__main__":
    unittest.main()
