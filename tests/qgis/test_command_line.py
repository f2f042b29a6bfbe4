"""What the plugin says to the program for what is set in QGIS, and how it ends a run.

PyQGIS with the stand-in: it writes down the words it was called with.
"""

import json
import os
import tempfile
import threading
import time
import unittest
from pathlib import Path

from qgis_support import STAND_IN, needs_pyqgis, run_tests, start_pyqgis, write_csv

try:
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsFeature,
        QgsGeometry,
        QgsPointXY,
        QgsProcessingContext,
        QgsProcessingException,
        QgsProcessingFeatureSourceDefinition,
        QgsProcessingFeedback,
        QgsProject,
        QgsVectorFileWriter,
        QgsVectorLayer,
    )
except ImportError:
    pass


class WithPyQgis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        start_pyqgis()
        from farola_qgis.algorithm import FarolaAlgorithm
        from farola_qgis.catalogue import read_catalogue

        described = read_catalogue(str(STAND_IN))["analyses"][0]
        cls.new_algorithm = lambda self: FarolaAlgorithm(described, str(STAND_IN)).create()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="farola-qgis-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.addCleanup(os.environ.pop, "FAROLA_STAND_IN", None)
        self.addCleanup(QgsProject.instance().clear)

    def path(self, name):
        return os.path.join(self.folder, name)

    def point_layer(self, uri="Point?crs=EPSG:25830&field=kind:string&field=fid:integer", count=10):
        layer = QgsVectorLayer(uri, "incidents", "memory")
        features = []
        for index in range(count):
            feature = QgsFeature(layer.fields())
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(440000 + 10 * index, 4474000)))
            feature.setAttributes(
                ["theft" if index < 4 else "robbery", 7]
            )  # fid repeats on purpose
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        QgsProject.instance().addMapLayer(layer)
        return layer

    def write_layers(self, name, *layer_names):
        for layer_name in layer_names:
            self.write_layer(name, layer_name)
        QgsProject.instance().clear()

    def write_layer(self, name, layer_name):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GPKG"
        options.layerName = layer_name
        if os.path.exists(self.path(name)):
            options.actionOnExistingFile = QgsVectorFileWriter.CreateOrOverwriteLayer
        memory = self.point_layer("Point?crs=EPSG:25830&field=kind:string&field=rank:integer")
        error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
            memory, self.path(name), QgsProject.instance().transformContext(), options
        )
        self.assertEqual(error, QgsVectorFileWriter.NoError, message)

    def file_layer(self, name="events.gpkg", uri_tail="|layername=incidents"):
        if not os.path.exists(self.path(name)):
            self.write_layers(name, "incidents")
        layer = QgsVectorLayer(self.path(name) + uri_tail, "incidents", "ogr")
        self.assertTrue(layer.isValid())
        QgsProject.instance().addMapLayer(layer)
        return layer

    def words(self, **values):
        """The words the program was called with, without those that are always there."""
        said_file = self.path("said.json")
        os.environ["FAROLA_STAND_IN"] = f"record {said_file}"
        values.setdefault("OUTPUT", self.path("density.tif"))
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        feedback = QgsProcessingFeedback()
        algorithm = self.new_algorithm()
        good, why = algorithm.checkParameterValues(values, context)
        self.assertTrue(good, why)
        _, good = algorithm.run(values, context, feedback, {}, False)
        self.assertTrue(good, feedback.textLog())
        self.log = feedback.textLog()
        said = json.loads(Path(said_file).read_text(encoding="utf-8"))
        self.assertEqual(said[0], "every-kind")
        self.assertEqual(said[-3:], ["--progress", "json", "--overwrite"])
        return said[1:-3]


