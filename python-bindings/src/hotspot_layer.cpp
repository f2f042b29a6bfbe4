#include "hotspot_layer.hpp"

#include "farola/core/error.hpp"

#include <algorithm>

namespace farola::python {
AnalysisRun hotspot_layer(const AnalysisRun& run, const HotspotOptions& options,
                          const std::string& command, const Progress& progress) {
  const auto used = std::find_if(run.used.begin(), run.used.end(),
                                 [](const auto& input) { return input.second.events != nullptr; });
  if (run.rasters.empty() || used == run.used.end()) {
    fail_usage("hotspots-without-events", "events",
               "Hot spots need a density and the events that made it.");
  }
  const Raster& density = run.rasters.begin()->second->front();
  const Hotspots found = hotspot_polygons(density, *used->second.events, options, progress);
  AnalysisRun left;
  left.layers["output"] = std::make_shared<std::vector<io::Layer>>(
      1, catalog::hotspot_layer(found, density.crs, density.band.unit));
  left.used = run.used;
  left.rejected = run.rejected;
  left.provenance = run.provenance;
  left.provenance.analysis = "hotspot-polygons";
  left.provenance.command = command;
  left.record = run.record;
  left.record["command"] = command;
  left.record.update(found.report.values);
  for (const std::string& note : found.report.notes) left.record["notes"].push_back(note);
  for (const std::string& warning : found.report.warnings) {
    left.record["warnings"].push_back(warning);
  }
  progress.finish();
  return left;
}

}  // namespace farola::python
