"""Where the plugin looks for the program, and what it says when it does not find one it can use."""

import os
import shutil
import tempfile
import unittest
from unittest import mock

from qgis_support import STAND_IN, needs_pyqgis, run_tests, start_pyqgis


@needs_pyqgis
class Executable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        start_pyqgis()

    def setUp(self):
        from qgis.core import QgsSettings

        folder = tempfile.TemporaryDirectory(prefix="farola-qgis-")
        self.addCleanup(folder.cleanup)
        self.on_path = shutil.copy(STAND_IN, os.path.join(folder.name, "farola"))
        environment = mock.patch.dict(os.environ, {"PATH": f"{folder.name}:/usr/bin:/bin"})
        environment.start()
        self.addCleanup(environment.stop)
        os.environ.pop("FAROLA_EXECUTABLE", None)
        os.environ.pop("FAROLA_STAND_IN", None)
        self.settings = QgsSettings()
        self.addCleanup(self.settings.remove, "Processing/Configuration/FAROLA_EXECUTABLE")

    def set_setting(self, path):
        self.settings.setValue("Processing/Configuration/FAROLA_EXECUTABLE", path)

    def found(self):
        from farola_qgis.executable import find_executable

        return find_executable()

    def trouble(self):
        from farola_qgis.provider import FarolaProvider

        provider = FarolaProvider()
        provider.refreshAlgorithms()
        self.assertEqual(provider.algorithms(), [])
        return provider.trouble

    def test_on_path(self):
        self.assertEqual(self.found(), self.on_path)

    def test_environment_goes_before_path(self):
        os.environ["FAROLA_EXECUTABLE"] = str(STAND_IN)
        self.assertEqual(self.found(), str(STAND_IN))

    def test_setting_goes_before_environment(self):
        os.environ["FAROLA_EXECUTABLE"] = "/nonexistent/farola"
        self.set_setting(str(STAND_IN))
        self.assertEqual(self.found(), str(STAND_IN))

    def test_nowhere(self):
        os.environ["PATH"] = "/nonexistent"
        said = self.trouble()
        self.assertIn("not found on PATH", said)
        self.assertIn("Settings > Options > Processing > Providers > farola", said)

    def test_wrong_setting_is_told_and_not_passed_over(self):
        self.set_setting("/nonexistent/farola")
        said = self.trouble()
        self.assertIn("/nonexistent/farola, named by the setting “farola program”", said)

    def test_another_program(self):
        self.set_setting(shutil.which("false"))
        self.assertIn("stopped with exit code 1 and said: nothing", self.trouble())

    def test_another_answer(self):
        os.environ["FAROLA_STAND_IN"] = "garbage"
        self.assertIn("Is it the farola program?", self.trouble())

    def test_another_schema(self):
        os.environ["FAROLA_STAND_IN"] = "schema"
        said = self.trouble()
        self.assertIn("describes itself by schema 99, and this plugin reads schema 1", said)
        self.assertIn("Update the plugin.", said)

    def test_trouble_ends_when_the_program_is_set(self):
        from farola_qgis.provider import FarolaProvider

        os.environ["PATH"] = "/nonexistent"
        provider = FarolaProvider()
        provider.refreshAlgorithms()
        self.assertNotEqual(provider.trouble, "")
        os.environ["PATH"] = "/usr/bin:/bin"  # the stand-in's own interpreter
        self.set_setting(str(STAND_IN))
        provider.refreshAlgorithms()
        self.assertEqual(provider.trouble, "")
        self.assertEqual([algorithm.name() for algorithm in provider.algorithms()], ["everykind"])


if __name__ == "__main__":
    run_tests()
