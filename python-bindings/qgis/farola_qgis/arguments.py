"""From the values of the Processing dialog to the words of a command line.

What is typed goes to the engine as it is, right or wrong: its message names parameter, value, rule
and remedy. What is not set, or is left at its default, is not said: the engine chooses then.
"""

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingException,
    QgsProperty,
    QgsRasterLayer,
    QgsUnitTypes,
)

from .parameters import EVENT_KINDS, shown
from .sources import crs_text, raster_source, vector_source

PLAIN = {
    "text", "field", "time", "integer", "number", "distance", "distance-or-choice", "choice",
    "bands",
}  # fmt: skip


def is_set(value):
    return value is not None and value != "" and value != []


class CommandLine:
    """The words after `farola NAME`, and the files that will be written."""

    def __init__(self, algorithm, parameters, context, feedback):
        self.algorithm = algorithm
        self.analysis = algorithm.analysis
        self.values = parameters
        self.context = context
        self.feedback = feedback
        self.positional = []
        self.options = []
        self.outputs = {}
        self.said = set()  # names of options that are on the line

        self.wanted = [
            parameter
            for parameter in self.analysis["parameters"]
            if shown(parameter) and is_set(parameters.get(parameter["qgis_name"]))
        ]
        self.given_names = {parameter["name"] for parameter in self.wanted}
        for parameter in self.wanted:
            if parameter["kind"] != "extent":
                self._add(parameter)
        for parameter in self.wanted:  # after the target CRS, which it is told in
            if parameter["kind"] == "extent":
                self._add_extent(parameter)

    def words(self):
        # An option that takes several words must not be the last before the positional ones.
        return [*self.positional, *self.options]

    def _add(self, parameter):
        kind, name = parameter["kind"], parameter["qgis_name"]
        if kind in ("events", "polygons", "lines", "features"):
            self._add_vector(parameter)
        elif kind == "events-or-raster":
            layer = self.algorithm.parameterAsLayer(self.values, name, self.context)
            if isinstance(layer, QgsRasterLayer):
                self._say(parameter, raster_source(self.algorithm, name, self.values, self.context))
            else:
                self._add_vector(parameter)
        elif kind == "raster":
            self._say(parameter, raster_source(self.algorithm, name, self.values, self.context))
        elif kind in ("raster-output", "vector-output", "table-output"):
            path = self.algorithm.parameterAsOutputLayer(self.values, name, self.context)
            self._add_output(parameter, path)
        elif kind == "file-output":
            path = self.algorithm.parameterAsFileOutput(self.values, name, self.context)
            self._add_output(parameter, path)
        elif kind == "flag":
            if self.algorithm.parameterAsBoolean(self.values, name, self.context):
                self._say_flag(parameter)
        elif kind == "crs":
            self._say_unless_default(parameter, self._crs(name))
        elif kind == "factors":
            for line in self._plain(parameter).splitlines():
                if line.strip():
                    self._say_option(parameter, line.strip())
        elif kind in PLAIN:
            self._say_unless_default(parameter, self._plain(parameter))
        else:
            raise QgsProcessingException(f"This plugin does not know the parameter kind {kind}.")

    def _add_vector(self, parameter):
        layer_option = self._companion(parameter, "layer")
        crs_option = self._companion(parameter, "crs")
        source = vector_source(
            self.algorithm,
            parameter["qgis_name"],
            self.values,
            self.context,
            self.feedback,
            takes_layer=layer_option is not None,
            takes_crs=crs_option is not None,
        )
        self._say(parameter, source.path)
        if source.layer:
            self._say_option(layer_option, source.layer)
        if source.crs:
            self._say_option(crs_option, source.crs)

    def _companion(self, parameter, what):
        """The option that tells `what` ("layer", "crs") of this input, unless the user set it."""
        names = [f"{parameter['name']}-{what}"]
        events = [other["name"] for other in self.wanted if other["kind"] in EVENT_KINDS]
        if events == [parameter["name"]]:
            names.append(what)  # with several inputs of events it would be taken for all of them
        for other in self.analysis["parameters"]:
            if other["name"] in names and other["name"] not in self.given_names:
                return other
        return None

    def _add_output(self, parameter, path):
        if path:
            self._say(parameter, path)
            self.outputs[parameter["qgis_name"]] = path

    def _crs(self, name):
        crs = self.algorithm.parameterAsCrs(self.values, name, self.context)
        return crs_text(crs) if crs.isValid() else str(self.values[name])

    def _plain(self, parameter):
        value, name = self.values[parameter["qgis_name"]], parameter["qgis_name"]
        if isinstance(value, QgsProperty):  # an expression in a model or in a batch
            value = self.algorithm.parameterAsString(self.values, name, self.context)
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else ",".join(map(str, value))
        if parameter["kind"] == "choice":
            return _chosen(parameter["choices"], str(value))
        if isinstance(value, float) and value.is_integer() and parameter["kind"] == "integer":
            value = int(value)
        return str(value)

    def _add_extent(self, parameter):
        """Four numbers in the target CRS, which is fixed here when the user has not."""
        name = parameter["qgis_name"]
        target = self._target_crs(name)
        box = self.algorithm.parameterAsExtent(self.values, name, self.context, target)
        if box.isNull():
            self._say(parameter, str(self.values[name]))
            return
        numbers = [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()]
        self.options += [parameter["option"], *(repr(number) for number in numbers)]

    def _target_crs(self, extent_name):
        target = next((p for p in self.analysis["parameters"] if p["name"] == "target-crs"), None)
        if target is None:
            return QgsCoordinateReferenceSystem()
        if target["name"] in self.given_names:
            return self.algorithm.parameterAsCrs(self.values, target["qgis_name"], self.context)
        candidates = [self.algorithm.parameterAsExtentCrs(self.values, extent_name, self.context)]
        for other in self.wanted:
            if other["kind"] in EVENT_KINDS:
                layer = self.algorithm.parameterAsVectorLayer(
                    self.values, other["qgis_name"], self.context
                )
                candidates += [layer.crs()] if layer is not None else []
        for crs in candidates:
            if crs.isValid() and crs.mapUnits() == QgsUnitTypes.DistanceMeters:
                self.feedback.pushInfo(
                    f"The extent fixes the target CRS: {crs.userFriendlyIdentifier()}."
                )
                self._say_option(target, crs_text(crs))
                return crs
        raise QgsProcessingException(
            "An extent needs a target CRS in metres to be told in. Set “Target CRS”, for example "
            "to the UTM zone of the city."
        )

    def _say_unless_default(self, parameter, text):
        default = parameter.get("default")
        if default is not None and text == default:
            return
        try:
            if default is not None and float(text) == float(default):
                return
        except ValueError:
            pass
        self._say(parameter, text)

    def _say(self, parameter, text):
        if parameter["positional"]:
            self.positional.append(text)
        else:
            self._say_option(parameter, text)

    def _say_option(self, parameter, text):
        # One word, so that a value that begins with "-" is not taken for an option.
        self.options.append(f"{parameter['option']}={text}")

    def _say_flag(self, parameter):
        self.options.append(parameter["option"])


def _chosen(choices, text):
    """The word itself, or the number under which QGIS lists it."""
    if text not in choices and text.isdigit() and int(text) < len(choices):
        return choices[int(text)]
    return text
