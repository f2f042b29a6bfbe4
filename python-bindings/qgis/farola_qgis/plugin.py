"""What QGIS starts and stops: it only adds and removes the provider."""

from qgis.core import Qgis, QgsApplication

from .provider import FarolaProvider


class FarolaPlugin:
    def __init__(self, iface):
        self.iface = iface
        self.provider = None

    def initProcessing(self):
        """Called by qgis_process, which has no windows."""
        self.provider = FarolaProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()
        if self.provider.trouble and self.iface is not None:
            self.iface.messageBar().pushMessage("farola", self.provider.trouble, Qgis.Warning, 30)

    def unload(self):
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
