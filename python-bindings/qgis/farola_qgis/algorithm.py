"""The one algorithm class: an analysis of the catalogue, run by the farola program."""

from html import escape

from qgis.core import QgsProcessingAlgorithm

from .arguments import CommandLine
from .parameters import definition, help_text, label, shown
from .runner import run

JUDGED_BY_THE_ENGINE = {"integer", "number", "distance", "choice"}


class FarolaAlgorithm(QgsProcessingAlgorithm):
    def __init__(self, analysis, executable):
        super().__init__()
        self.analysis = analysis
        self.executable = executable
        self.line = None
        for parameter in self._shown():
            definition(parameter, analysis)  # an entry that cannot be read fails here, by itself

    def createInstance(self):
        return FarolaAlgorithm(self.analysis, self.executable)

    def name(self):
        return self.analysis["qgis_name"]

    def displayName(self):
        return self.analysis["title"]

    def group(self):
        return self.analysis["group"].replace("-", " ").capitalize()

    def groupId(self):
        return self.analysis["group"]

    def shortDescription(self):
        return self.analysis["summary"]

    def tags(self):
        return [*self.analysis["name"].split("-"), self.analysis["group"], "crime", "farola"]

    def shortHelpString(self):
        """Shown beside the dialog: what the analysis does, then what each parameter means."""
        parts = [f"<p>{escape(self.analysis['summary'])}</p>"]
        details = self.analysis.get("details") or ""
        parts += [f"<p>{escape(text)}</p>" for text in details.split("\n\n") if text.strip()]
        parts.append("<h2>Parameters</h2>")
        for parameter in self._shown():
            text = escape(help_text(parameter)).replace("\n", "<br>")
            parts.append(f"<p><b>{escape(label(parameter))}</b><br>{text}</p>")
        return "\n".join(parts)

    def initAlgorithm(self, configuration=None):
        for parameter in self._shown():
            self.addParameter(definition(parameter, self.analysis))

    def checkParameterValues(self, parameters, context):
        """QGIS checks the layers and files; a wrong number or choice is left to the engine, whose
        message says what is wrong and what to do ("Incorrect parameter value" is all QGIS says)."""
        for_qgis = dict(parameters)
        for parameter in self._shown():
            if parameter["kind"] in JUDGED_BY_THE_ENGINE and isinstance(
                for_qgis.get(parameter["qgis_name"]), (str, int, float)
            ):
                for_qgis[parameter["qgis_name"]] = self._acceptable(parameter)
        return super().checkParameterValues(for_qgis, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        # Here, in the main thread: layers of the project are read and may have to be copied.
        self.line = CommandLine(self, parameters, context, feedback)
        return True

    def processAlgorithm(self, parameters, context, feedback):
        run(
            [
                self.executable,
                self.analysis["name"],
                *self.line.words(),
                "--progress",
                "json",
                "--overwrite",
            ],
            feedback,
        )
        return self.line.outputs

    def _shown(self):
        return [parameter for parameter in self.analysis["parameters"] if shown(parameter)]

    def _acceptable(self, parameter):
        if parameter["kind"] == "choice":
            return parameter["choices"][0]
        default = parameter.get("default")
        if default not in (None, ""):
            return default
        low, high = parameter.get("minimum"), parameter.get("maximum")
        return next((bound for bound in (low, high) if bound is not None), 1)
