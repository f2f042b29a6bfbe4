#include "farola/streets/street_lines.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace farola {

void StreetLines::add(std::span<const Point> line, std::int64_t of_feature) {
  vertices.insert(vertices.end(), line.begin(), line.end());
  end.push_back(vertices.size());
  feature.push_back(of_feature);
}

ProjectedStreets project(StreetLines lines, const Projector& projector, Report& report) {
  const Crs& target = projector.to();
  if (!target.is_projected() || std::abs(target.metres_per_unit() - 1) > 1e-9) {
    fail_usage("target-crs-geographic", "target-crs",
               fmt::format("Distances along streets need a projected CRS in metres, got {}. Give "
                           "one, for example --target-crs EPSG:25830.",
                           target.label()));
  }
  std::vector<double> x(lines.vertices.size()), y(lines.vertices.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = lines.vertices[i].x;
    y[i] = lines.vertices[i].y;
  }
  projector.forward(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) lines.vertices[i] = {x[i], y[i]};

  StreetLines kept;
  const auto placed = [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); };
  for (std::size_t k = 0; k < lines.size(); ++k) {
    const auto line = lines.line(k);
    if (std::all_of(line.begin(), line.end(), placed)) kept.add(line, lines.feature[k]);
  }
  kept.crs = target;
  const std::size_t lost = lines.size() - kept.size();
  report.values["street_layer"]["outside_crs_area"] = lost;
  if (lost > 0) {
    report.warn(
        fmt::format("{} street lines have a vertex that has no place in {} and are left "
                    "out.",
                    grouped(static_cast<std::int64_t>(lost)), target.label()));
  }
  return ProjectedStreets(std::move(kept));
}

}  // namespace farola
