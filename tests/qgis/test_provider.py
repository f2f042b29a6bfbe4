"""The plugin in the command-line QGIS: found, described, and plain about what is missing."""

import json
import os
import tempfile
import unittest
from pathlib import Path

from qgis_support import STAND_IN, QgisProcess, needs_qgis_process, run_tests


@needs_qgis_process
class Loaded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.qgis = QgisProcess(STAND_IN)
        cls.addClassCleanup(cls.qgis.close)

    def test_algorithm_is_listed(self):
        # A plugin that fails on import leaves qgis_process at exit code 0: the id is what counts.
        self.assertIn("\tfarola:everykind\tEvery kind", self.qgis.call("list").stdout)

    def test_entry_that_cannot_be_read_does_not_take_the_others_away(self):
        done = self.qgis.call("list")
        self.assertNotIn("farola:fromthefuture", done.stdout)
        self.assertIn("farola:everykind", done.stdout)

    def test_help_is_made_from_the_catalogue(self):
        text = self.qgis.call("help", "farola:everykind").stdout
        for wanted in (
            "One parameter of each kind.",
            "EVENTS: Events",
            "CELL_SIZE: Cell size [m]",
            "BANDWIDTH: Bandwidth [m]",
            "A number of metres, or one of: scott, silverman.",
            "Not set: chosen by scott.",
            "1: quartic",
            "REJECTS: Rejects",
            "TARGET_CRS: Target CRS",
        ):
            self.assertIn(wanted, text)
        for hidden in ("PROGRESS:", "OVERWRITE:", "MEMORY:"):
            self.assertNotIn(hidden, text)


@needs_qgis_process
class NotThere(unittest.TestCase):
    """Without a program that can be used there is no algorithm, no traceback, and a way out."""

    def look(self, executable=None, **environment):
        qgis = QgisProcess(executable, **environment)
        self.addCleanup(qgis.close)
        done = qgis.call("list")
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("Traceback", said)
        self.assertNotIn("farola:", done.stdout)
        self.assertIn("native:buffer", done.stdout)

    def test_not_installed(self):
        self.look(PATH="/nonexistent")

    def test_named_file_is_missing(self):
        self.look(executable="/nonexistent/farola")

    def test_another_program(self):
        self.look(executable="/bin/false")

    def test_another_schema(self):
        self.look(executable=STAND_IN, FAROLA_STAND_IN="schema")


@needs_qgis_process
class Runs(unittest.TestCase):
    def test_values_and_messages_pass_through(self):
        with tempfile.TemporaryDirectory() as folder:
            said_file = Path(folder, "said.json")
            events = Path(folder, "events.geojson")
            events.write_text(
                json.dumps(
                    {
                        "type": "Feature",
                        "properties": {},
                        "geometry": {"type": "Point", "coordinates": [-3.7, 40.4]},
                    }
                ),
                encoding="utf-8",
            )
            qgis = QgisProcess(STAND_IN, FAROLA_STAND_IN=f"record {said_file}")
            self.addCleanup(qgis.close)
            output = os.path.join(folder, "density.tif")
            done = qgis.run(
                "farola:everykind", EVENTS=events, BANDWIDTH=300, SEED=12345678901, OUTPUT=output
            )
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("A note.", done.stdout + done.stderr)
            self.assertIn("A warning.", done.stdout + done.stderr)
            self.assertEqual(
                json.loads(said_file.read_text(encoding="utf-8")),
                [
                    "every-kind",
                    str(events),
                    output,
                    "--seed=12345678901",
                    "--bandwidth=300",
                    "--progress",
                    "json",
                    "--overwrite",
                ],
            )

    def test_error_in_the_words_of_the_engine(self):
        qgis = QgisProcess(STAND_IN, FAROLA_STAND_IN="error")
        self.addCleanup(qgis.close)
        done = qgis.run(
            "farola:everykind",
            EVENTS=STAND_IN.with_name("one_event.csv"),
            BANDWIDTH=-300,
            OUTPUT="/tmp/no.tif",
        )
        self.assertIn("Bandwidth must be positive, got -300 m.", done.stdout + done.stderr)
        self.assertNotEqual(done.returncode, 0)

    def test_end_without_a_message(self):
        qgis = QgisProcess(STAND_IN, FAROLA_STAND_IN="silent")
        self.addCleanup(qgis.close)
        done = qgis.run(
            "farola:everykind", EVENTS=STAND_IN.with_name("one_event.csv"), OUTPUT="/tmp/no.tif"
        )
        self.assertIn(
            "farola stopped with exit code 5 and said: something went astray",
            done.stdout + done.stderr,
        )


if __name__ == "__main__":
    run_tests()
