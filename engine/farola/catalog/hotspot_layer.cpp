#include "farola/catalog/hotspot_layer.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/layer_style.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace farola::catalog {

HotspotOptions hotspot_options(const Arguments& given) {
  HotspotOptions options;
  std::vector<std::string> rules;
  const auto take = [&](const std::string& name, HotspotRule rule) {
    if (!given.given(name)) return;
    options.rule = rule;
    options.value = given.number(name);
    rules.push_back(option_name(name));
  };
  take("percentile", HotspotRule::percentile);
  take("mean-plus-sd", HotspotRule::mean_plus_sd);
  take("share", HotspotRule::share);
  if (rules.size() > 1) {
    fail_usage("hotspot-rules-several", rules.back().substr(2),
               fmt::format("{} are different rules for what is hot. Give one of them.",
                           listed(rules, "and")));
  }
  options.minimum_area = given.number("minimum-area");
  return options;
}

io::Layer hotspot_layer(const Hotspots& hotspots, const Crs& crs, const std::string& unit) {
  std::vector<std::int64_t> rank, cells, events;
  std::vector<double> area, weight, density, peak, peak_x, peak_y, of_events, of_area, pai;
  std::vector<MultiPolygon> outlines;
  for (const Hotspot& spot : hotspots.spots) {
    rank.push_back(spot.rank);
    area.push_back(spot.area);
    cells.push_back(spot.cells);
    events.push_back(spot.events);
    weight.push_back(spot.weight);
    density.push_back(spot.density);
    peak.push_back(spot.peak);
    peak_x.push_back(spot.peak_at.x);
    peak_y.push_back(spot.peak_at.y);
    of_events.push_back(spot.share_of_events);
    of_area.push_back(spot.share_of_area);
    pai.push_back(spot.pai);
    outlines.push_back({spot.outline});
  }
  io::Layer layer;
  layer.name = "hotspots";
  layer.description = "Hot spots: areas where the density of events is high";
  layer.crs = crs;
  layer.geometry = std::move(outlines);
  layer.columns = {
      {"rank", "1 holds the greatest weight of events", rank},
      {"area_m2", "area in square metres", area},
      {"cells", "cells of the density raster", cells},
      {"events", "events inside", events},
      {"weight", "sum of the weights of the events inside", weight},
      {"density_km2", "weight per square kilometre, as counted", density},
      {"peak", "highest value of the density raster inside, " + unit, peak},
      {"peak_x", "easting of that cell's centre", peak_x},
      {"peak_y", "northing of that cell's centre", peak_y},
      {"share_of_events", "weight inside over the weight in the study area, 0 to 1", of_events},
      {"share_of_area", "area over that of the study area, 0 to 1", of_area},
      {"pai", "prediction accuracy index: share of events over share of area", pai},
  };
  const double last = std::max<double>(1, static_cast<double>(hotspots.spots.size()));
  layer.style_qml = io::graduated_polygon_style("rank", 1, last, true);
  return layer;
}

}  // namespace farola::catalog