@needs_pyqgis
class CommandLine(WithPyQgis):
    def options(self, **values):
        """The words after input and output."""
        return self.words(EVENTS=write_csv(self.path("events.csv")), **values)[2:]

    def test_nothing_set_says_nothing(self):
        csv = write_csv(self.path("events.csv"))
        self.assertEqual(self.words(EVENTS=csv), [csv, self.path("density.tif")])

    def test_defaults_are_left_to_the_engine(self):
        self.assertEqual(
            self.options(KERNEL="quartic", SEED=1, DEDUPLICATE=False, BANDWIDTH=""), []
        )

    def test_each_kind(self):
        for value, wanted in {
            ("KERNEL", "uniform"): "--kernel=uniform",
            ("KERNEL", 0): "--kernel=uniform",
            ("KERNEL", "0"): "--kernel=uniform",
            ("SEED", 7): "--seed=7",
            ("SEED", 12345678901): "--seed=12345678901",
            ("PERIOD", 2.5): "--period=2.5",
            ("CELL_SIZE", 25.0): "--cell-size=25.0",
            ("BANDWIDTH", "scott"): "--bandwidth=scott",
            ("BANDWIDTH", 300): "--bandwidth=300",
            ("DEDUPLICATE", True): "--deduplicate",
            ("WHERE", "kind = 'theft'"): "--where=kind = 'theft'",
            ("WEIGHT", "weight"): "--weight=weight",
            ("SINCE", "2025-01-01"): "--since=2025-01-01",
            ("TARGET_CRS", "EPSG:25830"): "--target-crs=EPSG:25830",
            ("REJECTS", "/tmp/rejects.csv"): "--rejects=/tmp/rejects.csv",
            ("HOTSPOTS", "/tmp/hotspots.gpkg"): "--hotspots=/tmp/hotspots.gpkg",
        }.items():
            with self.subTest(value=value):
                self.assertEqual(self.options(**{value[0]: value[1]}), [wanted])

    def test_factors_are_an_option_for_each_line(self):
        lines = "bars=city.gpkg,layer=bars\n\n  parks=parks.geojson,as=proximity  \n"
        self.assertEqual(
            self.options(FACTOR=lines),
            ["--factor=bars=city.gpkg,layer=bars", "--factor=parks=parks.geojson,as=proximity"],
        )

    def test_wrong_values_reach_the_engine(self):
        # QGIS alone would refuse them with "Incorrect parameter value" and no remedy.
        for value, wanted in {
            ("KERNEL", "quadratic"): "--kernel=quadratic",
            ("CELL_SIZE", -25): "--cell-size=-25",
            ("PERIOD", "soon"): "--period=soon",
            ("TARGET_CRS", "EPSG:999999"): "--target-crs=EPSG:999999",
        }.items():
            with self.subTest(value=value):
                self.assertEqual(self.options(**{value[0]: value[1]}), [wanted])

    def test_crs_of_the_user_is_told_as_wkt(self):
        crs = QgsCoordinateReferenceSystem.fromProj(
            "+proj=tmerc +lon_0=-3.7 +lat_0=40 +units=m +ellps=GRS80"
        )
        (said,) = self.options(TARGET_CRS=crs)
        self.assertRegex(said, r"^--target-crs=(BOUNDCRS|PROJCRS)\[")

    def test_extent_is_told_in_the_target_crs(self):
        said = self.options(EXTENT="-3.72,-3.68,40.40,40.44 [EPSG:4326]", TARGET_CRS="EPSG:25830")
        self.assertEqual(said[:2], ["--target-crs=EPSG:25830", "--extent"])
        xmin, ymin, xmax, ymax = map(float, said[2:])
        # 40.40 N 3.72 W and 40.44 N 3.68 W in UTM 30N; the box around the turned rectangle is a
        # little wider. PROJ 9 gives 438920.6, 4472372.4 and 442345.4, 4476783.7 for the corners.
        self.assertAlmostEqual(xmin, 438920, delta=60)
        self.assertAlmostEqual(ymin, 4472350, delta=60)
        self.assertAlmostEqual(xmax, 442345, delta=60)
        self.assertAlmostEqual(ymax, 4476800, delta=60)

    def test_extent_in_metres_fixes_the_target_crs(self):
        said = self.options(EXTENT="440000,441000,4474000,4475000 [EPSG:25830]")
        self.assertEqual(
            said,
            [
                "--target-crs=EPSG:25830",
                "--extent",
                "440000.0",
                "4474000.0",
                "441000.0",
                "4475000.0",
            ],
        )

    def test_extent_in_degrees_alone_is_refused(self):
        values = {
            "EVENTS": write_csv(self.path("events.csv")),
            "OUTPUT": self.path("density.tif"),
            "EXTENT": "-3.72,-3.68,40.40,40.44 [EPSG:4326]",
        }
        feedback = QgsProcessingFeedback()
        _, good = self.new_algorithm().run(values, QgsProcessingContext(), feedback)
        self.assertFalse(good)
        self.assertIn("Set “Target CRS”", feedback.textLog())


