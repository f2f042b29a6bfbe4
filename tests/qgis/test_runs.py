"""The plugin with the farola program itself, in the command-line QGIS and in PyQGIS."""

import json
import os
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from qgis_support import (
    ROOT,
    QgisProcess,
    needs_farola,
    needs_pyqgis,
    needs_qgis_process,
    real_farola,
    run_tests,
    start_pyqgis,
    write_csv,
)


class InAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="farola-qgis-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.events = write_csv(self.path("events.csv"))

    def path(self, name):
        return os.path.join(self.folder, name)


@needs_farola
@needs_qgis_process
class CommandLineQgis(InAFolder):
    @classmethod
    def setUpClass(cls):
        cls.qgis = QgisProcess(real_farola())
        cls.addClassCleanup(cls.qgis.close)

    def test_every_analysis_of_the_program_is_listed(self):
        import subprocess

        described = json.loads(subprocess.check_output([real_farola(), "--json-usage"]))
        listed = self.qgis.call("list").stdout
        self.assertIn("kernel-density", [analysis["name"] for analysis in described["analyses"]])
        for analysis in described["analyses"]:
            self.assertIn(f"\tfarola:{analysis['qgis_name']}\t{analysis['title']}", listed)

    def test_help(self):
        text = self.qgis.call("help", "farola:kerneldensity").stdout
        self.assertIn("EVENTS:", text)
        self.assertIn("BANDWIDTH: Bandwidth [m]", text)
        self.assertIn("epanechnikov", text)

    def test_run(self):
        done = self.qgis.run(
            "farola:kerneldensity",
            EVENTS=self.events,
            BANDWIDTH=300,
            CELL_SIZE=50,
            KERNEL="epanechnikov",
            OUTPUT=self.path("density.tif"),
            HOTSPOTS=self.path("hotspots.gpkg"),
            REPORT=self.path("report.json"),
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue(os.path.exists(self.path("density.tif")))
        self.assertTrue(os.path.exists(self.path("hotspots.gpkg")))
        report = Path(self.path("report.json")).read_text(encoding="utf-8")
        self.assertIn("epanechnikov", report)
        # What the engine noted is shown.
        self.assertIn("EPSG:32630", done.stdout + done.stderr)

    def test_tables_of_space_time_tests(self):
        # In a line at 0, 1, 3 and 7 m; three of the four have their nearest in time next to them.
        lines = ["x,y,date"]
        lines += [f"{440500 + x},4470500,2024-03-{d}" for x, d in ((0, 11), (1, 12), (3, 21), (7, 23))]
        events = self.path("dated.csv")
        Path(events).write_text("\n".join(lines) + "\n", encoding="utf-8")
        for name, options, second_line in (
            ("jacquez", {"NEIGHBOURS": 2}, "1,3,1.3333333"),
            ("mantel", {"TRANSFORM": "none"}, ",,207,"),
        ):
            table = self.path(f"{name}.csv")
            done = self.qgis.run(
                f"farola:{name}",
                EVENTS=events, CRS="EPSG:25830", PERMUTATIONS=19, OUTPUT=table, **options,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            line = Path(table).read_text(encoding="utf-8").splitlines()[1]
            self.assertEqual(line[: len(second_line)], second_line)

    def test_error_words(self):
        done = self.qgis.run(
            "farola:kerneldensity",
            EVENTS=self.events,
            BANDWIDTH=-300,
            OUTPUT=self.path("density.tif"),
        )
        said = done.stdout + done.stderr
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Bandwidth", said)
        self.assertIn("-300", said)
        self.assertIn("for example --bandwidth 300", said)
        self.assertFalse(os.path.exists(self.path("density.tif")))

    def test_unknown_kernel_names_the_nearest(self):
        done = self.qgis.run(
            "farola:kerneldensity",
            EVENTS=self.events,
            KERNEL="quartik",
            OUTPUT=self.path("density.tif"),
        )
        self.assertIn("quartic", done.stdout + done.stderr)
        self.assertNotIn("Incorrect parameter value", done.stdout + done.stderr)


@needs_farola
@needs_pyqgis
class InsideQgis(InAFolder):
    @classmethod
    def setUpClass(cls):
        os.environ["FAROLA_EXECUTABLE"] = real_farola()
        start_pyqgis()
        from farola_qgis.provider import FarolaProvider
        from qgis.core import QgsApplication

        if QgsApplication.processingRegistry().providerById("farola") is None:
            QgsApplication.processingRegistry().addProvider(FarolaProvider())

    def test_results_open_styled(self):
        import processing
        from qgis.core import QgsRasterLayer, QgsVectorLayer

        result = processing.run(
            "farola:kerneldensity",
            {
                "EVENTS": self.events,
                "BANDWIDTH": "300",
                "CELL_SIZE": 50,
                "OUTPUT": self.path("density.tif"),
                "HOTSPOTS": self.path("hotspots.gpkg"),
            },
        )
        density = QgsRasterLayer(result["OUTPUT"], "density")
        self.assertTrue(density.isValid())
        self.assertEqual(density.crs().authid(), "EPSG:32630")
        self.assertEqual(density.renderer().type(), "singlebandpseudocolor")  # QGIS' own is grey
        hotspots = QgsVectorLayer(result["HOTSPOTS"], "hotspots", "ogr")
        self.assertTrue(hotspots.isValid())
        self.assertGreater(hotspots.featureCount(), 0)
        self.assertEqual(hotspots.renderer().type(), "graduatedSymbol")  # QGIS' own is singleSymbol

    def test_chains_open_styled(self):
        import processing
        from qgis.core import QgsVectorLayer

        # Where events come back after a day or two, at the place and 100 m from it.
        places = [(440_000 + 700 * (k % 5), 4_474_000 + 700 * (k // 5)) for k in range(15)]
        rows = [
            f"{x + (100 if again and k % 2 else 0)},{y},2024-{k % 9 + 1:02}-{k + 2 + 2 * again:02}"
            for k, (x, y) in enumerate(places)
            for again in (0, 1)
        ]
        Path(self.path("back.csv")).write_text("x,y,date\n" + "\n".join(rows), encoding="utf-8")
        run = {"EVENTS": self.path("back.csv"), "CRS": "EPSG:25830"}
        result = processing.run(
            "farola:nearrepeatevents", {**run, "OUTPUT": self.path("chains.gpkg")}
        )
        for name, count, renderer in (
            ("events", 30, "categorizedSymbol"),
            ("links", 15, "categorizedSymbol"),
            ("chains", 15, "graduatedSymbol"),
        ):
            layer = QgsVectorLayer(f"{result['OUTPUT']}|layername={name}", name, "ogr")
            self.assertEqual(layer.featureCount(), count)
            self.assertEqual(layer.renderer().type(), renderer)  # QGIS' own is singleSymbol
        (ring,) = layer.renderer().ranges()
        self.assertEqual(ring.label(), "2 events")
        self.assertTrue(ring.lowerValue() <= 2 <= ring.upperValue())
        self.assertGreater(ring.symbol().size(), 2.6)  # outside the point of the originator

        result = processing.run(
            "farola:nearrepeat",
            {
                **run,
                "PERMUTATIONS": 99,
                "OUTPUT": self.path("table.csv"),
                "PICTURE": self.path("table.svg"),
            },
        )
        self.assertTrue(Path(result["PICTURE"]).read_text(encoding="utf-8").startswith("<svg"))
        result = processing.run(
            "farola:nearrepeatrisk",
            {
                **run,
                "WEIGHTING": 2,
                "DISTANCE_BANDS": "0,150,300",
                "OUTPUT": self.path("risk.tif"),
                "REPORT": self.path("report.json"),
            },
        )
        self.assertTrue(os.path.exists(result["OUTPUT"]))
        report = json.loads(Path(self.path("report.json")).read_text(encoding="utf-8"))
        self.assertGreater(report["knox_weights"]["significant_cells"], 0)

    def test_risk_terrain_with_factors_as_lines(self):
        import processing
        from qgis.core import QgsVectorLayer

        city = ROOT / "sample-gis"
        layers = city / "villa_farola.gpkg"
        result = processing.run(
            "farola:riskterrain",
            {
                "EVENTS": str(city / "incidents.csv"),
                "WHERE": "kind = 'assault'",
                "FACTOR": f"bars={layers},layer=bars,as=proximity,blocks=2\n"
                f"stops={layers},layer=bus_stops,as=proximity,blocks=2",
                "BLOCK_LENGTH": 100,
                "OUTPUT": self.path("risk.tif"),
                "PLACES": self.path("places.gpkg"),
                "TABLE": self.path("model.csv"),
            },
        )
        self.assertTrue(os.path.exists(result["OUTPUT"]))
        places = QgsVectorLayer(result["PLACES"] + "|layername=places", "places", "ogr")
        self.assertGreater(places.featureCount(), 0)
        self.assertIn("bars", next(places.getFeatures())["words"])
        table = Path(result["TABLE"]).read_text(encoding="utf-8")
        self.assertIn("bars,proximity,", table)
        self.assertIn("stops,proximity,", table)

    def test_surfaces_of_one_layer(self):
        import processing

        layers = ROOT / "sample-gis" / "villa_farola.gpkg"
        result = processing.run(
            "farola:proximity",
            {
                "FEATURES": f"{layers}|layername=streets",
                "CELL_SIZE": 50,
                "OUTPUT": self.path("distance.tif"),
            },
        )
        self.assertTrue(os.path.exists(result["OUTPUT"]))
        result = processing.run(
            "farola:landusemix",
            {
                "LAND_USE": f"{layers}|layername=blocks",
                "CLASS": "land_use",
                "RADIUS": 300,
                "CELL_SIZE": 100,
                "OUTPUT": self.path("mix.tif"),
                "REPORT": self.path("report.json"),
            },
        )
        self.assertTrue(os.path.exists(result["OUTPUT"]))
        report = json.loads(Path(self.path("report.json")).read_text(encoding="utf-8"))
        self.assertEqual(len(report["land_use_mix"]["classes"]), 7)

    def test_example_script(self):
        sys.path.insert(0, str(ROOT / "examples" / "qgis"))
        from hot_spots_by_kind import HotSpotsByKind
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback

        feedback = QgsProcessingFeedback()
        values = {"EVENTS": self.events, "KIND": "kind", "FOLDER": self.path("results")}
        _, good = HotSpotsByKind().create().run(values, QgsProcessingContext(), feedback)
        self.assertTrue(good, feedback.textLog())
        self.assertEqual(
            sorted(name for name in os.listdir(self.path("results")) if name.endswith(".gpkg")),
            ["hotspots_robbery.gpkg", "hotspots_theft.gpkg"],
        )

    def test_two_inputs_from_layers_of_one_file(self):
        import processing
        from qgis.core import QgsProject, QgsVectorFileWriter, QgsVectorLayer

        csv = QgsVectorLayer(
            f"file://{self.events}?delimiter=,&xField=longitude&yField=latitude&crs=EPSG:4326",
            "incidents",
            "delimitedtext",
        )
        for layer_name, kind in (("cases", "theft"), ("controls", "robbery")):
            csv.setSubsetString(f"kind = '{kind}'")
            options = QgsVectorFileWriter.SaveVectorOptions()
            options.layerName = layer_name
            if os.path.exists(self.path("both.gpkg")):
                options.actionOnExistingFile = QgsVectorFileWriter.CreateOrOverwriteLayer
            error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
                csv, self.path("both.gpkg"), QgsProject.instance().transformContext(), options
            )
            self.assertEqual(error, QgsVectorFileWriter.NoError, message)
        result = processing.run(
            "farola:relativerisk",
            {
                "CASES": self.path("both.gpkg") + "|layername=cases",
                "CONTROLS": self.path("both.gpkg") + "|layername=controls",
                "BANDWIDTH": "300",
                "CELL_SIZE": 100,
                "OUTPUT": self.path("risk.tif"),
                "REPORT": self.path("report.json"),
            },
        )
        self.assertTrue(os.path.exists(result["OUTPUT"]))
        report = Path(self.path("report.json")).read_text(encoding="utf-8")
        self.assertIn("266", report)  # two rows in three are thefts, of 400
        self.assertIn("134", report)

    def test_streets_are_a_layer_in_memory_or_one_of_a_file(self):
        # Two doors of one street; one over a river, 60 m off and 460 m by the bridge.
        import processing
        from qgis.core import (
            QgsFeature,
            QgsGeometry,
            QgsProject,
            QgsVectorFileWriter,
            QgsVectorLayer,
        )

        events = self.path("banks.csv")
        Path(events).write_text(
            "x,y,date\n440000,4470005,2024-03-01\n440050,4469995,2024-03-04\n"
            "440000,4470060,2024-03-05\n",
            encoding="utf-8",
        )
        memory = QgsVectorLayer("LineString?crs=EPSG:25830", "streets", "memory")
        lines = []
        for places in (
            "439900 4470000, 440200 4470000",
            "439900 4470060, 440200 4470060",
            "440200 4470000, 440200 4470060",
        ):
            lines.append(QgsFeature())
            lines[-1].setGeometry(QgsGeometry.fromWkt(f"LineString ({places})"))
        memory.dataProvider().addFeatures(lines)
        file = self.path("city.gpkg")
        for name in ("streets", "railways"):
            options = QgsVectorFileWriter.SaveVectorOptions()
            options.layerName = name
            if os.path.exists(file):
                options.actionOnExistingFile = QgsVectorFileWriter.CreateOrOverwriteLayer
            error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
                memory, file, QgsProject.instance().transformContext(), options
            )
            self.assertEqual(error, QgsVectorFileWriter.NoError, message)
        for number, streets in enumerate((memory, f"{file}|layername=streets")):
            table = self.path(f"table{number}.csv")
            processing.run(
                "farola:nearrepeat",
                {
                    "EVENTS": events,
                    "CRS": "EPSG:25830",
                    "DISTANCE_METRIC": "network",
                    "STREETS": streets,
                    "DISTANCE_BANDS": "0,100,500",
                    "TIME_BANDS": "0,7",
                    "PERMUTATIONS": 0,
                    "STRATA": "month",
                    "OUTPUT": table,
                },
            )
            cells = Path(table).read_text(encoding="utf-8").splitlines()
            self.assertIn('"[0,100) m, [0,7) days",1,', cells[1])
            self.assertIn('"[100,500) m, [0,7) days",2,', cells[2])

    def test_cancel(self):
        """A run of hours ends when cancelled, with no process and no file left."""
        from qgis.core import (
            QgsApplication,
            QgsProcessingContext,
            QgsProcessingException,
            QgsProcessingFeedback,
        )

        feedback = QgsProcessingFeedback()

        def cancel_when_computing():
            deadline = time.monotonic() + 120
            while not _children_named("farola") and time.monotonic() < deadline:
                time.sleep(0.02)
            self.numbers = _children_named("farola")
            time.sleep(1)
            feedback.cancel()

        canceller = threading.Thread(target=cancel_when_computing)
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("farola:relativerisk")
        canceller.start()
        with self.assertRaises(QgsProcessingException) as raised:
            algorithm.run(
                {
                    "CASES": self.events,
                    "CONTROLS": self.events,
                    "BANDWIDTH": "300",
                    "CELL_SIZE": 5,
                    "PERMUTATIONS": 99999,
                    "OUTPUT": self.path("risk.tif"),
                },
                QgsProcessingContext(),
                feedback,
                {},
                False,
            )
        canceller.join()
        self.assertIn("Cancelled", str(raised.exception))
        self.assertTrue(self.numbers, "the program was never seen to run")
        self.assertEqual(_children_named("farola"), [])
        self.assertEqual([name for name in os.listdir(self.folder) if name != "events.csv"], [])


def _children_named(name):
    """Numbers of the processes of that name which this one started and which have not ended."""
    numbers = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            head, _, rest = (entry / "stat").read_text(encoding="utf-8").rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if head.partition("(")[2] == name and int(parent) == os.getpid() and state != "Z":
            numbers.append(int(entry.name))
    return numbers


if __name__ == "__main__":
    run_tests()
