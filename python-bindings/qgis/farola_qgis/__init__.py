"""QGIS plugin: the analyses of the farola program in the Processing toolbox."""


def classFactory(iface):  # noqa: N802 (QGIS asks for this name)
    from .plugin import FarolaPlugin

    return FarolaPlugin(iface)
