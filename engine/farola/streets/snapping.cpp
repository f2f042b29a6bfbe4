#include "farola/streets/snapping.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr std::size_t block = 256;

std::vector<Segment> segments_of(const StreetGraph& streets) {
  std::vector<Segment> segments;
  for (std::uint32_t e = 0; e < streets.edge_count(); ++e) {
    const auto shape = streets.shape(e);
    for (std::size_t k = 0; k + 1 < shape.size(); ++k) segments.push_back({shape[k], shape[k + 1]});
  }
  return segments;
}

void describe(SnappedPoints& points, Metres maximum) {
  std::vector<double> off;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points.edge[i] != SnappedPoints::nowhere) off.push_back(points.off[i]);
  }
  auto& values = points.report.values["snapping"];
  values = {{"points", points.size()}, {"too_far", points.too_far}};
  values["maximum"] = std::isfinite(maximum.value) ? nlohmann::ordered_json(maximum.value)
                                                   : nlohmann::ordered_json(nullptr);
  values["median_off"] = values["max_off"] = nullptr;
  if (off.empty()) return;
  values["max_off"] = *std::max_element(off.begin(), off.end());
  const auto middle = off.begin() + static_cast<std::ptrdiff_t>(off.size() / 2);
  std::nth_element(off.begin(), middle, off.end());
  values["median_off"] = *middle;
}

}  // namespace

SnappedPoints SnappedPoints::kept(const std::vector<std::uint8_t>& flags) const {
  SnappedPoints left;
  for (std::size_t i = 0; i < size(); ++i) {
    if (flags[i] == 0) continue;
    left.edge.push_back(edge[i]);
    left.position.push_back(position[i]);
    left.off.push_back(off[i]);
    left.too_far += edge[i] == nowhere;
  }
  left.report = report;
  return left;
}

StreetIndex::StreetIndex(const StreetGraph& streets)
    : streets_(streets), index_(segments_of(streets)) {
  for (std::uint32_t e = 0; e < streets.edge_count(); ++e) {
    for (std::uint32_t k = 0; k + 1 < streets.shape(e).size(); ++k) pieces_.push_back({e, k});
  }
}

StreetIndex::Found StreetIndex::nearest(Point point) const {
  const auto [segment, foot] = *index_.nearest(point);
  const auto [edge, at] = pieces_[segment];
  const auto along = streets_.along(edge);
  const double position =
      foot.fraction == 1 ? along[at + 1]
                         : rounded_length(along[at] + foot.fraction * (along[at + 1] - along[at]));
  return {edge, position, foot.distance};
}

SnappedPoints snap(const StreetGraph& streets, std::span<const double> x, std::span<const double> y,
                   const Crs& crs, const SnapOptions& options, const Progress& progress) {
  if (!(options.maximum.value >= 0)) {
    fail_usage("street-distance-negative", "street-distance",
               fmt::format("Street distance must not be negative, got {} m. Give metres, for "
                           "example --street-distance 100.",
                           plain(options.maximum.value)));
  }
  if (!crs.equivalent(streets.crs())) {
    fail_data("crs-differs",
              fmt::format("The points are in {}, the streets in {}. Project the streets into the "
                          "CRS of the points.",
                          crs.known() ? crs.label() : "an unknown CRS", streets.crs().label()),
              "streets");
  }
  const StreetIndex index(streets);
  SnappedPoints points;
  points.edge.assign(x.size(), SnappedPoints::nowhere);
  points.position.assign(x.size(), 0);
  points.off.assign(x.size(), 0);
  for_each_block(x.size(), block, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      const StreetIndex::Found found = index.nearest({x[i], y[i]});
      points.off[i] = found.off;
      if (!(found.off <= options.maximum.value)) continue;
      points.edge[i] = found.edge;
      points.position[i] = found.position;
    }
  });
  points.too_far = static_cast<std::size_t>(
      std::count(points.edge.begin(), points.edge.end(), SnappedPoints::nowhere));
  describe(points, options.maximum);
  return points;
}

Point place_on(const StreetGraph& streets, std::uint32_t edge, double position) {
  const auto along = streets.along(edge);
  const auto shape = streets.shape(edge);
  const auto next = std::upper_bound(along.begin(), along.end(), position);
  if (next == along.end()) return shape.back();
  const auto k = static_cast<std::size_t>(next - along.begin());
  const double t = (position - along[k - 1]) / (along[k] - along[k - 1]);
  return {shape[k - 1].x + t * (shape[k].x - shape[k - 1].x),
          shape[k - 1].y + t * (shape[k].y - shape[k - 1].y)};
}

}  // namespace farola
