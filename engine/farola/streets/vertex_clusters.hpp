#pragma once
// Vertices that are meant to be one place, though their coordinates differ by a rounding.
//
// Vertices are taken by ascending x, then y. Each joins the nearest place made so far within
// `tolerance` (ties: the one made first), or else makes a new place of its own coordinates. So no
// vertex moves further than the tolerance, however dense a line is drawn: places do not chain.
// Tolerance 0 joins equal coordinates alone. The order of the input does not matter.
// O(n log n) for n vertices, times the places within one tolerance.

#include "farola/geometry/point.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct VertexClusters {
  std::vector<std::uint32_t> of;  ///< place of each vertex
  std::vector<Point> places;
  std::int64_t moved = 0;  ///< vertices that were not exactly at their place
};

/// REQUIRES finite vertices, tolerance >= 0.
VertexClusters cluster_vertices(std::span<const Point> vertices, double tolerance);

}  // namespace farola
