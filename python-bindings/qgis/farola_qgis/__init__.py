"""QGIS plugin: the analyses of the farola program in the Processing toolbox."""


def classFactory(iface):
    from .plugin import FarolaPlugin

    return FarolaPlugin(iface)
