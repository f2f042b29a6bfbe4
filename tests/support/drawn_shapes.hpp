#pragma once
// Polygons for tests.

#include "farola/geometry/polygon.hpp"

#include <cmath>

#include "support/draw.hpp"

namespace farola::test {

/// Seven corners around a centre.
inline Ring star(Point centre, double radius, Draw& draw, bool clockwise) {
  Ring ring;
  for (int k = 0; k < 7; ++k) {
    const double angle = (clockwise ? -k : k) * 2 * 3.14159265358979 / 7;
    const double r = radius * draw.uniform(.5, 1);
    ring.push_back({centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)});
  }
  ring.push_back(ring[0]);
  return ring;
}

/// `count` stars with a hole each, somewhere in the box, overlaps dissolved.
inline MultiPolygon stars(const Box& box, std::int64_t count, double largest, Draw& draw) {
  MultiPolygon all;
  for (std::int64_t k = 0; k < count; ++k) {
    const Point centre{draw.uniform(box.xmin, box.xmax), draw.uniform(box.ymin, box.ymax)};
    const double radius = draw.uniform(largest / 8, largest);
    all.push_back({star(centre, radius, draw, false), {star(centre, radius * .45, draw, true)}});
  }
  return repair(all).polygons;
}

}  // namespace farola::test
