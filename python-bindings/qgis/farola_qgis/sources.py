"""From a layer in QGIS to a file that farola reads, holding just what QGIS shows.

A layer that is a plain local file is read where it is. A temporary GeoPackage is written when the
file would not say the same as the layer: only the selected features, a filter, a limit, unsaved
edits, fields made in QGIS, or a source that is no local file (memory, PostGIS, delimited text …).
"""

import os
from typing import NamedTuple

from qgis.core import (
    QgsFeatureRequest,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorFileWriter,
)

# Suffixes farola opens. A zip is not here: its path alone does not say which file inside is meant.
READ_IN_PLACE = {"csv", "tsv", "txt", "gz", "geojson", "json", "gpkg", "shp", "fgb"}


class Source(NamedTuple):
    path: str
    layer: str = ""  # when the file holds several
    crs: str = ""  # when QGIS was told another CRS than the file has, or the file has none


def crs_text(crs):
    """ "EPSG:25830", or WKT for one that only this QGIS knows by a number."""
    authority = crs.authid().partition(":")[0]
    return (
        crs.authid()
        if authority in ("EPSG", "ESRI", "IGNF", "OGC")
        else crs.toWkt(crs.WKT_PREFERRED)
    )


def vector_source(algorithm, name, parameters, context, feedback, takes_layer, takes_crs):
    """The Source of parameter `name`. `takes_…`: whether the program can be told layer and CRS."""
    value = parameters[name]
    layer, selected, limit = _layer(algorithm, name, value, parameters, context)
    if layer is None:
        if isinstance(value, str):
            return Source(value)  # the engine says in its words what is wrong with this path
        raise QgsProcessingException(algorithm.invalidSourceError(parameters, name))

    described = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = described.get("path") or ""
    layer_name = described.get("layerName") or ""
    other_crs = ""
    if layer.crs().isValid() and layer.crs() != layer.dataProvider().crs():
        other_crs = crs_text(layer.crs())

    reason = _why_not_in_place(layer, path, selected, limit)
    if not reason and layer_name and not _holds_several(path):
        layer_name = ""
    if not reason and layer_name and not takes_layer:
        reason = "the file holds several layers"
    if not reason and other_crs and not takes_crs:
        reason = "its CRS was set in QGIS"
    if not reason:
        return Source(path, layer_name, other_crs)

    feedback.pushInfo(f"{layer.name()} is copied to a temporary GeoPackage: {reason}.")
    return Source(_copy(layer, name, selected, limit, context, feedback))


def raster_source(algorithm, name, parameters, context):
    layer = algorithm.parameterAsRasterLayer(parameters, name, context)
    if layer is None:
        if isinstance(parameters[name], str):
            return parameters[name]
        raise QgsProcessingException(algorithm.invalidRasterError(parameters, name))
    if layer.providerType() != "gdal":
        raise QgsProcessingException(
            f"{layer.name()} is no raster file. Save it as a GeoTIFF first: right-click, Export, "
            "Save as."
        )
    return layer.source()


def _layer(algorithm, name, value, parameters, context):
    if not isinstance(value, QgsProcessingFeatureSourceDefinition):
        return algorithm.parameterAsVectorLayer(parameters, name, context), False, -1
    text, _ = value.source.valueAsString(context.expressionContext(), "")
    return (
        QgsProcessingUtils.mapLayerFromString(text, context),
        value.selectedFeaturesOnly,
        value.featureLimit,
    )


def _why_not_in_place(layer, path, selected, limit):
    """The reason for a copy, or "" when the file can be read where it is."""
    if selected:
        return "only the selected features are asked for"
    if limit >= 0:
        return f"only {limit} features are asked for"
    if layer.subsetString():
        return f"the filter {layer.subsetString()} applies"
    if layer.isModified():
        return "it has unsaved edits"
    if layer.fields().count() != layer.dataProvider().fields().count():
        return "it has fields made in QGIS"
    if layer.providerType() != "ogr" or not os.path.isfile(path):
        return "it is no local file"
    suffix = os.path.splitext(path)[1].lstrip(".").lower()
    if suffix not in READ_IN_PLACE:
        return f"farola does not read .{suffix}"
    return ""


def _holds_several(path):
    return len(QgsProviderRegistry.instance().querySublayers(path)) > 1


def _copy(layer, name, selected, limit, context, feedback):
    path = QgsProcessingUtils.generateTempFilename(f"{name}.gpkg")
    if limit >= 0:
        request = QgsFeatureRequest()
        if selected:
            request.setFilterFids(layer.selectedFeatureIds())
            selected = False
        layer = layer.materialize(request.setLimit(limit), feedback)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = name.lower()
    options.onlySelectedFeatures = selected
    options.feedback = feedback
    # A field of the layer may be named fid and repeat a number; it is kept as a plain field.
    options.layerOptions = ["FID=qgis_row"]
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, path, context.transformContext(), options
    )
    if error == QgsVectorFileWriter.Canceled:
        raise QgsProcessingException("Cancelled.")
    if error != QgsVectorFileWriter.NoError:
        raise QgsProcessingException(f"{layer.name()} could not be copied to {path}: {message}")
    return path
