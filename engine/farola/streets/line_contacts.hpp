#pragma once
// Where lines meet without sharing a vertex, put into the lines as vertices.
//
// A path is a line as the numbers of its places, no number twice in a row.
//   touching ends   an end of a path within `tolerance` of the inside of another segment becomes a
//                   vertex of that segment too: the side street ends at the main street.
//   crossings       two segments without a common place that cross each other properly. One drawn
//                   layer cannot tell a crossroads from a bridge, so they are joined only where
//                   asked for: a new place, or one of the four ends where that is within tolerance.

#include "farola/core/progress.hpp"
#include "farola/geometry/point.hpp"

#include <cstdint>
#include <vector>

namespace farola {

using Path = std::vector<std::uint32_t>;

/// Returns how many ends were put into another line. REQUIRES tolerance >= 0.
std::int64_t join_touching_ends(std::vector<Path>& paths, const std::vector<Point>& places,
                                double tolerance, const Progress& progress);

/// Returns how many crossings there are; with `join`, they are put into both lines.
std::int64_t cross_paths(std::vector<Path>& paths, std::vector<Point>& places, double tolerance,
                         bool join, const Progress& progress);

}  // namespace farola
