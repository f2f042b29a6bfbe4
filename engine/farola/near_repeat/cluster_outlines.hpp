#pragma once
// Clusters of events as areas on a map.
//
//   circle_around    64 corners outside the circle, so that all within the radius lies inside
//   grown_hull       the convex hull of places, grown by a distance to all sides: the convex hull
//   of
//                    such circles around its corners. One place gives a circle.
// Counter-clockwise, closed. A drawn cluster covers ground on which nothing happened, a hull more
// so the less its places form a round patch.

#include "farola/geometry/point.hpp"
#include "farola/geometry/polygon.hpp"

#include <span>
#include <vector>

namespace farola {

/// REQUIRES radius > 0.
Polygon circle_around(Point centre, double radius);

/// REQUIRES at least one place, by > 0.
Polygon grown_hull(std::span<const Point> places, double by);

/// Corners of the convex hull, counter-clockwise, the first not repeated. O(n log n).
std::vector<Point> convex_hull(std::vector<Point> places);

/// Whether a point lies in a convex polygon, its outline included. REQUIRES what is made here.
bool convex_contains(const Polygon& convex, Point point);

}  // namespace farola
