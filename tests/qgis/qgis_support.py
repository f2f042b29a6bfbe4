"""What the tests of the QGIS plugin share: a QGIS without windows, private to the test."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "python-bindings" / "qgis"
STAND_IN = Path(__file__).resolve().with_name("stand_in_farola.py")

# Debian's wrapper `qgis_process` adds an option that the program refuses; the program itself works.
QGIS_PROCESS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")

try:
    import qgis.core  # noqa: F401

    PYQGIS = True
except ImportError:
    PYQGIS = False

needs_qgis_process = unittest.skipUnless(QGIS_PROCESS, "qgis_process is not installed")
needs_pyqgis = unittest.skipUnless(PYQGIS, f"{sys.executable} has no qgis module")


def real_farola():
    """The program under test, named by CTest; None: only the stand-in can be used."""
    return os.environ.get("FAROLA_UNDER_TEST") or None


needs_farola = unittest.skipUnless(
    real_farola(), "FAROLA_UNDER_TEST does not name the farola program"
)


class QgisProcess:
    """The command-line QGIS with the plugin enabled, and a configuration of its own."""

    def __init__(self, executable=None, **environment):
        self.folder = tempfile.TemporaryDirectory(prefix="farola-qgis-")
        self.environment = {
            **{k: v for k, v in os.environ.items() if k != "FAROLA_EXECUTABLE"},
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": self.folder.name,
            "QGIS_PLUGINPATH": str(PLUGINS),
            "QGIS_CUSTOM_CONFIG_PATH": self.folder.name,
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        }
        if executable:
            self.environment["FAROLA_EXECUTABLE"] = str(executable)
        self.call("plugins", "enable", "farola_qgis")

    def call(self, *words, timeout=300):
        done = subprocess.run(
            [QGIS_PROCESS, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return done

    def run(self, algorithm, **values):
        return self.call(
            "run", algorithm, "--", *(f"{name}={value}" for name, value in values.items())
        )

    def close(self):
        self.folder.cleanup()


def run_tests():
    """Like unittest.main(), but ends with 77, CTest's "skipped", when not one test could run."""
    result = unittest.main(exit=False).result
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}", file=sys.stderr)
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if result.skipped and len(result.skipped) == result.testsRun else 0)


_application = None


def start_pyqgis():
    """QGIS inside this Python, once, with the Processing framework; the plugin can be imported."""
    global _application
    if _application is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        folder = tempfile.mkdtemp(prefix="farola-pyqgis-")
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        os.environ["QGIS_CUSTOM_CONFIG_PATH"] = folder
        sys.dont_write_bytecode = True
        from qgis.core import QgsApplication

        _application = QgsApplication([], False, folder)
        _application.initQgis()
        sys.path[:0] = [
            str(PLUGINS),
            os.path.join(QgsApplication.pkgDataPath(), "python", "plugins"),
        ]
        from processing.core.Processing import Processing

        Processing.initialize()
    return _application


def write_csv(path, rows=400):
    """Incidents around two corners of Madrid, in degrees; the same at every call."""
    lines = ["longitude,latitude,kind,weight"]
    state = 12345
    for row in range(rows):
        state = (1103515245 * state + 12345) % 2**31
        dx = (state / 2**31 - 0.5) * 0.02
        state = (1103515245 * state + 12345) % 2**31
        dy = (state / 2**31 - 0.5) * 0.02
        near = row % 3 != 0
        longitude = -3.70 + (dx * 0.2 if near else dx)
        latitude = 40.42 + (dy * 0.2 if near else dy)
        lines.append(
            f"{longitude:.6f},{latitude:.6f},{'theft' if near else 'robbery'},{1 + row % 2}"
        )
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)
