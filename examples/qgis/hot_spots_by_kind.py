"""A Processing script: hot spots of each kind of incident, one GeoPackage a kind.

Toolbox > Scripts > Add Script to Toolbox, or copy it to the folder that
Settings > Options > Processing > Scripts names.
"""

import os
import re

import processing
from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingMultiStepFeedback,
    QgsProcessingParameterDistance,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsUnitTypes,
)


class HotSpotsByKind(QgsProcessingAlgorithm):
    def createInstance(self):
        return HotSpotsByKind()

    def name(self):
        return "hotspotsbykind"

    def displayName(self):
        return "Hot spots by kind of incident (farola)"

    def initAlgorithm(self, configuration=None):
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "EVENTS", "Incidents", [QgsProcessing.TypeVectorPoint]
            )
        )
        self.addParameter(QgsProcessingParameterField("KIND", "Field with the kind", "", "EVENTS"))
        bandwidth = QgsProcessingParameterDistance("BANDWIDTH", "Bandwidth [m]", 300)
        bandwidth.setDefaultUnit(QgsUnitTypes.DistanceMeters)
        self.addParameter(bandwidth)
        self.addParameter(QgsProcessingParameterFolderDestination("FOLDER", "Folder of results"))

    def processAlgorithm(self, parameters, context, feedback):
        source = self.parameterAsSource(parameters, "EVENTS", context)
        field = self.parameterAsString(parameters, "KIND", context)
        folder = self.parameterAsString(parameters, "FOLDER", context)
        os.makedirs(folder, exist_ok=True)
        column = source.fields().lookupField(field)
        if column < 0:
            raise QgsProcessingException(f"The incidents have no field {field}.")
        kinds = sorted(str(value) for value in source.uniqueValues(column) if value)
        steps = QgsProcessingMultiStepFeedback(len(kinds), feedback)
        for step, kind in enumerate(kinds):
            if feedback.isCanceled():
                break
            steps.setCurrentStep(step)
            file_name = re.sub(r"\W+", "_", kind)
            quoted = kind.replace("'", "''")
            processing.run(
                "farola:kerneldensity",
                {
                    "EVENTS": parameters["EVENTS"],
                    "WHERE": f"\"{field}\" = '{quoted}'",
                    "BANDWIDTH": self.parameterAsDouble(parameters, "BANDWIDTH", context),
                    "OUTPUT": os.path.join(folder, f"density_{file_name}.tif"),
                    "HOTSPOTS": os.path.join(folder, f"hotspots_{file_name}.gpkg"),
                },
                context=context,
                feedback=steps,
                is_child_algorithm=True,
            )
        return {"FOLDER": folder}