@needs_pyqgis
class Sources(WithPyQgis):
    def copied(self, words):
        """The layer that was handed over, which must be a temporary copy."""
        self.assertIn("is copied to a temporary GeoPackage", self.log)
        self.assertTrue(words[0].endswith(".gpkg"))
        layer = QgsVectorLayer(words[0], "copy", "ogr")
        self.assertTrue(layer.isValid())
        return layer

    def test_file_is_read_in_place_with_its_layer(self):
        self.write_layers("events.gpkg", "incidents", "other")
        words = self.words(EVENTS=self.file_layer().id())
        self.assertEqual(words[0], self.path("events.gpkg"))
        self.assertIn("--layer=incidents", words)

    def test_layer_set_by_hand_wins(self):
        layer = self.file_layer()
        words = self.words(EVENTS=layer, LAYER="incidents")
        self.assertEqual(words.count("--layer=incidents"), 1)

    def test_memory_layer(self):
        copy = self.copied(self.words(EVENTS=self.point_layer()))
        self.assertEqual(copy.featureCount(), 10)
        self.assertEqual(copy.crs().authid(), "EPSG:25830")
        self.assertEqual({feature["fid"] for feature in copy.getFeatures()}, {7})

    def test_selected_features_only(self):
        layer = self.file_layer()
        layer.selectByExpression("kind = 'theft'")
        words = self.words(EVENTS=QgsProcessingFeatureSourceDefinition(layer.id(), True))
        self.assertEqual(self.copied(words).featureCount(), 4)

    def test_feature_limit(self):
        layer = self.file_layer()
        layer.selectByExpression("kind = 'theft'")
        words = self.words(EVENTS=QgsProcessingFeatureSourceDefinition(layer.id(), True, 3))
        self.assertEqual(self.copied(words).featureCount(), 3)

    def test_filter(self):
        layer = self.file_layer()
        layer.setSubsetString("kind = 'theft'")
        self.assertEqual(self.copied(self.words(EVENTS=layer)).featureCount(), 4)

    def test_unsaved_edits(self):
        layer = self.file_layer()
        layer.startEditing()
        layer.deleteFeature(next(layer.getFeatures()).id())
        self.assertEqual(self.copied(self.words(EVENTS=layer)).featureCount(), 9)

    def test_crs_set_in_qgis_is_told(self):
        layer = self.file_layer()
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32630"))
        words = self.words(EVENTS=layer)
        self.assertEqual(words[0], self.path("events.gpkg"))
        self.assertIn("--crs=EPSG:32630", words)

    def test_study_area_of_a_file_with_several_layers_is_copied(self):
        self.write_layers("events.gpkg", "incidents", "other")
        words = self.words(
            EVENTS=write_csv(self.path("events.csv")),
            STUDY_AREA=self.path("events.gpkg") + "|layername=other",
        )
        (area,) = [word for word in words if word.startswith("--study-area=")]
        self.assertNotIn(self.path("events.gpkg"), area)
        self.assertIn("the file holds several layers", self.log)


@needs_pyqgis
class Ends(WithPyQgis):
    def run_until_cancelled(self, behaviour):
        """The message, the process numbers of the run, and whether the program was asked to stop.

        The stand-in would go on for a minute and then end well: only a cancel makes the run raise.
        """
        numbers = self.path("numbers.json")
        os.environ["FAROLA_STAND_IN"] = f"{behaviour} {numbers}"
        feedback = QgsProcessingFeedback()

        def cancel_when_running():
            deadline = time.monotonic() + 60
            while not os.path.exists(numbers) and time.monotonic() < deadline:
                time.sleep(0.02)
            feedback.cancel()

        canceller = threading.Thread(target=cancel_when_running)
        canceller.start()
        values = {"EVENTS": write_csv(self.path("events.csv")), "OUTPUT": self.path("density.tif")}
        with self.assertRaises(QgsProcessingException) as raised:
            self.new_algorithm().run(values, QgsProcessingContext(), feedback, {}, False)
        canceller.join()
        processes = json.loads(Path(numbers).read_text(encoding="utf-8"))
        return str(raised.exception), processes, os.path.exists(numbers + ".asked")

    def assert_all_ended(self, processes):
        deadline = time.monotonic() + 5
        while any(_runs(number) for number in processes) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual([number for number in processes if _runs(number)], [])

    def test_cancel_asks_the_program_to_stop(self):
        message, processes, asked = self.run_until_cancelled("polite")
        self.assertIn("Cancelled", message)
        self.assertTrue(asked, "it was killed before it could stop by itself")
        self.assert_all_ended(processes)

    def test_cancel_ends_a_program_that_does_not_listen_and_what_it_started(self):
        message, processes, asked = self.run_until_cancelled("stubborn")
        self.assertIn("Cancelled", message)
        self.assertFalse(asked)
        self.assert_all_ended(processes)

    def test_cancel_waits_less_than_a_second_by_design(self):
        from farola_qgis.runner import GRACE_SECONDS, POLL_SECONDS

        self.assertLess(POLL_SECONDS + GRACE_SECONDS, 1)

    def test_error_is_raised_in_the_words_of_the_engine(self):
        os.environ["FAROLA_STAND_IN"] = "error"
        values = {"EVENTS": write_csv(self.path("events.csv")), "OUTPUT": self.path("density.tif")}
        with self.assertRaises(QgsProcessingException) as raised:
            self.new_algorithm().run(
                values, QgsProcessingContext(), QgsProcessingFeedback(), {}, False
            )
        self.assertEqual(str(raised.exception), "Bandwidth must be positive, got -300 m.")


def _runs(number):
    """Whether a process runs; one that ended and waits to be noticed does not."""
    try:
        state = (
            Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        )
    except OSError:
        return False
    return state != "Z"


if __name__ == "__main__":
    run_tests()
