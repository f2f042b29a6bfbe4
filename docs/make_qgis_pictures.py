"""Makes the pictures of qgis.md without a screen: the dialog, and the results as QGIS opens them.

    /usr/bin/python3 docs/make_qgis_pictures.py FAROLA_PROGRAM

Needs QGIS and its Python module.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CITY = ROOT / "sample-gis" / "villa_farola.gpkg"
INCIDENTS = ROOT / "sample-gis" / "incidents.csv"
IMAGES = ROOT / "docs" / "images"


def start(farola, folder):
    os.environ.update(
        QT_QPA_PLATFORM="offscreen",
        XDG_RUNTIME_DIR=folder,
        QGIS_CUSTOM_CONFIG_PATH=folder,
        FAROLA_EXECUTABLE=os.path.abspath(farola),
    )
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    plugins = os.path.join(QgsApplication.pkgDataPath(), "python", "plugins")
    sys.path[:0] = [str(ROOT / "python-bindings" / "qgis"), plugins]
    from processing.core.Processing import Processing

    Processing.initialize()
    from farola_qgis.provider import FarolaProvider

    QgsApplication.processingRegistry().addProvider(FarolaProvider())
    return application


def picture_of_dialog(application, values, path):
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.core import QgsApplication

    registry = QgsApplication.processingRegistry()
    dialog = AlgorithmDialog(registry.createAlgorithmById("farola:kerneldensity"))
    dialog.setParameters(values)
    dialog.resize(1000, 700)
    dialog.show()
    application.processEvents()
    dialog.grab().save(str(path))
    dialog.close()


def picture_of_map(layers, path):
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize

    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[-1].crs())
    settings.setExtent(layers[-1].extent())
    settings.setOutputSize(QSize(1000, 700))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(path))


def main():
    with tempfile.TemporaryDirectory() as folder:
        application = start(sys.argv[1], folder)
        import processing
        from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer

        columns = "delimiter=,&xField=longitude&yField=latitude&crs=EPSG:4326"
        events = QgsVectorLayer(f"file://{INCIDENTS}?{columns}", "incidents", "delimitedtext")
        area = QgsVectorLayer(f"{CITY}|layername=study_area", "study area", "ogr")
        QgsProject.instance().addMapLayers([area, events])
        values = {"EVENTS": events.id(), "BANDWIDTH": "200", "CELL_SIZE": 10}
        IMAGES.mkdir(exist_ok=True)
        picture_of_dialog(application, values, IMAGES / "qgis-dialog.png")
        result = processing.run(
            "farola:kerneldensity",
            {
                **values,
                "STUDY_AREA": area,
                "OUTPUT": os.path.join(folder, "density.tif"),
                "HOTSPOTS": os.path.join(folder, "hotspots.gpkg"),
            },
        )
        hotspots = QgsVectorLayer(result["HOTSPOTS"], "hot spots", "ogr")
        density = QgsRasterLayer(result["OUTPUT"], "density")
        picture_of_map([hotspots, density], IMAGES / "qgis-map.png")


if __name__ == "__main__":
    main()
