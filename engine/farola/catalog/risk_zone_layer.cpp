#include "farola/catalog/risk_zone_layer.hpp"

#include "farola/events/timestamp.hpp"
#include "farola/io/layer_style.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace farola::catalog {

io::Layer risk_zone_layer(const RiskZones& zones, const Crs& crs, Timestamp now) {
  std::vector<std::int64_t> rank, cells, days;
  std::vector<double> area, share, mean;
  std::vector<std::string> as_of, expires;
  std::vector<MultiPolygon> outlines;
  for (const RiskZone& zone : zones.zones) {
    rank.push_back(zone.rank);
    area.push_back(zone.area);
    cells.push_back(zone.cells);
    share.push_back(zone.share_of_risk);
    mean.push_back(zone.mean);
    as_of.push_back(iso_text(now));
    expires.push_back(iso_text(zone.expires));
    days.push_back(zone.days);
    outlines.push_back({zone.outline});
  }
  io::Layer layer;
  layer.name = "zones";
  layer.description =
      "Places where events are to be expected for a while, each until it expires; about places, "
      "never about persons";
  layer.crs = crs;
  layer.geometry = std::move(outlines);
  layer.columns = {
      {"rank", "1 holds the greatest share of the risk", rank},
      {"area_m2", "area in square metres", area},
      {"cells", "cells of the risk raster", cells},
      {"share_of_risk", "risk inside over that of the whole surface, 0 to 1", share},
      {"mean_risk", "mean of its cells, a relative number", mean},
      {"as_of", "moment the zone was made for, local time", as_of},
      {"expires", "the zone holds until then, if nothing new happens", expires},
      {"days", "days from the one to the other", days},
  };
  const double last = std::max<double>(1, static_cast<double>(zones.zones.size()));
  layer.style_qml = io::graduated_polygon_style("rank", 1, last, true);
  return layer;
}

}  // namespace farola::catalog
