#include "farola/catalog/accuracy_layers.hpp"

#include <string>
#include <utility>
#include <vector>

namespace farola::catalog {
namespace {

constexpr int curve_steps = 1000;

/// A column of numbers, filled row by row.
struct Figures {
  std::string name, description;
  double (*of)(const SurfaceAccuracy&, const AccuracyAtArea&);
};

const Figures figures[] = {
    {"area_share", "share of the study area that is taken, highest scores first, %",
     [](const auto&, const auto& at) { return 100 * at.area_share; }},
    {"area", "the area taken, km2", [](const auto&, const auto& at) { return at.area; }},
    {"hits", "held-out events in the area taken",
     [](const auto&, const auto& at) { return at.hits; }},
    {"hit_rate", "hits by all held-out events",
     [](const auto&, const auto& at) { return at.hit_rate; }},
    {"hit_rate_low", "lower end of its bootstrap interval",
     [](const auto&, const auto& at) { return at.hit_rate_interval.lower; }},
    {"hit_rate_high", "upper end of its bootstrap interval",
     [](const auto&, const auto& at) { return at.hit_rate_interval.upper; }},
    {"pai", "prediction accuracy index: hit rate by share of area; 1 is chance",
     [](const auto&, const auto& at) { return at.pai; }},
    {"pai_low", "lower end of its bootstrap interval",
     [](const auto&, const auto& at) { return at.pai_interval.lower; }},
    {"pai_high", "upper end of its bootstrap interval",
     [](const auto&, const auto& at) { return at.pai_interval.upper; }},
    {"pei", "prediction efficiency index: hit rate by the highest that any choice of this area has",
     [](const auto&, const auto& at) { return at.pei; }},
    {"rri", "recapture rate index: hit rate by the share of the training events there",
     [](const auto&, const auto& at) { return at.rri; }},
    {"search_efficiency", "hits a km2 that is taken",
     [](const auto&, const auto& at) { return at.search_efficiency; }},
    {"gain", "hit rate less that of the first baseline",
     [](const auto&, const auto& at) { return at.gain; }},
    {"gain_low", "lower end of its bootstrap interval, over the same samples",
     [](const auto&, const auto& at) { return at.gain_interval.lower; }},
    {"gain_high", "upper end of its bootstrap interval, over the same samples",
     [](const auto&, const auto& at) { return at.gain_interval.upper; }},
    {"gini", "twice the area between the whole curve and chance",
     [](const auto& surface, const auto&) { return surface.gini; }},
    {"gini_low", "lower end of its bootstrap interval",
     [](const auto& surface, const auto&) { return surface.gini_interval.lower; }},
    {"gini_high", "upper end of its bootstrap interval",
     [](const auto& surface, const auto&) { return surface.gini_interval.upper; }},
    {"tied_share", "share of the study area with the score at which the area ends, %",
     [](const auto&, const auto& at) { return 100 * at.tied_share; }},
};

}  // namespace

io::Layer accuracy_layer(const PredictionAccuracy& accuracy, const Crs& crs) {
  io::Layer layer;
  layer.name = "prediction_accuracy";
  layer.description = "How many held-out events lie where a map is highest";
  layer.crs = crs;
  std::vector<std::string> names, kinds;
  for (const SurfaceAccuracy& surface : accuracy.surfaces) {
    names.insert(names.end(), surface.at.size(), surface.name);
    kinds.insert(kinds.end(), surface.at.size(), surface.baseline ? "baseline" : "prediction");
  }
  layer.columns.push_back({"surface", "the map that places were taken from", std::move(names)});
  layer.columns.push_back(
      {"role", "prediction, or a baseline that it should beat", std::move(kinds)});
  for (const Figures& figure : figures) {
    std::vector<double> values;
    for (const SurfaceAccuracy& surface : accuracy.surfaces) {
      for (const AccuracyAtArea& at : surface.at) values.push_back(figure.of(surface, at));
    }
    layer.columns.push_back({figure.name, figure.description, std::move(values)});
  }
  return layer;
}

io::Layer accuracy_curve_layer(const PredictionAccuracy& accuracy, const Crs& crs) {
  std::vector<std::string> names;
  std::vector<double> area, events;
  for (const SurfaceAccuracy& surface : accuracy.surfaces) {
    for (int k = 0; k <= curve_steps; ++k) {
      const double share = static_cast<double>(k) / curve_steps;
      names.push_back(surface.name);
      area.push_back(100 * share);
      events.push_back(100 * surface.curve.share_of_events(share));
    }
  }
  io::Layer layer;
  layer.name = "accuracy_curve";
  layer.description = "Held-out events by area taken, highest scores first";
  layer.crs = crs;
  layer.columns = {{"surface", "the map that places were taken from", std::move(names)},
                   {"area_share", "share of the study area taken, %", std::move(area)},
                   {"event_share", "share of the held-out events there, %", std::move(events)}};
  return layer;
}

}  // namespace farola::catalog
