#include "hotspot_layer.hpp"

#include "farola/core/error.hpp"
#include "farola/io/layer_style.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace farola::python {
namespace {

io::Layer layer_from(const Hotspots& found, const Raster& density) {
  std::vector<std::int64_t> rank, events, cells;
  std::vector<double> weight, area, per_km2, peak, share_of_events, share_of_area, pai;
  std::vector<MultiPolygon> outlines;
  for (const Hotspot& spot : found.spots) {
    rank.push_back(spot.rank);
    events.push_back(spot.events);
    cells.push_back(spot.cells);
    weight.push_back(spot.weight);
    area.push_back(spot.area);
    per_km2.push_back(spot.density);
    peak.push_back(spot.peak);
    share_of_events.push_back(spot.share_of_events);
    share_of_area.push_back(spot.share_of_area);
    pai.push_back(spot.pai);
    outlines.push_back({spot.outline});
  }
  io::Layer layer;
  layer.name = "hotspots";
  layer.description = "Hot spots: " + density.band.description;
  layer.crs = density.crs;
  layer.columns = {{"rank", "1 holds the most", rank},
                   {"events", "events in it", events},
                   {"weight", "sum of their weights", weight},
                   {"cells", "cells in it", cells},
                   {"area_m2", "area in square metres", area},
                   {"density", "weight per square kilometre, as counted", per_km2},
                   {"peak", "highest value of the surface in it", peak},
                   {"share_of_events", "of the weight in the area of the surface", share_of_events},
                   {"share_of_area", "of the area of the surface", share_of_area},
                   {"pai", "prediction accuracy index: the one share over the other", pai}};
  layer.geometry = std::move(outlines);
  layer.style_qml = io::graduated_polygon_style(
      "density", 0, per_km2.empty() ? 1 : *std::max_element(per_km2.begin(), per_km2.end()));
  return layer;
}

}  // namespace

HotspotRule hotspot_rule_from(const std::string& name) {
  if (name == "percentile") return HotspotRule::percentile;
  if (name == "mean-plus-sd") return HotspotRule::mean_plus_sd;
  if (name == "share") return HotspotRule::share;
  fail_usage("hotspot-rule-unknown", "rule",
             fmt::format("There is no rule \"{}\" for hot spots. Give percentile, mean-plus-sd or "
                         "share.",
                         name));
}

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
  left.layers["output"] = std::make_shared<io::Layer>(layer_from(found, density));
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
