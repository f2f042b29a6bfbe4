#include "farola/risk/factor_distance.hpp"

#include "farola/core/parallel.hpp"
#include "farola/geometry/point_index.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <limits>

namespace farola {

namespace {

void add_outline(const Ring& ring, std::vector<Segment>& segments) {
  for (std::size_t k = 1; k < ring.size(); ++k) segments.push_back({ring[k - 1], ring[k]});
}

}  // namespace

std::vector<double> factor_distance(const FactorFeatures& features, const Grid& grid,
                                    std::span<const std::int64_t> cells, const Progress& progress) {
  if (features.empty()) {
    return std::vector<double>(cells.size(), std::numeric_limits<double>::quiet_NaN());
  }
  std::vector<Segment> segments = features.lines;
  for (const Polygon& polygon : features.polygons) {
    add_outline(polygon.shell, segments);
    for (const Ring& hole : polygon.holes) add_outline(hole, segments);
  }
  const bool has_points = !features.x.empty(), has_segments = !segments.empty();
  const PointIndex points(features.x, features.y);
  const SegmentIndex lines(std::move(segments));
  const Mask inside = features.polygons.empty() ? Mask{} : mask_of(features.polygons, grid);
  std::vector<double> distances(cells.size());
  for_each_block(
      cells.size(), 4096, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
          const std::int64_t cell = cells[i];
          const Point centre = grid.centre(cell % grid.columns, cell / grid.columns);
          double distance = std::numeric_limits<double>::infinity();
          if (!inside.inside.empty() && inside.inside[static_cast<std::size_t>(cell)] != 0) {
            distance = 0;
          }
          if (distance > 0 && has_points) {
            distance = points.distance_to_nearest(centre, 1);
          }
          if (distance > 0 && has_segments) {
            if (const auto nearest = lines.nearest(centre)) {
              distance = std::min(distance, nearest->foot.distance);
            }
          }
          distances[i] = distance;
        }
      });
  return distances;
}

}  // namespace farola
