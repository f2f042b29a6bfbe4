#pragma once
// The distance from a place to the nearest of points, lines and polygons, every feature in turn.

#include "farola/risk/factor_distance.hpp"

#include <algorithm>
#include <cmath>

namespace farola::reference {

inline double to_segment(Point from, Point to, Point p) {
  const double dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
  double t = length > 0 ? ((p.x - from.x) * dx + (p.y - from.y) * dy) / length : 0;
  t = std::clamp(t, 0.0, 1.0);
  return std::hypot(p.x - from.x - t * dx, p.y - from.y - t * dy);
}

/// By crossings of a ray to the east.
inline bool inside(const Ring& ring, Point p) {
  bool in = false;
  for (std::size_t k = 1; k < ring.size(); ++k) {
    const Point a = ring[k - 1], b = ring[k];
    if ((a.y > p.y) == (b.y > p.y)) continue;
    if (p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) in = !in;
  }
  return in;
}

inline double nearest_feature(const FactorFeatures& features, Point p) {
  double best = 1e300;
  for (std::size_t i = 0; i < features.x.size(); ++i) {
    best = std::min(best, std::hypot(features.x[i] - p.x, features.y[i] - p.y));
  }
  for (const Segment& line : features.lines)
    best = std::min(best, to_segment(line.from, line.to, p));
  for (const Polygon& polygon : features.polygons) {
    bool in = inside(polygon.shell, p);
    for (const Ring& hole : polygon.holes) in = in && !inside(hole, p);
    if (in) return 0;
    auto rings = polygon.holes;
    rings.push_back(polygon.shell);
    for (const Ring& ring : rings) {
      for (std::size_t k = 1; k < ring.size(); ++k) {
        best = std::min(best, to_segment(ring[k - 1], ring[k], p));
      }
    }
  }
  return best;
}

}  // namespace farola::reference
