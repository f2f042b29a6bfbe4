"""From the catalogue's parameters to the widgets of the Processing dialog.

Nothing is decided here about an analysis: names, units, defaults, choices and help are the
engine's.
"""

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterDistance,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
    QgsUnitTypes,
)

# Set by the plugin itself for each run; see runner.py. QGIS asks before it replaces a file.
SET_BY_THE_PLUGIN = {"overwrite", "progress", "quiet"}

# Inputs that layer, crs and fields belong to.
EVENT_KINDS = {"events", "events-or-raster", "features"}

# Headings of the catalogue under which stands what most runs leave alone.
ADVANCED_HEADINGS = ("Reading ", "Choosing ", "Run", "Output")


def shown(parameter):
    """Whether a parameter is asked for in QGIS: all that Python has, and every file written."""
    if parameter["name"] in SET_BY_THE_PLUGIN:
        return False
    return parameter.get("python", True) or parameter["role"] == "output"


def label(parameter):
    """ "Cell size [m]" """
    unit = parameter.get("unit")
    return f"{parameter['label']} [{unit}]" if unit else parameter["label"]


def help_text(parameter):
    lines = [parameter.get("help") or ""]
    if parameter["kind"] == "distance-or-choice":
        lines.append(f"A number of metres, or one of: {', '.join(parameter['choices'])}.")
    if parameter.get("default_rule"):
        lines.append(f"Not set: {parameter['default_rule']}.")
    if parameter.get("example"):
        lines.append(f"Example: {parameter['example']}")
    return "\n".join(line for line in lines if line)


def events_of_field(parameter, parameters):
    """The QGIS name of the events whose fields are offered: its namesake, or the first."""
    events = [other for other in parameters if other["kind"] in EVENT_KINDS]
    for other in events:
        if parameter["name"].startswith(other["name"] + "-"):
            return other["qgis_name"]
    return events[0]["qgis_name"] if events else ""


