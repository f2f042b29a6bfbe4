"""The provider: one algorithm for each analysis that the installed program describes."""

import os

from qgis.core import Qgis, QgsMessageLog, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithm import FarolaAlgorithm
from .catalogue import NoCatalogue, read_catalogue
from .executable import SETTING, NoExecutable, find_executable


class FarolaProvider(QgsProcessingProvider):
    def __init__(self):
        super().__init__()
        self.trouble = ""  # why there is no algorithm, and what to do
        self.version = ""

    def id(self):
        return "farola"

    def name(self):
        return "farola"

    def longName(self):
        return f"farola {self.version}".strip()

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return os.path.join(os.path.dirname(__file__), "icon.svg")

    def warningMessage(self):
        return self.trouble

    def load(self):
        self._add_setting()
        self.refreshAlgorithms()
        return True

    def unload(self):
        configuration = _processing_configuration()
        if configuration is not None:
            configuration.ProcessingConfig.removeSetting(SETTING)
            try:
                configuration.settingsWatcher.settingsChanged.disconnect(self.refreshAlgorithms)
            except (TypeError, RuntimeError):
                pass  # was never connected

    def loadAlgorithms(self):
        self.trouble = self.version = ""
        try:
            executable = find_executable()
            catalogue = read_catalogue(executable)
        except (NoExecutable, NoCatalogue) as why:
            self.trouble = str(why)
            QgsMessageLog.logMessage(self.trouble, "farola", Qgis.Warning)
            return
        self.version = catalogue["version"]
        for analysis in catalogue["analyses"]:
            try:
                self.addAlgorithm(FarolaAlgorithm(analysis, executable))
            except (KeyError, TypeError, ValueError) as error:
                # One entry that cannot be read must not take the others away.
                name = analysis.get("name", "?") if isinstance(analysis, dict) else "?"
                QgsMessageLog.logMessage(
                    f"farola {self.version} describes {name} in a way this plugin cannot read "
                    f"({error!r}); it is left out. Update the plugin.",
                    "farola",
                    Qgis.Warning,
                )

    def supportedOutputRasterLayerExtensions(self):
        return ["tif"]

    def supportedOutputVectorLayerExtensions(self):
        return ["gpkg"]

    def defaultVectorFileExtension(self, hasGeometry=True):
        return "gpkg"

    def supportsNonFileBasedOutput(self):
        return False

    def _add_setting(self):
        configuration = _processing_configuration()
        if configuration is None:
            return
        configuration.ProcessingConfig.settingIcons[self.name()] = self.icon()
        configuration.ProcessingConfig.addSetting(
            configuration.Setting(
                self.name(),
                SETTING,
                "farola program",
                "",
                valuetype=configuration.Setting.FILE,
                placeholder="found by FAROLA_EXECUTABLE or on PATH",
            )
        )
        configuration.ProcessingConfig.readSettings()
        configuration.settingsWatcher.settingsChanged.connect(self.refreshAlgorithms)


def _processing_configuration():
    """The Processing plugin's settings, absent where only the QGIS libraries are used."""
    try:
        from processing.core import ProcessingConfig

        return ProcessingConfig
    except ImportError:
        return None
