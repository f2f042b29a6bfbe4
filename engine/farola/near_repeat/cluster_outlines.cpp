#include "farola/near_repeat/cluster_outlines.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <tuple>
#include <utility>

namespace farola {
namespace {

constexpr int corners = 64;

/// Positive when a, b, c turn to the left.
double turn(Point a, Point b, Point c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

void add_circle(std::vector<Point>& ring, Point centre, double radius) {
  const double outside = radius / std::cos(std::numbers::pi / corners);
  for (int k = 0; k < corners; ++k) {
    const double angle = 2 * std::numbers::pi * k / corners;
    ring.push_back({centre.x + outside * std::cos(angle), centre.y + outside * std::sin(angle)});
  }
}

Polygon closed(std::vector<Point> ring) {
  ring.push_back(ring.front());
  return {std::move(ring), {}};
}

}  // namespace

Polygon circle_around(Point centre, double radius) {
  std::vector<Point> ring;
  add_circle(ring, centre, radius);
  return closed(std::move(ring));
}

std::vector<Point> convex_hull(std::vector<Point> places) {
  // Andrew, "Another efficient algorithm for convex hulls in two dimensions", 1979.
  const auto key = [](Point p) { return std::pair(p.x, p.y); };
  std::sort(places.begin(), places.end(), [&](Point a, Point b) { return key(a) < key(b); });
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (places.size() < 3) return places;
  std::vector<Point> hull;
  const auto walk = [&](auto from, auto to) {
    const std::size_t start = hull.size();
    for (auto at = from; at != to; ++at) {
      while (hull.size() >= start + 2 && turn(hull[hull.size() - 2], hull.back(), *at) <= 0) {
        hull.pop_back();
      }
      hull.push_back(*at);
    }
    hull.pop_back();  // the first of the other side
  };
  walk(places.begin(), places.end());
  walk(places.rbegin(), places.rend());
  return hull;
}

Polygon grown_hull(std::span<const Point> places, double by) {
  std::vector<Point> around;
  for (const Point corner : convex_hull({places.begin(), places.end()})) {
    add_circle(around, corner, by);
  }
  return closed(convex_hull(std::move(around)));
}

bool convex_contains(const Polygon& convex, Point point) {
  const Ring& ring = convex.shell;
  for (std::size_t k = 0; k + 1 < ring.size(); ++k) {
    if (turn(ring[k], ring[k + 1], point) < 0) return false;
  }
  return true;
}

}  // namespace farola
