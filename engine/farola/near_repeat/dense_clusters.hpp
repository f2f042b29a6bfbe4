#pragma once
// The clusters that ST-DBSCAN found, as a table.
//
//   outline    the convex hull of its places, grown by half of eps1, at least 5 m
//   first, last  times of its first and last event
//   expected   (events in the outline at any time) × (events from first to last at any place) / n,
//              as in the space-time permutation scan; ratio = events / expected
// The ratio describes: the cluster was chosen because it is dense, so a ratio above 1 is no
// evidence, and there is no p. Rank 1 has the most events; ties: the lower number.
// O(n log n + clusters × events in the strip of their width).

#include "farola/core/progress.hpp"
#include "farola/geometry/polygon.hpp"
#include "farola/near_repeat/st_dbscan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct DenseCluster {
  std::int32_t number = 0;  ///< as StDbscan::cluster has it
  std::int64_t events = 0, core = 0;
  double first = 0, last = 0;  ///< seconds
  Point centre;                ///< mean of its events' places
  double radius = 0;           ///< greatest distance of one from it
  Polygon outline;
  double expected = 0, ratio = 0;
};

/// By rank.
std::vector<DenseCluster> dense_clusters(std::span<const double> x, std::span<const double> y,
                                         std::span<const double> times, const StDbscan& found,
                                         const StDbscanOptions& options, const Progress& progress);

}  // namespace farola
