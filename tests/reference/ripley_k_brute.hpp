#pragma once
// The readable twins of ripley_k() and what it stands on: every pair asked in turn, the circle
// walked point by point, the window moved and cut by GEOS.

#include "farola/geometry/polygon.hpp"
#include "farola/near_repeat/pair_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace farola::reference {

/// The share of a circle in the window, by points on it.
inline double circle_share(const PolygonIndex& window, Point centre, double radius, int points) {
  int inside = 0;
  for (int k = 0; k < points; ++k) {
    const double turn = 2 * std::numbers::pi * (k + .5) / points;
    inside +=
        window.contains({centre.x + radius * std::cos(turn), centre.y + radius * std::sin(turn)});
  }
  return static_cast<double>(inside) / points;
}

/// The area that a window and itself, moved, have in common.
inline double shared_area(const MultiPolygon& window, double dx, double dy) {
  MultiPolygon moved = window;
  const auto move = [&](Ring& ring) {
    for (Point& p : ring) p = {p.x + dx, p.y + dy};
  };
  for (Polygon& polygon : moved) {
    move(polygon.shell);
    for (Ring& hole : polygon.holes) move(hole);
  }
  return area_of(intersection_of(window, moved));
}

inline double outline_distance(const MultiPolygon& window, Point p) {
  double nearest = std::numeric_limits<double>::infinity();
  const auto look = [&](const Ring& ring) {
    for (std::size_t k = 0; k + 1 < ring.size(); ++k) {
      const double ux = ring[k + 1].x - ring[k].x, uy = ring[k + 1].y - ring[k].y;
      const double length2 = ux * ux + uy * uy;
      double t = length2 > 0 ? ((p.x - ring[k].x) * ux + (p.y - ring[k].y) * uy) / length2 : 0;
      t = std::clamp(t, 0.0, 1.0);
      nearest = std::min(nearest, std::hypot(ring[k].x + t * ux - p.x, ring[k].y + t * uy - p.y));
    }
  };
  for (const Polygon& polygon : window) {
    look(polygon.shell);
    for (const Ring& hole : polygon.holes) look(hole);
  }
  return nearest;
}

/// K at one distance, from events of role 1 to events of role 2; an event may have both.
inline double ripley_k_brute(const std::vector<double>& x, const std::vector<double>& y,
                             const std::vector<int>& from, const std::vector<int>& to, double pairs,
                             double targets, const MultiPolygon& window, double r,
                             PairCorrection correction) {
  const PolygonIndex inside(window);
  const double area = area_of(window);
  double sum = 0, far_enough = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!from[i]) continue;
    if (correction == PairCorrection::border && outline_distance(window, {x[i], y[i]}) < r)
      continue;
    far_enough += 1;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double d = std::sqrt((x[j] - x[i]) * (x[j] - x[i]) + (y[j] - y[i]) * (y[j] - y[i]));
      if (i == j || !to[j] || d > r) continue;
      double w = 1;
      if (correction == PairCorrection::isotropic && d > outline_distance(window, {x[i], y[i]})) {
        w = std::min(100.0, 1 / circle_share(inside, {x[i], y[i]}, d, 8000));
      }
      if (correction == PairCorrection::translate) {
        w = std::min(100.0, area / shared_area(window, x[j] - x[i], y[j] - y[i]));
      }
      sum += w;
    }
  }
  return correction == PairCorrection::border ? area / targets * sum / far_enough
                                              : area / pairs * sum;
}

}  // namespace farola::reference