def definition(parameter, analysis):
    """The QgsProcessingParameterDefinition of a parameter. ValueError: unknown kind."""
    maker = _MAKERS.get(parameter["kind"])
    if maker is None:
        raise ValueError(f"parameter {parameter['name']} of unknown kind {parameter['kind']}")
    made = maker(parameter, analysis, label(parameter), _is_optional(parameter))
    made.setHelp(help_text(parameter))
    if parameter["role"] == "option" and not parameter["required"] and _is_advanced(parameter):
        made.setFlags(made.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
    return made


def _is_optional(parameter):
    """Whether it may be left empty. A list or a number with a default never is."""
    with_default = parameter["kind"] in ("choice", "integer", "number", "distance", "flag")
    if with_default and (parameter.get("default") not in (None, "") or parameter["kind"] == "flag"):
        return False
    return not parameter["required"]


def _is_advanced(parameter):
    return (parameter.get("group") or "").startswith(ADVANCED_HEADINGS)


def _source(geometry):
    def make(parameter, analysis, text, optional):
        return QgsProcessingParameterFeatureSource(
            parameter["qgis_name"], text, [geometry], optional=optional
        )

    return make


def _number(number_type):
    def make(parameter, analysis, text, optional):
        made = QgsProcessingParameterNumber(
            parameter["qgis_name"], text, number_type, _number_default(parameter), optional
        )
        _limit(made, parameter)
        return made

    return make


def _distance(parameter, analysis, text, optional):
    # No parent parameter: beside a layer in degrees QGIS would then label this in degrees.
    made = QgsProcessingParameterDistance(
        parameter["qgis_name"], text, _number_default(parameter), "", optional
    )
    made.setDefaultUnit(QgsUnitTypes.DistanceMeters)
    _limit(made, parameter)
    return made


def _number_default(parameter):
    default = parameter.get("default")
    return None if default in (None, "") else float(default)


def _limit(made, parameter):
    if parameter.get("minimum") is not None:
        made.setMinimum(float(parameter["minimum"]))
    if parameter.get("maximum") is not None:
        made.setMaximum(float(parameter["maximum"]))


def _choice(parameter, analysis, text, optional):
    return QgsProcessingParameterEnum(
        parameter["qgis_name"],
        text,
        options=parameter["choices"],
        allowMultiple=False,
        defaultValue=parameter.get("default"),
        optional=optional,
        usesStaticStrings=True,
    )


def _string(parameter, analysis, text, optional):
    return QgsProcessingParameterString(
        parameter["qgis_name"], text, parameter.get("default"), False, optional
    )


def _lines_of_text(parameter, analysis, text, optional):
    return QgsProcessingParameterString(
        parameter["qgis_name"], f"{text} (one a line)", None, True, optional
    )


def _flag(parameter, analysis, text, optional):
    return QgsProcessingParameterBoolean(parameter["qgis_name"], text, False, optional)


def _field(parameter, analysis, text, optional):
    return QgsProcessingParameterField(
        parameter["qgis_name"],
        text,
        parentLayerParameterName=events_of_field(parameter, analysis["parameters"]),
        optional=optional,
    )


def _crs(parameter, analysis, text, optional):
    # "auto" is the engine's word for choosing by itself: not set, in QGIS.
    default = parameter.get("default")
    return QgsProcessingParameterCrs(
        parameter["qgis_name"], text, None if default == "auto" else default, optional
    )


def _extent(parameter, analysis, text, optional):
    return QgsProcessingParameterExtent(parameter["qgis_name"], text, optional=optional)


def _raster(parameter, analysis, text, optional):
    return QgsProcessingParameterRasterLayer(parameter["qgis_name"], text, optional=optional)


def _events_or_raster(parameter, analysis, text, optional):
    return QgsProcessingParameterMapLayer(
        parameter["qgis_name"],
        text,
        optional=optional,
        types=[QgsProcessing.TypeVectorPoint, QgsProcessing.TypeRaster],
    )


def _raster_output(parameter, analysis, text, optional):
    return QgsProcessingParameterRasterDestination(
        parameter["qgis_name"], text, None, optional, not optional
    )


def _vector_output(parameter, analysis, text, optional):
    return QgsProcessingParameterVectorDestination(
        parameter["qgis_name"],
        text,
        QgsProcessing.TypeVectorAnyGeometry,
        None,
        optional,
        not optional,
    )


def _table_output(parameter, analysis, text, optional):
    return QgsProcessingParameterVectorDestination(
        parameter["qgis_name"], text, QgsProcessing.TypeVector, None, optional, not optional
    )


def _file_output(parameter, analysis, text, optional):
    suffix = (parameter.get("example") or "").rpartition(".")[2].lower()
    known = {
        "csv": "CSV files (*.csv)",
        "json": "JSON files (*.json)",
        "svg": "SVG files (*.svg)",
    }
    return QgsProcessingParameterFileDestination(
        parameter["qgis_name"],
        text,
        known.get(suffix, "All files (*.*)"),
        None,
        optional,
        not optional,
    )


_MAKERS = {
    "events": _source(QgsProcessing.TypeVectorPoint),
    "events-or-raster": _events_or_raster,
    "polygons": _source(QgsProcessing.TypeVectorPolygon),
    "lines": _source(QgsProcessing.TypeVectorLine),
    "features": _source(QgsProcessing.TypeVectorAnyGeometry),
    "raster": _raster,
    "raster-output": _raster_output,
    "vector-output": _vector_output,
    "table-output": _table_output,
    "file-output": _file_output,
    "text": _string,
    "field": _field,
    "crs": _crs,
    "time": _string,
    "flag": _flag,
    "integer": _number(QgsProcessingParameterNumber.Integer),
    "number": _number(QgsProcessingParameterNumber.Double),
    "distance": _distance,
    "distance-or-choice": _string,
    "choice": _choice,
    "extent": _extent,
    "bands": _string,
    "factors": _lines_of_text,
}
